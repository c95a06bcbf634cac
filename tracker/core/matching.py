"""Candidates for a promise, ranked (候选证据排序).

The score of a passage is a sum: an intercept and, for each comparison, weight * value, in
log-odds; the logistic function of the sum is the probability that the passage is evidence.
Weights stand in data/matcher.json and are fitted by `manage.py fitmatcher`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from typing import Final

import numpy as np
from numpy.typing import NDArray

from tracker.core.comparisons import NAMES, Compared, compare
from tracker.core.tokens import Floats, Ints, encode
from tracker.core.types import EvidenceCandidate, Sentence
from tracker.core.waterfall import Waterfall, waterfalls

MOST_CANDIDATES: Final = 10
COVERING: Final = 3  # this many of the best passages may answer the parts of a promise together
SPEAKING: Final = 5.0  # idf mass, about one telling word: a lighter clause proves nothing alone
# Mean and spread of the topic comparison over all sentences, as measured on the labelled pairs;
# PRIOR such sentences stand beside those of the report, so that a report of three has a
# background too.
USUAL_TOPIC: Final = (0.148, 0.116)
PRIOR: Final = 20


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


def log_odds(probability: float) -> float:
    """A probability to log-odds; the ends to infinity."""
    if not 0 < probability < 1:
        return math.inf if probability >= 1 else -math.inf
    return math.log(probability / (1 - probability))


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

    `order` are positions in the list of passages, `log_odds` theirs in that order, of all or at
    least of the candidates. `covered` is the share of the promise's words that its best passages
    hold together, clause by clause.
    Of the best passage: `part`, the largest share of one clause's words that it covers, and
    `wording`, the largest likeness of one clause with one of its own; `apart`, by how many
    standard deviations its topic stands out from the whole report's. `fall` explains the scores.
    """

    order: tuple[int, ...]
    log_odds: tuple[float, ...]
    candidates: tuple[EvidenceCandidate, ...]
    values: Mapping[str, float]  # the comparisons of the best passage
    covered: float
    part: float
    wording: float
    apart: float
    fall: Waterfall | None = field(default=None, compare=False)

    def explained(self, candidate: EvidenceCandidate) -> EvidenceCandidate:
        """One of the candidates with what speaks for it; most are never shown to anybody."""
        if self.fall is None or candidate.comparisons:
            return candidate
        comparisons = self.fall.told(candidate.rank - 1, candidate.sentence.text)
        return EvidenceCandidate(candidate.rank, candidate.sentence, candidate.score, comparisons)

    def added(self, candidate: EvidenceCandidate, name: str) -> float:
        """What a comparison adds to the score of one of the candidates, in log-odds."""
        if self.fall is None:
            return 0.0
        return float(self.fall.added[candidate.rank - 1, NAMES.index(name)])

    @property
    def strength(self) -> float:
        """Log-odds of the best passage; far below zero when there is none."""
        return self.log_odds[0] if self.log_odds else -20.0


_EMPTY: Final = Ranking((), (), (), dict.fromkeys(NAMES, 0.0), 0.0, 0.0, 0.0, 0.0)


def rank(
    promises: Sequence[str],
    passages: Sequence[Sentence],
    *,
    model: Model | None = None,
    compared: Compared | None = None,
    limit: int = MOST_CANDIDATES,
    least: float = 0.0,
    whole: bool = True,
) -> tuple[Ranking, ...]:
    """Rank every passage for every promise; the best `limit` become candidates.

    Candidates with a score below `least` are left out. `compared` may pass in all comparisons,
    made already. Where not the `whole` ranking is asked for, it ends with the candidates, and
    these come without their comparisons: Ranking.explained tells them of those that are kept.
    With no passages every ranking is empty.
    """
    model = model or shipped_model()
    if not passages or not promises:
        return tuple(_EMPTY for _ in promises)
    if compared is None:
        compared = compare(encode(promises), encode(passage.text for passage in passages))
    weights = np.array([model.ranking.weights.get(name, 0.0) for name in NAMES])
    sums = model.ranking.intercept + np.tensordot(weights, compared.values, axes=1)
    orders = np.argsort(-sums, axis=1, kind="stable").astype(np.int64)
    sorted_sums = np.take_along_axis(sums, orders, axis=1)
    shown = (sorted_sums >= log_odds(least)).sum(axis=1).tolist()
    covered = _covered(compared, orders)
    best = orders[:, :limit]
    values = np.take_along_axis(compared.values, best[None], axis=2).astype(np.float64)
    falls = waterfalls(values, weights, model.ranking.intercept, promises=promises)
    part, wording = (
        _best_part(compared, matrix, orders[:, 0]) for matrix in (compared.parts, compared.wordings)
    )
    apart = _apart(compared, orders[:, 0])
    first = np.take_along_axis(compared.values, orders[None, :, :1], axis=2)[:, :, 0]
    end = None if whole else limit
    rows = zip(
        *(table[:, :end].tolist() for table in (orders, sorted_sums)),
        first.T.tolist(),
        *(values.tolist() for values in (covered, part, wording, apart)),
        strict=True,
    )
    rankings = (
        Ranking(
            order=tuple(order),
            log_odds=tuple(odds),
            candidates=_candidates([passages[n] for n in order[:limit][:many]], fall),
            values=dict(zip(NAMES, values, strict=True)),
            covered=share,
            part=clause,
            wording=alike,
            apart=deviations,
            fall=fall,
        )
        for (order, odds, values, share, clause, alike, deviations), many, fall in zip(
            rows, shown, falls, strict=True
        )
    )
    if not whole:
        return tuple(rankings)
    return tuple(replace(r, candidates=tuple(map(r.explained, r.candidates))) for r in rankings)


def _candidates(passages: Sequence[Sentence], fall: Waterfall) -> tuple[EvidenceCandidate, ...]:
    """The passages to be shown, best first."""
    return tuple(
        EvidenceCandidate(place, passage, logistic(odds))
        for place, (passage, odds) in enumerate(zip(passages, fall.log_odds, strict=False), start=1)
    )


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


def _best_part(compared: Compared, matrix: Floats, best: Ints) -> Floats:
    """By promise: the largest value of `matrix` in the best passage's column, over its clauses.

    Light clauses (今年以来) are left out, unless a promise has no other.
    """
    sizes = np.diff(np.append(compared.first_part, len(compared.parts)))
    owner = np.repeat(np.arange(len(best)), sizes)
    weight = compared.part_weights
    heaviest = np.maximum.reduceat(weight, compared.first_part)
    speaking = weight >= np.minimum(heaviest, SPEAKING)[owner]
    values = np.where(speaking, matrix[np.arange(len(owner)), best[owner]], 0.0)
    return np.asarray(np.maximum.reduceat(values, compared.first_part))


def _apart(compared: Compared, best: Ints) -> Floats:
    """By promise: how far the best passage's topic stands out from all, in standard deviations."""
    topic = compared.values[NAMES.index("topic")]
    mean, spread = USUAL_TOPIC
    size = topic.shape[1] + PRIOR
    middle = (topic.sum(axis=1) + PRIOR * mean) / size
    squares = ((topic - middle[:, None]) ** 2).sum(axis=1) + PRIOR * spread**2
    return np.asarray((topic[np.arange(len(best)), best] - middle) / np.sqrt(squares / size))
