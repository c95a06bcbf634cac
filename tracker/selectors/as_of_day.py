"""How far tallies tell a moment (往日计数): the end of the last day, and what was touched since.

Tallies tell how a day ended. A moment within a day is how the day before ended, but for the
commitments of which something was told since: few, and told by when they and their answers came
in, by the acts and by the withdrawals.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils.timezone import localdate, make_aware

from tracker.models import Commitment, Report, Review, Withdrawal
from tracker.selectors.extent import Extent
from tracker.selectors.tally_marks import stale_agencies

# Of a day on which more was touched everything is counted row by row.
MOST_TOUCHED: Final = 20_000
_TICK: Final = dt.timedelta(microseconds=1)


@dataclass(frozen=True)
class Told:
    """What is read from tallies, and what is to be counted beside them.

    `day` is the last one that had ended, at `end`; `stale` are the agencies whose tallies aren't
    true; of what was `touched` after the end the tallies tell how it stood at the end.
    """

    day: dt.date
    end: dt.datetime
    stale: set[int]
    touched: list[int]

    def touched_of(self, commitments: QuerySet[Commitment]) -> QuerySet[Commitment]:
        """Those that stand otherwise, perhaps, than tallies that are true tell."""
        # In one parameter: as ten thousand they took longer to be written than the rows to be read.
        keys = RawSQL("SELECT unnest(%s::bigint[])", [self.touched])
        rows = commitments.filter(pk__in=keys)
        return rows.exclude(report__agency__in=self.stale) if self.stale else rows


# The moment of which several figures are being asked, and what was found of it.
_ASKED: ContextVar[tuple[dt.datetime, Told | None] | None] = ContextVar("asked", default=None)


@contextmanager
def of_one_moment(extent: Extent, *, at: dt.datetime | None) -> Iterator[None]:
    """Several figures of one moment within this context: one snapshot, looked into once.

    Of a day's end that changes nothing: `extent` has looked, and tallies of the past stay.
    """
    if at is None:
        yield
        return
    with told_by_tallies(extent, at=at) as told:
        before = _ASKED.set((at, told))
        try:
            yield
        finally:
            _ASKED.reset(before)


@contextmanager
def told_by_tallies(extent: Extent, *, at: dt.datetime) -> Iterator[Told | None]:
    """None where counting row by row is quicker, or where nothing is tallied.

    What is asked within this context about a moment within a day is of one snapshot: tallies and
    rows of two would not add up.
    """
    asked = _ASKED.get()
    if asked is not None and asked[0] == at:
        yield asked[1]
        return
    end = make_aware(dt.datetime.combine(localdate(at), dt.time()))
    day = localdate(end - _TICK)
    if (stale := extent.stale) is None:
        yield None
    elif at == end:
        yield Told(day, end, stale, [])
    else:
        with _one_snapshot():
            stale, touched = stale_agencies(), _touched(end, at)
            is_told = stale is not None and len(touched) <= MOST_TOUCHED
            yield Told(day, end, stale or set(), touched) if is_told else None


@contextmanager
def _one_snapshot() -> Iterator[None]:
    """Not of a transaction that is under way: that has its own."""
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _touched(after: dt.datetime, until: dt.datetime) -> list[int]:
    """The commitments of which something was told after one moment, and until another.

    At most one more than MOST_TOUCHED.
    """

    def told(column: str) -> Q:
        return Q((f"{column}__gt", after), (f"{column}__lte", until))

    reports = Report.objects.filter(told("created_at")).order_by()
    parts: list[QuerySet[Any, Any]] = [
        Commitment.objects.filter(result_report__in=reports.values("pk")).values_list("pk"),
        Review.objects.filter(told("created_at")).values_list("commitment_id"),
        Withdrawal.objects.filter(told("at") | told("ended_at")).values_list("commitment_id"),
    ]
    came = Commitment.objects.filter(told("created_at")).order_by().values_list("pk")
    found = came.union(*(part.order_by() for part in parts))
    return [pk for (pk,) in found[: MOST_TOUCHED + 1]]
