"""The measures of gold/README.md, each with a 95% bootstrap interval (评测指标)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np
from numpy.typing import NDArray

from tracker.core.evaluation.crossvalidate import Prediction
from tracker.core.evaluation.gold import STATUSES

RESAMPLES: Final = 1000
SEED: Final = 20261121
BINS: Final = 10
RECALL_AT: Final = (1, 3, 5)

Codes = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Figure:
    """One measure: value, 95% interval, and over how many items."""

    name: str
    value: float
    low: float
    high: float
    count: int


def first_hit(prediction: Prediction) -> int | None:
    """The place of the first right passage, 1 is best; None when there is none to find.

    A passage that one annotator named counts as right here, but only where both named some.
    """
    if not prediction.item.direct:
        return None
    right = prediction.item.direct | prediction.item.direct_one
    return next((n for n, name in enumerate(prediction.ranked, start=1) if name in right), 10**6)


def f1(truth: Codes, said: Codes, code: int) -> float:
    """The F1 of one class; 0 when it neither occurs nor is said."""
    both = int(((truth == code) & (said == code)).sum())
    total = int((truth == code).sum() + (said == code).sum())
    return 2 * both / total if total else 0.0


def macro_f1(truth: Codes, said: Codes) -> float:
    """The mean F1 of the three statuses."""
    return float(np.mean([f1(truth, said, code) for code in range(len(STATUSES))]))


def kappa(truth: Codes, said: Codes) -> float:
    """Cohen's kappa over the three statuses."""
    size = len(STATUSES)
    table = np.bincount(truth * size + said, minlength=size * size).reshape(size, size)
    total = max(table.sum(), 1)
    agreed = np.trace(table) / total
    chance = float(table.sum(axis=0) @ table.sum(axis=1)) / total**2
    return float((agreed - chance) / (1 - chance)) if chance < 1 else 0.0


def precision(truth: Codes, said: Codes) -> float:
    """Of the items called fulfilled, the share that both annotators call fulfilled."""
    called = said == 0
    return float((truth[called] == 0).mean()) if called.any() else 0.0


def recall(truth: Codes, said: Codes) -> float:
    """Of the items that both annotators call fulfilled, the share that is called so."""
    real = truth == 0
    return float((said[real] == 0).mean()) if real.any() else 0.0


def calibration_error(right: NDArray[np.float64], confidence: NDArray[np.float64]) -> float:
    """ECE: how far confidence is from the share that was right, over ten equal bins."""
    bins = np.minimum((confidence * BINS).astype(int), BINS - 1)
    gaps = [
        abs(right[bins == b].mean() - confidence[bins == b].mean()) * (bins == b).mean()
        for b in np.unique(bins)
    ]
    return float(np.sum(gaps))


def _within(hits: Codes, most: int, rows: Codes) -> float:
    return float((hits[rows] <= most).mean())


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure as a function of the chosen rows, so that rows can be drawn again."""

    name: str
    rows: int
    count: int  # what the measure is over, where that is not every row
    value: Callable[[Codes], float]


def measures(predictions: Sequence[Prediction]) -> tuple[Measure, ...]:
    """All measures over the predictions of one or more pairs together."""
    hits = np.array([h for p in predictions if (h := first_hit(p)) is not None], dtype=np.int64)
    agreed = [p for p in predictions if p.item.status is not None]
    truth = np.array([STATUSES.index(p.item.status or "") for p in agreed], dtype=np.int64)
    said = np.array([STATUSES.index(p.status) for p in agreed], dtype=np.int64)
    confidence = np.array([p.confidence for p in agreed], dtype=np.float64)
    right = (truth == said).astype(np.float64)
    outcomes: dict[str, Callable[[Codes], float]] = {
        "no-evidence F1": lambda rows: f1(truth[rows], said[rows], 2),
        "outcome macro-F1": lambda rows: macro_f1(truth[rows], said[rows]),
        "outcome kappa": lambda rows: kappa(truth[rows], said[rows]),
        "fulfilled precision": lambda rows: precision(truth[rows], said[rows]),
        "fulfilled recall": lambda rows: recall(truth[rows], said[rows]),
        "ECE": lambda rows: calibration_error(right[rows], confidence[rows]),
    }
    counts = {
        "fulfilled precision": int((said == 0).sum()),
        "fulfilled recall": int((truth == 0).sum()),
    }
    size, found = len(agreed), len(hits)
    return (
        *(Measure(f"recall@{k}", found, found, partial(_within, hits, k)) for k in RECALL_AT),
        *(Measure(name, size, counts.get(name, size), of) for name, of in outcomes.items()),
    )


def figures(predictions: Sequence[Prediction]) -> tuple[Figure, ...]:
    """All measures with their intervals. Without items a measure is 0 with no width."""
    found = []
    for measure in measures(predictions):
        low, value, high = _spread(measure.value, measure.rows)
        found.append(Figure(measure.name, value, low, high, measure.count))
    return tuple(found)


def differences(before: Sequence[Prediction], after: Sequence[Prediction]) -> tuple[Figure, ...]:
    """What each measure gained from `before` to `after`: a paired bootstrap over the same items.

    Raises ValueError when the two are not of the same items in the same order.
    """
    if [p.item for p in before] != [p.item for p in after]:
        raise ValueError("the predictions are not of the same items")
    found = []
    for old, new in zip(measures(before), measures(after), strict=True):
        low, value, high = _spread(partial(_gain, old, new), new.rows)
        found.append(Figure(new.name, value, low, high, new.rows))
    return tuple(found)


def _gain(old: Measure, new: Measure, rows: Codes) -> float:
    return new.value(rows) - old.value(rows)


def _spread(value: Callable[[Codes], float], rows: int) -> tuple[float, float, float]:
    """A measure on all rows between the ends of its 95% bootstrap interval."""
    if not rows:
        return 0.0, 0.0, 0.0
    source = np.random.default_rng(SEED)
    drawn = [value(source.integers(0, rows, rows)) for _ in range(RESAMPLES)]
    low, high = np.percentile(drawn, [2.5, 97.5])
    return float(low), value(np.arange(rows)), float(high)
