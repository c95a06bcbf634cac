"""How far the workers have come, read off the rows: bars on a terminal, plain lines elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final, Protocol

from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as RichProgress

from tracker.models import Batch
from tracker.selectors.progress import Progress, progress_of
from tracker.wording import left_text, rate_text

PAUSE = 0.3  # seconds between two looks
BETWEEN_LINES: Final = 2.0  # seconds
PATIENCE = 180.0  # seconds without any progress


class NoProgress(Exception):  # noqa: N818 - tells what happened
    """Nothing has changed for PATIENCE seconds."""


class Screen(Protocol):
    """Where the progress is shown."""

    def __enter__(self) -> None: ...
    def __exit__(self, *exc: object) -> None: ...
    def update(self, progress: Progress) -> None:
        """Show how far it is."""


def watch(
    batch: Batch | None,
    *,
    screen: Screen,
    check: Callable[[], None] = lambda: None,
    is_patient: bool = False,
) -> Progress:
    """Show a batch (None: everything) until nothing is left to wait for; how it ended.

    `check` raises when a process has died. A database that is restarted meanwhile is waited for.
    Raises NoProgress, unless `is_patient`; OperationalError when the database stays away.
    """
    last, since = None, time.monotonic()
    with screen:
        while True:
            progress = _looked_at(batch)
            screen.update(progress)
            if not progress.is_busy:
                return progress
            check()
            state = (progress.files, progress.pairs)
            if state != last:
                last, since = state, time.monotonic()
            elif time.monotonic() - since > PATIENCE and not is_patient:
                raise NoProgress
            time.sleep(PAUSE)


def _looked_at(batch: Batch | None) -> Progress:
    """How far it is; asks again for PATIENCE seconds while the database is away."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return progress_of(None, batch=batch, now=timezone.now())
        except (OperationalError, InterfaceError):
            if connection.in_atomic_block or time.monotonic() > until:
                raise
            connection.close()
            time.sleep(PAUSE)


class Bars:
    """Two bars that move."""

    def __init__(self, console: Console) -> None:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        note = TextColumn("{task.fields[note]}", markup=False)
        self.shown = RichProgress(*columns, TimeElapsedColumn(), note, console=console)
        self.read = self.shown.add_task(_("读取报告"), total=None, note="")
        self.matched = self.shown.add_task(_("比对年度"), total=None, note="")

    def __enter__(self) -> None:
        self.shown.start()

    def __exit__(self, *exc: object) -> None:
        self.shown.stop()

    def update(self, progress: Progress) -> None:
        """Move them."""
        rows = (
            (self.read, progress.files, _troubles(progress)),
            (self.matched, progress.pairs, _pace(progress)),
        )
        for task, count, note in rows:
            self.shown.update(task, completed=count.over, total=count.total or None, note=note)


class Lines:
    """A line for a change, but not more often than anybody reads; and for the end."""

    def __init__(self, write: Callable[[str], object]) -> None:
        self.write = write
        self.last = ""
        self.due = 0.0

    def __enter__(self) -> None:
        pass

    def __exit__(self, *exc: object) -> None:
        pass

    def update(self, progress: Progress) -> None:
        """Write a line if there is something to say."""
        counts = _("读取报告 %(read)d/%(reports)d，比对年度 %(matched)d/%(pairs)d") % {
            "read": progress.files.over,
            "reports": progress.files.total,
            "matched": progress.pairs.over,
            "pairs": progress.pairs.total,
        }
        now = time.monotonic()
        if counts == self.last or (progress.is_busy and now < self.due):
            return
        self.last, self.due = counts, now + BETWEEN_LINES
        parts = (counts, _troubles(progress), _pace(progress))
        self.write("  ".join(part for part in parts if part))


def _troubles(progress: Progress) -> str:
    """What a person will have to look at; nothing where nothing has gone wrong."""
    failed, asked = progress.files.failed + progress.pairs.failed, progress.files.asked
    parts = [_("失败 %(n)d") % {"n": failed}] if failed else []
    parts += [_("待补充 %(n)d") % {"n": asked}] if asked else []
    return _("，").join(parts)


def _pace(progress: Progress) -> str:
    """Rate and time left; nothing once all is done."""
    if not progress.is_busy:
        return ""
    left = _("剩余时间%(time)s") % {"time": left_text(progress.left)}
    return f"{rate_text(progress.rate)}{_('，')}{left}"
