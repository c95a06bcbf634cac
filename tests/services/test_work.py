"""Claims: one worker has a row, and one that lost it, however long ago, changes nothing."""

from __future__ import annotations

import datetime as dt
import threading
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone
from pytest_django import Settings

from tests.factories import make_upload
from tests.services.units import ago, claimed, lapse, made, stored
from tracker.services import work

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.mark.parametrize(
    ("state", "until", "taken"),
    [
        ("waiting", None, True),
        ("waiting", 1, True),  # put back, and its wait is over
        ("waiting", -60, False),  # put back, and not before then
        ("running", 1, True),  # its worker is gone
        ("running", -60, False),
        ("done", None, False),
        ("failed", None, False),
    ],
)
def test_what_can_be_claimed(kind: str, state: str, until: int | None, taken: bool) -> None:
    unit = made(kind, state=state, lease_until=ago(until), error_code="x")
    held = claimed(unit)
    assert (held is not None) is taken
    if held is not None:
        assert (held.state, held.attempts, len(held.claim)) == ("running", 1, 32)
        assert claimed(unit) is None


def test_a_file_that_is_asked_about_is_nobodys() -> None:
    assert claimed(make_upload(state="asked")) is None


def test_a_row_whose_workers_keep_dying_fails_and_says_so(kind: str) -> None:
    unit = made(kind)
    for _attempt in range(work.ATTEMPTS):
        assert claimed(unit) is not None
        lapse(unit)
    assert claimed(unit) is None
    found = stored(unit)
    assert (found["state"], found["error_code"]) == ("failed", "gave_up")
    assert (found["error_params"], found["claim"]) == ({"attempts": 3}, "")


def test_a_late_finish_after_three_lost_leases_and_a_retry_changes_nothing(kind: str) -> None:
    unit = made(kind)
    late = []
    for _attempt in range(work.ATTEMPTS):
        late.append(claimed(unit))
        lapse(unit)
    assert claimed(unit) is None
    rows: Any = type(unit)._default_manager.all()
    assert work.retry(rows) == [unit.pk]
    newest = claimed(unit)
    assert newest is not None
    before = stored(unit)
    assert before["attempts"] == 1  # the same number that the first of them had
    for old in late:
        assert old is not None
        assert not work.finish(old, state="done")
        work.put_back(old, error_code="x")
        assert stored(unit) == before
    assert work.finish(newest, state="done")
    assert stored(unit) == work.ANEW | {
        "state": "done",
        "attempts": 1,
        "finished_at": newest.finished_at,
    }


def test_a_row_that_fails_is_tried_three_times_with_growing_waits(
    kind: str, settings: Settings
) -> None:
    settings.LEASE_SECONDS = 300
    unit = made(kind)
    waits = []
    for _attempt in range(work.ATTEMPTS - 1):
        held = claimed(unit)
        assert held is not None
        assert work.put_back(held, error_code="reader_failed")
        assert claimed(unit) is None  # not before its wait is over
        until = stored(unit)["lease_until"]
        assert isinstance(until, dt.datetime)
        waits.append(round((until - timezone.now()).total_seconds() / 60))
        lapse(unit)
    held = claimed(unit)
    assert held is not None
    assert not work.put_back(held, error_code="reader_failed")
    assert waits == [1, 2]
    found = stored(unit)
    assert (found["state"], found["error_code"]) == ("failed", "reader_failed")
    assert found["finished_at"] is not None


def test_only_failed_rows_are_tried_again(kind: str) -> None:
    units = [made(kind, state=s, error_code="x") for s in ("waiting", "running", "done", "failed")]
    rows: Any = type(units[0])._default_manager.all()
    assert work.retry(rows) == [units[-1].pk]
    assert work.retry(rows) == []
    assert stored(units[-1]) == work.ANEW


@pytest.mark.parametrize(
    ("state", "attempts", "until", "left"),
    [
        ("waiting", 0, None, False),  # its message is on the way
        ("waiting", 1, 1, True),
        ("waiting", 1, -60, False),
        ("running", 1, 1, True),
        ("running", 3, 1, True),  # the claim will give it up
        ("running", 1, -60, False),
        ("done", 1, None, False),
        ("failed", 3, None, False),
    ],
)
def test_what_was_left_behind(
    kind: str, state: str, attempts: int, until: int | None, left: bool
) -> None:
    unit = made(kind, state=state, attempts=attempts, lease_until=ago(until), error_code="x")
    rows: Any = type(unit)._default_manager.all()
    found = work.left_behind(rows, now=timezone.now(), most=9)
    assert found == ([unit.pk] if left else [])


@pytest.mark.django_db(transaction=True)
def test_many_claimers_one_gets_it(kind: str) -> None:
    unit = made(kind)
    won: list[int] = []
    barrier = threading.Barrier(6)

    def claim(number: int) -> None:
        try:
            barrier.wait()
            if claimed(unit) is not None:
                won.append(number)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=claim, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1
