"""What reports keep silent about (未回应), and where numbers aimed at were missed (数字未达标)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Min, QuerySet

from tracker.models import Commitment
from tracker.selectors.commitments import in_plan
from tracker.selectors.figures import counted
from tracker.selectors.statistics import GROUPS, By, name_of, share

_FIGURES = (
    *("all", "verifiable", "reviewed", "silent", "silent_verifiable"),
    *("silent_suggested", "missed", "missed_suggested"),
)


@dataclass(frozen=True, slots=True)
class SilenceRow:
    """Promises that a person found unanswered (no_evidence), over those with a next report.

    The denominators are those of statistics.FulfilmentRow. `missed` are confirmed promises of
    whose numbers the ledger says that one was missed. The two …_suggested are the machine's
    view of what nobody has confirmed (系统建议，未复核): in no rate, and never added to the others.
    """

    key: str | None
    label: str
    all: int
    verifiable: int
    reviewed: int
    silent: int
    silent_verifiable: int
    silent_suggested: int
    missed: int
    missed_suggested: int

    @property
    def rate(self) -> float | None:
        """Silent over all, 0..1."""
        return share(self.silent, self.all)

    @property
    def rate_verifiable(self) -> float | None:
        """Silent over verifiable, 0..1."""
        return share(self.silent_verifiable, self.verifiable)

    @property
    def reviewed_share(self) -> float | None:
        """The share of `all` that a person has confirmed, 0..1."""
        return share(self.reviewed, self.all)


def silence(commitments: QuerySet[Commitment], *, by: By) -> list[SilenceRow]:
    """A row for each group of a scoped set that has an answered promise, by name. One query."""
    key, name = GROUPS[by]
    rows = (
        in_plan(commitments)
        .filter(result_report__isnull=False)
        .order_by()
        .values_list(key)
        .annotate(n_name=Min(name), **counted(_FIGURES))
        .order_by("n_name", key)
    )
    return [SilenceRow(*name_of(by, group, label), *counts) for group, label, *counts in rows]
