"""What reports keep silent about (未回应), and where numbers aimed at were missed (数字未达标)."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.selectors.extent import Counted
from tracker.selectors.statistics import GROUPS, By, in_order, name_of, share
from tracker.selectors.tallies import grouped

_FIGURES = (
    *("all", "verifiable", "reviewed", "silent", "silent_verifiable"),
    *("silent_suggested", "missed", "missed_suggested"),
)


@dataclass(frozen=True, slots=True)
class SilenceThen:
    """Promises that a person found unanswered (no_evidence), over those with a next report.

    The denominators are those of statistics.FulfilmentRow. This much can be told of the past,
    too (selectors.as_of_figures).
    """

    key: str | None
    label: str
    all: int
    verifiable: int
    reviewed: int
    silent: int
    silent_verifiable: int

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


@dataclass(frozen=True, slots=True)
class SilenceRow(SilenceThen):
    """What the machine's newest run adds to it.

    `missed` are confirmed promises of whose numbers the ledger says that one was missed. The two
    …_suggested are the machine's view of what nobody has confirmed (系统建议，未复核): in no rate,
    and never added to the others.
    """

    silent_suggested: int
    missed: int
    missed_suggested: int


def silence(asked: Counted, *, by: By) -> list[SilenceRow]:
    """A row for each group of a scoped set that has an answered promise, by name."""
    return [
        SilenceRow(*name_of(by, key, label), *counts)
        for key, label, counts in in_order(grouped(asked, _FIGURES, group=GROUPS[by]))
        if counts[0]
    ]
