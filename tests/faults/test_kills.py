"""kill -9 of those who work, in the middle of it: nothing lost, nothing twice, soon resumed."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import psutil
import pytest

from tests.faults.handing import (
    assert_as_clean,
    assert_complete,
    clean_state,
    hand_in,
    wait_until_over,
)
from tests.faults.reports import files, report
from tests.faults.stage import LEASE, RESUMED, Stage
from tests.faults.state import State
from tests.faults.workers import Worker, kill
from tests.waiting import eventually
from tracker import tasks
from tracker.models import MatchJob, MatchRun, Upload

pytestmark = [pytest.mark.heavy, pytest.mark.timeout(600)]

# Two agencies' Word files are read in a child process of the worker's.
FILES = [*files(3), *(report(n, year, suffix=".docx") for n in (3, 4) for year in (2021, 2022))]
PAIRS = 3 * 2 + 2
# Paragraphs: reading and matching so much takes a while, in which a busy machine catches it.
LONG, LONGER = 6_000, 20_000


@pytest.fixture(scope="module")
def clean(servers_of_module: Stage) -> State:
    found = clean_state(FILES)
    assert_complete(reports=len(FILES), pairs=PAIRS)
    servers_of_module.clear()
    return found


Units = list[Upload | MatchJob]


@contextmanager
def in_the_middle_of(moment: str, worker: Worker, stage: Stage) -> Iterator[Units]:
    """The files are handed in; inside the block the worker is in mid-task, and stays there.

    The rows that it is busy with.
    """
    if moment == "reading":
        hand_in(FILES, stage=stage)
        reader = worker.caught_reader()
        yield running()
        with suppress(psutil.NoSuchProcess):  # it died with its worker
            reader.resume()
        return
    table = {"storing": "tracker_section", "matching": "tracker_matchrun"}[moment]
    with stage.nobody_writes(table):
        hand_in(FILES, stage=stage)
        stage.wait_until_blocked()
        yield running()


def running() -> Units:
    uploads, jobs = Upload.objects.filter(state="running"), MatchJob.objects.filter(state="running")
    units: Units = [*uploads, *jobs]
    assert units
    return units


def is_resumed(units: Units) -> bool:
    """Whether somebody has taken up all of these again, or they are done."""
    for unit in units:
        unit.refresh_from_db()
    return all(unit.attempts > 1 or unit.state == "done" for unit in units)


@pytest.mark.parametrize("victim", ["child", "parent", "whole"])
@pytest.mark.parametrize("moment", ["reading", "storing", "matching"])
def test_killed_in_mid_task(stage: Stage, clean: State, moment: str, victim: str) -> None:
    stage.beat(ready=True)
    worker = stage.worker()
    with in_the_middle_of(moment, worker, stage) as units:
        if victim == "child":
            worker.loses_a_child()
        elif victim == "parent":
            worker.child.kill()
        else:
            worker.dies()
        died = time.monotonic()
    if victim != "child":
        stage.worker()  # as systemd would; how long Python takes to start is not our matter
    started = time.monotonic() - died
    resumed = started + eventually(
        lambda: is_resumed(units), seconds=stage.soon(RESUMED), what="resumed"
    )
    wait_until_over()
    took = time.monotonic() - died
    print(f"{victim} killed while {moment}: after {started:.1f} s a worker was there,")
    print(f"after {resumed:.1f} s the work was resumed, after {took:.1f} s all was over")
    assert_as_clean(clean)
    assert_complete(reports=len(FILES), pairs=PAIRS)


def test_killed_again_and_again_a_file_is_given_up_and_the_others_go_on(stage: Stage) -> None:
    poison, rest = report(9, 2021, suffix=".docx", longer=LONGER), list(files(2))
    worker = stage.worker()
    stage.beat()
    [key] = hand_in([poison], stage=stage)
    for attempt in (1, 2, 3):
        reader = worker.caught_reader()
        assert Upload.objects.get(pk=key).attempts == attempt
        if attempt == 1:
            hand_in(rest, stage=stage)  # while nothing moves: the next reader is soon there
        worker.loses_a_child()
        kill(reader)
    wait_until_over()
    given_up = Upload.objects.get(pk=key)
    assert (given_up.state, given_up.error_code, given_up.attempts) == ("failed", "gave_up", 3)
    assert Upload.objects.filter(state="done").count() == len(rest)


def test_a_pair_that_kills_is_given_up_and_its_neighbours_are_not(stage: Stage) -> None:
    for key in hand_in(files(5, years=2)):
        tasks.process_upload(key)
    poison, *rest = MatchJob.objects.order_by("pk")
    with stage.nobody_writes("tracker_agency", key=poison.plan_report.agency_id):
        stage.beat(ready=True)
        worker = stage.worker()
        for killed in range(3):  # what the dead have asked the database still waits there
            stage.wait_until_blocked(more_than=killed, seconds=stage.soon(RESUMED))
            worker.loses_a_child()
        wait_until_over()
    poison.refresh_from_db()
    assert (poison.state, poison.error_code, poison.attempts) == ("failed", "gave_up", 3)
    assert MatchJob.objects.filter(state="done").count() == len(rest)
    assert MatchRun.objects.count() == len(rest)


@pytest.mark.parametrize("moment", ["reading", "matching"])
def test_who_stood_still_beyond_its_lease_stores_nothing(stage: Stage, moment: str) -> None:
    """A process that is stopped and goes on later: another has done its work meanwhile."""
    suffix = ".docx" if moment == "reading" else ".txt"
    pair = [report(7, year, suffix=suffix, longer=LONG) for year in (2021, 2022)]
    expected = clean_state(pair)
    stage.clear()
    worker = stage.worker(processes=2)
    hand_in(pair[:1] if moment == "reading" else pair, stage=stage)
    if moment == "reading":
        reader = worker.caught_reader()
        stopped = [reader.parent(), reader]
    else:
        eventually(lambda: MatchJob.objects.filter(state="running").exists(), what="on")
        stopped = worker.pool()
    for process in stopped:
        process.suspend()
    [unit] = running()
    time.sleep(LEASE)
    if moment == "matching":
        stage.worker()
    else:
        hand_in(pair[1:], stage=stage)
    stage.beat()
    wait_until_over()
    unit.refresh_from_db()
    assert (unit.state, unit.attempts) == ("done", 2)
    for process in reversed(stopped):
        process.resume()
    eventually(lambda: stage.messages() == 0, what="it has finished, too")
    assert_as_clean(expected)
