"""Wrong settings are refused at start-up with a sentence; right ones are understood."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import env as environment

KEY = "k" * 40


@pytest.mark.parametrize(
    ("url", "engine", "name"),
    [
        ("", "django.db.backends.sqlite3", "tracker.sqlite3"),
        ("sqlite:////srv/data/x.sqlite3", "django.db.backends.sqlite3", "/srv/data/x.sqlite3"),
        ("postgres://u:p@db:5432/tracker", "django.db.backends.postgresql", "tracker"),
    ],
)
def test_database(monkeypatch: pytest.MonkeyPatch, url: str, engine: str, name: str) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    config = environment.database()
    assert config["ENGINE"] == engine
    assert str(config["NAME"]).endswith(name)
    if "sqlite" in engine:
        assert dict(config["OPTIONS"])["transaction_mode"] == "IMMEDIATE"  # type: ignore[call-overload]  # a settings dict holds anything
    else:
        assert config["CONN_HEALTH_CHECKS"] is True


@pytest.mark.parametrize("url", ["tracker", "mongodb://x/y", "://", "postgres://u:p@db:port/x"])
def test_a_malformed_database_url_is_named(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL"):
        environment.database()


@pytest.mark.parametrize(
    ("key", "database", "why"),
    [("short", "", "too short"), ("", "postgres://db/x", "SECRET_KEY is not")],
)
def test_a_bad_key_is_refused(
    monkeypatch: pytest.MonkeyPatch, key: str, database: str, why: str
) -> None:
    monkeypatch.setenv("SECRET_KEY", key)
    monkeypatch.setenv("DATABASE_URL", database)
    with pytest.raises(ImproperlyConfigured, match=why):
        environment.secret_key()


def test_a_key_is_taken_or_made_once_and_kept_private(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SECRET_KEY", KEY)
    assert environment.secret_key() == KEY
    monkeypatch.setenv("SECRET_KEY", "")
    monkeypatch.setenv("DATABASE_URL", "")
    monkeypatch.setattr(environment, "DATA_DIR", tmp_path / "var")
    made = environment.secret_key()
    assert len(made) >= 32
    assert environment.secret_key() == made
    assert stat.S_IMODE((tmp_path / "var" / "secret-key").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("url", "backend"),
    [
        ("", "django.core.mail.backends.filebased.EmailBackend"),
        ("smtp+tls://u:p@mail:587", "django.core.mail.backends.smtp.EmailBackend"),
    ],
)
def test_email(monkeypatch: pytest.MonkeyPatch, url: str, backend: str) -> None:
    monkeypatch.setenv("EMAIL_URL", url)
    config = environment.email()
    assert config["EMAIL_BACKEND"] == backend
    if url:
        assert (config["EMAIL_HOST"], config["EMAIL_PORT"], config["EMAIL_TIMEOUT"]) == (
            "mail",
            587,
            15,
        )
        assert config["EMAIL_USE_TLS"] is True
