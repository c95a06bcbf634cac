from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.digest.samples import MONDAY, reader_of, subscriber
from tracker.digest.subjects import due_subjects, subject_of, subjects_of_week

pytestmark = pytest.mark.django_db


def due(now: dt.datetime) -> list[tuple[str, str]]:
    return [(subject.recipient, subject.week) for subject in due_subjects(now=now)]


@pytest.mark.parametrize(
    ("wish", "now", "week"),
    [
        ({}, "2026-11-16T00:59:59", None),
        ({}, "2026-11-16T01:00:00", "2026-W47"),
        ({}, "2026-11-22T15:59:59", "2026-W47"),  # all week long: beat may have been down
        ({}, "2026-11-22T16:00:00", None),  # the next week has begun, its Monday 09:00 not
        ({"weekday": 5, "hour": 18}, "2026-11-20T09:59:59", None),
        ({"weekday": 5, "hour": 18}, "2026-11-20T10:00:00", "2026-W47"),
        ({"timezone": "America/New_York"}, "2026-11-16T13:59:59", None),
        ({"timezone": "America/New_York"}, "2026-11-16T14:00:00", "2026-W47"),
        ({"timezone": "Mars/Olympus"}, "2026-11-16T01:00:00", "2026-W47"),
        ({"hour": 0}, "2026-12-27T16:00:00", "2026-W53"),
        ({"weekday": 5}, "2027-01-01T01:00:00", "2026-W53"),
        ({"hour": 0}, "2027-01-03T16:00:00", "2027-W01"),
    ],
)
def test_due(wish: dict[str, Any], now: str, week: str) -> None:
    subscriber(email="reader@example.org", **wish)
    moment = dt.datetime.fromisoformat(now).replace(tzinfo=dt.UTC)
    assert due(moment) == ([("reader@example.org", week)] if week else [])


def test_who_gets_none() -> None:
    subscriber(email="off@example.org", active=False)
    gone = reader_of(subscriber(email="gone@example.org"))
    gone.is_active = False
    gone.save()
    nowhere = reader_of(subscriber())
    nowhere.email = ""
    nowhere.save()
    assert due(MONDAY) == []
    assert subjects_of_week("2026-W47") == []


def test_one_mailbox_one_digest_however_it_is_spelt() -> None:
    first = subscriber(email="Reader@Example.org")
    subscriber(email="reader@example.org")
    [subject] = due_subjects(now=MONDAY)
    assert (subject.subscription, subject.recipient) == (first, "reader@example.org")


def test_to_narrows_by_address() -> None:
    subscriber(email="a@example.org")
    subscriber(email="b@example.org")
    found = due_subjects(now=MONDAY, to=" B@example.org ")
    assert [subject.recipient for subject in found] == ["b@example.org"]
    assert due_subjects(now=MONDAY, to="c@example.org") == []


def test_a_past_week_reports_up_to_its_end() -> None:
    subscription = subscriber()
    end = dt.datetime(2026, 11, 15, 16, tzinfo=dt.UTC)
    assert subject_of(subscription, week="2026-W46").until(MONDAY) == end
    assert subject_of(subscription, week="2026-W47").until(MONDAY) == MONDAY
