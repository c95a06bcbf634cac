"""Counting agencies anew (重新计数) whose figures changed since they were counted.

Only PostgreSQL counts beforehand: its triggers mark what changes (models/tally_triggers.py).
A batch of agencies is counted in one snapshot, which also says which marks are done with: what
was committed later keeps its mark. One batch at a time; whoever is killed leaves all as it was.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Final

from django.db import connection, transaction
from django.db.models import Count, Min, Q, QuerySet
from django.db.models.expressions import Combinable
from django.utils import timezone

from tracker.models import (
    Agency,
    Commitment,
    TallyByMonth,
    TallyByReader,
    TallyByTopic,
    TallyByYear,
    TallyMark,
    TallyOfFollowing,
    TallyOfPairs,
    TallyRun,
)
from tracker.selectors.commitments import answered, in_plan
from tracker.selectors.figures import CONFIRMED, counted
from tracker.selectors.readings import FOLLOWED, PAIRS, READERS, WAYS, firsts_of, pairs_of
from tracker.selectors.tallies import TALLIED, month_of_review
from tracker.selectors.tally_marks import marks_by_owner
from tracker.services.histories import Histories, day_of
from tracker.services.past_reading_tallying import count_past_readings
from tracker.services.past_tallying import count_past
from tracker.services.tally_rows import Whole, insert

BATCH: Final = 100  # agencies counted in one transaction: a second at a hundred promises each
# Of one sweep; the rest has its turn in the next: a night's intake must not wait for counting.
MOST_SECONDS: Final = 2.0
# Column -> the way to it from a commitment.
_YEARS: Final = {"agency_id": "report__agency_id", "plan_year": "plan_year"}
_TABLES: Final = (
    *(TallyByYear, TallyByTopic, TallyByMonth),
    *(TallyOfFollowing, TallyByReader, TallyOfPairs),
)


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
    wholes = (
        Whole(TallyByTopic, ["plan_year", "topic", "due_on"], TALLIED),
        Whole(TallyByReader, ["plan_year", "topic", "reviewer_id"], [*FOLLOWED]),
    )
    promises = Commitment.objects.filter(report__agency__in=agencies).order_by()
    before = [whole.of(agencies) for whole in wholes]
    for table in _TABLES:
        table._default_manager.filter(agency__in=agencies).delete()
    figures = counted(TALLIED)
    for kind, columns in ((TallyByYear, ["due_on"]), (TallyByTopic, ["topic", "due_on"])):
        keys = {**_YEARS, **{column: column for column in columns}}
        rows = in_plan(promises).values_list(*keys.values()).annotate(**figures)
        insert(kind, [*keys, *TALLIED], rows)
    rows = answered(promises).filter(CONFIRMED, reviewed_at__isnull=False)
    rows = rows.values_list(*_YEARS.values(), month_of_review()).annotate(n=Count("pk"))
    insert(TallyByMonth, [*_YEARS, "month", "confirmed"], rows)
    _count_readings(promises)
    for whole, old in zip(wholes, before, strict=True):
        whole.move(old, whole.of(agencies))
    histories = Histories(agencies)
    count_past(histories)
    count_past_readings(histories)


def _count_readings(promises: QuerySet[Commitment]) -> None:
    """How the readers of these agree, with one another and with the machine."""
    firsts, pairs = firsts_of(promises), pairs_of(promises)
    ways: dict[str, str | Combinable] = {**WAYS, "since": day_of("created_at")}
    for table, acts, columns, figures in (
        (TallyOfFollowing, firsts, [*_YEARS], FOLLOWED),
        (TallyByReader, firsts, [*_YEARS, "topic", "reviewer_id"], FOLLOWED),
        (TallyOfPairs, pairs, [*_YEARS, "topic", *READERS, "since"], PAIRS),
    ):
        rows = acts.values_list(*(ways[column] for column in columns)).annotate(**figures)
        insert(table, [*columns, *figures], rows)
