"""The servers behind the site, as Django and Celery are told of them."""

from __future__ import annotations

import pytest

from config import connections


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
    config = connections.database()
    assert config["ENGINE"] == engine
    assert str(config["NAME"]).endswith(name)
    options = config["OPTIONS"]
    assert isinstance(options, dict)
    if "sqlite" in engine:
        assert options["transaction_mode"] == "IMMEDIATE"
    else:
        assert config["CONN_HEALTH_CHECKS"] is True
        assert options["connect_timeout"] == 3


def test_options_in_the_url_go_before_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://u@db/x?sslmode=require&connect_timeout=9")
    options = connections.database()["OPTIONS"]
    assert isinstance(options, dict)
    assert (options["sslmode"], options["connect_timeout"]) == ("require", 9)
    assert options["tcp_user_timeout"] == 20_000


@pytest.mark.parametrize(
    ("url", "backend"),
    [
        ("", "django.core.mail.backends.filebased.EmailBackend"),
        ("smtp+tls://u:p@mail:587", "django.core.mail.backends.smtp.EmailBackend"),
    ],
)
def test_email(monkeypatch: pytest.MonkeyPatch, url: str, backend: str) -> None:
    monkeypatch.setenv("EMAIL_URL", url)
    config = connections.email()
    assert config["EMAIL_BACKEND"] == backend
    if url:
        assert (config["EMAIL_HOST"], config["EMAIL_PORT"], config["EMAIL_TIMEOUT"]) == (
            "mail",
            587,
            15,
        )
        assert config["EMAIL_USE_TLS"] is True
