"""Candidates for a promise, ranked (候选证据排序).

The score of a passage is a sum: an intercept and, for each comparison, weight * value, in
log-odds; the logistic function of the sum is the probability that the passage is evidence.
Weights stand in data/matcher.json and are fitted by `manage.py fitmatcher`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

import numpy as np
from numpy.typing import NDArray

from tracker.core.comparisons import NAMES, Compared, compare, facts_in, label_of
from tracker.core.tokens import Encoded, Floats, Ints, encode
from tracker.core.types import Comparison, EvidenceCandidate, Sentence

MOST_CANDIDATES: Final = 10
BASE: Final = "base"  # the intercept, as a comparison of its own, so that contributions add up
COVERING: Final = 3  # this many of the best passages may answer the parts of a promise together


@dataclass(frozen=True, slots=True)
class Linear:
    """A logistic model: intercept and a weight for each named value, in log-odds."""

    intercept: float
    weights: Mapping[str, float]

    def log_odds(self, values: Mapping[str, float]) -> float:
        """The weighted sum. Raises KeyError for a missing value."""
        return self.intercept + sum(w * values[name] for name, w in self.weights.items())

    def probability(self, values: Mapping[str, float]) -> float:
        """The probability that belongs to the weighted sum."""
        return logistic(self.log_odds(values))


@dataclass(frozen=True, slots=True)
class Model:
    """All that is fitted, as it stands in matcher.json."""

    version: str
    ranking: Linear  # is this passage evidence on this promise?
    evidence: Linear  # does the report answer this promise at all?
    completion: Linear  # if it does: is the promise kept?
    settings: Mapping[str, float]


def logistic(log_odds: float) -> float:
    """Log-odds to a probability, without overflow."""
    if log_odds < 0:
        return math.exp(log_odds) / (1 + math.exp(log_odds))
    return 1 / (1 + math.exp(-log_odds))


def parse_model(text: str) -> Model:
    """A model from the text of a matcher.json. Raises KeyError or ValueError when malformed."""
    data = json.loads(text)

    def linear(name: str) -> Linear:
        return Linear(float(data[name]["intercept"]), dict(data[name]["weights"]))

    return Model(
        version=str(data["version"]),
        ranking=linear("ranking"),
        evidence=linear("evidence"),
        completion=linear("completion"),
        settings=dict(data["settings"]),
    )


@cache
def shipped_model() -> Model:
    """The model in data/matcher.json, loaded once."""
    path = files("tracker.core") / "data" / "matcher.json"
    return parse_model(path.read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Ranking:
    """All passages for one promise, best first.

    `order` are positions in the list of passages, `log_odds` theirs in that order. `covered` is
    the share of the promise's words that its best passages hold together, clause by clause.
    """

    order: tuple[int, ...]
    log_odds: tuple[float, ...]
    candidates: tuple[EvidenceCandidate, ...]
    values: Mapping[str, float]  # the comparisons of the best passage
    covered: float

    @property
    def strength(self) -> float:
        """Log-odds of the best passage; far below zero when there is none."""
        return self.log_odds[0] if self.log_odds else -20.0

    @property
    def mass(self) -> float:
        """Log of the summed odds of all passages: many weak hints count a little."""
        return float(np.logaddexp.reduce(self.log_odds)) if self.log_odds else -20.0


def rank(
    promises: Sequence[str],
    passages: Sequence[Sentence],
    *,
    model: Model | None = None,
    encoded: Encoded | None = None,
    limit: int = MOST_CANDIDATES,
) -> tuple[Ranking, ...]:
    """Rank every passage for every promise; the best `limit` become candidates.

    `encoded` may pass in the promises cut already, when several lists of passages are ranked.
    With no passages every ranking is empty.
    """
    model = model or shipped_model()
    encoded = encoded or encode(promises)
    if not passages or not promises:
        return tuple(Ranking((), (), (), dict.fromkeys(NAMES, 0.0), 0.0) for _ in promises)
    compared = compare(encoded, encode(passage.text for passage in passages))
    weights = np.array([model.ranking.weights.get(name, 0.0) for name in NAMES])
    sums = model.ranking.intercept + np.tensordot(weights, compared.values, axes=1)
    orders = np.argsort(-sums, axis=1, kind="stable").astype(np.int64)
    covered = _covered(compared, orders)
    return tuple(
        Ranking(
            order=tuple(orders[row].tolist()),
            log_odds=tuple(sums[row, orders[row]].tolist()),
            candidates=_candidates(
                promise, passages, orders[row, :limit], compared.values[:, row], model
            ),
            values=dict(zip(NAMES, compared.values[:, row, orders[row, 0]].tolist(), strict=True)),
            covered=float(covered[row]),
        )
        for row, promise in enumerate(promises)
    )


def _candidates(
    promise: str, passages: Sequence[Sentence], best: Ints, values: Floats, model: Model
) -> tuple[EvidenceCandidate, ...]:
    """The passages at the positions `best`, with what speaks for each."""
    facts = {name: facts_in(name, promise) for name in ("names", "numbers")}
    found = []
    for place, (position, own) in enumerate(
        zip(best.tolist(), values[:, best].T.tolist(), strict=True), start=1
    ):
        passage = passages[position]
        comparisons = _waterfall(facts, passage.text, own, model.ranking)
        odds = sum(comparison.contribution for comparison in comparisons)
        found.append(EvidenceCandidate(place, passage, logistic(odds), comparisons))
    return tuple(found)


def _waterfall(
    facts: Mapping[str, tuple[str, ...]], passage: str, values: Sequence[float], ranking: Linear
) -> tuple[Comparison, ...]:
    """The comparisons whose contributions add up to the log-odds; absent facts are left out."""
    found = [Comparison(BASE, 0, "", ranking.intercept)]
    weights = ranking.weights
    for name, value in zip(NAMES, values, strict=True):
        weight = weights.get(name, 0.0)
        if value and weight:
            shared = facts.get(name)
            label = f"{value:.0%}" if shared is None else label_of(name, shared, passage)
            found.append(Comparison(name, level(value), label, weight * value))
    return tuple(found)


def level(value: float) -> int:
    """How strongly a comparison speaks, 0 to 3, for display."""
    return min(3, max(0, int(value * 4)))


def _covered(compared: Compared, orders: Ints) -> NDArray[np.float64]:
    """By promise: the weighted mean, over its clauses, of the best cover by its best passages."""
    promises = len(orders)
    sizes = np.diff(np.append(compared.first_part, len(compared.parts)))
    owner = np.repeat(np.arange(promises), sizes)
    best = orders[owner, : min(COVERING, orders.shape[1])]
    cover = np.take_along_axis(compared.parts, best, axis=1).max(axis=1)
    weight = compared.part_weights
    total = np.bincount(owner, weights=weight, minlength=promises)
    together = np.bincount(owner, weights=cover * weight, minlength=promises)
    return np.asarray(together / np.maximum(total, 1e-9))
