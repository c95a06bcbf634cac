"""How far the reviews have come (复核进度)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncMonth

from tracker.models import Commitment
from tracker.selectors.commitments import answered
from tracker.selectors.figures import CONFIRMED, counted
from tracker.selectors.statistics import share

_FIGURES = (
    *("all", "verifiable", "reviewed", "waiting", "second", "disputed", "approval"),
    *("overdue", "soon"),
)


@dataclass(frozen=True, slots=True)
class ReviewProgress:
    """Where the commitments of a scope stand, whose next report has been filed.

    `reviewed` (已确认), `waiting` (待复核), `second` (待盲审), `disputed` (有争议) and `approval`
    (待批准) add up to `all`. `overdue` and `soon` are those not confirmed whose deadline has
    passed, or does so within settings.REVIEW_WARNING_DAYS.
    """

    all: int
    verifiable: int
    reviewed: int
    waiting: int
    second: int
    disputed: int
    approval: int
    overdue: int
    soon: int

    @property
    def reviewed_share(self) -> float | None:
        """Confirmed over all, 0..1."""
        return share(self.reviewed, self.all)


def review_progress(commitments: QuerySet[Commitment], *, today: dt.date) -> ReviewProgress:
    """The counts over a scoped set; one query."""
    found = commitments.aggregate(**counted(_FIGURES, today=today))
    return ReviewProgress(*(found[f"n_{name}"] for name in _FIGURES))


def confirmed_by_month(
    commitments: QuerySet[Commitment], *, since: dt.datetime
) -> list[tuple[dt.date, int]]:
    """Commitments by the month (local time) of the decision that stands, oldest first.

    A decision that was undone or returned since is in no month. One query.
    """
    rows = (
        answered(commitments)
        .filter(CONFIRMED, reviewed_at__gte=since)
        .order_by()
        .values_list(TruncMonth("reviewed_at"))
        .annotate(n=Count("pk"))
        .order_by(TruncMonth("reviewed_at"))
    )
    return [(month.date(), n) for month, n in rows]
