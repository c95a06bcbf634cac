"""Signs of life (运行心跳): what a part of the installation writes while it works."""

from __future__ import annotations

import datetime as dt
from contextvars import ContextVar
from typing import Final

from tracker.models import Pulse

WORKER: Final = "worker"  # the last canary (探针任务) that any worker carried out
BEAT: Final = "beat"
# The name of the worker whose task this process is doing; "" outside of one.
this_worker: ContextVar[str] = ContextVar("this_worker", default="")
FORGOTTEN: Final = dt.timedelta(days=1)  # a worker silent for so long was taken away for good


def pulse_of(hostname: str) -> str:
    """The name of the row of one worker, which Celery calls by a name like worker-1@host."""
    return f"{WORKER}:{hostname}"[:120]


def record_worker(hostname: str, *, now: dt.datetime) -> None:
    """Some task was taken just now, by this worker. Those that are long gone are forgotten."""
    _record([WORKER, pulse_of(hostname)], now=now)
    Pulse.objects.filter(name__startswith=f"{WORKER}:", at__lt=now - FORGOTTEN).delete()


def record_answer(hostname: str, *, now: dt.datetime) -> None:
    """One worker answered when all were asked, which does not show that work arrives."""
    _record([pulse_of(hostname)], now=now)


def record_busy(*, now: dt.datetime) -> None:
    """Our own worker, if any, is in the middle of a long task and may not answer for a while."""
    if hostname := this_worker.get():
        _record([pulse_of(hostname)], now=now)


def record_beat(*, now: dt.datetime) -> None:
    """Beat (定时调度) looked at its timetable just now. Several beats may write side by side."""
    _record([BEAT], now=now)


def _record(names: list[str], *, now: dt.datetime) -> None:
    """One statement: a row for each name, new or moved on."""
    Pulse.objects.bulk_create(
        [Pulse(name=name, at=now) for name in names],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["at"],
    )
