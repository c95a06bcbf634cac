"""Two versions of the matcher, item by item (版本对照): what was gained, what was lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from tracker.core.evaluation.crossvalidate import Prediction
from tracker.core.evaluation.gold import STATUSES, GoldPair
from tracker.core.evaluation.metrics import first_hit
from tracker.core.types import Outcome

_OUTCOMES: Final = dict(
    zip(STATUSES, (Outcome.FULFILLED, Outcome.PARTIAL, Outcome.NO_EVIDENCE), strict=True)
)


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

    Raises ValueError for data of another form, or that lacks an item.
    """
    try:
        known = {(file["pair"], entry["id"]): entry for file in data for entry in file["items"]}
        return [
            tuple(_prediction(pair, row, known) for row in range(len(pair.items))) for pair in pairs
        ]
    except (KeyError, TypeError, ValueError) as error:
        told = f"{type(error).__name__}: {error}"
        raise ValueError(f"these are no predictions of the same labels ({told})") from error


def _prediction(
    pair: GoldPair, row: int, known: Mapping[tuple[str, str], Mapping[str, Any]]
) -> Prediction:
    item = pair.items[row]
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
