"""Rates and counts, with everything that is needed to judge them. One way to count each.

Digest, API and dashboard call these same functions, so that a figure means the same everywhere.
What people decided (FulfilmentRow) and what the machine thinks (SuggestionRow) are two kinds
of rows from two functions: no sum can mix them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeVar

from tracker.core.types import Outcome, Topic
from tracker.selectors.extent import Counted
from tracker.selectors.tallies import Counting, grouped
from tracker.wording import NO_REGION, TOPICS, UNCLASSIFIED

By = Literal["agency", "region", "year", "topic"]
T = TypeVar("T")

# What a row is keyed and named by. 年 is the plan year, the year in which a promise falls due.
GROUPS: dict[By, tuple[str, str]] = {
    "agency": ("report__agency_id", "report__agency__name"),
    "region": ("report__agency__region__code", "report__agency__region__name"),
    "year": ("plan_year", "plan_year"),
    "topic": ("topic", "topic"),
}
_FIGURES = (
    *("all", "verifiable", "fulfilled", "fulfilled_verifiable"),
    *("dropped", "unfulfilled", "reviewed", "awaiting"),
)
SUGGESTED: Final = tuple(sorted(Outcome))
_ALL, _AWAITING = _FIGURES.index("all"), _FIGURES.index("awaiting")


@dataclass(frozen=True, slots=True)
class FulfilmentRow:
    """Confirmed fulfilled over the commitments whose next report has been filed (兑现率).

    `all` is the full denominator, `verifiable` leaves out verifiability 0-1 and
    not_assessable (design.md, "Status and outcome"); a promise left out of a denominator is
    left out of its numerator, too. `awaiting` (待报告) is in neither. `key` is None for
    agencies without a region and for promises without a topic.
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
        return share(self.fulfilled, self.all)

    @property
    def rate_verifiable(self) -> float | None:
        """Fulfilled over verifiable, 0..1; None where there is nothing to divide by."""
        return share(self.fulfilled_verifiable, self.verifiable)

    @property
    def reviewed_share(self) -> float | None:
        """The share of `all` that a person has confirmed, 0..1."""
        return share(self.reviewed, self.all)


@dataclass(frozen=True, slots=True)
class SuggestionRow:
    """系统建议，未复核: unconfirmed commitments of one group that got this suggested outcome."""

    key: str | None
    label: str
    suggested_outcome: Outcome
    count: int


def fulfilment(asked: Counted, *, by: By, count: Counting = grouped) -> list[FulfilmentRow]:
    """Fulfilment of a scoped set of commitments, a row for each agency, region, year or topic.

    The set holds no row twice (selectors.scope sees to that); promises that a corrected
    report no longer has are left out. Sorted by name (years:
    ascending), then by key. A region's row counts the agencies that
    belong to it directly, so that the rows of a table add up to its total.
    """
    return [
        FulfilmentRow(*name_of(by, key, label), *counts)
        for key, label, counts in in_order(count(asked, _FIGURES, group=GROUPS[by]))
        if counts[_ALL] or counts[_AWAITING]
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


def suggestions(asked: Counted, *, by: By) -> list[SuggestionRow]:
    """How many unconfirmed commitments the machine sees how, by group and suggested outcome.

    Without those that wait for a blind second reading (盲审): a small group tells of each one.
    """
    return [
        SuggestionRow(key, label, outcome, count)
        for key, label, counts in suggestion_counts(asked, by=by)
        for outcome, count in zip(SUGGESTED, counts, strict=True)
        if count
    ]


def suggestion_counts(asked: Counted, *, by: By) -> Iterator[tuple[str | None, str, list[int]]]:
    """The same by group, a count for each of SUGGESTED: no object for each of 70,000 rows."""
    names = [f"suggested_{outcome}" for outcome in SUGGESTED]
    for key, label, counts in in_order(grouped(asked, names, group=GROUPS[by])):
        yield *name_of(by, key, label), counts


def in_order(groups: Mapping[Any, tuple[Any, T]]) -> list[tuple[Any, Any, T]]:
    """By name, then by key; what has none comes last."""
    rows = [(key, label, counts) for key, (label, counts) in groups.items()]
    return sorted(rows, key=_place)


def _place(row: tuple[Any, Any, object]) -> tuple[object, ...]:
    key, label, _ = row
    return (label is None, label, key is None, key)


def name_of(by: By, group: object, label: object) -> tuple[str | None, str]:
    """Key and label of a group; what belongs to no region or topic has no key, and says so."""
    if group in (None, ""):
        return None, str(UNCLASSIFIED if by == "topic" else NO_REGION)
    return str(group), str(TOPICS[Topic(str(group))] if by == "topic" else label)


def share(part: int, whole: int) -> float | None:
    """One of another, 0..1; None where there is nothing to divide by."""
    return part / whole if whole else None
