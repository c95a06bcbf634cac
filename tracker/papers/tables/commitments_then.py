"""承诺事项台账 as it stood at a moment (截至某时): rows of selectors.as_of.standing.

The same columns. Those of the machine's view are empty, because that is not kept; what was read
of the texts, the deadline and the names are today's (selectors.as_of says why).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from operator import itemgetter
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tracker.core.types import Outcome, ReviewState, Status
from tracker.models import Review
from tracker.papers.tables.columns import Record, Table, Words
from tracker.papers.tables.commitments import COMMITMENTS, set_conclusions
from tracker.wording import OUTCOMES, REVIEW_STATES, STATUSES

_OUTCOMES: Final[dict[str, Promise]] = {code.value: word for code, word in OUTCOMES.items()}
_STATUSES: Final[dict[str, Promise]] = {
    "": STATUSES[Status.PENDING],
    **{outcome.value: STATUSES[outcome.status] for outcome in Outcome},
}
_STATES: Final = {state.value: word for state, word in REVIEW_STATES.items()}


def _concluded(record: Record) -> Words:
    if not record["answered_then"] and not record["outcome_then"]:
        return OUTCOMES[Outcome.AWAITING_REPORT]
    return _OUTCOMES.get(record["outcome_then"], "")


def _nothing(_record: Record) -> None:
    """What is not known of the past."""


# Column -> the fields that it needs instead, and its value.
_THEN: Final[dict[str, tuple[tuple[str, ...], Callable[[Record], Words]]]] = {
    "status": (("outcome_then",), lambda record: _STATUSES[record["outcome_then"]]),
    "outcome": (("outcome_then", "answered_then"), _concluded),
    "review_state": (("review_state_then",), lambda record: _STATES[record["review_state_then"]]),
    "confirmed_at": (("confirmed_then",), itemgetter("confirmed_then")),
    **dict.fromkeys(("returned", "suggested", "confidence", "missed"), ((), _nothing)),
}


def commitments_then(at: dt.datetime) -> Table:
    """The table of what `standing` gives for this moment."""
    columns = []
    for column in COMMITMENTS.columns:
        needs, value = _THEN.get(column.name, (column.needs, column.value))
        columns.append(replace(column, needs=needs, value=value))

    def add_conclusions(records: list[Record]) -> None:
        # Of what waits for its blind second reading by now (盲审), nothing that steers the reader.
        open_to_all = Review.objects.exclude(commitment__review_state=ReviewState.SECOND_REVIEW)
        acts = open_to_all.filter(created_at__lte=at)
        set_conclusions(records, "review_state_then", among=acts)

    return replace(
        COMMITMENTS,
        columns=tuple(columns),
        extend=add_conclusions,
        notes=(_("所选时刻的人工结论；当时的系统建议没有保存，有关各列为空。"),),
    )
