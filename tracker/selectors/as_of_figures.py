"""The statistics as they were at a moment: over what as_of.standing gives, one query each.

Each groups by what the rules ask of a commitment, because a subquery in each of eight counts
would be run eight times for each of them; which group counts in which figure is `_counts_in`,
by the names of selectors.figures. Figures that ask what the machine suggested are in none of
them: that is not kept.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncMonth

from tracker.core.types import Outcome, ReviewState, Status
from tracker.selectors.ageing import AgeRow
from tracker.selectors.as_of import ANSWERED_THEN, CONFIRMED_THEN, UNFULFILLED_THEN, holds
from tracker.selectors.commitments import VERIFIABLE_FROM
from tracker.selectors.points import RED, YELLOW, light_of
from tracker.selectors.queue import OPEN
from tracker.selectors.review_progress import ReviewProgress
from tracker.selectors.silence import SilenceThen
from tracker.selectors.statistics import GROUPS, By, FulfilmentRow, name_of

if TYPE_CHECKING:
    from tracker.selectors.as_of import Standing

_RATES: Final = ("all", "verifiable")
_FULFILMENT: Final = (
    *(*_RATES, "fulfilled", "fulfilled_verifiable"),
    *("dropped", "unfulfilled", "reviewed", "awaiting"),
)
_SILENCE: Final = (*_RATES, "reviewed", "silent", "silent_verifiable")
_AGEING: Final = (
    *("unfulfilled", "unfulfilled_verifiable"),
    *("silent", "short", "moving", "vague", "unconfirmed"),
)
_STATES: Final = {
    **dict.fromkeys(OPEN, "waiting"),
    ReviewState.SECOND_REVIEW: "second",
    ReviewState.DISPUTED: "disputed",
    ReviewState.APPROVAL: "approval",
}
_LIGHTS: Final = {RED: "overdue", YELLOW: "soon"}


def fulfilment_then(rows: QuerySet[Standing], *, by: By) -> list[FulfilmentRow]:
    """statistics.fulfilment: the same rows, in the same order. One query."""
    groups = _by_group(rows, by=by)
    return [FulfilmentRow(*head, *_listed(n, _FULFILMENT)) for head, n in groups.items()]


def silence_then(rows: QuerySet[Standing], *, by: By) -> list[SilenceThen]:
    """silence.silence, as far as people's decisions tell it. One query."""
    groups = _by_group(rows.filter(ANSWERED_THEN), by=by)
    return [SilenceThen(*head, *_listed(n, _SILENCE)) for head, n in groups.items()]


def ageing_then(rows: QuerySet[Standing], *, today: dt.date) -> list[AgeRow]:
    """ageing.ageing; `today` is the day of that moment. One query."""
    years = _grouped(rows.filter(UNFULFILLED_THEN), "plan_year", order=("-plan_year",))
    return [
        AgeRow(year, max(0, today.year - year), *_listed(n, _AGEING))
        for (year,), n in years.items()
    ]


def progress_then(rows: QuerySet[Standing], *, today: dt.date) -> ReviewProgress:
    """review_progress.review_progress; `today` is the day of that moment. One query."""
    groups = _grouped(rows.filter(ANSWERED_THEN), "review_state_then", "due_on", order=())
    whole = Counter[str]()
    for (state, due_on), numbers in groups.items():
        whole.update(numbers)
        for name in _waits_as(ReviewState(state), due_on, today=today):
            whole[name] += numbers["all"]
    return ReviewProgress(**{name: whole[name] for name in ReviewProgress.__slots__})


def confirmed_by_month_then(
    rows: QuerySet[Standing], *, since: dt.datetime
) -> list[tuple[dt.date, int]]:
    """review_progress.confirmed_by_month: of the decisions that stood then. One query."""
    found = (
        rows.filter(ANSWERED_THEN & CONFIRMED_THEN, confirmed_then__gte=since)
        .annotate(month=TruncMonth("confirmed_then"))
        .order_by("month")
        .values_list("month")
        .annotate(Count("pk"))
    )
    return [(month.date(), number) for month, number in found]


def _by_group(rows: QuerySet[Standing], *, by: By) -> dict[tuple[str | None, str], Counter[str]]:
    key, name = GROUPS[by]
    found = _grouped(rows, key, name, order=(name, key))
    return {name_of(by, *head): numbers for head, numbers in found.items()}


def _grouped(
    rows: QuerySet[Standing], *heads: str, order: tuple[str, ...]
) -> dict[tuple[Any, ...], Counter[str]]:
    """How many count in each figure, by the columns named."""
    found = (
        rows.annotate(is_clear=holds(Q(verifiability__gte=VERIFIABLE_FROM)))
        .order_by()
        .values_list(*heads, "answered_then", "is_clear", "outcome_then")
        .annotate(Count("pk"))
        .order_by(*order)
    )
    groups: dict[tuple[Any, ...], Counter[str]] = {}
    for *head, answered, is_clear, outcome, number in found:
        numbers = groups.setdefault(tuple(head), Counter())
        for figure in _counts_in(answered, is_clear, outcome):
            numbers[figure] += number
    return groups


def _counts_in(answered: bool, clear: bool, outcome: str) -> Iterable[str]:
    """The figures (selectors.figures) in which such a commitment counts."""
    if not answered:
        return ["awaiting"]
    found = Outcome(outcome) if outcome else None
    status = found.status if found else Status.PENDING
    verifiable = clear and found is not Outcome.NOT_ASSESSABLE
    fulfilled, pending = status is Status.FULFILLED, status is Status.PENDING
    silent = found is Outcome.NO_EVIDENCE
    counts = {
        "all": True,
        "verifiable": verifiable,
        "fulfilled": fulfilled,
        "fulfilled_verifiable": fulfilled and verifiable,
        "dropped": status is Status.DROPPED,
        "unfulfilled": pending,
        "unfulfilled_verifiable": pending and verifiable,
        "reviewed": found is not None,
        "unconfirmed": found is None,
        "silent": silent,
        "silent_verifiable": silent and verifiable,
        "short": found in (Outcome.PARTIAL, Outcome.NOT_FULFILLED),
        "moving": found is Outcome.IN_PROGRESS,
        "vague": found is Outcome.NOT_ASSESSABLE,
    }
    return [name for name, counted in counts.items() if counted]


def _waits_as(state: ReviewState, due_on: dt.date | None, *, today: dt.date) -> Iterable[str]:
    """The figures of review_progress in which a state and a deadline count."""
    if state is ReviewState.CONFIRMED:
        return []
    light = light_of(due_on, today=today) if due_on else ""
    return [_STATES[state], *([_LIGHTS[light]] if light in _LIGHTS else [])]


def _listed(numbers: Counter[str], names: tuple[str, ...]) -> list[int]:
    return [numbers[name] for name in names]
