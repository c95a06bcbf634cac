"""The links in mails: what a scanner, a mail program and a person do with them."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlsplit

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from tests.admin.pages import inline_code
from tests.digest.samples import MONDAY, subscriber
from tests.factories import make_agency
from tracker.digest import links, tokens
from tracker.digest.subjects import subjects_of_week
from tracker.models import Subscription

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

DAY = dt.timedelta(days=1)
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def stranger() -> Client:
    """A mail program: no cookies, and the guard against foreign forms is on."""
    return Client(enforce_csrf_checks=True)


def path(url: str) -> str:
    return urlsplit(url).path


def address(name: str = "leader@example.org", **fields: object) -> Subscription:
    values = {"asked_at": timezone.now(), **fields}
    return Subscription.objects.create(address=name, **values)


@pytest.fixture
def person() -> Subscription:
    return subscriber(make_agency(), email="Reader@example.org")


def test_opening_an_unsubscribe_link_changes_nothing(person: Subscription) -> None:
    url = path(links.unsubscribe_url(person))
    for answer in (stranger().get(url), stranger().head(url)):
        assert answer.status_code == 200
    person.refresh_from_db()
    assert person.ended_at is None


def test_one_click_ends_it_at_once_and_only_it(person: Subscription) -> None:
    other = address(confirmed_at=timezone.now())
    url = path(links.unsubscribe_url(person))
    answer = stranger().post(url, ONE_CLICK)
    assert (answer.status_code, answer.cookies.output()) == (200, "")
    person.refresh_from_db()
    other.refresh_from_db()
    assert (person.ended_at is not None, other.ended_at) == (True, None)
    first = person.ended_at
    assert stranger().post(url, ONE_CLICK).status_code == 200  # a mail program may repeat itself
    person.refresh_from_db()
    assert person.ended_at == first


def test_a_mailbox_of_several_gets_nothing_more(person: Subscription) -> None:
    """Else the next of them would take over a week after the reader had said no."""
    named = address("reader@example.org", confirmed_at=timezone.now())
    colleague = subscriber(make_agency(), email="READER@example.org")
    assert [s.subscription.pk for s in subjects_of_week("2026-W47")] == [person.pk]
    stranger().post(path(links.unsubscribe_url(person)), ONE_CLICK)
    assert subjects_of_week("2026-W47") == []
    named.refresh_from_db()
    colleague.refresh_from_db()
    assert (named.confirmed_at, colleague.ended_at is not None) == (None, True)


def test_a_person_takes_it_back(person: Subscription) -> None:
    url = path(links.unsubscribe_url(person))
    ended = stranger().post(url, {"act": ""}).content.decode()
    assert "重新订阅" in ended
    assert "已重新订阅" in stranger().post(url, {"act": "again"}).content.decode()
    person.refresh_from_db()
    assert person.ended_at is None


def test_an_address_is_not_taken_back_by_the_old_link() -> None:
    named = address(confirmed_at=timezone.now())
    url = path(links.unsubscribe_url(named))
    stranger().post(url, ONE_CLICK)
    page = stranger().post(url, {"act": "again"}).content.decode()
    assert "重新订阅" not in page
    named.refresh_from_db()
    assert (named.ended_at is not None, named.confirmed_at) == (True, None)


def test_a_link_to_an_address_given_up_does_not_end_the_new_one(person: Subscription) -> None:
    url = path(links.unsubscribe_url(person))
    assert person.user is not None
    person.user.email = "new@example.org"
    person.user.save()
    assert stranger().post(url, ONE_CLICK).status_code == 200
    person.refresh_from_db()
    assert person.ended_at is None


def test_a_link_of_a_deleted_subscription_is_answered(person: Subscription) -> None:
    url = path(links.unsubscribe_url(person))
    person.delete()
    assert stranger().post(url, ONE_CLICK).status_code == 200


def test_confirming_takes_a_press_not_a_visit() -> None:
    named = address()
    url = path(links.confirm_url(named))
    page = stranger().get(url)
    assert "确认订阅" in page.content.decode()
    assert "leader@" not in page.content.decode()
    named.refresh_from_db()
    assert named.confirmed_at is None
    assert stranger().post(url).status_code == 200
    named.refresh_from_db()
    first = named.confirmed_at
    assert first is not None
    assert stranger().post(url).status_code == 200
    named.refresh_from_db()
    assert named.confirmed_at == first


def test_only_the_newest_confirm_link_counts() -> None:
    named = address()
    old = path(links.confirm_url(named))
    named.asked_at = timezone.now() + DAY
    named.save()
    for answer in (stranger().get(old), stranger().post(old)):
        assert answer.status_code == 400
        assert "更新的邮件" in answer.content.decode()
    named.refresh_from_db()
    assert named.confirmed_at is None


def test_a_confirm_link_dies_when_the_owner_says_no() -> None:
    named = address()
    url = path(links.confirm_url(named))
    stranger().post(url)
    stranger().post(path(links.unsubscribe_url(named)), ONE_CLICK)
    assert stranger().post(url).status_code == 400
    named.refresh_from_db()
    assert named.confirmed_at is None


@pytest.mark.parametrize(
    ("name", "after", "status"),
    [
        ("confirm", tokens.CONFIRM_WITHIN - DAY, 200),
        ("confirm", tokens.CONFIRM_WITHIN + DAY, 400),
        ("unsubscribe", tokens.UNSUBSCRIBE_WITHIN - DAY, 200),
        ("unsubscribe", tokens.UNSUBSCRIBE_WITHIN + DAY, 400),
    ],
)
def test_links_live_as_long_as_they_should(name: str, after: dt.timedelta, status: int) -> None:
    with time_machine.travel(MONDAY, tick=False):
        named = address()
        url = path(getattr(links, f"{name}_url")(named))
    with time_machine.travel(MONDAY + after, tick=False):
        assert stranger().post(url).status_code == status


def test_forged_links_are_refused_on_a_plain_page() -> None:
    named = address()
    good = tokens.confirm_token(named)
    unsubscribing = tokens.unsubscribe_token(named)
    forged = [
        *(good[:-1], good[1:], f"{good}x", "x", ":::", "x" * 5000, "%00", "〇"),
        unsubscribing,  # of the other kind
    ]
    for token in forged:
        for answer in (
            stranger().get(f"/weekly/confirm/{token}/"),
            stranger().post(f"/weekly/confirm/{token}/"),
        ):
            assert answer.status_code == 400, token
            assert "链接无效" in answer.content.decode()
    assert stranger().post(f"/weekly/unsubscribe/{good}/").status_code == 400
    named.refresh_from_db()
    assert (named.confirmed_at, named.ended_at) == (None, None)


def test_a_person_is_never_confirmed_by_link(person: Subscription) -> None:
    assert stranger().post(path(links.confirm_url(person))).status_code == 400


def test_the_pages_keep_the_rules_of_the_house(person: Subscription) -> None:
    urls = [links.unsubscribe_url(person), links.confirm_url(address()), "/weekly/confirm/x/"]
    for url in urls:
        answer = stranger().get(path(url))
        assert inline_code(answer.content.decode()) == []
        assert "unsafe" not in answer["Content-Security-Policy"]
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "no-store" in answer["Cache-Control"]
        assert "noindex" in answer["X-Robots-Tag"]
    assert stranger().put(path(urls[0])).status_code == 405
