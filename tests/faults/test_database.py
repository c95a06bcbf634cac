"""PostgreSQL is restarted in mid-run: nothing lost, and soon all goes on."""

from __future__ import annotations

import signal
import time

import pytest

from tests.faults.handing import (
    assert_as_clean,
    assert_complete,
    clean_state,
    hand_in,
    over,
    wait_until_over,
)
from tests.faults.reports import files, report
from tests.faults.stage import RECOVERED, Stage
from tests.faults.state import State
from tests.waiting import eventually
from tracker.models import MatchJob, Upload

pytestmark = [pytest.mark.heavy, pytest.mark.timeout(600)]

FILES = [*files(20), *(report(n, year, suffix=".docx") for n in (21, 22) for year in (2021, 2022))]
PAIRS = 20 * 2 + 2
STOPS = {"fast": signal.SIGINT, "immediate": signal.SIGQUIT}


@pytest.fixture(scope="module")
def clean(servers_of_module: Stage) -> State:
    found = clean_state(FILES)
    servers_of_module.clear()
    return found


def done() -> int:
    """How much of the work is: files read and pairs matched."""
    return sum(unit.objects.filter(state="done").count() for unit in (Upload, MatchJob))


def half_done() -> bool:
    return Upload.objects.filter(state="done").count() >= len(FILES) // 2


def goes_on(stage: Stage) -> None:
    """Soon the work does, and then comes to its end, however long this machine takes for it."""
    assert not over(), "too late to lose anything"
    before = done()
    resumed = eventually(lambda: done() > before, seconds=stage.soon(RECOVERED), what="resumed")
    took = resumed + wait_until_over()
    print(f"resumed {resumed:.1f} s after its return, all over after {took:.1f} s")


@pytest.mark.parametrize("how", list(STOPS))
@pytest.mark.parametrize("away", [0.0, 6.0])
def test_restarted_in_mid_run(stage: Stage, clean: State, how: str, away: float) -> None:
    worker, beat = stage.worker(processes=2), stage.beat()
    hand_in(FILES, stage=stage)
    eventually(half_done, what="half done")
    stage.database_stops(STOPS[how])
    time.sleep(away)
    stage.database_returns()
    goes_on(stage)
    assert worker.child.poll() is None
    assert beat.poll() is None
    assert_as_clean(clean)
    assert_complete(reports=len(FILES), pairs=PAIRS)


def test_one_of_its_processes_is_killed(stage: Stage, clean: State) -> None:
    """PostgreSQL then cuts all connections, recovers, and comes back by itself."""
    stage.worker(processes=2)
    stage.beat()
    hand_in(FILES, stage=stage)
    eventually(half_done, what="half done")
    stage.database_crashes()
    goes_on(stage)
    assert_as_clean(clean)
