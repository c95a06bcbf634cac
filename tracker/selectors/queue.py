"""What waits for a person (待办): which commitments, in which order, and how many."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Case, Count, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from tracker.core.types import ReviewState
from tracker.models import Commitment, Review, User
from tracker.selectors.commitments import answered
from tracker.selectors.scope import visible_commitments

# No suggestion is the greatest doubt: it sorts before any confidence, which is 0..1.
UNKNOWN_CONFIDENCE = -1.0
ORDER = ("doubt", "report__plan_year", "pk")


@dataclass(frozen=True, slots=True)
class Progress:
    """Numbers for the head of the queue: commitments, not documents."""

    waiting: int  # for this person
    approvals: int  # drops that wait for anybody's second voice
    confirmed: int
    answered: int  # the next report has been filed: can be decided


def in_order(commitments: QuerySet[Commitment]) -> QuerySet[Commitment]:
    """Most doubtful first, then the oldest promise; always the same order."""
    doubt = Coalesce(F("suggestion__confidence"), Value(UNKNOWN_CONFIDENCE))
    return commitments.annotate(doubt=doubt).order_by(*ORDER)


def waiting_for(user: User, commitments: QuerySet[Commitment]) -> QuerySet[Commitment]:
    """Those of a scoped set that this person can act on now.

    A reviewer: all that can be decided. An approver: drops that somebody else proposed.
    """
    mine = Q(pk__in=[])
    if user.has_perm("tracker.review_commitment"):
        done = [ReviewState.CONFIRMED, ReviewState.APPROVAL]
        mine |= ~Q(review_state__in=done)
    if user.has_perm("tracker.approve_drop"):
        mine |= Q(review_state=ReviewState.APPROVAL) & ~Q(proposer=user.pk)
    proposals = Review.objects.filter(commitment=OuterRef("pk"), act=Review.Act.DECIDE)
    newest = proposals.order_by("-commitment_version").values("reviewer")[:1]
    return answered(commitments).annotate(proposer=Subquery(newest)).filter(mine)


def queue(user: User) -> QuerySet[Commitment]:
    """All that waits for this person, in order."""
    return in_order(waiting_for(user, visible_commitments(user)))


def next_after(
    user: User, commitment: Commitment, *, among: QuerySet[Commitment] | None = None
) -> Commitment | None:
    """The item after this one, whether or not this one still waits; at the end the first again.

    `among` narrows the queue (the filters of a list). None when nothing else waits.
    """
    waiting = queue(user) if among is None else in_order(waiting_for(user, among))
    others = waiting.exclude(pk=commitment.pk)
    suggestion = commitment.suggestion
    doubt = UNKNOWN_CONFIDENCE if suggestion is None else suggestion.confidence
    year = commitment.report.plan_year
    is_after = (
        Q(doubt__gt=doubt)
        | Q(doubt=doubt, report__plan_year__gt=year)
        | Q(doubt=doubt, report__plan_year=year, pk__gt=commitment.pk)
    )
    turn = Case(When(is_after, then=0), default=1)
    return others.alias(turn=turn).order_by("turn", *ORDER).first()


def counts(user: User) -> Progress:
    """How much waits for this person, and how far their scope has come."""
    scope = answered(visible_commitments(user))
    found = scope.aggregate(
        answered=Count("pk"),
        confirmed=Count("pk", filter=Q(review_state=ReviewState.CONFIRMED)),
        approvals=Count("pk", filter=Q(review_state=ReviewState.APPROVAL)),
    )
    return Progress(waiting=waiting_for(user, scope).count(), **found)
