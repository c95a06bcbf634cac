"""Handing files in, waiting until all of their work is over, and what a clean run makes of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.core.files.base import ContentFile

from tests.faults.reports import File
from tests.faults.stage import Stage
from tests.faults.state import State, differences, files_are_whole, state
from tests.waiting import AT_LAST, eventually
from tracker import tasks
from tracker.models import MatchJob, MatchRun, Report, Upload
from tracker.services.jobs import in_batches
from tracker.services.uploads import receive_upload

MUCH, MANY = 400, 6  # characters and lines of what differs
OVER = ("done", "failed", "asked")


def hand_in(files: Iterable[File], *, stage: Stage | None = None) -> list[int]:
    """Store the files; with a stage, wake its workers. The keys of the uploads."""
    keys = [receive_upload(ContentFile(f.content), filename=f.name).pk for f in files]
    if stage is not None:
        stage.send_each("process_upload", [[key] for key in keys])
    return keys


def over() -> bool:
    """Whether nothing waits and nothing is being worked on."""
    busy = Upload.objects.exclude(state__in=OVER), MatchJob.objects.exclude(state__in=OVER)
    return not any(rows.exists() for rows in busy)


def wait_until_over(*, seconds: float = AT_LAST) -> float:
    """The seconds until all work is over; fails after so many and says what is left."""
    try:
        return eventually(over, seconds=seconds, what="all work over")
    except AssertionError as late:
        raise AssertionError(f"{late}; left: {left()}") from None


def left() -> list[str]:
    """What is not over, in words for a person."""
    rows = [*Upload.objects.exclude(state__in=OVER), *MatchJob.objects.exclude(state__in=OVER)]
    return [
        f"{type(row).__name__} {row.pk} {row.state} {row.attempts} {row.lease_until}"
        for row in rows
    ]


def clean_state(files: Sequence[File]) -> State:
    """What these files make when nothing goes wrong, done here one after the other.

    The tables must be empty, and hold the result afterwards.
    """
    for key in hand_in(files):
        tasks.process_upload(key)
    for batch in in_batches(MatchJob.objects.values_list("pk", flat=True)):
        tasks.match_batch(batch)
    assert over()
    return state()


def assert_as_clean(clean: State) -> None:
    """Nothing lost, nothing twice: the rows of a clean run and no others; every file whole."""
    found = differences(clean, state())
    assert not found, "\n".join(line[:MUCH] for line in found[:MANY])
    assert files_are_whole()


def assert_complete(*, reports: int, pairs: int) -> None:
    """So many reports, and each pair of them matched exactly once."""
    assert Upload.objects.filter(state="done").count() == reports
    assert Report.objects.count() == reports
    jobs = MatchJob.objects.filter(state="done").values_list("plan_report", "result_report")
    runs = MatchRun.objects.values_list("plan_report", "result_report")
    assert len(jobs) == pairs
    assert sorted(runs) == sorted(jobs)
