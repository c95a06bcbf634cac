"""The checks behind /readyz and `manage.py checkhealth`: cheap, passive, each with a time limit."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from django.conf import settings
from django.db import Error as DatabaseError
from django.utils import timezone

from tracker.digest import overdue
from tracker.health.broker import broker_answers
from tracker.selectors import health
from tracker.services.pulses import BEAT, WORKER, pulse_of
from tracker.wording import health_text

QUERY_MILLISECONDS: Final = 2000
BROKER_SECONDS: Final = 2.0
MEGABYTE: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found. `seconds` is the time that the sentence is about, where it is."""

    ok: bool
    code: str
    params: Mapping[str, object] = field(default_factory=dict)
    seconds: float | None = None

    @property
    def what(self) -> str:
        """The sentence, in the language that is active."""
        return health_text(self.code, self.params)


def check_all(names: Collection[str] = (), *, worker: str = "") -> dict[str, Finding]:
    """Run the checks of these names, or all; the installation is ready when each is ok.

    With the name of one `worker`, as Celery calls it, that one must show signs of life itself.
    A database that is away is waited for once, and what would have to be read there isn't known.
    """
    now = timezone.now()
    found: dict[str, Finding] = {}
    checks = dict(CHECKS)
    if worker:
        checks["worker"] = partial(_one_worker, worker)
    for name, check in checks.items():
        if names and name not in names:
            continue
        known = name in WITHOUT_DATABASE or found.get("database", ASSUMED).ok
        found[name] = _guarded(check, now) if known else Finding(False, "not_known")
    return found


def _guarded(check: Callable[[dt.datetime], Finding], now: dt.datetime) -> Finding:
    try:
        return check(now)
    except DatabaseError:
        return Finding(False, "database_away")


def _database(now: dt.datetime) -> Finding:
    start = time.monotonic()
    with health.limited_reads(QUERY_MILLISECONDS):
        health.database_answers()
    return Finding(True, "database_answers", seconds=time.monotonic() - start)


def _migrations(now: dt.datetime) -> Finding:
    with health.limited_reads(QUERY_MILLISECONDS):
        pending = health.pending_migrations()
    if pending:
        return Finding(False, "migrations_pending", {"count": len(pending), "first": pending[0]})
    return Finding(True, "migrated")


def _broker(now: dt.datetime) -> Finding:
    start = time.monotonic()
    if broker_answers(settings.CELERY_BROKER_URL, seconds=BROKER_SECONDS):
        return Finding(True, "broker_answers", seconds=time.monotonic() - start)
    return Finding(False, "broker_away", seconds=time.monotonic() - start)


def _worker(now: dt.datetime) -> Finding:
    """Not whether a process is there, but whether one has done something lately.

    That is the canary, or a row claimed or a lease extended: all workers may be busy with scans
    for longer than the patience, and the canary then waits its turn.
    """
    with health.limited_reads(QUERY_MILLISECONDS):
        last, held = health.pulses().get(WORKER), health.held_until()
    if held is not None:
        claimed = held - dt.timedelta(seconds=settings.LEASE_SECONDS)
        last = claimed if last is None else max(last, claimed)
    return _sign_of_life(last, now, works="worker_works", late="worker_deaf", never="worker_never")


def _one_worker(hostname: str, now: dt.datetime) -> Finding:
    """Each worker answers a roll call, and shows that it is busy with a long task."""
    with health.limited_reads(QUERY_MILLISECONDS):
        last = health.pulses().get(pulse_of(hostname))
    return _sign_of_life(last, now, works="worker_works", late="worker_deaf", never="worker_never")


def _beat(now: dt.datetime) -> Finding:
    with health.limited_reads(QUERY_MILLISECONDS):
        last = health.pulses().get(BEAT)
    return _sign_of_life(last, now, works="beat_works", late="beat_silent", never="beat_never")


def _sign_of_life(
    last: dt.datetime | None, now: dt.datetime, *, works: str, late: str, never: str
) -> Finding:
    if last is None:
        return Finding(False, never)
    limit = settings.CANARY_PATIENCE_SECONDS
    age = max(0.0, (now - last).total_seconds())  # clocks of two machines differ a little
    params = {"seconds": int(age), "limit": limit}
    return Finding(age <= limit, works if age <= limit else late, params, age)


def _disk(now: dt.datetime) -> Finding:
    try:
        free = shutil.disk_usage(settings.DATA_DIR).free // MEGABYTE
    except OSError:
        return Finding(False, "disk_missing")
    if not os.access(settings.DATA_DIR, os.W_OK):
        return Finding(False, "disk_read_only")
    limit = settings.DISK_FREE_MEGABYTES
    params = {"free": free, "limit": limit}
    return Finding(free >= limit, "disk_free" if free >= limit else "disk_low", params)


def _queue(now: dt.datetime) -> Finding:
    """Information: a long queue is a reason to add workers, none to take no requests."""
    with health.limited_reads(QUERY_MILLISECONDS):
        waits = [since for since in health.waiting_since().values() if since is not None]
    if not waits:
        return Finding(True, "queue_empty", seconds=0.0)
    age = max(0.0, (now - min(waits)).total_seconds())
    return Finding(True, "queue_waits", {"seconds": int(age)}, age)


def _digests(now: dt.datetime) -> Finding:
    """Whether a due digest has not gone out: for whoever watches, no reason to take no requests."""
    with health.limited_reads(QUERY_MILLISECONDS):
        found = overdue(now=now)
    if not found.count:
        return Finding(True, "digests_sent")
    params = {"late": len(found.late), "failed": found.failed, "held": found.held}
    return Finding(False, "digests_overdue", params)


ASSUMED: Final = Finding(True, "database_answers")  # where the database was not asked for
CHECKS: Final[Mapping[str, Callable[[dt.datetime], Finding]]] = {
    "database": _database,
    "migrations": _migrations,
    "broker": _broker,
    "worker": _worker,
    "beat": _beat,
    "disk": _disk,
    "queue": _queue,
    "digests": _digests,
}
# What decides whether requests are taken: a mail that is late does not.
READINESS: Final = tuple(name for name in CHECKS if name != "digests")
WITHOUT_DATABASE: Final = {"database", "broker", "disk"}
