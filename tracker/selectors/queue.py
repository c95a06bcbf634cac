"""What waits for a person (待办): which commitments, in which order, and how many."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.utils.timezone import localtime

from tracker.core.types import ReviewState
from tracker.models import Commitment, Review, User
from tracker.models.reviews import CONCLUSIONS
from tracker.selectors.commitments import answered
from tracker.selectors.scope import hidden_reports, visible_commitments

OPEN = (ReviewState.UNMATCHED, ReviewState.PROPOSED, ReviewState.IN_REVIEW)
ORDER = ("doubt", "plan_year", "pk")  # one index


@dataclass(frozen=True, slots=True)
class Progress:
    """Numbers for the head of the queue: commitments, not documents."""

    waiting: int  # for this person
    approvals: int  # drops that wait for anybody's second voice
    seconds: int  # conclusions that wait for anybody's blind second reading
    disputes: int
    confirmed: int
    answered: int  # the next report has been filed: can be decided


def in_order(commitments: QuerySet[Commitment]) -> QuerySet[Commitment]:
    """Most doubtful first, then the oldest promise; always the same order."""
    return commitments.order_by(*ORDER)


def waiting_for(user: User, commitments: QuerySet[Commitment]) -> QuerySet[Commitment]:
    """Those of a scoped set that this person can act on now.

    A reviewer: all that can be decided, and what another's conclusion needs a blind second
    reading of. An approver: drops that somebody else proposed, and disputes of others.
    """
    mine = Q(pk__in=[])
    if user.has_perm("tracker.review_commitment"):
        mine |= Q(review_state__in=OPEN)
        mine |= Q(review_state=ReviewState.SECOND_REVIEW) & ~Q(decider=user.pk)
    if user.has_perm("tracker.approve_drop"):
        mine |= Q(review_state=ReviewState.APPROVAL) & ~Q(decider=user.pk)
        # By state first: of all that a person has read, little is in dispute.
        disputed = Review.objects.filter(commitment__review_state=ReviewState.DISPUTED)
        own = disputed.filter(reviewer=user.pk).values("commitment")
        mine |= Q(review_state=ReviewState.DISPUTED) & ~Q(pk__in=own)
    acts = [Review.Act.DECIDE, Review.Act.RESOLVE]
    conclusions = Review.objects.filter(commitment=OuterRef("pk"), act__in=acts)
    newest = conclusions.order_by("-commitment_version").values("reviewer")[:1]
    return answered(commitments).annotate(decider=Subquery(newest)).filter(mine)


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
    doubt, year = commitment.doubt, commitment.plan_year
    is_after = (
        Q(doubt__gt=doubt)
        | Q(doubt=doubt, plan_year__gt=year)
        | Q(doubt=doubt, plan_year=year, pk__gt=commitment.pk)
    )
    # Two questions that an index answers, where one with both turns sorts everything.
    return others.filter(is_after, doubt__gte=doubt).first() or others.first()


@dataclass(frozen=True, slots=True)
class Done:
    """What one person has concluded: commitments, and acts since midnight."""

    reviewed: int
    today: int


def done_by(user: User) -> Done:
    """My own share of the work; one query."""
    midnight = localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    shown = Review.objects.exclude(commitment__report__in=hidden_reports().values("pk"))
    mine = shown.filter(reviewer=user, act__in=CONCLUSIONS)
    return Done(
        **mine.aggregate(
            reviewed=Count("commitment", distinct=True),
            today=Count("pk", filter=Q(created_at__gte=midnight)),
        )
    )


def counts(user: User) -> Progress:
    """How much waits for this person, and how far their scope has come."""
    scope = answered(visible_commitments(user))
    found = scope.aggregate(
        answered=Count("pk"),
        confirmed=Count("pk", filter=Q(review_state=ReviewState.CONFIRMED)),
        approvals=Count("pk", filter=Q(review_state=ReviewState.APPROVAL)),
        seconds=Count("pk", filter=Q(review_state=ReviewState.SECOND_REVIEW)),
        disputes=Count("pk", filter=Q(review_state=ReviewState.DISPUTED)),
    )
    return Progress(waiting=waiting_for(user, scope).count(), **found)
