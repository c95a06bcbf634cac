"""Fits the weights of matcher.json on labelled pairs (参数拟合).

Three small models, each regularised: the ranking by the likelihood of the right passage among
all of its report (no weight may turn negative: a comparison that speaks against likeness would
be no reason a person can follow), the two outcome models by plain logistic regression.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from tracker.core.comparisons import NAMES, Compared, compare
from tracker.core.evaluation.gold import GoldPair
from tracker.core.matching import COVERING, Linear, Model, rank
from tracker.core.outcomes.cues import COMPLETION_CUES, EVIDENCE_CUES, Cues, gather
from tracker.core.outcomes.rules import Rankings, suggest
from tracker.core.quantities import find_targets
from tracker.core.tokens import encode
from tracker.core.types import Suggestion

Array = NDArray[np.float64]

VERSION: Final = "2026.11.3"
RANKING_PENALTY: Final = 10.0  # L2, on standardised values
OUTCOME_PENALTY: Final = 5.0
SETTINGS: Final[Mapping[str, float]] = {
    "evidence_threshold": 0.5,
    # A wrong "fulfilled" costs more than a missed one.
    "fulfilled_threshold": 0.6,
    "calibration_intercept": 0.0,
    "calibration_slope": 1.0,
}


def fit_logistic(values: Array, labels: Array, *, penalty: float) -> tuple[float, Array]:
    """Intercept and weights by iteratively reweighted least squares, L2 on standardised values."""
    mean, spread = values.mean(axis=0), values.std(axis=0) + 1e-9
    design = np.column_stack([np.ones(len(values)), (values - mean) / spread])
    ridge = np.diag([1e-6] + [penalty] * values.shape[1])
    beta = np.zeros(design.shape[1])
    for _ in range(100):
        chance = 1 / (1 + np.exp(-np.clip(design @ beta, -30, 30)))
        gradient = design.T @ (labels - chance) - ridge @ beta
        curvature = (design * (chance * (1 - chance))[:, None]).T @ design + ridge
        step = np.linalg.solve(curvature, gradient)
        beta += step
        if np.abs(step).max() < 1e-8:
            break
    weights = beta[1:] / spread
    return float(beta[0] - weights @ mean), weights


def fit_choice(groups: Sequence[Array], right: Sequence[Array], *, penalty: float) -> Array:
    """Weights >= 0 that give right rows of each group the most of the group's softmax."""
    spread = np.concatenate(groups).std(axis=0) + 1e-9
    scaled = [group / spread for group in groups]

    def loss(beta: Array) -> tuple[float, Array]:
        total, gradient = penalty * float(beta @ beta) / 2, penalty * beta
        for group, mark in zip(scaled, right, strict=True):
            sums = group @ beta
            odds = np.exp(sums - sums.max())
            hit = odds * mark
            total -= float(np.log(hit.sum() / odds.sum()))
            gradient = gradient - (hit / hit.sum() - odds / odds.sum()) @ group
        return total, gradient

    size = scaled[0].shape[1]
    found = minimize(
        loss, np.full(size, 0.3), jac=True, method="L-BFGS-B", bounds=[(0, None)] * size
    )
    return np.asarray(found.x / spread)


def fit(pairs: Sequence[GoldPair]) -> Model:
    """All that is fitted, from these pairs only. Needs two pairs at least (for calibration)."""
    model = _fit_uncalibrated(pairs)
    raw, right = [], []
    for pair in pairs if len(pairs) > 1 else ():
        inner = _fit_uncalibrated([other for other in pairs if other is not pair])
        for item, suggestion in zip(pair.items, assess(pair, inner), strict=True):
            if item.status is not None:
                raw.append(suggestion.confidence)
                right.append(item.matches(suggestion.outcome))
    if not raw:
        return model
    inside = np.clip(np.array(raw), 1e-4, 1 - 1e-4)
    odds = np.log(inside / (1 - inside))[:, None]
    intercept, slope = fit_logistic(odds, np.array(right, dtype=float), penalty=OUTCOME_PENALTY)
    settings = {**model.settings, "calibration_intercept": intercept}
    return replace(model, settings={**settings, "calibration_slope": max(float(slope[0]), 0.1)})


