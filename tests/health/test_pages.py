"""/healthz, /readyz and /metrics: who may ask what, and what an answer may tell."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
from django.conf import LazySettings
from django.db import connections
from django.test import Client
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families
from pytest_django import DjangoAssertNumQueries

from tracker.health import checks
from tracker.services import pulses

PATHS = ["/healthz", "/readyz", "/metrics"]
TOKEN = "a-word-that-nobody-guesses"


@pytest.fixture(autouse=True)
def _quick_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "broker_answers", lambda url, *, seconds: True)


@pytest.fixture
def alive(db: None) -> None:
    pulses.record_worker("secret-host", now=timezone.now())
    pulses.record_beat(now=timezone.now())


def test_alive_asks_no_database(client: Client) -> None:
    response = client.get("/healthz")  # no mark django_db: a query would fail
    assert (response.status_code, response.json()) == (200, {"alive": True})


def test_ready(client: Client, alive: None) -> None:
    response = client.get("/readyz")
    answer = response.json()
    assert (response.status_code, answer["ready"]) == (200, True)
    assert set(answer["checks"]) == set(checks.READINESS)
    assert answer["checks"]["disk"]["what"].startswith("数据目录所在磁盘剩余")
    assert answer["checks"]["worker"]["seconds"] >= 0


@pytest.mark.django_db
def test_not_ready_says_why_in_words(client: Client) -> None:
    response = client.get("/readyz")
    answer = response.json()
    assert (response.status_code, answer["ready"]) == (503, False)
    assert [name for name, check in answer["checks"].items() if not check["ok"]] == [
        "worker",
        "beat",
    ]
    assert "还没有完成过任何任务" in answer["checks"]["worker"]["what"]


def test_no_host_and_no_secret(client: Client, alive: None, settings: LazySettings) -> None:
    text = client.get("/readyz").content.decode()
    database = connections["default"].settings_dict
    for word in ("secret-host", database["PASSWORD"], database["HOST"], settings.SECRET_KEY):
        assert not word or str(word) not in text
    assert str(settings.DATA_DIR) not in text


@pytest.mark.django_db
@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("host", ["10.1.2.3", "pod-7", "tracker.example"])
def test_any_host_over_plain_http_and_never_kept(
    client: Client, settings: LazySettings, path: str, host: str
) -> None:
    settings.SECURE_SSL_REDIRECT, settings.ALLOWED_HOSTS = True, ["tracker.example"]
    response = client.get(path, HTTP_HOST=host)
    assert response.status_code in (200, 503)
    assert response["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in response.headers
    assert client.get("/admin/login/", HTTP_HOST="tracker.example").status_code == 301


@pytest.mark.django_db
@pytest.mark.parametrize("path", PATHS)
def test_only_get_and_head(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405
    head = client.head(path)
    assert (head.status_code in (200, 503), head.content) == (True, b"")


@pytest.mark.parametrize(
    ("token", "given", "status"),
    [
        ("", {}, 200),
        ("", {"HTTP_X_FORWARDED_FOR": "127.0.0.1"}, 404),
        ("", {"HTTP_X_REAL_IP": "127.0.0.1"}, 404),
        ("", {"HTTP_FORWARDED": "for=127.0.0.1"}, 404),
        ("", {"HTTP_X_REQUEST_ID": "0123456789"}, 404),
        ("", {"REMOTE_ADDR": "10.0.0.9"}, 404),
        ("", {"REMOTE_ADDR": "::1"}, 200),
        ("", {"REMOTE_ADDR": ""}, 404),  # a Unix socket
        (TOKEN, {}, 403),
        (TOKEN, {"HTTP_AUTHORIZATION": "Bearer wrong"}, 403),
        (TOKEN, {"HTTP_AUTHORIZATION": f"Basic {TOKEN}"}, 403),
        (TOKEN, {"HTTP_AUTHORIZATION": "Bearer 密"}, 403),
        (TOKEN, {"HTTP_AUTHORIZATION": f"Bearer {TOKEN}"}, 200),
        (TOKEN, {"HTTP_AUTHORIZATION": f"Bearer {TOKEN}", "REMOTE_ADDR": "10.0.0.9"}, 200),
    ],
)
@pytest.mark.django_db
def test_who_may_read_the_metrics(
    client: Client, settings: LazySettings, token: str, given: Mapping[str, str], status: int
) -> None:
    settings.METRICS_TOKEN = token
    response = client.get("/metrics", **given)  # type: ignore[arg-type]  # headers, all of them
    assert response.status_code == status
    if status == 200:
        assert response["Content-Type"].startswith("text/plain; version=")
        assert list(text_string_to_metric_families(response.content.decode()))
    else:
        assert response.content == b""


@pytest.mark.django_db
def test_other_paths_are_not_ours(client: Client) -> None:
    assert client.get("/readyz/x").status_code == 404
    assert client.get("/").status_code == 302


def test_answers_are_json_in_chinese(client: Client, alive: None) -> None:
    body = client.get("/readyz").content.decode()
    assert "数据库正常应答" in body
    assert json.loads(body)


def test_queries_of_a_scrape(
    client: Client, alive: None, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(15):
        client.get("/metrics")
