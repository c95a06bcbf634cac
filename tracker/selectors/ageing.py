"""How long unfulfilled promises have stood open (账龄)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final, NamedTuple

from tracker.selectors.extent import Counted
from tracker.selectors.statistics import GROUPS, By, in_order, name_of, share
from tracker.selectors.tallies import Counting, grouped

FIGURES: Final = (
    *("all", "verifiable", "unfulfilled", "unfulfilled_verifiable"),
    *("silent", "short", "moving", "vague", "unconfirmed"),
)
OLD: Final = 3  # full years: so old, and older, is one bucket
_OPEN = FIGURES.index("unfulfilled")


class AgeRow(NamedTuple):
    """The unfulfilled promises of one group (未兑现: pending, the next report is filed).

    `all` and `all_verifiable` are the denominators of statistics.FulfilmentRow. `silent`, `short`
    (部分兑现、未达成), `moving` (推进中) and `vague` (难以核查) are what people confirmed,
    `unconfirmed` the rest: the five add up to `open`, and so do the four of `past`, which are by
    full years since the year promised for: 0, 1, 2, OLD or more. A tuple, because an answer may
    have ten thousand of them.
    """

    key: str | None
    label: str
    plan_year: int  # the oldest of which anything is open
    years_past: int  # since the end of that year: 0 in that year itself
    past: tuple[int, ...]
    all: int
    all_verifiable: int
    open: int
    verifiable: int
    silent: int
    short: int
    moving: int
    vague: int
    unconfirmed: int

    @property
    def rate(self) -> float | None:
        """Open over all, 0..1."""
        return share(self.open, self.all)

    @property
    def rate_verifiable(self) -> float | None:
        """Open and verifiable over all verifiable, 0..1."""
        return share(self.verifiable, self.all_verifiable)

    @property
    def reviewed_share(self) -> float | None:
        """The share of `open` that a person has confirmed, 0..1."""
        return share(self.open - self.unconfirmed, self.open)


def ageing(
    asked: Counted, *, today: dt.date, by: By = "year", count: Counting = grouped
) -> list[AgeRow]:
    """A row for each group of a scoped set with unfulfilled promises: by name, or newest first."""
    found = count(asked, FIGURES, group=GROUPS["year"])
    if by == "year":
        return [
            _row((str(year), str(year)), counts, open_of={year: counts[_OPEN]}, today=today)
            for year, (_, counts) in sorted(found.items(), reverse=True)
            if counts[_OPEN]
        ]
    years = sorted(found)  # also those of which nothing is open: it may be, a moment later
    groups = count(asked, FIGURES, group=GROUPS[by], years=years)
    end = len(FIGURES)
    return [
        _row(
            name_of(by, key, label),
            counts[:end],
            open_of=dict(zip(years, counts[end:], strict=True)),
            today=today,
        )
        for key, label, counts in in_order(groups)
        if counts[_OPEN]
    ]


def _row(
    name: tuple[str | None, str],
    counts: list[int],
    *,
    open_of: Mapping[int, int],
    today: dt.date,
) -> AgeRow:
    """Of these FIGURES, of which so many are open of each plan year."""
    past, this_year = [0] * (OLD + 1), today.year
    oldest = dt.MAXYEAR
    for year, number in open_of.items():
        if number:  # ten thousand times as many: no call for what a comparison does
            years = this_year - year
            past[0 if years < 0 else years if years < OLD else OLD] += number
            oldest = oldest if oldest < year else year
    return AgeRow(*name, oldest, max(0, this_year - oldest), tuple(past), *counts)
