"""The broker goes, forgets everything, or is away: rows hold the state, so nothing is lost."""

from __future__ import annotations

import time

import pytest

from tests.factories import make_user
from tests.faults.handing import (
    assert_as_clean,
    assert_complete,
    clean_state,
    hand_in,
    over,
    wait_until_over,
)
from tests.faults.reports import files, report
from tests.faults.stage import Stage
from tests.faults.state import State, files_are_whole
from tests.faults.visitor import Visitor
from tests.waiting import eventually
from tracker.models import Upload

pytestmark = [pytest.mark.heavy, pytest.mark.timeout(600)]

FILES = list(files(20))
PAIRS = 20 * 2


@pytest.fixture(scope="module")
def clean(servers_of_module: Stage) -> State:
    found = clean_state(FILES)
    servers_of_module.clear()
    return found


def in_mid_run() -> bool:
    return Upload.objects.filter(state="done").count() >= len(FILES) // 4


def test_all_messages_are_lost_before_anybody_reads_them(stage: Stage, clean: State) -> None:
    hand_in(FILES, stage=stage)
    with stage.valkey() as client:
        assert client.llen("tracker") == len(FILES)
        client.flushall()
    stage.worker()
    stage.beat()
    print(f"all over {wait_until_over():.1f} s after the worker's start")
    assert_as_clean(clean)


def test_flushed_in_mid_run(stage: Stage, clean: State) -> None:
    stage.worker()
    stage.beat()
    hand_in(FILES, stage=stage)
    eventually(in_mid_run, what="half done")
    with stage.valkey() as client:
        client.flushall()
    assert not over(), "too late to lose anything"
    print(f"all over {wait_until_over():.1f} s after FLUSHALL")
    assert_as_clean(clean)
    assert_complete(reports=len(FILES), pairs=PAIRS)
    # Whoever was connected sends and hears messages as before.
    stage.valkey().flushall()
    hand_in([report(30, 2021)])  # nobody is told: the sweep has to come through
    wait_until_over()


@pytest.mark.parametrize("away", [0.0, 5.0])
def test_killed_and_restarted_empty_in_mid_run(stage: Stage, clean: State, away: float) -> None:
    worker, beat = stage.worker(), stage.beat()
    hand_in(FILES, stage=stage)
    eventually(in_mid_run, what="half done")
    stage.broker_dies()
    time.sleep(away)
    assert not over(), "too late to lose anything"
    stage.broker_returns()
    print(f"away {away:.0f} s: all over {wait_until_over():.1f} s after its return")
    assert worker.child.poll() is None
    assert beat.poll() is None
    assert_as_clean(clean)
    assert_complete(reports=len(FILES), pairs=PAIRS)


def test_a_user_uploads_while_the_broker_is_down(stage: Stage) -> None:
    make_user("inspector", is_superuser=True)
    visitor = Visitor(stage.web())
    visitor.log_in("inspector")
    status, said = visitor.upload([report(0, 2021)])  # the web server holds a connection now
    assert (status, said) == (200, ["已收到 1 个文件。"])
    stage.broker_dies()
    began = time.monotonic()
    status, said = visitor.upload(FILES[1:3])
    took = time.monotonic() - began
    print(f"the upload took {took:.1f} s: {said}")
    assert status == 200
    assert "已收到 2 个文件。" in said
    assert any("处理队列暂时不可用；文件已保存" in line for line in said)
    assert took < stage.soon(15)
    assert files_are_whole()
    assert list(Upload.objects.values_list("state", flat=True)) == ["waiting"] * 3
    stage.broker_returns()
    stage.worker()
    stage.beat()
    wait_until_over()
    assert_complete(reports=3, pairs=2)


def test_worker_and_beat_start_before_the_broker(stage: Stage) -> None:
    """After a power cut everything comes back at once, in any order."""
    hand_in(FILES[:3])
    stage.broker_dies()
    worker, beat = stage.worker(ready=False), stage.beat()
    time.sleep(5)
    stage.broker_returns()
    print(f"all over {wait_until_over():.1f} s after the broker's start")
    assert (worker.child.poll(), beat.poll()) == (None, None)
