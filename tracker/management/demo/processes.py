"""The processes of an installation, as the demo runs them: worker, beat and web server."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

from celery import current_app

from config.env import BASE_DIR
from tracker.management.demo.children import (
    LOOPBACK,
    Child,
    ChildFailed,
    listens,
    spawn,
    stop,
    wait_until,
)

WORKER = "demo@localhost"
CELERY = (sys.executable, "-m", "celery", "-A", "config.celery")
COMMANDS: dict[str, tuple[str, ...]] = {
    "worker": (
        *(*CELERY, "worker", "--hostname", WORKER, "--concurrency", "2"),
        *("--without-gossip", "--without-mingle", "--loglevel", "INFO"),
    ),
    "beat": (*CELERY, "beat", "--loglevel", "INFO"),
    "web": (
        *(sys.executable, "-m", "gunicorn", "--config", "python:config.gunicorn"),
        *("config.wsgi", "--no-control-socket"),
        *("--worker-class", "gthread", "--workers", "2", "--threads", "4"),
    ),
}


class Processes:
    """Running children by name, each with its log; all of them end with the stack given."""

    def __init__(self, stack: ExitStack, *, logs: Path, env: Mapping[str, str]) -> None:
        self.stack = stack
        self.logs = logs
        self.env = env
        self.children: dict[str, Child] = {}

    def start(self, name: str, *options: str) -> Child:
        """Start one of COMMANDS. Raises OSError."""
        command = [*COMMANDS[name], *options]
        child = spawn(command, log=self.log(name), env=self.env, cwd=BASE_DIR)
        self.stack.callback(stop, child)
        self.children[name] = child
        return child

    def start_worker(self) -> None:
        """Start the worker; returns when it answers. Raises ChildFailed."""
        child, log = self.start("worker"), self.log("worker")
        wait_until(_worker_answers, child=child, name="worker", log=log, patience=60)

    def start_web(self, port: int) -> None:
        """Serve on a loopback port; returns when it accepts connections. Raises ChildFailed."""
        child, log = self.start("web", "--bind", f"{LOOPBACK}:{port}"), self.log("web")
        wait_until(lambda: listens(port), child=child, name="web", log=log, patience=30)

    def check(self) -> None:
        """Raise ChildFailed if a child has ended."""
        for name, child in self.children.items():
            if child.poll() is not None:
                raise ChildFailed(name, self.log(name))

    def log(self, name: str) -> Path:
        """Where the child of this name writes."""
        return self.logs / f"{name}.log"


def _worker_answers() -> bool:
    return bool(current_app.control.ping(destination=[WORKER], timeout=0.5))
