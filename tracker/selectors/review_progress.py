"""How far the reviews have come (复核进度)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from tracker.selectors.extent import Counted
from tracker.selectors.statistics import share
from tracker.selectors.tallies import grouped, months

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


def review_progress(asked: Counted, *, today: dt.date) -> ReviewProgress:
    """The counts over a scoped set."""
    years = grouped(asked, _FIGURES, group=("plan_year", "plan_year"), today=today)
    columns = zip(*(counts for _, counts in years.values()), strict=True)
    return ReviewProgress(*(map(sum, columns) if years else [0] * len(_FIGURES)))


def confirmed_by_month(asked: Counted, *, since: dt.datetime) -> list[tuple[dt.date, int]]:
    """Commitments by the month (local time) of the decision that stands, oldest first.

    A decision that was undone or returned since is in no month.
    """
    return sorted((month, n) for month, n in months(asked, since=since).items() if n)
