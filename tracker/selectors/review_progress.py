"""How far the reviews have come (复核进度)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Final

from tracker.selectors.extent import Counted
from tracker.selectors.statistics import GROUPS, By, in_order, name_of, share
from tracker.selectors.tallies import Counting, grouped, months


@dataclass(frozen=True, slots=True)
class ReviewProgress:
    """Where the commitments of a scope or of one group stand, whose next report is filed.

    `reviewed` (已确认), `waiting` (待复核), `second` (待盲审), `disputed` (有争议) and `approval`
    (待批准) add up to `all`. `overdue` and `soon` are those not confirmed whose deadline has
    passed, or does so within settings.REVIEW_WARNING_DAYS.
    """

    key: str | None
    label: str
    all: int
    verifiable: int
    reviewed: int
    reviewed_verifiable: int
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

    @property
    def reviewed_share_verifiable(self) -> float | None:
        """Confirmed and verifiable over verifiable, 0..1."""
        return share(self.reviewed_verifiable, self.verifiable)


FIGURES: Final = tuple(
    field.name for field in fields(ReviewProgress) if field.name not in ("key", "label")
)


def progress_by(
    asked: Counted, *, by: By, today: dt.date, count: Counting = grouped
) -> list[ReviewProgress]:
    """A row for each group of a scoped set that has an answered promise, by name."""
    return [
        ReviewProgress(*name_of(by, key, label), *counts)
        for key, label, counts in in_order(count(asked, FIGURES, group=GROUPS[by], today=today))
        if counts[0]
    ]


def progress_of_all(rows: Sequence[ReviewProgress]) -> ReviewProgress:
    """The rows of one table added up; every commitment stands in exactly one of them."""
    return ReviewProgress(None, "", *(sum(getattr(row, n) for row in rows) for n in FIGURES))


def review_progress(asked: Counted, *, today: dt.date) -> ReviewProgress:
    """The counts over a scoped set."""
    return progress_of_all(progress_by(asked, by="year", today=today))


def confirmed_by_month(asked: Counted, *, since: dt.datetime) -> list[tuple[dt.date, int]]:
    """Commitments by the month (local time) of the decision that stands, oldest first.

    A decision that was undone or returned since is in no month.
    """
    return sorted((month, n) for month, n in months(asked, since=since).items() if n)
