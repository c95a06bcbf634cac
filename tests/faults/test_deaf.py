"""Connected, answering pings, and deaf: only a task that must come back finds that out."""

from __future__ import annotations

import json
import signal

import pytest

from tests.faults.handing import hand_in
from tests.faults.reports import report
from tests.faults.servers import eventually
from tests.faults.stage import PATIENCE, Stage
from tests.faults.visitor import Visitor
from tracker.wording import HEALTH_CHECKS

pytestmark = [pytest.mark.heavy, pytest.mark.timeout(150)]

NOTICED = PATIENCE + 10.0  # seconds; the command alone takes some of them to start
WELL = 60.0


def is_ready(visitor: Visitor) -> bool:
    return visitor.get("/readyz")[0] == 200


def checks(visitor: Visitor) -> dict[str, bool]:
    """What /readyz says of each part."""
    found = json.loads(visitor.get("/readyz")[1])["checks"]
    return {name: finding["ok"] for name, finding in found.items()}


def test_a_worker_that_is_connected_but_does_nothing(stage: Stage) -> None:
    worker, visitor = stage.worker(processes=2), Visitor(stage.web())
    stage.beat()
    eventually(lambda: is_ready(visitor), seconds=WELL, what="ready at first")
    assert stage.manage("checkhealth").returncode == 0

    for process in worker.pool():
        process.suspend()
    noticed = eventually(lambda: not is_ready(visitor), seconds=NOTICED, what="not ready")
    print(f"/readyz: 503 after {noticed:.1f} s, with a patience of {PATIENCE} s")
    assert noticed >= PATIENCE - 2
    assert [name for name, ok in checks(visitor).items() if not ok] == ["worker"]
    assert stage.answers_pings(), "a check of the process would call it well"
    said = stage.manage("checkhealth", "--only", "worker")
    assert said.returncode == 1
    assert str(HEALTH_CHECKS["worker"]) in said.stdout
    assert stage.manage("checkhealth", "--only", "beat").returncode == 0

    for process in worker.pool():
        process.resume()
    well = eventually(lambda: is_ready(visitor), seconds=WELL, what="ready again")
    print(f"/readyz: 200 again {well:.1f} s after it woke up")
    assert stage.manage("checkhealth").returncode == 0


def test_a_worker_that_stands_still_in_mid_task(stage: Stage) -> None:
    """Its claim must not pass for a sign of life for ever."""
    worker, visitor = stage.worker(), Visitor(stage.web())
    stage.beat()
    eventually(lambda: is_ready(visitor), seconds=WELL, what="ready at first")
    hand_in([report(0, 2021, suffix=".docx")], stage=stage)
    reader = worker.caught_reader()
    [busy] = worker.pool()
    busy.suspend()
    eventually(lambda: not is_ready(visitor), seconds=NOTICED, what="not ready")
    assert [name for name, ok in checks(visitor).items() if not ok] == ["worker"]
    for process in (reader, busy):
        process.resume()
    eventually(lambda: is_ready(visitor), seconds=WELL, what="ready again")


@pytest.mark.parametrize("part", ["worker", "beat", "broker", "database"])
def test_a_part_that_is_gone_is_named(stage: Stage, part: str) -> None:
    worker, visitor, beat = stage.worker(), Visitor(stage.web()), stage.beat()
    eventually(lambda: is_ready(visitor), seconds=WELL, what="ready at first")
    if part == "worker":
        worker.dies()
    elif part == "beat":
        beat.kill()
    elif part == "broker":
        stage.broker_dies()
    else:
        stage.database_stops(signal.SIGINT)
    eventually(lambda: not is_ready(visitor), seconds=NOTICED, what="not ready")
    assert not checks(visitor)[part]
    assert stage.manage("checkhealth", "--only", part).returncode == 1
    status, said = visitor.get("/healthz")
    assert (status, json.loads(said)) == (200, {"alive": True})
    if part == "broker":
        stage.broker_returns()
    elif part == "database":
        stage.database_returns()
