"""Programs: what a key opens, and what it does not."""

from __future__ import annotations

import datetime as dt
import time
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.cache import caches
from django.db import OperationalError
from django.db.models import QuerySet
from django.test import Client
from django.utils import timezone

from tests import factories
from tracker.api import throttling
from tracker.models import ApiKey, User
from tracker.services.keys import issue_key, revoke_keys

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
PATH = "/api/v1/commitments"
NOW = timezone.now()


@pytest.fixture(autouse=True)
def nothing_counted(db: None) -> None:
    caches["default"].clear()
    caches["local"].clear()


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """What requests are counted by: it stands still, however long a test takes."""
    stopped = time.time()
    clock = SimpleNamespace(time=lambda: stopped)
    monkeypatch.setattr(throttling, "time", clock)
    return clock


@pytest.fixture
def pair() -> factories.Pair:
    return factories.make_pair()


@pytest.fixture
def owner(pair: factories.Pair) -> User:
    return factories.make_inspector(pair.agency)


def asked(words: str, path: str = PATH, **headers: str) -> Any:
    return Client().get(path, headers={"Authorization": f"Bearer {words}", **headers})


def test_a_key_opens_what_its_owner_may_see_and_no_more(pair: factories.Pair, owner: User) -> None:
    elsewhere = factories.make_pair()
    key, words = issue_key(owner, name="大屏")
    found = asked(words).json()["items"]
    assert {item["agency"]["id"] for item in found} == {pair.agency.pk}
    assert asked(words, f"{PATH}/{elsewhere.commitments[0].pk}").status_code == 404
    key.refresh_from_db()
    assert key.last_used_at is not None


def test_reading_does_not_fail_where_its_use_can_t_be_noted(
    owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_args: object, **_fields: object) -> None:
        raise OperationalError("database is locked")

    key, words = issue_key(owner, name="大屏")
    monkeypatch.setattr(QuerySet, "update", locked)
    assert asked(words).status_code == 200
    key.refresh_from_db()
    assert key.last_used_at is None


def test_the_words_are_nowhere_in_the_database(owner: User) -> None:
    key, words = issue_key(owner, name="大屏")
    stored = ApiKey.objects.values().get(pk=key.pk)
    assert words.rpartition("_")[2] not in str(stored)
    assert words.startswith(f"ctk_{key.prefix}_")
    assert len(words) > 50


def _expired(key: ApiKey) -> None:
    ApiKey.objects.filter(pk=key.pk).update(expires_at=NOW - dt.timedelta(seconds=1))


def _revoked(key: ApiKey) -> None:
    assert (revoke_keys([key.pk]), revoke_keys([key.pk])) == (1, 0)


def _owner_off(key: ApiKey) -> None:
    User.objects.filter(pk=key.owner_id).update(is_active=False)


