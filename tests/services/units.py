"""Units of work of either kind, for tests of claims and leases."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from tests.factories import make_job, make_upload
from tracker.models import MatchJob, Upload
from tracker.models.work import WorkUnit
from tracker.services import work

KINDS = {"upload": (Upload, make_upload), "job": (MatchJob, make_job)}


def made(kind: str, **fields: object) -> WorkUnit:
    """A unit of one of KINDS."""
    maker: Any = KINDS[kind][1]
    unit: WorkUnit = maker(**fields)
    return unit


def claimed(unit: WorkUnit) -> WorkUnit | None:
    """The unit, if it can be had."""
    rows: Any = type(unit)._default_manager.filter(pk=unit.pk)
    held: list[WorkUnit] = work.claim(rows)
    return held[0] if held else None


def lapse(unit: WorkUnit) -> None:
    """The lease runs out: its worker is gone, or was away for too long."""
    rows: Any = type(unit)._default_manager.filter(pk=unit.pk)
    rows.update(lease_until=timezone.now() - dt.timedelta(seconds=1))


def stored(unit: WorkUnit) -> dict[str, object]:
    """What a retry would put back, as it is in the database."""
    rows: Any = type(unit)._default_manager.filter(pk=unit.pk)
    found: dict[str, object] = rows.values(*work.ANEW).get()
    return found


def ago(seconds: int | None) -> dt.datetime | None:
    """A moment in the past; in the future for less than nothing."""
    return None if seconds is None else timezone.now() - dt.timedelta(seconds=seconds)
