"""How the installation is doing, in a fixed number of queries, however many rows there are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Count, Max, Min, Q

from tracker.models import (
    Commitment,
    DigestDelivery,
    Export,
    MatchJob,
    Pulse,
    Report,
    TallyMark,
    Upload,
)
from tracker.selectors.scope import hidden_reports
from tracker.selectors.second_readers import without_reader

UPLOAD, MATCH, EXPORT = "upload", "match", "export"
WAITING, RUNNING = "waiting", "running"


@dataclass(frozen=True, slots=True)
class Units:
    """One kind of unit of work (处理单元): rows by state, and what needs a look."""

    by_state: Mapping[str, int]
    waiting_since: dt.datetime | None  # of the oldest waiting row
    retried: int  # rows that needed more than one attempt
    expired: int  # rows whose worker has let its lease run out


@contextmanager
def limited_reads(milliseconds: int) -> Iterator[None]:
    """Let no query inside take longer (PostgreSQL): a lock elsewhere must not hold up an answer.

    Raises django.db.OperationalError when one would. On SQLite readers wait for nobody, and a
    transaction would ask for the write lock.
    """
    if connection.vendor != "postgresql":
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('statement_timeout', %s, true)", [str(milliseconds)])
        yield


def database_answers() -> bool:
    """One query that reads no table. Raises django.db.Error when the database is away."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone())


def pending_migrations() -> list[str]:
    """Migrations (数据库迁移) of this version of the software that the database has not had."""
    applied = MigrationRecorder(connection).applied_migrations()
    return sorted(
        f"{app}.{name}" for app, name in _migrations_on_disk() if (app, name) not in applied
    )


def pulses() -> dict[str, dt.datetime]:
    """The last sign of life by name: "worker", "worker:<host>", "beat"."""
    return dict(Pulse.objects.values_list("name", "at"))


def held_until() -> dt.datetime | None:
    """Until when the latest lease runs that a worker took or extended; None when none is held."""
    rows = (model.objects.filter(state=RUNNING) for model in (Upload, MatchJob, Export))
    leases = (each.aggregate(at=Max("lease_until"))["at"] for each in rows)
    return max((at for at in leases if at is not None), default=None)


def waiting_since() -> dict[str, dt.datetime | None]:
    """Since when the oldest waiting unit of each kind has waited."""
    return {
        UPLOAD: Upload.objects.filter(state=WAITING).aggregate(at=Min("handed_in_at"))["at"],
        MATCH: MatchJob.objects.filter(state=WAITING).aggregate(at=Min("requested_at"))["at"],
    }


def units(now: dt.datetime) -> dict[str, Units]:
    """All kinds of units of work, with a count for every state there is. A query for each."""
    return {
        UPLOAD: _units(Upload, since="handed_in_at", states=Upload.State.values, now=now),
        MATCH: _units(MatchJob, since="requested_at", states=MatchJob.State.values, now=now),
        EXPORT: _units(Export, since="created_at", states=Export.State.values, now=now),
    }


def deliveries() -> dict[str, int]:
    """Digest mails (周报投递) by state."""
    rows = DigestDelivery.objects.order_by().values_list("state").annotate(Count("pk"))
    return dict.fromkeys(DigestDelivery.State.values, 0) | dict(rows)


def commitments() -> dict[tuple[str, str], int]:
    """Commitments (承诺事项) by status and review state; combinations that exist."""
    rows = Commitment.objects.order_by().values_list("status", "review_state")
    return {(status, state): count for status, state, count in rows.annotate(Count("pk"))}


def unreadable() -> int:
    """Commitments that wait for a blind second reading (盲审) which nobody is left to do."""
    shown = Commitment.objects.exclude(report__in=hidden_reports().values("pk"))
    return without_reader(shown)


def tally_marks() -> tuple[int, dt.datetime | None]:
    """Changes that are not counted yet (待重新计数), and since when the oldest waits."""
    found = TallyMark.objects.aggregate(number=Count("pk"), since=Min("at"))
    return found["number"], found["since"]


def reports() -> int:
    """Annual reports (年度报告) stored."""
    return Report.objects.count()


def _units(
    model: type[Upload | MatchJob | Export], *, since: str, states: list[str], now: dt.datetime
) -> Units:
    rows = (
        model.objects.order_by()
        .values("state")
        .annotate(
            count=Count("pk"),
            first=Min(since),
            retried=Count("pk", filter=Q(attempts__gt=1)),
            expired=Count("pk", filter=Q(state=RUNNING, lease_until__lt=now)),
        )
    )
    found: dict[str, dict[str, Any]] = {row["state"]: row for row in rows}
    return Units(
        by_state=dict.fromkeys(states, 0) | {state: row["count"] for state, row in found.items()},
        waiting_since=found[WAITING]["first"] if WAITING in found else None,
        retried=sum(row["retried"] for row in found.values()),
        expired=sum(row["expired"] for row in found.values()),
    )


@cache
def _migrations_on_disk() -> frozenset[tuple[str, str]]:
    """Those of the software that runs: they don't change under a running process."""
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)