@pytest.mark.parametrize("spoil", [_expired, _revoked, _owner_off])
def test_a_key_that_is_no_longer_good(owner: User, spoil: Any) -> None:
    key, words = issue_key(owner, name="大屏", expires_at=NOW + dt.timedelta(days=1))
    assert asked(words).status_code == 200
    spoil(key)
    response = asked(words)
    assert (response.status_code, response.json()["code"]) == (401, "bad_key")
    assert response["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("words", ["x", "ctk_00000000_x", "ctk__", "甲", "a" * 5000, "'; --"])
def test_what_is_no_key(words: str) -> None:
    response = Client().get(PATH, headers={"Authorization": f"Bearer {words}"})
    assert (response.status_code, response.json()["code"]) == (401, "bad_key")


def test_a_bad_key_is_not_answered_for_by_a_cookie(owner: User) -> None:
    client = Client()
    client.force_login(owner)
    assert client.get(PATH).status_code == 200
    assert client.get(PATH, headers={"Authorization": "Bearer ctk_x_y"}).status_code == 401


def test_a_key_for_uploads_reads_nothing(owner: User) -> None:
    _key, words = issue_key(owner, name="报送", may_read=False, may_upload=True)
    response = asked(words)
    assert (response.status_code, response.json()["code"]) == (403, "not_permitted")


def test_the_owner_s_role_counts_too(pair: factories.Pair) -> None:
    without = factories.make_user(responsible_for=[pair.agency])
    _key, words = issue_key(without, name="大屏")
    assert asked(words).status_code == 403


def test_too_many_requests_of_one_key(
    owner: User, settings: LazySettings, clock: SimpleNamespace
) -> None:
    settings.API_REQUESTS_PER_MINUTE = 3
    (_one, first), (_two, second) = (issue_key(owner, name=name) for name in "甲乙")
    clock.time = lambda: 600_000_018.5  # the eighteenth second of its minute
    assert [asked(first).status_code for _ in range(5)] == [200] * 3 + [429] * 2
    refused = asked(first)
    assert refused.json()["code"] == "too_many_requests"
    assert refused["Retry-After"] == "42"
    assert asked(second).status_code == 200  # each counts for itself
    clock.time = lambda: 600_000_060.0
    assert asked(first).status_code == 200  # a new minute


def test_a_forged_address_gives_no_further_guesses(settings: LazySettings) -> None:
    settings.NUM_PROXIES = 1
    codes = set()
    for number in range(2 * throttling.GUESSES + 2):
        forged = f"10.0.{number}.1, 198.51.100.7"  # the last is what our proxy saw
        codes.add(asked("ctk_x_y", **{"X-Forwarded-For": forged}).status_code)
    assert codes == {401, 429}
    assert asked("ctk_x_y", **{"X-Forwarded-For": "203.0.113.9"}).status_code == 401


@pytest.mark.parametrize(
    ("proxies", "header", "address"),
    [
        (0, "203.0.113.9", "127.0.0.1"),
        (0, "", "127.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "6.6.6.6, 203.0.113.9", "203.0.113.9"),
        (2, "6.6.6.6, 203.0.113.9, 10.0.0.1", "203.0.113.9"),
        (2, "203.0.113.9", "127.0.0.1"),  # it did not come through both
        (1, "x" * 500, "x" * 60),
    ],
)
def test_whose_address_counts(
    settings: LazySettings, rf: Any, proxies: int, header: str, address: str
) -> None:
    settings.NUM_PROXIES = proxies
    request = rf.get(PATH, headers={"X-Forwarded-For": header} if header else {})
    assert throttling.address_of(request) == address


def test_counting_goes_on_without_the_broker(owner: User, settings: LazySettings) -> None:
    there: dict[str, Any] = settings.CACHES
    broken = {**there["default"], "LOCATION": "redis://127.0.0.1:1/0"}
    settings.CACHES = {**there, "default": broken}
    settings.API_REQUESTS_PER_MINUTE = 2
    _key, words = issue_key(owner, name="大屏")
    codes = [asked(words).status_code for _ in range(8)]
    assert (codes[0], 429 in codes) == (200, True)


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [("https://screen.example.cn", True), ("https://evil.example", False), ("null", False)],
)
def test_pages_of_other_sites(settings: LazySettings, origin: str, allowed: bool) -> None:
    settings.CORS_ALLOWED_ORIGINS = ["https://screen.example.cn"]
    asking = {"Origin": origin, "Access-Control-Request-Method": "GET"}
    asking["Access-Control-Request-Headers"] = "authorization"
    answer = Client().options(PATH, headers=asking)
    assert answer.has_header("Access-Control-Allow-Origin") is allowed
    assert not answer.has_header("Access-Control-Allow-Credentials")
    admin = Client().get("/admin/login/", headers={"Origin": "https://screen.example.cn"})
    assert not admin.has_header("Access-Control-Allow-Origin")


@pytest.mark.parametrize(
    ("header", "allowed"),
    [
        ("authorization", True),
        ("if-none-match", True),  # to be told that nothing has changed
        ("idempotency-key", True),  # to hand in a file twice without harm
        ("x-csrftoken", False),  # of people who are logged in here: no page of others acts as them
    ],
)
def test_what_pages_of_other_sites_may_send(
    settings: LazySettings, header: str, allowed: bool
) -> None:
    settings.CORS_ALLOWED_ORIGINS = ["https://screen.example.cn"]
    asking = {"Origin": "https://screen.example.cn", "Access-Control-Request-Method": "POST"}
    answer = Client().options(PATH, headers=asking)
    named = answer["Access-Control-Allow-Headers"].split(", ")
    assert (header in named) is allowed
