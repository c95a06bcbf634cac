"""What held at a moment, counted: which figures each kind of commitment counts in, and how many.

Statistics of the past that no tally tells (selectors.past_tallies) are counted from the rows here,
in a few passes over the tables.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from functools import cache
from typing import Any, Final

from django.db.models import Count, Q, QuerySet

from tracker.core.types import Outcome, ReviewState, Status
from tracker.models import Commitment
from tracker.selectors.as_of import answered_by, holds, in_plan_then, joined, standing
from tracker.selectors.commitments import VERIFIABLE_FROM
from tracker.selectors.queue import OPEN

# Some columns, whether it was answered and is clear enough, outcome and review state -> how many.
Kinds = Counter[tuple[Any, ...]]

_GROUND: Final = ("answered_then", "is_clear")
_DECIDED: Final = ("outcome_then", "review_state_then")
_UNDECIDED: Final = ("", ReviewState.UNMATCHED.value)
_STATES: Final = {
    **dict.fromkeys(OPEN, "waiting"),
    ReviewState.SECOND_REVIEW: "second",
    ReviewState.DISPUTED: "disputed",
    ReviewState.APPROVAL: "approval",
}


def kinds_then(commitments: QuerySet[Commitment], *heads: str, at: dt.datetime) -> Kinds:
    """How many of each kind a plan held at that moment, by the columns named.

    All are counted as undecided first, then those that somebody had acted on by then are taken
    from there to where they belong: two queries.
    """
    there = in_plan_then(commitments, at=at).annotate(answered_then=answered_by(at))
    grounds = _counted(there, *heads, *_GROUND)
    kinds: Kinds = Counter({(*key, *_UNDECIDED): number for key, number in grounds.items()})
    acted = _counted(joined(commitments, at=at), *heads, *_GROUND, *_DECIDED)
    for key, number in acted.items():
        kinds[key] += number
        kinds[(*key[: -len(_DECIDED)], *_UNDECIDED)] -= number
    return kinds


def kinds_of_few(commitments: QuerySet[Commitment], *heads: str, at: dt.datetime) -> Kinds:
    """The same of a few commitments, each looked into by indexes: one query."""
    return _counted(standing(commitments, at=at), *heads, *_GROUND, *_DECIDED)


def _counted(rows: QuerySet[Any], *columns: str) -> Kinds:
    clear = rows.annotate(is_clear=holds(Q(verifiability__gte=VERIFIABLE_FROM)))
    found = clear.order_by().values_list(*columns).annotate(Count("pk"))
    return Counter({tuple(key): number for *key, number in found})


@cache
def counts_in(answered: bool, clear: bool, outcome: str, state: str) -> tuple[str, ...]:
    """The figures (selectors.figures) in which a commitment of this kind counts."""
    if not answered:
        return ("awaiting",)
    found = Outcome(outcome) if outcome else None
    status = found.status if found else Status.PENDING
    verifiable = clear and found is not Outcome.NOT_ASSESSABLE
    fulfilled, pending = status is Status.FULFILLED, status is Status.PENDING
    silent = found is Outcome.NO_EVIDENCE
    waits_as = _STATES.get(ReviewState(state))
    counts = {
        "all": True,
        "verifiable": verifiable,
        "fulfilled": fulfilled,
        "fulfilled_verifiable": fulfilled and verifiable,
        "dropped": status is Status.DROPPED,
        "unfulfilled": pending,
        "unfulfilled_verifiable": pending and verifiable,
        "reviewed": found is not None,
        "reviewed_verifiable": found is not None and verifiable,
        "unconfirmed": found is None,
        "silent": silent,
        "silent_verifiable": silent and verifiable,
        "short": found in (Outcome.PARTIAL, Outcome.NOT_FULFILLED),
        "moving": found is Outcome.IN_PROGRESS,
        "vague": found is Outcome.NOT_ASSESSABLE,
        **{name: name == waits_as for name in dict.fromkeys(_STATES.values())},
    }
    return tuple(name for name, counted in counts.items() if counted)
