"""Claiming, finishing and giving up a unit of work (处理单元): one way for every kind of row.

States are moved by conditional UPDATEs alone, and the row count decides who has a row. The claim
is a random word: a worker that lost its lease, however long ago, no longer matches it.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from tracker.models.work import WorkUnit
from tracker.services import pulses

ATTEMPTS: Final = 3  # then the row has failed, and a person decides

WAITING, RUNNING, DONE, FAILED = "waiting", "running", "done", "failed"

# A row that waits as new: what whoever asks for the work sets. The claim goes, so that a worker
# that is still busy with the row stores nothing.
ANEW: Final[dict[str, Any]] = {
    "state": WAITING,
    "error_code": "",
    "error_params": {},
    "attempts": 0,
    "claim": "",
    "lease_until": None,
    "finished_at": None,
}

Unit = TypeVar("Unit", bound=WorkUnit)


class ClaimLost(Exception):  # noqa: N818 - says what happened
    """Another worker has the row by now, or it was asked for anew: store nothing."""


def lease() -> dt.timedelta:
    """How long a claim holds without being extended (LEASE_SECONDS)."""
    return dt.timedelta(seconds=settings.LEASE_SECONDS)


def is_due(now: dt.datetime) -> Q:
    """Rows that a worker may take: waiting and not put off, or left by a worker that is gone."""
    unheld = Q(lease_until__isnull=True) | Q(lease_until__lt=now)
    return Q(state=WAITING) & unheld | Q(state=RUNNING, lease_until__lt=now)


def claim(rows: QuerySet[Unit]) -> list[Unit]:
    """Take those of these rows that are due, for this process; in the order of their keys.

    Rows whose worker was lost ATTEMPTS times fail instead: they may be what kills it.
    """
    now, word = timezone.now(), secrets.token_hex(16)
    due = rows.filter(is_due(now))
    due.filter(attempts__gte=ATTEMPTS).update(
        state=FAILED,
        error_code="gave_up",
        error_params={"attempts": ATTEMPTS},
        claim="",
        lease_until=None,
        finished_at=now,
    )
    taken = due.filter(attempts__lt=ATTEMPTS).update(
        state=RUNNING, attempts=F("attempts") + 1, claim=word, lease_until=now + lease()
    )
    return list(rows.filter(claim=word).order_by("pk")) if taken else []


def keeper(units: Sequence[WorkUnit]) -> Callable[[], None]:
    """A function to be called often while these rows of one claim are worked on.

    It extends the lease of those not finished yet whenever a third of it has passed, or a canary
    is due: that is a sign of life, too. Raises ClaimLost when none is held any longer. A database
    that is away is asked again in a second: the pages of a scan that have been read by then are
    not read twice for that.
    """
    pause = min(lease() / 3, dt.timedelta(seconds=settings.CANARY_SECONDS))
    due = timezone.now() + pause

    def keep() -> None:
        nonlocal due
        now = timezone.now()
        if now < due:
            return
        try:
            held = _held(*units).update(lease_until=now + lease())
            pulses.record_busy(now=now)
        except (OperationalError, InterfaceError):
            connection.close()
            due = now + dt.timedelta(seconds=1)
            return
        if not held:
            raise ClaimLost
        due = now + pause

    return keep


def finish(unit: WorkUnit, **fields: object) -> bool:
    """Close a claimed row with these fields (`state` among them), and set them on `unit`.

    False when the claim is lost: nothing is written, and what was worked out must not be stored.
    """
    fields = {"error_code": "", "error_params": {}, "finished_at": timezone.now()} | fields
    if not _held(unit).update(claim="", lease_until=None, **fields):
        return False
    for name, value in fields.items():
        setattr(unit, name, value)
    return True


def put_back(unit: WorkUnit, *, error_code: str) -> bool:
    """Let a claimed row be tried again after a while, or fail when that was its last attempt.

    The wait grows: a fifth of a lease, then two. True when it will be tried again.
    """
    again = unit.attempts < ATTEMPTS
    now = timezone.now()
    _held(unit).update(
        state=WAITING if again else FAILED,
        error_code=error_code,
        error_params={"attempts": unit.attempts},
        claim="",
        lease_until=now + lease() / 5 * 2 ** (unit.attempts - 1) if again else None,
        finished_at=None if again else now,
    )
    return again


def retry(rows: QuerySet[Unit]) -> list[int]:
    """Let failed rows wait again, as new; the keys of those that did. The caller wakes them."""
    with transaction.atomic():
        failed = rows.filter(state=FAILED).order_by("pk")
        keys = list(failed.select_for_update(of=("self",)).values_list("pk", flat=True))
        rows.model._default_manager.filter(pk__in=keys).update(**ANEW)
    return keys


def renew(unit: WorkUnit) -> None:
    """Let a row in memory wait as new; the caller holds its lock and saves it."""
    for name, value in ANEW.items():
        setattr(unit, name, value)


def left_behind(rows: QuerySet[Unit], *, now: dt.datetime, most: int) -> list[int]:
    """Those that were tried and are due again: no message is on its way for them."""
    left = rows.filter(is_due(now), attempts__gt=0).order_by("pk")
    return list(left.values_list("pk", flat=True)[:most])


def unheard(rows: QuerySet[Unit], *, most: int) -> list[int]:
    """Those that nobody has tried: if that is long ago, their message was lost."""
    waiting = rows.filter(state=WAITING, attempts=0).order_by("pk")
    return list(waiting.values_list("pk", flat=True)[:most])


def _held(*units: WorkUnit) -> QuerySet[Any]:
    """Those of these rows, all of one claim, that the claim still holds."""
    rows = type(units[0])._default_manager.filter(state=RUNNING, claim=units[0].claim)
    return rows.filter(pk__in=[unit.pk for unit in units])