def _fit_uncalibrated(pairs: Sequence[GoldPair]) -> Model:
    ranking = _fit_ranking(pairs)
    nothing = Linear(0.0, {})
    model = Model(VERSION, ranking, nothing, nothing, SETTINGS)
    items, cues = [], list[Cues]()
    for pair in pairs:
        rankings = rank(pair.texts, pair.sentences, model=model, limit=COVERING)
        for item, ranked in zip(pair.items, rankings, strict=True):
            if item.status is not None:
                items.append(item)
                cues.append(gather(item.text, ranked, targets=find_targets(item.text)))
    reported = [(i, c) for i, c in zip(items, cues, strict=True) if i.status != "not_reported"]
    return replace(
        model,
        evidence=_fit_cues(cues, EVIDENCE_CUES, [i.status != "not_reported" for i in items]),
        completion=_fit_cues(
            [c for _, c in reported],
            COMPLETION_CUES,
            [i.status == "fulfilled" for i, _ in reported],
        ),
    )


def _fit_cues(cues: Sequence[Cues], names: Sequence[str], labels: Sequence[bool]) -> Linear:
    values = np.array([[cue.values[name] for name in names] for cue in cues])
    intercept, weights = fit_logistic(values, np.array(labels, float), penalty=OUTCOME_PENALTY)
    return Linear(intercept, dict(zip(names, weights.tolist(), strict=True)))


@lru_cache(maxsize=32)
def _compared(promises: tuple[str, ...], passages: tuple[str, ...]) -> Compared:
    """Leaving one pair out compares each pair many times, always the same."""
    return compare(encode(promises), encode(passages))


def _fit_ranking(pairs: Sequence[GoldPair]) -> Linear:
    groups, right, cells, labels = [], [], list[Array](), list[Array]()
    for pair in pairs:
        compared = _compared(pair.texts, tuple(s.text for s in pair.sentences))
        for row, item in enumerate(pair.items):
            direct, doubtful = pair.marks(item)
            values = compared.values[:, row].T.astype(np.float64)[~doubtful]
            mark = direct[~doubtful].astype(np.float64)
            cells.append(values)
            labels.append(mark)
            if mark.any():
                groups.append(values)
                right.append(mark)
    weights = fit_choice(groups, right, penalty=RANKING_PENALTY)
    # The choice model knows only differences; this sets the scale and the zero of probability.
    sums = (np.concatenate(cells) @ weights)[:, None]
    intercept, scale = fit_logistic(sums, np.concatenate(labels), penalty=1e-6)
    scaled = (weights * scale[0]).tolist()
    return Linear(intercept, dict(zip(NAMES, scaled, strict=True)))


def assess(pair: GoldPair, model: Model) -> list[Suggestion]:
    """The shipped verbs on a labelled pair: rank all review sentences, then suggest."""
    nothing = rank(pair.texts, (), model=model)
    return [
        suggest(
            item.text,
            Rankings(ranked, empty, empty),
            targets=find_targets(item.text),
            verifiability=None,
            model=model,
        )
        for item, ranked, empty in zip(
            pair.items, rank(pair.texts, pair.sentences, model=model), nothing, strict=True
        )
    ]


def model_text(model: Model, *, fitted_on: Mapping[str, int]) -> str:
    """The model as the text of matcher.json: four digits, keys in a fixed order."""

    def rounded(values: Mapping[str, float]) -> dict[str, float]:
        return {name: round(value, 4) for name, value in values.items()}

    def linear(part: Linear) -> dict[str, object]:
        return {"intercept": round(part.intercept, 4), "weights": rounded(part.weights)}

    data = {
        "version": model.version,
        "fitted_on": dict(fitted_on),
        "ranking": linear(model.ranking),
        "evidence": linear(model.evidence),
        "completion": linear(model.completion),
        "settings": rounded(model.settings),
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"
