"""Asking an address whether it wants the digest."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from tests import factories
from tests.digest.conftest import PostOffice
from tests.digest.samples import MONDAY
from tracker.digest import subscribing
from tracker.digest.transport import NotSent
from tracker.models import Subscription

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sqlite]

MINUTE = dt.timedelta(minutes=1)


def named(**fields: Any) -> Subscription:
    row = Subscription.objects.create(address="leader@example.org", **fields)
    row.agencies.add(factories.make_agency("云岫市岚溪区司法局"))
    return row


def test_the_mail_says_who_what_and_when_and_its_link_works() -> None:
    row = named(created_by=factories.make_user("zhang"), weekday=3, hour=8)
    assert subscribing.ask(row.pk, now=MONDAY)
    [sent] = mail.outbox
    assert sent.to == ["leader@example.org"]
    for words in ("zhang", "云岫市岚溪区司法局", "星期三 8 时（Asia/Shanghai）", "7 天内"):
        assert words in sent.body
    row.refresh_from_db()
    assert row.asked_at == MONDAY


def test_hostile_names_stay_in_their_line() -> None:
    row = named(created_by=factories.make_user("a\r\nBcc: thief@example.org"))
    row.agencies.add(factories.make_agency("局\r\n\r\nhttps://evil.example"))
    subscribing.ask(row.pk, now=MONDAY)
    [sent] = mail.outbox
    assert sent.recipients() == ["leader@example.org"]
    assert "\nhttps://evil.example" not in sent.body


def test_many_places_are_counted() -> None:
    row = named()
    row.agencies.add(*(factories.make_agency() for _ in range(30)))
    subscribing.ask(row.pk, now=MONDAY)
    assert "另有 21 个" in mail.outbox[0].body


@pytest.mark.parametrize(
    ("fields", "asks"),
    [
        ({}, True),
        ({"asked_at": MONDAY - 9 * MINUTE}, False),
        ({"asked_at": MONDAY - 10 * MINUTE}, True),
        ({"confirmed_at": MONDAY}, False),
        ({"active": False}, False),
        ({"ended_at": MONDAY - 23 * 60 * MINUTE}, False),
        ({"ended_at": MONDAY - 24 * 60 * MINUTE}, True),
        ({"ended_at": MONDAY - 99 * 60 * MINUTE, "asked_at": MONDAY - 60 * MINUTE}, False),
    ],
)
def test_nobody_is_asked_too_often(fields: dict[str, object], asks: bool) -> None:
    row = named(**fields)
    assert subscribing.ask(row.pk, now=MONDAY) == asks
    assert len(mail.outbox) == asks


def test_asking_twice_at_once_sends_one() -> None:
    row = named()
    assert [subscribing.ask(row.pk, now=MONDAY) for _ in range(3)] == [True, False, False]


def test_a_refused_address_may_be_asked_again_at_once(post_office: PostOffice) -> None:
    post_office.on_rcpt = lambda address: "550 no such mailbox"
    row = named()
    with pytest.raises(NotSent, match="no such mailbox"):
        subscribing.ask(row.pk, now=MONDAY)
    post_office.on_rcpt = lambda address: None
    assert subscribing.ask(row.pk, now=MONDAY + MINUTE)
    assert post_office.recipients == ["leader@example.org"]


def test_an_ended_one_comes_back_only_by_its_owner() -> None:
    row = named(confirmed_at=MONDAY)
    assert subscribing.end(row.pk, now=MONDAY)
    assert not subscribing.end(row.pk, now=MONDAY + MINUTE)
    assert not subscribing.resume(row.pk)
    later = MONDAY + dt.timedelta(days=2)
    assert subscribing.ask(row.pk, now=later)
    asked = Subscription.objects.get()
    assert asked.ended_at == MONDAY
    assert subscribing.confirm(asked, now=later)
    back = Subscription.objects.get()
    assert (back.ended_at, back.confirmed_at) == (None, later)


@pytest.mark.parametrize(
    "change", [subscribing.resume, lambda key: subscribing.ask(key, now=MONDAY)]
)
def test_a_person_needs_no_question(change: Callable[[int], bool]) -> None:
    row = Subscription.objects.create(user=factories.make_user())
    assert not change(row.pk)
    assert mail.outbox == []


def test_the_link_of_the_mail_confirms() -> None:
    row = named()
    subscribing.ask(row.pk, now=dt.datetime.now(dt.UTC))
    [path] = re.findall(r"/weekly/confirm/\S+", str(mail.outbox[0].body))
    assert Client().post(path).status_code == 200
    row.refresh_from_db()
    assert row.confirmed_at is not None
