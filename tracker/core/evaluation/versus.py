"""Two versions of the matcher, item by item (版本对照): what was gained, what was lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from tracker.core.evaluation.crossvalidate import Prediction
from tracker.core.evaluation.gold import STATUSES, GoldPair, WrongFile
from tracker.core.evaluation.metrics import first_hit
from tracker.core.types import Outcome

_OUTCOMES: Final = dict(
    zip(STATUSES, (Outcome.FULFILLED, Outcome.PARTIAL, Outcome.NO_EVIDENCE), strict=True)
)

MADE: Final = "leave_one_pair_out"  # each pair by a model fitted on the others


@dataclass(frozen=True, slots=True)
class Change:
    """One item that came out otherwise. `what` is "first passage" or "outcome"."""

    pair: str
    item: str
    what: str
    before: str
    after: str
    gained: bool


def predictions_from(
    data: Sequence[Mapping[str, Any]], pairs: Sequence[GoldPair]
) -> list[tuple[Prediction, ...]]:
    """What `manage.py evaluate --predictions` wrote, for the items of `pairs`.

    Raises WrongFile for data of another form, or that lacks an item.
    """
    try:
        known = {(file["pair"], entry["id"]): entry for file in data for entry in file["items"]}
        return [
            tuple(_prediction(pair, row, known) for row in range(len(pair.items))) for pair in pairs
        ]
    except WrongFile:
        raise
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise WrongFile("no_predictions") from error


def written(
    pairs: Sequence[GoldPair],
    predictions: Sequence[Sequence[Prediction]],
    *,
    leave_one_out: bool,
) -> list[dict[str, object]]:
    """What `manage.py evaluate --predictions` writes: an object a pair, with how it was made."""
    return [
        {"pair": pair.name, MADE: leave_one_out, "items": [entry.as_json() for entry in own]}
        for pair, own in zip(pairs, predictions, strict=True)
    ]


def check_made(data: Sequence[Mapping[str, Any]], *, leave_one_out: bool) -> None:
    """Predictions by models that saw the labels are always better than by those that did not.

    Raises WrongFile for predictions made the other way, or that don't say how.
    """
    if not isinstance(data, list) or not all(isinstance(file, dict) for file in data):
        raise WrongFile("no_predictions")
    for file in data:
        made = file.get(MADE)
        if not isinstance(made, bool):
            raise WrongFile("made_unknown" if "items" in file else "no_predictions")
        if made is not leave_one_out:
            raise WrongFile("made_left_out" if made else "made_shipped")


def _prediction(
    pair: GoldPair, row: int, known: Mapping[tuple[str, str], Mapping[str, Any]]
) -> Prediction:
    item = pair.items[row]
    if (pair.name, item.id) not in known:
        raise WrongFile("other_labels", pair=pair.name, item=item.id)
    entry = known[pair.name, item.id]
    return Prediction(
        item=item,
        ranked=tuple(map(str, entry["ranked"])),
        scores=tuple(map(float, entry["scores"])),
        outcome=_OUTCOMES[entry["outcome"]],
        confidence=float(entry["confidence"]),
    )


def changes(
    pair: GoldPair, before: Sequence[Prediction], after: Sequence[Prediction]
) -> list[Change]:
    """Items of one pair whose first right passage or outcome turned right or wrong.

    Outcomes count where the annotators agree, passages where there is one to find.
    """
    found = []
    for old, new in zip(before, after, strict=True):
        was, now = first_hit(old), first_hit(new)
        if was is not None and now is not None and (was == 1) != (now == 1):
            found.append(
                Change(pair.name, new.item.id, "first passage", f"#{was}", f"#{now}", now == 1)
            )
        truth = new.item.status
        if truth is not None and (old.status == truth) != (new.status == truth):
            found.append(
                Change(
                    pair.name, new.item.id, "outcome", old.status, new.status, new.status == truth
                )
            )
    return found
