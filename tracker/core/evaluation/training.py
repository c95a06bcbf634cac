"""Fits the weights of matcher.json on labelled pairs (参数拟合).

Three small models, each regularised: the ranking by the likelihood of the right passage among
all of its report (no weight may turn negative: a comparison that speaks against likeness would
be no reason a person can follow), the two outcome models by plain logistic regression. Whether
a report answers a promise at all is also learned from each reported promise with its answers
taken out of the report: what is left there are distractors, and the right call is silence.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final

import numpy as np

from tracker.core.comparisons import NAMES, Compared, compare
from tracker.core.evaluation.fitting import Array, fit_choice, fit_logistic
from tracker.core.evaluation.gold import GoldItem, GoldPair
from tracker.core.matching import COVERING, Linear, Model, Ranking, rank
from tracker.core.outcomes.cues import COMPLETION_CUES, EVIDENCE_CUES, Cues, gather
from tracker.core.outcomes.rules import Rankings, suggest
from tracker.core.quantities import find_targets
from tracker.core.tokens import encode
from tracker.core.types import Suggestion

VERSION: Final = "2026.11.7"
RANKING_PENALTY: Final = 10.0  # L2, on standardised values
OUTCOME_PENALTY: Final = 5.0
SETTINGS: Final[Mapping[str, float]] = {
    "evidence_threshold": 0.5,
    # Of the chance that the promise is answered and kept, both: a wrong "fulfilled" is what hurts.
    "fulfilled_threshold": 0.35,
    "calibration_intercept": 0.0,
    "calibration_slope": 1.0,
}


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
    nothing = Linear(0.0, {})
    model = Model(VERSION, _fit_ranking(pairs), nothing, nothing, SETTINGS)
    read = [(item, cues) for pair in pairs for item, cues in _cues(pair, model)]
    silent = [cues for pair in pairs for cues in _silenced(pair, model)]
    reported = [(item, cues) for item, cues in read if item.status != "not_reported"]
    # Twins share the weight of the promises that really went unanswered: the share of answers
    # that the labels show stays as it is.
    unanswered = len(read) - len(reported)
    share = unanswered / max(unanswered + len(silent), 1)
    answered = [item.status != "not_reported" for item, _ in read]
    return replace(
        model,
        evidence=_fit_cues(
            [*(cues for _, cues in read), *silent],
            EVIDENCE_CUES,
            [*answered, *(False for _ in silent)],
            counts=[*(1.0 if yes else share for yes in answered), *(share for _ in silent)],
        ),
        completion=_fit_cues(
            [cues for _, cues in reported],
            COMPLETION_CUES,
            [item.status == "fulfilled" for item, _ in reported],
        ),
    )


def _cues(pair: GoldPair, model: Model) -> list[tuple[GoldItem, Cues]]:
    """The cues of every item whose annotators agree."""
    compared = _compared(pair.texts, tuple(s.text for s in pair.sentences))
    rankings = rank(pair.texts, pair.sentences, model=model, compared=compared, limit=COVERING)
    return [
        (item, gather(item.text, ranked, targets=find_targets(item.text)))
        for item, ranked in zip(pair.items, rankings, strict=True)
        if item.status is not None
    ]


def _silenced(pair: GoldPair, model: Model) -> list[Cues]:
    """The cues of each reported item as they would be if the report said nothing of it."""
    found = []
    for item in pair.items:
        left = pair.silenced(item)
        if item.status not in (None, "not_reported") and left:
            compared = _compared((item.text,), tuple(sentence.text for sentence in left))
            (ranked,) = rank([item.text], left, model=model, compared=compared, limit=COVERING)
            found.append(gather(item.text, ranked, targets=find_targets(item.text)))
    return found


def _fit_cues(
    cues: Sequence[Cues],
    names: Sequence[str],
    labels: Sequence[bool],
    *,
    counts: Sequence[float] | None = None,
) -> Linear:
    values = np.array([[cue.values[name] for name in names] for cue in cues])
    intercept, weights = fit_logistic(
        values,
        np.array(labels, float),
        penalty=OUTCOME_PENALTY,
        counts=None if counts is None else np.array(counts, float),
    )
    return Linear(intercept, dict(zip(names, weights.tolist(), strict=True)))


@lru_cache(maxsize=1024)
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
    rankings = rank(pair.texts, pair.sentences, model=model)
    return [
        _suggested(item, ranked, model) for item, ranked in zip(pair.items, rankings, strict=True)
    ]


def assess_silenced(pair: GoldPair, model: Model) -> list[Suggestion]:
    """The same for the reported items only, each with its answers taken out of the review."""
    return [
        _suggested(item, rank([item.text], pair.silenced(item), model=model)[0], model)
        for item in pair.items
        if item.status not in (None, "not_reported")
    ]


def _suggested(item: GoldItem, ranked: Ranking, model: Model) -> Suggestion:
    (empty,) = rank([item.text], (), model=model)
    return suggest(
        item.text,
        Rankings(ranked, empty, empty),
        targets=find_targets(item.text),
        verifiability=None,
        model=model,
    )


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
