"""Child processes: what they get, how they end, and that nothing of them stays."""

from __future__ import annotations

import os
import pwd
import signal
import socket
import sys
from pathlib import Path

import psutil
import pytest

from config.env import BASE_DIR
from tests.waiting import eventually
from tracker.management.demo.children import (
    LOOPBACK,
    Child,
    ChildFailed,
    free_port,
    listens,
    spawn,
    stop,
    tail,
    wait_until,
)

# Starts a grandchild that ignores TERM, says so, and waits.
FAMILY = """
import subprocess, sys, time
stubborn = "import signal, time; signal.signal(15, signal.SIG_IGN); print('up'); time.sleep(60)"
child = subprocess.Popen([sys.executable, "-u", "-c", stubborn])
print(child.pid, flush=True)
time.sleep(60)
"""


# Starts a child as the demo does, and says which.
PARENT = """
import pathlib, sys, time
from tracker.management.demo.children import spawn
command = [sys.executable, "-c", "import time; time.sleep(60)"]
print(spawn(command, log=pathlib.Path("/dev/null")).pid, flush=True)
time.sleep(60)
"""


def python(source: str, log: Path, **options: object) -> Child:
    return spawn([sys.executable, "-u", "-c", source], log=log, **options)  # type: ignore[arg-type]


def gone(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() == psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return True


def test_a_child_gets_its_environment_and_its_input(tmp_path: Path) -> None:
    log = tmp_path / "log"
    source = (
        "import os, sys; print(os.environ['WORD'], sys.stdin.read(), os.getsid(0) == os.getpid())"
    )
    child = python(source, log, env={"WORD": "spoken"}, feed=b"fed")
    assert child.wait(30) == 0
    assert tail(log) == "spoken fed True"


def test_output_is_added_to_the_log(tmp_path: Path) -> None:
    log = tmp_path / "log"
    for word in ("first", "second"):
        python(f"print({word!r})", log).wait(30)
    assert tail(log) == "first\nsecond"


def test_root_starts_a_child_as_another(tmp_path: Path) -> None:
    log = tmp_path / "log"
    if os.geteuid():  # anyone else is told no, and nothing is started
        with pytest.raises(PermissionError):
            spawn(["/bin/sh", "-c", "id -u"], log=log, user="nobody")
        return
    spawn(["/bin/sh", "-c", "id -u; id -G"], log=log, user="nobody").wait(30)
    nobody = pwd.getpwnam("nobody")
    assert tail(log).split() == [str(nobody.pw_uid), str(nobody.pw_gid)]


def test_stop_takes_the_grandchildren_as_well(tmp_path: Path) -> None:
    log = tmp_path / "log"
    child = python(FAMILY, log)
    eventually(lambda: "up" in tail(log))
    grandchild = int(tail(log).split()[0])
    assert stop(child) == -signal.SIGTERM
    eventually(lambda: gone(grandchild))


def test_stop_kills_what_does_not_listen(tmp_path: Path) -> None:
    log = tmp_path / "log"
    child = python(
        "import signal, time; signal.signal(15, signal.SIG_IGN); print('up'); time.sleep(60)", log
    )
    eventually(lambda: "up" in tail(log))
    assert stop(child, patience=0.2) == -signal.SIGKILL
    assert stop(child) == -signal.SIGKILL  # a second time does no harm


def test_a_child_dies_with_its_parent(tmp_path: Path) -> None:
    log = tmp_path / "log"
    parent = python(PARENT, log, env=os.environ | {"PYTHONPATH": str(BASE_DIR)})
    eventually(lambda: bool(tail(log)))
    child = int(tail(log))
    assert not gone(child)
    parent.kill()
    eventually(lambda: gone(child))
    stop(parent)


def test_wait_until_tells_of_a_child_that_ended(tmp_path: Path) -> None:
    log = tmp_path / "log"
    child = python("raise SystemExit('no disk')", log)
    with pytest.raises(ChildFailed, match="no disk") as caught:
        wait_until(lambda: False, child=child, name="worker", log=log)
    assert (caught.value.name, caught.value.log) == ("worker", log)


def test_wait_until_gives_up_on_a_child_that_dawdles(tmp_path: Path) -> None:
    log = tmp_path / "log"
    child = python("import time; time.sleep(60)", log)
    with pytest.raises(ChildFailed):
        wait_until(lambda: False, child=child, name="worker", log=log, patience=0.1)
    stop(child)


def test_a_port_is_free_until_somebody_listens() -> None:
    port = free_port()
    assert not listens(port)
    with socket.create_server((LOOPBACK, port)):
        assert listens(port)


def test_tail_of_nothing_is_nothing(tmp_path: Path) -> None:
    assert tail(tmp_path / "nowhere") == ""
    (tmp_path / "log").write_bytes(b"one\ntwo\n\xff three\n")
    assert tail(tmp_path / "log", lines=2) == "two\n\ufffd three"
