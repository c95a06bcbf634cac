"""Predictions on labelled pairs, by the shipped model or leaving out one pair at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tracker.core.evaluation.gold import GoldItem, GoldPair, as_status
from tracker.core.evaluation.training import assess, assess_silenced, fit
from tracker.core.matching import Model, logistic, rank, shipped_model
from tracker.core.types import Outcome


@dataclass(frozen=True, slots=True)
class Prediction:
    """What the matcher says of one labelled item."""

    item: GoldItem
    ranked: tuple[str, ...]
    scores: tuple[float, ...]
    outcome: Outcome
    confidence: float

    @property
    def status(self) -> str:
        """The outcome as a status of the labels."""
        return as_status(self.outcome)

    def as_json(self) -> dict[str, object]:
        """The form that `manage.py evaluate --predictions` writes."""
        return {
            "id": self.item.id,
            "ranked": list(self.ranked),
            "scores": [round(score, 6) for score in self.scores],
            "outcome": self.status,
            "confidence": round(self.confidence, 4),
        }


def predict(pair: GoldPair, *, model: Model) -> tuple[Prediction, ...]:
    """Rank every review sentence for every item and suggest an outcome, with the shipped code."""
    rankings = rank(pair.texts, pair.sentences, model=model)
    return tuple(
        Prediction(
            item=item,
            ranked=tuple(pair.ids[position] for position in ranking.order),
            scores=tuple(logistic(odds) for odds in ranking.log_odds),
            outcome=suggestion.outcome,
            confidence=suggestion.confidence,
        )
        for item, ranking, suggestion in zip(pair.items, rankings, assess(pair, model), strict=True)
    )


def predict_all(
    pairs: Sequence[GoldPair], *, leave_one_out: bool = False
) -> list[tuple[Prediction, ...]]:
    """Predictions for every pair; with `leave_one_out` each by a model fitted on the others.

    Raises ValueError when there are fewer than two pairs to leave one out of.
    """
    models = models_for(pairs, leave_one_out=leave_one_out)
    return [predict(pair, model=model) for pair, model in zip(pairs, models, strict=True)]


def models_for(pairs: Sequence[GoldPair], *, leave_one_out: bool = False) -> list[Model]:
    """The shipped model for every pair, or one fitted on the others. Raises as predict_all."""
    if not leave_one_out:
        return [shipped_model() for _ in pairs]
    if len(pairs) < 2:
        raise ValueError("leaving one pair out needs at least two files")
    return [fit([other for other in pairs if other is not pair]) for pair in pairs]


@dataclass(frozen=True, slots=True)
class Silence:
    """What is said of reported promises whose answers were taken out of the report."""

    items: int
    answered: int  # called answered all the same
    fulfilled: int  # of these, called fulfilled


def silence(pairs: Sequence[GoldPair], models: Sequence[Model]) -> Silence:
    """How well distractors are told from answers: every answer found here is a false one."""
    said = [
        as_status(suggestion.outcome)
        for pair, model in zip(pairs, models, strict=True)
        for suggestion in assess_silenced(pair, model)
    ]
    return Silence(len(said), len(said) - said.count("not_reported"), said.count("fulfilled"))
