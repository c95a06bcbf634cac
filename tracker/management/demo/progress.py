"""How far the worker has come, read off the rows: bars on a terminal, plain lines elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from tracker.models import Upload
from tracker.services.matching import all_pairs, pairs_to_match

PAUSE = 0.2  # seconds between two looks
PATIENCE = 180.0  # seconds without any progress


class NoProgress(Exception):  # noqa: N818 - tells what happened
    """The worker runs, but nothing has changed for PATIENCE seconds."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many of how many are done."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class State:
    """Reports read and pairs of years matched."""

    read: Count
    matched: Count

    @property
    def finished(self) -> bool:
        """Whether nothing is left to wait for."""
        return self.read.done == self.read.total and self.matched.done == self.matched.total


def state_of(uploads: Sequence[int]) -> State:
    """Count what is done. Pairs come to light as the reports are read, so their total grows."""
    over = [Upload.State.DONE, Upload.State.FAILED, Upload.State.ASKED]
    read = Upload.objects.filter(pk__in=uploads, state__in=over).count()
    pairs, waiting = len(all_pairs()), len(pairs_to_match())
    return State(Count(read, len(uploads)), Count(pairs - waiting, pairs))


def watch(uploads: Sequence[int], *, console: Console, check: Callable[[], None]) -> None:
    """Show the progress until all is done. `check` raises when a process has died.

    Raises NoProgress.
    """
    show = _Bars(console) if console.is_terminal else _Lines(console)
    last, since = None, time.monotonic()
    with show:
        while True:
            state = state_of(uploads)
            if state != last:
                last, since = state, time.monotonic()
                show.update(state)
            if state.finished:
                return
            check()
            if time.monotonic() - since > PATIENCE:
                raise NoProgress
            time.sleep(PAUSE)


class _Bars:
    """Two bars that move."""

    def __init__(self, console: Console) -> None:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        self.progress = Progress(*columns, TimeElapsedColumn(), console=console)
        self.read = self.progress.add_task(_("读取报告"), total=None)
        self.matched = self.progress.add_task(_("比对年度"), total=None)

    def __enter__(self) -> None:
        self.progress.start()

    def __exit__(self, *exc: object) -> None:
        self.progress.stop()

    def update(self, state: State) -> None:
        for task, count in ((self.read, state.read), (self.matched, state.matched)):
            self.progress.update(task, completed=count.done, total=count.total or None)


class _Lines:
    """A line for every change."""

    def __init__(self, console: Console) -> None:
        self.console = console

    def __enter__(self) -> None:
        pass

    def __exit__(self, *exc: object) -> None:
        pass

    def update(self, state: State) -> None:
        line = _("读取报告 %(read)d/%(reports)d，比对年度 %(matched)d/%(pairs)d") % {
            "read": state.read.done,
            "reports": state.read.total,
            "matched": state.matched.done,
            "pairs": state.matched.total,
        }
        self.console.print(line, highlight=False)
