"""Rates and counts, with everything that is needed to judge them. One aggregate query each.

Digest, API and dashboard call these same functions, so that a figure means the same everywhere.
What people decided (FulfilmentRow) and what the machine thinks (SuggestionRow) are two kinds
of rows from two functions: no sum can mix them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from django.db.models import Count, Q, QuerySet

from tracker.core.types import Outcome, ReviewState, Status
from tracker.models import Commitment
from tracker.selectors.commitments import (
    ANSWERED,
    AWAITING,
    UNFULFILLED,
    VERIFIABLE,
    answered,
    in_plan,
)
from tracker.selectors.points import SIGHTED

By = Literal["agency", "region", "year"]

# What a row is keyed and named by. 年 is the plan year, the year in which a promise falls due.
_GROUPS: dict[By, tuple[str, str]] = {
    "agency": ("report__agency_id", "report__agency__name"),
    "region": ("report__agency__region__code", "report__agency__region__name"),
    "year": ("report__plan_year", "report__plan_year"),
}
_CONFIRMED = Q(review_state=ReviewState.CONFIRMED)


@dataclass(frozen=True, slots=True)
class FulfilmentRow:
    """Confirmed fulfilled over the commitments whose next report has been filed (兑现率).

    `all` is the full denominator, `verifiable` leaves out verifiability 0-1 and
    not_assessable (design.md, "Status and outcome"); a promise left out of a denominator is
    left out of its numerator, too. `awaiting` (待报告) is in neither. `key` is None for
    agencies without a region.
    """

    key: str | None
    label: str
    all: int
    verifiable: int
    fulfilled: int
    fulfilled_verifiable: int
    dropped: int
    unfulfilled: int
    reviewed: int
    awaiting: int

    @property
    def rate(self) -> float | None:
        """Fulfilled over all, 0..1; None where there is nothing to divide by."""
        return _share(self.fulfilled, self.all)

    @property
    def rate_verifiable(self) -> float | None:
        """Fulfilled over verifiable, 0..1; None where there is nothing to divide by."""
        return _share(self.fulfilled_verifiable, self.verifiable)

    @property
    def reviewed_share(self) -> float | None:
        """The share of `all` that a person has confirmed, 0..1."""
        return _share(self.reviewed, self.all)


@dataclass(frozen=True, slots=True)
class SuggestionRow:
    """系统建议，未复核: unconfirmed commitments of one group that got this suggested outcome."""

    key: str | None
    label: str
    suggested_outcome: Outcome
    count: int


def fulfilment(commitments: QuerySet[Commitment], *, by: By) -> list[FulfilmentRow]:
    """Fulfilment of a scoped set of commitments, a row for each agency, region or plan year.

    `commitments` holds no row twice (selectors.scope sees to that); promises that a corrected
    report no longer has are left out. Sorted by name (years:
    ascending), then by key. A region's row counts the agencies that
    belong to it directly, so that the rows of a table add up to its total.
    """
    key, name = _GROUPS[by]
    rows = (
        in_plan(commitments)
        .order_by()
        .values_list(key, name)
        .annotate(**_counts())
        .order_by(name, key)
    )
    return [
        FulfilmentRow(None if group is None else str(group), str(label or ""), *counts)
        for group, label, *counts in rows
    ]


def total(rows: Iterable[FulfilmentRow], *, label: str = "") -> FulfilmentRow:
    """The rows of one table added up; every commitment stands in exactly one of them."""
    rows = list(rows)
    return FulfilmentRow(
        key=None,
        label=label,
        all=sum(row.all for row in rows),
        verifiable=sum(row.verifiable for row in rows),
        fulfilled=sum(row.fulfilled for row in rows),
        fulfilled_verifiable=sum(row.fulfilled_verifiable for row in rows),
        dropped=sum(row.dropped for row in rows),
        unfulfilled=sum(row.unfulfilled for row in rows),
        reviewed=sum(row.reviewed for row in rows),
        awaiting=sum(row.awaiting for row in rows),
    )


def suggestions(commitments: QuerySet[Commitment], *, by: By) -> list[SuggestionRow]:
    """How many unconfirmed commitments the machine sees how, by group and suggested outcome.

    Without those that wait for a blind second reading (盲审): a small group tells of each one.
    """
    key, name = _GROUPS[by]
    rows = (
        answered(commitments)
        .exclude(_CONFIRMED)
        .filter(SIGHTED, suggestion__isnull=False)
        .order_by()
        .values_list(key, name, "suggestion__outcome")
        .annotate(Count("pk"))
        .order_by(name, key, "suggestion__outcome")
    )
    return [
        SuggestionRow(
            None if group is None else str(group), str(label or ""), Outcome(outcome), count
        )
        for group, label, outcome, count in rows
    ]


def _counts() -> dict[str, Count]:
    """The aggregates in the order of FulfilmentRow's fields."""
    fulfilled = ANSWERED & Q(status=Status.FULFILLED)
    conditions = {
        "n_all": ANSWERED,
        "n_verifiable": ANSWERED & VERIFIABLE,
        "n_fulfilled": fulfilled,
        "n_fulfilled_verifiable": fulfilled & VERIFIABLE,
        "n_dropped": ANSWERED & Q(status=Status.DROPPED),
        "n_unfulfilled": UNFULFILLED,
        "n_reviewed": ANSWERED & _CONFIRMED,
        "n_awaiting": AWAITING,
    }
    return {name: Count("pk", filter=condition) for name, condition in conditions.items()}


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
