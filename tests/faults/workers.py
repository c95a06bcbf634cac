"""A Celery worker as a test sees it: the process, those it forked, and how each is ended."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.waiting import AT_LAST
from tracker.management.demo.children import Child

READER = "tracker.core.readers.child"  # the process that a stranger's file is read in


@dataclass(frozen=True)
class Worker:
    """One worker with its prefork children."""

    child: Child
    log: Path

    def is_ready(self) -> bool:
        """Whether it has said that it consumes."""
        return " ready." in self.log.read_text("utf-8", "replace")

    def pool(self) -> list[psutil.Process]:
        """The children that do the tasks."""
        with suppress(psutil.NoSuchProcess):
            return [
                process
                for process in psutil.Process(self.child.pid).children()
                if _mentions(process, "celery")
            ]
        return []

    def reader(self) -> psutil.Process | None:
        """The process that reads a file for one of them now."""
        return next((p for p in processes_of(self.child) if _mentions(p, READER)), None)

    def caught_reader(self) -> psutil.Process:
        """The first process that reads a file, stopped in the middle of it."""
        return caught(self.reader, seconds=AT_LAST)

    def dies(self) -> None:
        """kill -9 of all of it, as a machine that loses its power does."""
        everybody = processes_of(self.child)
        with suppress(ProcessLookupError):
            os.killpg(self.child.pid, signal.SIGKILL)
        for process in everybody:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        self.child.wait()

    def loses_a_child(self, number: int = 0) -> None:
        """kill -9 of one of the processes that do the tasks, if there is one just now."""
        pool = self.pool()
        if pool:
            kill(pool[number % len(pool)])


def kill(process: psutil.Process) -> None:
    """kill -9; returns when it runs no more.

    Not when its parent has taken note of it: that takes Celery up to 5 seconds, in which the next
    process may have come and gone.
    """
    until = time.monotonic() + 10
    with suppress(psutil.NoSuchProcess):
        process.kill()
        while process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
            assert time.monotonic() < until, f"{process} survived kill -9"
            time.sleep(0.002)


def dies_of(process: psutil.Process, sent: signal.Signals) -> None:
    """The signal ends a process that stands still, which takes note of most only when it goes on.

    Of SIGKILL at once: by then its parent may have cleared it away already.
    """
    process.send_signal(sent)
    with suppress(psutil.NoSuchProcess):
        process.resume()


def processes_of(child: Child) -> list[psutil.Process]:
    """All that a process of ours has started, and what these have."""
    with suppress(psutil.NoSuchProcess):
        found: list[psutil.Process] = psutil.Process(child.pid).children(recursive=True)
        return found
    return []


def caught(find: Callable[[], psutil.Process | None], *, seconds: float) -> psutil.Process:
    """The first process that `find` finds and that could still be stopped (SIGSTOP)."""
    until = time.monotonic() + seconds
    while True:
        process = find()
        if process is not None and _stands_still(process):
            return process
        assert time.monotonic() < until, "there was no such process"
        time.sleep(0.002)


def _stands_still(process: psutil.Process) -> bool:
    """Stop it; False when it was at its end by then."""
    with suppress(psutil.NoSuchProcess):
        process.suspend()
        while (status := process.status()) != psutil.STATUS_STOPPED:
            if status in (psutil.STATUS_ZOMBIE, psutil.STATUS_DEAD):
                return False
            time.sleep(0.002)
        return True
    return False


def _mentions(process: psutil.Process, word: str) -> bool:
    with suppress(psutil.NoSuchProcess, psutil.ZombieProcess):
        return any(word in part for part in process.cmdline())
    return False
