"""Every figure with a name, as the condition that finds what it counts (统计口径).

Statistics count these conditions and the list of commitments filters by them
(admin.figure_filters), so that a figure and the list behind it can't differ. Two kinds never
meet in one condition: what people confirmed, and what the machine thinks of what nobody has
(…_suggested), which leaves out what waits for its blind second reading (盲审).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from tracker.core.types import Outcome, ReviewState, Status
from tracker.models import Commitment, Renewal
from tracker.selectors.commitments import (
    ANSWERED,
    AWAITING,
    IN_PLAN,
    UNFULFILLED,
    VERIFIABLE,
)
from tracker.selectors.points import RED, SIGHTED, YELLOW, lit
from tracker.selectors.queue import OPEN

CONFIRMED = Q(review_state=ReviewState.CONFIRMED)

_FULFILLED = ANSWERED & Q(status=Status.FULFILLED)
_SILENT = ANSWERED & CONFIRMED & Q(outcome=Outcome.NO_EVIDENCE)
_UNREAD = ANSWERED & ~CONFIRMED & SIGHTED
_MISSED = Q(suggestion__numbers_missed__gt=0)
_CONCLUDED = UNFULFILLED & CONFIRMED
_EARLIER = Renewal.objects.filter(later=OuterRef("pk"))
_LATER = Renewal.objects.filter(earlier=OuterRef("pk"))

FIGURES: Final[dict[str, Q]] = {
    # 兑现 (selectors.statistics)
    "all": ANSWERED,
    "verifiable": ANSWERED & VERIFIABLE,
    "fulfilled": _FULFILLED,
    "fulfilled_verifiable": _FULFILLED & VERIFIABLE,
    "dropped": ANSWERED & Q(status=Status.DROPPED),
    "unfulfilled": UNFULFILLED,
    "reviewed": ANSWERED & CONFIRMED,
    "reviewed_verifiable": ANSWERED & CONFIRMED & VERIFIABLE,
    "awaiting": AWAITING,
    # 未回应 and 数字未达标 (selectors.silence)
    "silent": _SILENT,
    "silent_verifiable": _SILENT & VERIFIABLE,
    "silent_suggested": _UNREAD & Q(suggestion__outcome=Outcome.NO_EVIDENCE),
    "missed": ANSWERED & CONFIRMED & _MISSED,
    "missed_suggested": _UNREAD & _MISSED,
    # 账龄 (selectors.ageing): what is unfulfilled, by what people found
    "unfulfilled_verifiable": UNFULFILLED & VERIFIABLE,
    "unfulfilled_confirmed": _CONCLUDED,
    "short": _CONCLUDED & Q(outcome__in=[Outcome.PARTIAL, Outcome.NOT_FULFILLED]),
    "moving": _CONCLUDED & Q(outcome=Outcome.IN_PROGRESS),
    "vague": _CONCLUDED & Q(outcome=Outcome.NOT_ASSESSABLE),
    "unconfirmed": ANSWERED & ~CONFIRMED,
    # 复核进度 (selectors.review_progress)
    "waiting": ANSWERED & Q(review_state__in=OPEN),
    "second": ANSWERED & Q(review_state=ReviewState.SECOND_REVIEW),
    "disputed": ANSWERED & Q(review_state=ReviewState.DISPUTED),
    "approval": ANSWERED & Q(review_state=ReviewState.APPROVAL),
    # 连年承诺 (selectors.open_chains): the newest link of each chain, where it is still open
    "renewed_open": IN_PLAN & Q(status=Status.PENDING) & Q(Exists(_EARLIER)) & ~Q(Exists(_LATER)),
}

# 系统建议，未复核, by what the machine suggests (selectors.statistics).
SUGGESTED: Final[dict[str, Q]] = {
    f"suggested_{outcome}": _UNREAD & Q(suggestion__outcome=outcome) for outcome in Outcome
}
_ALWAYS: Final = FIGURES | SUGGESTED


def figure(name: str, *, today: dt.date) -> Q:
    """The condition of a figure; `overdue` and `soon` depend on the day. KeyError: no such one."""
    if name == "overdue":
        return ANSWERED & lit(today)[RED]
    if name == "soon":
        return ANSWERED & lit(today)[YELLOW]
    return _ALWAYS[name]


NAMES: Final = (*FIGURES, "overdue", "soon")


def counted(names: Sequence[str], *, today: dt.date | None = None) -> dict[str, Count]:
    """Aggregates of these figures, each named n_…: a bare name would hide the column it reads.

    `today` is needed for `overdue` and `soon` only. Raises KeyError for an unknown name.
    """
    return {
        f"n_{name}": Count("pk", filter=figure(name, today=today) if today else _ALWAYS[name])
        for name in names
    }


def unfulfilled_of(years: Sequence[int]) -> dict[str, Count]:
    """Aggregates of what is unfulfilled of each of these plan years, named n_… as well."""
    return {f"n_{year}": Count("pk", filter=UNFULFILLED & Q(plan_year=year)) for year in years}


def behind(commitments: QuerySet[Commitment], name: str, *, today: dt.date) -> QuerySet[Commitment]:
    """What a figure counts. Raises KeyError for an unknown name."""
    return commitments.filter(figure(name, today=today))
