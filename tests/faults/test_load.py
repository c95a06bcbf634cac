"""A night's work with workers that die all the time: each pair matched exactly once."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from tests.faults.handing import MANY, MUCH, assert_complete, hand_in, left, over
from tests.faults.reports import files
from tests.faults.stage import Stage
from tests.faults.state import counts, differences, files_are_whole, state
from tests.faults.workers import Worker
from tracker.models import MatchJob, Upload

pytestmark = [pytest.mark.heavy, pytest.mark.timeout(3300)]

AGENCIES, YEARS = 1000, 3
REPORTS, PAIRS = AGENCIES * YEARS, AGENCIES * (YEARS - 1)
PROCESSES = 2
PAUSE = (3.0, 8.0)  # seconds between two deaths
# Seconds for one run; on two busy cores it took 324 without deaths, and twice that with them.
LONGEST = 1500.0
SEED = 20261122


@dataclass
class Deaths:
    """Now and then a child of the worker, or all of it, dies; a new one is started then."""

    stage: Stage
    worker: Worker
    dice: random.Random = field(default_factory=lambda: random.Random(SEED))
    due: float = 0.0
    children: int = 0
    workers: int = 0

    def __call__(self) -> None:
        """Look whether it is time for another."""
        if time.monotonic() < self.due:
            return
        if self.dice.random() < 0.6:
            self.worker.loses_a_child(self.dice.randrange(PROCESSES))
            self.children += 1
        else:
            self.worker.dies()
            self.worker = self.stage.worker(processes=PROCESSES)
            self.workers += 1
        self.due = time.monotonic() + self.dice.uniform(*PAUSE)


def worked_through(meanwhile: Callable[[], None]) -> float:
    """The seconds until all is over."""
    began = time.monotonic()
    while not over():
        assert time.monotonic() - began < LONGEST, left()[:MANY]
        meanwhile()
        time.sleep(0.2)
    return time.monotonic() - began


def told(seconds: float) -> str:
    rate = REPORTS / seconds * 60
    return f"{REPORTS} files and {PAIRS} pairs in {seconds:.0f} s, {rate:.0f} files a minute"


def test_two_thousand_pairs_with_workers_that_die(stage: Stage) -> None:
    reports = list(files(AGENCIES, years=YEARS))
    random.Random(SEED).shuffle(reports)  # in any order of arrival

    hand_in(reports, stage=stage)
    stage.beat()
    stage.worker(processes=PROCESSES)
    took = worked_through(lambda: None)
    print(f"clean: {told(took)}")
    assert_complete(reports=REPORTS, pairs=PAIRS)
    clean = state()
    print(counts(clean))
    stage.clear()

    hand_in(reports, stage=stage)
    stage.beat()
    deaths = Deaths(stage, stage.worker(processes=PROCESSES))
    took = worked_through(deaths)
    rows = [unit.objects.filter(attempts__gt=1).count() for unit in (Upload, MatchJob)]
    print(f"with deaths: {told(took)}; {deaths.children} children and {deaths.workers} workers")
    print(f"died; {rows[0]} files and {rows[1]} pairs were taken up again")
    assert deaths.children + deaths.workers > 5
    assert_complete(reports=REPORTS, pairs=PAIRS)
    found = state()
    assert counts(found) == counts(clean)
    assert not differences(clean, found), [line[:MUCH] for line in differences(clean, found)[:MANY]]
    assert files_are_whole()
