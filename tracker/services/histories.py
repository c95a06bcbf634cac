"""What happened to commitments, told by days (历史): what the past is counted from.

selectors.as_of tells one moment in SQL; here is every day on which something happened, and what
held at its end (local time).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from typing import Final, NamedTuple

from django.db.models import DateField, Expression, F, TextField, Value
from django.db.models.functions import Cast, TruncDate, TruncMonth

from tracker.core.types import ReviewState
from tracker.models import Review, Withdrawal
from tracker.models.past_tallies import NO_MONTH
from tracker.selectors.as_of import led_to
from tracker.selectors.commitments import LEFT_PLAN

Decided = tuple[str, str, str]  # outcome, review state, month; days are ISO dates throughout

_NO_MONTH: Final = NO_MONTH.isoformat()
UNDECIDED: Final = ("", ReviewState.UNMATCHED.value, _NO_MONTH)
_TICK: Final = dt.timedelta(microseconds=1)


class Act(NamedTuple):
    """A review: on which day, of which version, and what it left."""

    day: str
    version: int
    decided: Decided


class Lapse(NamedTuple):
    """A withdrawal."""

    day: str
    version: int
    is_of_plan: bool  # out of it, until `back`
    back: str | None


class Histories:
    """Of the commitments of some agencies; who has none is missing."""

    def __init__(self, agencies: Sequence[int]) -> None:
        """Two queries."""
        self.agencies = agencies
        self.acts, self.lapses = _acts(agencies), _lapses(agencies)


def decided_by(day: str, acts: Sequence[Act], lapses: Sequence[Lapse]) -> Decided:
    """What the newest act by then left, unless it was withdrawn by then; acts are oldest first."""
    newest = next((act for act in reversed(acts) if act.day <= day), None)
    if newest is None or any(
        not lapse.is_of_plan and lapse.day <= day and lapse.version > newest.version
        for lapse in lapses
    ):
        return UNDECIDED
    return newest.decided


def day_of(field: str) -> TruncDate:
    """The day at whose end it has happened: midnight still belongs to the day before."""
    return TruncDate(F(field) - Value(_TICK))


def text_of(day: str | Expression) -> Cast:
    """As an ISO date, which is compared and written as it is."""
    return Cast(day, TextField())


def _acts(agencies: Sequence[int]) -> dict[int, list[Act]]:
    """By commitment, oldest first."""
    found: dict[int, list[Act]] = defaultdict(list)
    rows = Review.objects.filter(commitment__report__agency__in=agencies)
    day, month = text_of(day_of("created_at")), text_of(Cast(TruncMonth("created_at"), DateField()))
    columns = ("commitment_id", "commitment_version", "outcome", led_to(), day, month)
    for key, version, outcome, state, on, when in rows.order_by("commitment_version").values_list(
        *columns
    ):
        confirmed = state == ReviewState.CONFIRMED
        left = (outcome, state, when) if confirmed else ("", state, _NO_MONTH)
        found[key].append(Act(on, version, left))
    return found


def _lapses(agencies: Sequence[int]) -> dict[int, list[Lapse]]:
    found: dict[int, list[Lapse]] = defaultdict(list)
    rows = Withdrawal.objects.filter(commitment__report__agency__in=agencies).order_by()
    days = (text_of(day_of("at")), text_of(day_of("ended_at")))
    for key, version, reason, day, back in rows.values_list(
        "commitment_id", "commitment_version", "reason", *days
    ):
        found[key].append(Lapse(day, version, reason in LEFT_PLAN, back))
    return found
