"""How long unfulfilled promises have stood open (账龄)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from tracker.selectors.extent import Counted
from tracker.selectors.statistics import share
from tracker.selectors.tallies import grouped

_FIGURES = (
    *("unfulfilled", "unfulfilled_verifiable"),
    *("silent", "short", "moving", "vague", "unconfirmed"),
)


@dataclass(frozen=True, slots=True)
class AgeRow:
    """The unfulfilled promises of one plan year (未兑现: pending, the next report is filed).

    `silent`, `short` (部分兑现、未达成), `moving` (推进中) and `vague` (难以核查) are what people
    confirmed, `unconfirmed` the rest: the five add up to `open`.
    """

    plan_year: int
    years_past: int  # since the end of the year promised for: 0 in that year itself
    open: int
    verifiable: int
    silent: int
    short: int
    moving: int
    vague: int
    unconfirmed: int

    @property
    def reviewed_share(self) -> float | None:
        """The share of `open` that a person has confirmed, 0..1."""
        return share(self.open - self.unconfirmed, self.open)


def ageing(asked: Counted, *, today: dt.date) -> list[AgeRow]:
    """A row for each plan year with unfulfilled promises, newest first."""
    found = grouped(asked, _FIGURES, group=("plan_year", "plan_year"))
    return [
        AgeRow(year, max(0, today.year - year), *counts)
        for year, (_, counts) in sorted(found.items(), reverse=True)
        if counts[0]
    ]
