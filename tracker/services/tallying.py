"""Counting agencies anew (重新计数) whose figures changed since they were counted.

Only PostgreSQL counts beforehand: its triggers mark what changes (models/tally_triggers.py).
A batch of agencies is counted in one snapshot, which also says which marks are done with: what
was committed later keeps its mark. One batch at a time; whoever is killed leaves all as it was.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import Count, Min, Model, Q, QuerySet, Sum
from django.utils import timezone

from tracker.models import (
    Agency,
    Commitment,
    TallyByMonth,
    TallyByTopic,
    TallyByYear,
    TallyMark,
    TallyRun,
)
from tracker.selectors.commitments import answered, in_plan
from tracker.selectors.figures import CONFIRMED, counted
from tracker.selectors.tallies import TALLIED, month_of_review
from tracker.selectors.tally_marks import marks_by_owner

BATCH: Final = 200  # agencies counted in one transaction: two seconds at a hundred promises each
# Of one sweep; the rest has its turn in the next: a night's intake must not wait for counting.
MOST_SECONDS: Final = 2.0
# Column -> the way to it from a commitment.
_YEARS: Final = {"agency_id": "report__agency_id", "plan_year": "plan_year"}
_WHOLE: Final = ("plan_year", "topic")


def sweep_tallies() -> int:
    """Count agencies that are marked, the first time all there are; how many.

    No batch is begun after MOST_SECONDS.
    """
    if connection.vendor != "postgresql":
        return 0
    number, end = 0, time.monotonic() + MOST_SECONDS
    while True:
        done = _count_some()
        number += done
        if done < BATCH or time.monotonic() > end:
            return number


def _count_some() -> int:
    """One batch, in one snapshot, which is taken after the turn came."""
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("LOCK TABLE tracker_tallyrun IN SHARE ROW EXCLUSIVE MODE")
        now = timezone.now()
        if not TallyRun.objects.update(at=now):
            everybody = Agency.objects.values_list("pk", flat=True)
            TallyMark.objects.bulk_create(TallyMark(agency_id=key, at=now) for key in everybody)
            TallyRun.objects.create(at=now)
        agencies = _marked()
        if agencies:
            _count(agencies)
        return len(agencies)


def _marked() -> list[int]:
    """Up to a batch of them, those that have waited longest first; their marks are taken off."""
    marks = marks_by_owner()
    oldest = marks.filter(owner__isnull=False).values("owner").annotate(first=Min("pk"))
    agencies = [row["owner"] for row in oldest.order_by("first")[:BATCH]]
    # A report that is gone was its agency's until then, which has a mark of its own.
    marks.filter(Q(owner__in=agencies) | Q(owner__isnull=True)).delete()
    return agencies


def _count(agencies: Sequence[int]) -> None:
    before = _by_topic(agencies)
    for kind in (TallyByYear, TallyByTopic, TallyByMonth):
        kind._default_manager.filter(agency__in=agencies).delete()
    promises = Commitment.objects.filter(report__agency__in=agencies).order_by()
    figures = counted(TALLIED)
    for table, column in ((TallyByYear, "due_on"), (TallyByTopic, "topic")):
        keys = {**_YEARS, column: column}
        rows = in_plan(promises).values_list(*keys.values()).annotate(**figures)
        _insert(table, [*keys, *TALLIED], rows)
    rows = answered(promises).filter(CONFIRMED, reviewed_at__isnull=False)
    rows = rows.values_list(*_YEARS.values(), month_of_review()).annotate(n=Count("pk"))
    _insert(TallyByMonth, [*_YEARS, "month", "confirmed"], rows)
    _replace_whole(before, _by_topic(agencies))


def _insert(table: type[Model], columns: Iterable[str], rows: QuerySet[Any, Any]) -> None:
    """Add the rows of a query to a table, in the order of its columns, without fetching them."""
    names = ", ".join(connection.ops.quote_name(column) for column in columns)
    query, parameters = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table._meta.db_table} ({names}) {query}", parameters)


Sums = dict[tuple[Any, ...], list[int]]  # plan year, topic -> the figures


def _by_topic(agencies: Sequence[int] | None) -> Sums:
    """The sums of some agencies' rows; None: the rows that are of all agencies."""
    of = Q(agency=None) if agencies is None else Q(agency__in=agencies)
    sums = {f"n_{name}": Sum(name) for name in TALLIED}
    rows = TallyByTopic.objects.filter(of).values_list(*_WHOLE).annotate(**sums)
    return {row[:2]: list(row[2:]) for row in rows}


def _replace_whole(before: Sums, after: Sums) -> None:
    """Move the sums of all agencies by what some of them have more or less."""
    whole, nothing = _by_topic(None), [0] * len(TALLIED)
    for key in before.keys() | after.keys():
        parts = (whole.get(key, nothing), after.get(key, nothing), before.get(key, nothing))
        whole[key] = [known + new - old for known, new, old in zip(*parts, strict=True)]
    TallyByTopic.objects.filter(agency=None).delete()
    TallyByTopic.objects.bulk_create(
        TallyByTopic(**dict(zip((*_WHOLE, *TALLIED), (*key, *figures), strict=True)))
        for key, figures in whole.items()
        if any(figures)
    )
