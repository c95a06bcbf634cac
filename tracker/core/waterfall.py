"""How the score of a passage comes about: contributions that add up (得分构成)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from tracker.core.comparisons import NAMES, facts_in, label_of
from tracker.core.tokens import Ints
from tracker.core.types import Comparison

BASE: Final = "base"  # the intercept, as a comparison of its own, so that contributions add up


@dataclass(frozen=True, slots=True)
class Waterfall:
    """The numbers of one promise's best passages: by comparison (NAMES), then by passage."""

    base: Comparison
    added: list[list[float]]  # weight * value, in log-odds
    levels: list[list[int]]
    percents: list[list[int]]
    log_odds: list[float]  # of each passage: the sum of base and all that is added

    def comparisons(
        self, promise: str, passages: Sequence[str]
    ) -> Iterator[tuple[Comparison, ...]]:
        """What speaks for each of the first passages; absent facts are left out."""
        facts = [facts_in(name, promise) for name in NAMES]
        columns = [
            [
                Comparison(name, level, label_of(name, wanted, p) if wanted else f"{share}%", log)
                if log
                else None
                for p, log, level, share in zip(passages, added, levels, percents, strict=False)
            ]
            for name, wanted, added, levels, percents in zip(
                NAMES, facts, self.added, self.levels, self.percents, strict=True
            )
        ]
        for told in zip(*columns, strict=True):
            yield (self.base, *filter(None, told))


def waterfalls(
    values: NDArray[np.float64], weights: NDArray[np.float64], intercept: float
) -> list[Waterfall]:
    """One for each promise, of `values` by comparison, promise and passage; log-odds."""
    added = weights[:, None, None] * values
    first = np.full((1, *values.shape[1:]), intercept)
    sums = np.add.accumulate(np.concatenate([first, added]))[-1]
    percents = np.rint(100 * values).astype(np.int64)
    tables = (table.swapaxes(0, 1).tolist() for table in (added, levels(values), percents))
    base = Comparison(BASE, 0, "", intercept)
    return [Waterfall(base, *own) for own in zip(*tables, sums.tolist(), strict=True)]


def levels(values: NDArray[np.float64]) -> Ints:
    """How strongly comparisons speak, 0 to 3, for display."""
    return np.clip((values * 4).astype(np.int64), 0, 3)
