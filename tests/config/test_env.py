"""Every variable: what is understood, and the sentence for what is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import connections, env, logs, secret, site
from tests.config.refused import REFUSED, read_all

SECRETS = {"SECRET_KEY", "DATABASE_URL", "REDIS_URL", "EMAIL_URL", "METRICS_TOKEN"}


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in env.CATALOGUE:
        monkeypatch.delenv(name, raising=False)


def test_the_defaults_are_accepted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(env, "DATA_DIR", tmp_path)
    read_all()


@pytest.mark.parametrize(("given", "says"), REFUSED)
def test_what_is_wrong_is_said_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], says: str
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(ImproperlyConfigured) as refused:
        read_all()
    sentence = str(refused.value)
    assert says in sentence
    assert "\n" not in sentence
    assert sentence.endswith(".")
    last = list(given)[-1]
    assert last in sentence
    assert "hunter2" not in sentence  # part of every secret in the table
    assert len(sentence) < 300


def test_a_folder_out_of_reach(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def forbidden(path: Path) -> bool:
        raise PermissionError  # root may look everywhere

    monkeypatch.setenv("DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setattr(Path, "exists", forbidden)
    with pytest.raises(ImproperlyConfigured, match="this user may not look there"):
        env.data_dir()


def test_every_variable_has_a_value_that_is_refused() -> None:
    told = {name for given, _says in REFUSED for name in given}
    assert told == set(env.CATALOGUE)


def test_the_catalogue_says_what_each_is_for() -> None:
    assert {variable.name for variable in env.VARIABLES if variable.secret} == SECRETS
    for variable in env.VARIABLES:
        assert 10 < len(variable.about) <= 80
        assert "\n" not in variable.about


def test_no_setting_reads_a_variable_that_is_not_in_the_catalogue() -> None:
    with pytest.raises(KeyError):
        env.text("DATABSE_URL")


def test_empty_means_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in env.CATALOGUE:
        monkeypatch.setenv(name, " ")
        assert env.text(name) == env.CATALOGUE[name].default


@pytest.mark.parametrize(
    ("word", "value"),
    [("1", True), ("true", True), ("YES", True), ("on", True), ("0", False), ("Off", False)],
)
def test_flags(monkeypatch: pytest.MonkeyPatch, word: str, value: bool) -> None:
    monkeypatch.setenv("DEBUG", word)
    assert env.flag("DEBUG") is value


def test_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLOWED_HOSTS", "tracker.example.cn, .example.org,[::1],10.0.0.1,")
    assert site.allowed_hosts() == ["tracker.example.cn", ".example.org", "[::1]", "10.0.0.1"]


def test_any_host_only_for_developers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLOWED_HOSTS", "*")
    monkeypatch.setenv("DEBUG", "1")
    assert site.allowed_hosts() == ["*"]


@pytest.mark.parametrize(
    ("given", "taken"),
    [("https://a.example/", "https://a.example"), ("http://a.example:8000/x", None)],
)
def test_site_url(monkeypatch: pytest.MonkeyPatch, given: str, taken: str | None) -> None:
    monkeypatch.setenv("SITE_URL", given)
    assert site.site_url() == (taken or given)


@pytest.mark.parametrize("given", ["周报 <a@example.cn>", "a@example.cn", "x <noreply@localhost>"])
def test_senders(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv("DEFAULT_FROM_EMAIL", given)
    assert connections.sender() == given


@pytest.mark.parametrize(
    "given", ["redis://h", "redis://:pw@h:6379/3", "rediss://u:pw@h:6380/0", "redis://[::1]:6379"]
)
def test_brokers(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv("REDIS_URL", given)
    assert connections.broker() == given


def test_the_shape_of_logs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOG_FORMAT", "json")
    monkeypatch.setenv("LOG_LEVEL", "WARNING")
    settings = logs.logging_settings()
    assert settings["handlers"]["stderr"]["formatter"] == "json"
    assert settings["root"]["level"] == "WARNING"


def test_a_token_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("METRICS_TOKEN", "0123456789abcdef")
    assert secret.metrics_token() == "0123456789abcdef"
