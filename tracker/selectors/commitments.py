"""The sets of commitments that have a name. Each takes a scoped queryset and narrows it."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from tracker.core.types import Outcome, ReturnReason, Status
from tracker.models import Commitment

# Below this a promise is too vague to be held against a report (design: verifiability 0-1).
VERIFIABLE_FROM = 2

# A corrected report no longer has the promise, or a person said that it is none of its own: the
# row is kept for its reviews and counts nowhere.
LEFT_PLAN = (ReturnReason.TEXT_GONE, ReturnReason.SET_ASIDE)
# The same rules as conditions, for counting several of them in one query (selectors.statistics).
IN_PLAN = ~Q(returned_reason__in=LEFT_PLAN)
ANSWERED = IN_PLAN & Q(result_report__isnull=False)
AWAITING = IN_PLAN & Q(result_report__isnull=True)
VERIFIABLE = IN_PLAN & Q(verifiability__gte=VERIFIABLE_FROM) & ~Q(outcome=Outcome.NOT_ASSESSABLE)
UNFULFILLED = ANSWERED & Q(status=Status.PENDING)


def in_plan(commitments: QuerySet[Commitment]) -> QuerySet[Commitment]:
    """Those that the plan, as last corrected, still holds: the ground of every count."""
    return commitments.filter(IN_PLAN)


def answered(commitments: QuerySet[Commitment]) -> QuerySet[Commitment]:
    """Those whose next report has been filed: the denominator of every rate."""
    return commitments.filter(ANSWERED)


def awaiting(commitments: QuerySet[Commitment]) -> QuerySet[Commitment]:
    """待报告: the following year's report has not been filed; in no denominator."""
    return commitments.filter(AWAITING)


def verifiable(commitments: QuerySet[Commitment]) -> QuerySet[Commitment]:
    """Those that can be checked: not too vague, and no person found them so."""
    return commitments.filter(VERIFIABLE)


def unfulfilled(commitments: QuerySet[Commitment]) -> QuerySet[Commitment]:
    """未兑现: still pending although the next report has been filed."""
    return commitments.filter(UNFULFILLED)
