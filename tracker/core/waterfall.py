"""How the score of a passage comes about: contributions that add up (得分构成)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from tracker.core.comparisons import NAMES, facts_in, label_of
from tracker.core.tokens import Ints
from tracker.core.types import Comparison

BASE: Final = "base"  # the intercept, as a comparison of its own, so that contributions add up


@dataclass(frozen=True)
class Waterfall:
    """The numbers of one promise's best passages: by passage, then by comparison (NAMES)."""

    base: Comparison
    added: NDArray[np.float64]  # weight * value, in log-odds
    levels: Ints
    percents: Ints
    log_odds: list[float]  # of each passage: the sum of base and all that is added
    promise: str
    _told: dict[int, tuple[Comparison, ...]] = field(default_factory=dict, compare=False)

    def told(self, place: int, passage: str) -> tuple[Comparison, ...]:
        """What speaks for the passage at a place; absent facts are left out.

        It is put into words when it is asked for, and once.
        """
        if place not in self._told:
            added, levels = self.added[place].tolist(), self.levels[place].tolist()
            percents = self.percents[place].tolist()
            told = [
                Comparison(
                    name, level, label_of(name, facts, passage) if facts else f"{share}%", log
                )
                for name, facts, log, level, share in zip(
                    NAMES, self._facts, added, levels, percents, strict=True
                )
                if log
            ]
            self._told[place] = (self.base, *told)
        return self._told[place]

    @cached_property
    def _facts(self) -> list[tuple[str, ...]]:
        return [facts_in(name, self.promise) for name in NAMES]


def waterfalls(
    values: NDArray[np.float64],
    weights: NDArray[np.float64],
    intercept: float,
    *,
    promises: Sequence[str],
) -> list[Waterfall]:
    """One for each promise, of `values` by comparison, promise and passage; log-odds."""
    added = weights[:, None, None] * values
    first = np.full((1, *values.shape[1:]), intercept)
    sums = np.add.accumulate(np.concatenate([first, added]))[-1]
    percents = np.rint(100 * values).astype(np.int64)
    tables = (table.transpose(1, 2, 0) for table in (added, levels(values), percents))
    base = Comparison(BASE, 0, "", intercept)
    return [Waterfall(base, *own) for own in zip(*tables, sums.tolist(), promises, strict=True)]


def levels(values: NDArray[np.float64]) -> Ints:
    """How strongly comparisons speak, 0 to 3, for display."""
    return np.clip((values * 4).astype(np.int64), 0, 3)
