"""What a person decides about mails that are held or failed."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from django.db import connection, transaction

from tests.digest.conftest import PostOffice
from tests.digest.samples import MONDAY, closed, delivery, readers, states
from tests.factories import make_user
from tests.waiting import eventually
from tracker.digest import send_due_digests
from tracker.digest.settling import send_again, settle_arrived
from tracker.models import DigestDelivery, Subscription, User

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sqlite]

MINUTE = dt.timedelta(minutes=1)
STATES = DigestDelivery.State.values


@pytest.fixture
def person() -> User:
    readers("a")
    return make_user("zhang")


@pytest.mark.parametrize("state", STATES)
def test_arrived_is_for_unclear_ones_only(person: User, state: str) -> None:
    row = delivery(state=state)
    moved = settle_arrived(DigestDelivery.objects.all(), by=person, now=MONDAY)
    row.refresh_from_db()
    assert moved == (state == "unclear")
    assert row.state == ("sent" if moved else state)
    assert row.settled_by_id == (person.pk if moved else None)
    if moved:
        assert (row.sent_at, row.settled_at) == (row.created_at, MONDAY)


@pytest.mark.parametrize("state", STATES)
def test_again_is_for_unclear_and_failed_ones(person: User, state: str) -> None:
    row = delivery(state=state, attempts=8)
    moved = send_again(DigestDelivery.objects.all(), by=person, now=MONDAY)
    row.refresh_from_db()
    assert moved == (state in ("unclear", "failed"))
    assert row.state == ("pending" if moved else state)
    assert (row.attempts, row.settled_at) == (8, MONDAY if moved else None)


@pytest.mark.parametrize("fields", [{"active": False}, {"ended_at": MONDAY}])
def test_nothing_is_sent_again_to_who_does_not_want_it(
    person: User, fields: dict[str, object]
) -> None:
    delivery(state="failed")
    Subscription.objects.update(**fields)
    assert send_again(DigestDelivery.objects.all(), by=person, now=MONDAY) == 0
    Subscription.objects.all().delete()
    assert send_again(DigestDelivery.objects.all(), by=person, now=MONDAY) == 0


def test_again_brings_one_more_mail_and_then_no_more(person: User, post_office: PostOffice) -> None:
    delivery(state="unclear", attempts=3)
    send_again(DigestDelivery.objects.all(), by=person, now=MONDAY)
    for minute in (0, 10, 20):
        send_due_digests(now=MONDAY + minute * MINUTE)
    assert states() == {"a": "sent"}
    assert post_office.recipients == ["a@example.org"]


def test_an_older_week_is_sent_again_when_a_person_wants_it(
    person: User, post_office: PostOffice
) -> None:
    delivery(state="failed", week="2026-W44")
    long_ago = MONDAY - dt.timedelta(days=20)
    DigestDelivery.objects.update(created_at=long_ago)
    send_again(DigestDelivery.objects.all(), by=person, now=MONDAY)
    send_due_digests(now=MONDAY + MINUTE)
    assert DigestDelivery.objects.get(week="2026-W44").state == "sent"


def test_of_two_presses_at_once_one_counts(person: User) -> None:
    delivery(state="unclear")
    moved: dict[str, int] = {}
    gate = threading.Barrier(2)

    def press(name: str) -> None:
        gate.wait()
        act = settle_arrived if name == "arrived" else send_again
        moved[name] = act(DigestDelivery.objects.all(), by=person, now=MONDAY)

    pair = [threading.Thread(target=closed(press), args=(n,)) for n in ("arrived", "again")]
    for thread in pair:
        thread.start()
    for thread in pair:
        thread.join()
    assert sorted(moved.values()) == [0, 1]
    expected = "sent" if moved["arrived"] else "pending"
    assert states() == {"a": expected}


PRESSES = {"arrived": settle_arrived, "again": send_again}


@pytest.mark.postgresql
@pytest.mark.parametrize("first", PRESSES)
@pytest.mark.parametrize("second", PRESSES)
def test_who_has_waited_for_another_press_changes_nothing(
    person: User, first: str, second: str
) -> None:
    delivery(state="unclear")
    later: list[int] = []

    def press() -> None:
        later.append(PRESSES[second](DigestDelivery.objects.all(), by=person, now=MONDAY))

    waiting = threading.Thread(target=closed(press))
    with transaction.atomic():
        assert PRESSES[first](DigestDelivery.objects.all(), by=person, now=MONDAY) == 1
        waiting.start()
        eventually(somebody_waits, what="the second press at the lock of the first")
    waiting.join()
    assert later == [0]
    assert states() == {"a": "sent" if first == "arrived" else "pending"}


def somebody_waits() -> bool:
    # pg_stat_activity would be told once a transaction; locks are told as they are.
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchone()[0])
