"""How far the work has come: counts, rate, time left, failures, within the scope of a person."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories import make_agency, make_inspector, make_job, make_pair, make_upload, make_user
from tracker.models import Batch, Upload
from tracker.selectors.progress import (
    Failure,
    Files,
    Pairs,
    Progress,
    newest_batches,
    progress_of,
)
from tracker.selectors.records import visible_batches, visible_jobs
from tracker.services.batches import open_batch

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

INSERT: dict[str, Any] = {"state": "done", "result": "insert"}
EMPTY: dict[str, Any] = {"state": "failed", "error_code": "empty"}


@pytest.fixture
def batch() -> Batch:
    return open_batch(Batch.Source.COMMAND, label="来件")


def ago(**length: float) -> dt.datetime:
    return timezone.now() - dt.timedelta(**length)


def begun(batch: Batch, **length: float) -> Batch:
    Batch.objects.filter(pk=batch.pk).update(created_at=ago(**length))
    batch.refresh_from_db()
    return batch


def seen(batch: Batch | None, user: Any = None) -> Progress:
    return progress_of(user, batch=batch, now=timezone.now())


@pytest.mark.parametrize(
    ("rows", "expected", "files"),
    [
        ([], 0, Files()),
        ([{}, {}, {"state": "running"}], 3, Files(waiting=2, running=1)),
        (
            [INSERT, {"state": "done", "result": "update"}, {"state": "done", "result": "noop"}],
            3,
            Files(insert=1, update=1, noop=1),
        ),
        ([{"state": "asked"}, EMPTY], 5, Files(asked=1, failed=1, missing=3)),
        ([INSERT, INSERT], 1, Files(insert=2)),
    ],
)
def test_files_by_state(
    batch: Batch, rows: list[dict[str, Any]], expected: int, files: Files
) -> None:
    make_upload()  # of no batch
    for row in rows:
        make_upload(batch=batch, **row)
    Batch.objects.filter(pk=batch.pk).update(expected=expected)
    batch.refresh_from_db()
    assert seen(batch).files == files
    assert newest_batches(make_user(is_superuser=True), limit=3) == [(batch, files)]


def test_pairs_are_those_of_the_reports_of_the_batch(batch: Batch) -> None:
    plans, results, other = (make_pair(suggest=False) for _ in range(3))
    make_upload(batch=batch, report=plans.plan, **INSERT)
    make_upload(batch=batch, report=results.result, **INSERT)
    make_job(plans, state="running")
    make_job(results, state="failed", error_code="matching_failed")
    make_job(other, state="done")
    assert seen(batch).pairs == Pairs(running=1, failed=1)
    assert seen(None).pairs == Pairs(running=1, failed=1, done=1)
    assert seen(batch).is_busy


def test_rate_and_time_left_follow_what_was_finished_lately(batch: Batch) -> None:
    begun(batch, hours=1)
    for minutes in (1, 2, 3, 4, 30):
        make_upload(batch=batch, finished_at=ago(minutes=minutes), **INSERT)
    for _ in range(8):
        make_upload(batch=batch)
    progress = seen(batch)
    assert progress.rate == pytest.approx(4 / 5, rel=0.01)
    assert progress.left is not None
    assert progress.left.total_seconds() == pytest.approx(600, rel=0.01)
    assert progress.took is None


def test_a_young_batch_is_measured_since_its_beginning(batch: Batch) -> None:
    begun(batch, minutes=2)
    make_upload(batch=batch, finished_at=ago(minutes=30), **INSERT)  # taken in again, was done
    for _ in range(2):
        make_upload(batch=batch, finished_at=ago(seconds=10), **INSERT)
    make_upload(batch=batch)
    assert seen(batch).rate == pytest.approx(1, rel=0.05)


def test_nobody_can_say_how_long_when_nothing_was_finished(batch: Batch) -> None:
    begun(batch, hours=1)
    make_upload(batch=batch, finished_at=ago(minutes=30), **INSERT)
    make_upload(batch=batch)
    progress = seen(batch)
    assert (progress.rate, progress.left, progress.is_busy) == (None, None, True)


def test_a_batch_that_is_through_says_how_long_it_took(batch: Batch) -> None:
    begun(batch, hours=3)
    make_upload(batch=batch, finished_at=ago(hours=1), **INSERT)
    progress = seen(batch)
    assert progress.took is not None
    assert progress.took.total_seconds() == pytest.approx(7200, abs=2)
    assert (progress.is_busy, progress.rate, progress.left) == (False, None, None)


@pytest.mark.parametrize(
    ("handed_in", "put_off", "waits"),
    [
        (600, None, 600),
        (600, 30, 30),  # tried, and put off until then
        (600, -30, 0),  # not before a moment from now
    ],
)
def test_the_oldest_that_waits(
    batch: Batch, handed_in: int, put_off: int | None, waits: int
) -> None:
    until = None if put_off is None else ago(seconds=put_off)
    row = make_upload(batch=batch, lease_until=until)
    Upload.objects.filter(pk=row.pk).update(handed_in_at=ago(seconds=handed_in))
    age = seen(batch).queue_age
    assert age is not None
    assert age.total_seconds() == pytest.approx(waits, abs=2)


def test_failures_are_grouped_by_reason_most_frequent_first(batch: Batch) -> None:
    for pages in ("1", "1", "2、3"):
        params = {"pages": pages}
        make_upload(batch=batch, state="failed", error_code="needs_ocr", error_params=params)
    for code in ("format", "format", "empty"):
        params = {"suffix": ".xyz"}
        make_upload(batch=batch, state="failed", error_code=code, error_params=params)
    make_upload(batch=batch, error_code="reader_failed")  # waits for another try: no failure yet
    make_job(state="failed", error_code="gave_up", error_params={"attempts": 3})
    assert seen(batch).failures == [
        Failure("upload", "needs_ocr", {"pages": "…"}, 3),
        Failure("upload", "format", {"suffix": ".xyz"}, 2),
        Failure("upload", "empty", {"suffix": ".xyz"}, 1),
    ]
    assert seen(None).failures[-1] == Failure("job", "gave_up", {"attempts": 3}, 1)


def test_a_person_sees_what_is_theirs(batch: Batch) -> None:
    mine, theirs = make_pair(suggest=False), make_pair(suggest=False)
    inspector = make_inspector(mine.agency)
    make_upload(batch=batch, report=mine.plan, **INSERT)
    make_upload(batch=batch, report=theirs.plan, **INSERT)
    make_upload(batch=batch, **EMPTY)
    jobs = [make_job(pair) for pair in (mine, theirs)]
    other = open_batch(Batch.Source.ADMIN)
    make_upload(batch=other, report=theirs.result)
    assert seen(batch, inspector).files == Files(insert=1)
    assert seen(None, inspector).pairs == Pairs(waiting=1)
    assert list(visible_jobs(inspector)) == jobs[:1]
    assert list(visible_batches(inspector)) == [batch]
    assert newest_batches(inspector, limit=5) == [(batch, Files(insert=1))]
    nobody = make_inspector(make_agency())
    assert not visible_batches(nobody).exists()
    own = open_batch(Batch.Source.ADMIN, user=nobody)
    assert list(visible_batches(nobody)) == [own]


def test_as_many_queries_for_many_rows_as_for_few(batch: Batch) -> None:
    inspector = make_inspector(make_pair(suggest=False).agency)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            seen(batch, inspector)
            newest_batches(inspector, limit=10)
        return len(captured)

    make_upload(batch=batch, user=inspector, state="asked")  # what may be answered is looked up
    before = queries()
    for number in range(4):
        pair = make_pair(suggest=False)
        make_job(pair, state="failed", error_code=f"code{number}")
        other = open_batch(Batch.Source.ADMIN, user=inspector)
        make_upload(batch=other, user=inspector, state="failed", error_code=f"code{number}")
        make_upload(batch=batch, user=inspector, report=pair.plan, **INSERT)
    assert queries() == before
