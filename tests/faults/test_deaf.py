"""Connected, answering pings, and deaf: only a task that must come back finds that out."""

from __future__ import annotations

import json
import signal

import pytest

from tests.faults.handing import hand_in
from tests.faults.reports import report
from tests.faults.stage import PATIENCE, Stage
from tests.faults.visitor import Visitor
from tests.waiting import eventually
from tracker.wording import HEALTH_CHECKS

pytestmark = [pytest.mark.heavy, pytest.mark.timeout(600)]

NOTICED = PATIENCE + 10.0  # seconds; the command alone takes some of them to start
LONG = 2_000  # paragraphs: a file that takes a while to read


def is_ready(visitor: Visitor) -> bool:
    return visitor.get("/readyz")[0] == 200


def silent(visitor: Visitor) -> dict[str, float]:
    """The parts that /readyz complains of, and for how many seconds each was not heard of."""
    found = json.loads(visitor.get("/readyz")[1])["checks"]
    return {name: part.get("seconds", 0.0) for name, part in found.items() if not part["ok"]}


def is_blamed(visitor: Visitor, part: str) -> float:
    """The seconds until it is this part and no other that /readyz complains of."""
    return eventually(lambda: list(silent(visitor)) == [part], seconds=NOTICED, what=f"no {part}")


def test_a_worker_that_is_connected_but_does_nothing(stage: Stage) -> None:
    worker, visitor = stage.worker(processes=2), Visitor(stage.web())
    stage.beat()
    eventually(lambda: is_ready(visitor), what="ready at first")
    assert stage.manage("checkhealth").returncode == 0

    for process in worker.pool():
        process.suspend()
    noticed = is_blamed(visitor, "worker")
    print(f"/readyz: 503 after {noticed:.1f} s, with a patience of {PATIENCE} s")
    assert not is_ready(visitor)
    assert silent(visitor)["worker"] > PATIENCE
    assert stage.answers_pings(), "a check of the process would call it well"
    said = stage.manage("checkhealth", "--only", "worker")
    assert said.returncode == 1
    assert str(HEALTH_CHECKS["worker"]) in said.stdout
    assert stage.manage("checkhealth", "--only", "beat").returncode == 0

    for process in worker.pool():
        process.resume()
    well = eventually(lambda: is_ready(visitor), what="ready again")
    print(f"/readyz: 200 again {well:.1f} s after it woke up")
    assert stage.manage("checkhealth").returncode == 0


def test_a_worker_that_stands_still_in_mid_task(stage: Stage) -> None:
    """Its claim must not pass for a sign of life for ever."""
    worker, visitor = stage.worker(), Visitor(stage.web())
    stage.beat()
    eventually(lambda: is_ready(visitor), what="ready at first")
    hand_in([report(0, 2021, suffix=".docx", longer=LONG)], stage=stage)
    reader = worker.caught_reader()
    [busy] = worker.pool()
    busy.suspend()
    is_blamed(visitor, "worker")
    assert not is_ready(visitor)
    for process in (reader, busy):
        process.resume()
    eventually(lambda: is_ready(visitor), what="ready again")


@pytest.mark.parametrize("part", ["worker", "beat", "broker", "database"])
def test_a_part_that_is_gone_is_named(stage: Stage, part: str) -> None:
    worker, visitor, beat = stage.worker(), Visitor(stage.web()), stage.beat()
    eventually(lambda: is_ready(visitor), what="ready at first")
    if part == "worker":
        worker.dies()
    elif part == "beat":
        beat.kill()
    elif part == "broker":
        stage.broker_dies()
    else:
        stage.database_stops(signal.SIGINT)
    eventually(lambda: part in silent(visitor), seconds=NOTICED, what=f"no {part}")
    assert not is_ready(visitor)
    assert stage.manage("checkhealth", "--only", part).returncode == 1
    status, said = visitor.get("/healthz")
    assert (status, json.loads(said)) == (200, {"alive": True})
    if part == "broker":
        stage.broker_returns()
    elif part == "database":
        stage.database_returns()
