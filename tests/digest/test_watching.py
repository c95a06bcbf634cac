"""The watchdog: what should have gone out and did not."""

from __future__ import annotations

import datetime as dt
import logging

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.digest.samples import MONDAY, delivery, readers
from tracker.digest import log_overdue, overdue
from tracker.digest.watching import PATIENCE, Overdue
from tracker.models import Subscription

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

# The readers' hour: Monday, 09:00 in Shanghai.
DUE = MONDAY - dt.timedelta(minutes=30)
LATE = DUE + PATIENCE
MINUTE = dt.timedelta(minutes=1)
WEEK = dt.timedelta(days=7)


@pytest.fixture(autouse=True)
def _readers() -> None:
    readers("a", "b")
    Subscription.objects.update(created_at=MONDAY - 4 * WEEK)


def summary(found: Overdue) -> tuple[str, int, int]:
    late = "".join(sorted(subject.recipient[0] for subject in found.late))
    return late, found.failed, found.held


@pytest.mark.parametrize(
    ("now", "late"),
    [(DUE, ""), (LATE - MINUTE, ""), (LATE, "ab"), (LATE + 5 * MINUTE, "ab")],
)
def test_an_hour_of_patience(now: dt.datetime, late: str) -> None:
    assert summary(overdue(now=now)) == (late, 0, 0)


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("pending", ("ab", 0, 0)),
        ("claimed", ("ab", 0, 0)),
        ("data", ("ab", 0, 0)),
        ("sent", ("b", 0, 0)),
        ("failed", ("b", 1, 0)),
        ("unclear", ("b", 0, 1)),
    ],
)
def test_each_state_of_a_delivery(state: str, expected: tuple[str, int, int]) -> None:
    delivery(state=state)
    assert summary(overdue(now=LATE)) == expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"created_at": LATE - MINUTE}, ("", 0, 0)),
        ({"confirmed_at": LATE - MINUTE}, ("", 0, 0)),
        ({"active": False}, ("", 0, 0)),
        ({"ended_at": LATE - MINUTE}, ("", 0, 0)),
        ({"weekday": 7}, ("", 0, 0)),
    ],
)
def test_who_is_not_waited_for(fields: dict[str, object], expected: tuple[str, int, int]) -> None:
    Subscription.objects.update(**fields)
    assert summary(overdue(now=LATE)) == expected


@pytest.mark.parametrize(
    ("week", "later", "held"),
    [("2026-W46", "", 1), ("2026-W45", "", 0), ("2026-W46", "sent", 0), ("2026-W46", "failed", 1)],
)
def test_of_the_last_week_until_a_later_one_has_arrived(week: str, later: str, held: int) -> None:
    delivery(week=week, state="unclear")
    if later:
        delivery(state=later)
    assert overdue(now=DUE).held == held


def test_only_among_some() -> None:
    delivery("b", week="2026-W46", state="failed")
    mine = Subscription.objects.filter(user__email="a@example.org")
    assert summary(overdue(now=LATE, among=mine)) == ("a", 0, 0)
    assert summary(overdue(now=LATE, among=Subscription.objects.none())) == ("", 0, 0)


def test_the_log_says_it_once_a_run(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, logger="tracker"):
        log_overdue(now=DUE)
        assert caplog.messages == []
        log_overdue(now=LATE)
    assert caplog.messages == ["digests overdue: 2 late, 0 failed, 0 unclear"]


def test_queries_do_not_grow(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(3):
        assert len(overdue(now=LATE).late) == 2
    readers("c", "d", "e")
    Subscription.objects.update(created_at=MONDAY - 4 * WEEK)
    with django_assert_num_queries(3):
        assert len(overdue(now=LATE).late) == 5
