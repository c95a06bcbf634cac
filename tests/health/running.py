"""Real processes on the test database and the test broker, with quick signs of life."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from config.env import BASE_DIR
from tracker.management.demo.children import LOOPBACK, Child, listens, spawn, stop, wait_until

PATIENCE = 4
QUICK = {
    "CANARY_SECONDS": "1",
    "CANARY_PATIENCE_SECONDS": str(PATIENCE),
    "SWEEP_SECONDS": "1",
    "LEASE_SECONDS": "5",
    "LOG_FORMAT": "json",
    "PYTHONWARNINGS": "ignore",  # as root Celery warns, before there is a log
}
BEAT = [sys.executable, "-m", "celery", "-A", "config.celery", "beat"]
WEB = [sys.executable, "-m", "gunicorn", "-c", "python:config.gunicorn", "config.wsgi"]


@contextmanager
def running(command: list[Any], *, log: Path, env: dict[str, str]) -> Iterator[Child]:
    """One process, until the block ends."""
    at = command.index("config.celery") + 1 if "config.celery" in command else len(command)
    quiet = ["--quiet"] if "config.celery" in command else []  # no banner
    child = spawn([*command[:at], *quiet, *command[at:]], log=log, env=env | QUICK, cwd=BASE_DIR)
    try:
        yield child
    finally:
        stop(child)


@contextmanager
def web(port: int, *, log: Path, env: dict[str, str]) -> Iterator[None]:
    """A web server of two processes."""
    command = [*WEB, "--no-control-socket", "--workers", "2", "--bind", f"{LOOPBACK}:{port}"]
    with running(command, log=log, env=env) as child:
        wait_until(lambda: listens(port), child=child, name="web", log=log, patience=120)
        yield


def checkhealth(
    *names: str, env: dict[str, str], worker: str = ""
) -> subprocess.CompletedProcess[str]:
    """What a container's health check runs."""
    only = [f"--only={name}" for name in names]
    return subprocess.run(
        [
            sys.executable,
            "manage.py",
            "checkhealth",
            *only,
            *([f"--worker={worker}"] if worker else []),
        ],
        cwd=BASE_DIR,
        env=env | QUICK,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def lines_of(log: Path) -> list[dict[str, Any]]:
    """The lines of a running process, every one of which must be an object.

    At its end Celery says goodbye past the log; a line that is just being written is left out.
    """
    whole, _, _ = log.read_text("utf-8").rpartition("\n")
    return [json.loads(line) for line in whole.splitlines()]
