"""The demo's own processes."""

from __future__ import annotations

import os
import signal
from contextlib import ExitStack
from pathlib import Path

import pytest

from tracker.management.demo.children import ChildFailed, free_port
from tracker.management.demo.processes import Processes


def test_a_dead_process_is_noticed_and_its_log_named(tmp_path: Path) -> None:
    env = os.environ | {"DATABASE_URL": "sqlite:///" + str(tmp_path / "x.sqlite3")}
    with ExitStack() as stack:
        processes = Processes(stack, logs=tmp_path, env=env)
        child = processes.start("beat", "--schedule", str(tmp_path / "schedule"))
        processes.check()
        child.send_signal(signal.SIGKILL)
        child.wait(10)
        with pytest.raises(ChildFailed) as caught:
            processes.check()
    assert caught.value.name == "beat"
    assert caught.value.log == tmp_path / "beat.log"


def test_a_web_server_that_does_not_come_up_ends_in_a_reason(tmp_path: Path) -> None:
    env = os.environ | {"GUNICORN_CMD_ARGS": "--no-such-option"}
    with ExitStack() as stack:
        processes = Processes(stack, logs=tmp_path, env=env)
        with pytest.raises(ChildFailed, match="no-such-option"):
            processes.start_web(free_port())
