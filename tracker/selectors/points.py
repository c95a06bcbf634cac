"""The questions an inspector asks of the queue (要点), and the lights on its deadlines.

What the machine suggests tells nothing of a commitment that waits for its blind second reading
(盲审): such a row is in no set that a suggestion draws.
"""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localdate

from tracker.core.types import Outcome, ReviewState
from tracker.models import Commitment, Renewal, User
from tracker.selectors.queue import waiting_for
from tracker.selectors.scope import visible_commitments

RED, YELLOW, GREEN = "red", "yellow", "green"
SIGHTED = ~Q(review_state=ReviewState.SECOND_REVIEW)

POINTS: dict[str, Q] = {
    "silent": SIGHTED & Q(suggestion__outcome=Outcome.NO_EVIDENCE),
    "missed": SIGHTED & Q(suggestion__numbers_missed__gt=0),
    "renewed": Q(Exists(Renewal.objects.filter(earlier=OuterRef("pk"))))
    | Q(Exists(Renewal.objects.filter(later=OuterRef("pk")))),
    "second": Q(review_state=ReviewState.SECOND_REVIEW),
    "disputed": Q(review_state=ReviewState.DISPUTED),
    "approval": Q(review_state=ReviewState.APPROVAL),
}


def light_of(due_on: dt.date, *, today: dt.date) -> str:
    """红: past the deadline. 黄: within settings.REVIEW_WARNING_DAYS. 绿: later."""
    days = (due_on - today).days
    return RED if days < 0 else YELLOW if days <= settings.REVIEW_WARNING_DAYS else GREEN


def due(today: dt.date) -> dict[str, Q]:
    """What each light says of a deadline."""
    soon = today + dt.timedelta(days=settings.REVIEW_WARNING_DAYS)
    return {
        RED: Q(due_on__lt=today),
        YELLOW: Q(due_on__gte=today, due_on__lte=soon),
        GREEN: Q(due_on__gt=soon),
    }


def lit(today: dt.date) -> dict[str, Q]:
    """The commitments under each light; what is confirmed has none."""
    is_open = ~Q(review_state=ReviewState.CONFIRMED)
    return {light: is_open & deadline for light, deadline in due(today).items()}


def point_counts(user: User) -> dict[str, int]:
    """How many of what waits for this person each question and each light finds; one query."""
    mine = waiting_for(user, visible_commitments(user))
    questions = POINTS | lit(localdate())
    return mine.aggregate(**{name: Count("pk", filter=q) for name, q in questions.items()})


def asked(commitments: QuerySet[Commitment], question: str) -> QuerySet[Commitment]:
    """Those that a question or a light finds; an unknown name finds all."""
    return commitments.filter((POINTS | lit(localdate())).get(question, Q()))
