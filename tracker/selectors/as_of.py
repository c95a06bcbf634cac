"""What held of commitments at a moment in the past (截至某时), from rows that are only added.

A person's acts (Review, each with the state it led to), what was withdrawn without a person
(Withdrawal), and when promises and reports came in tell it: the same figures as were shown
then (as_of_figures). `standing` gives a moment and the present the same columns, so that a rule
over them is written once.

Not kept, and so never told of the past: what the machine suggested (the newest run replaces
the others), promises that a corrected report dropped before a person had reviewed them (their
rows are deleted), and what was later read otherwise of a text or changed of an agency
(verifiability, heading, deadline, name, region: today's). A promise that passed on to another
body counts as answered from the day that body's report came in, also where the succession was
confirmed after that day; a report that a person moved to another agency or year is told of as
if it had always been there.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final, TypedDict

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Exists,
    ExpressionWrapper,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from tracker.core.types import Outcome, ReviewState
from tracker.models import Commitment, Report, Review, Withdrawal
from tracker.models.commitments import DROPPING
from tracker.selectors.commitments import IN_PLAN, LEFT_PLAN

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class Then(TypedDict):
    """The columns that `standing` adds to a commitment.

    `outcome_then` is empty until a person's decision is confirmed, `review_state_then` is
    UNMATCHED where nobody had decided anything, `confirmed_then` is when it was confirmed.
    """

    outcome_then: str
    review_state_then: str
    confirmed_then: dt.datetime | None
    answered_then: bool


if TYPE_CHECKING:
    Standing = WithAnnotations[Commitment, Then]

# The rules of selectors.commitments, over these columns.
ANSWERED_THEN: Final = Q(answered_then=True)
UNFULFILLED_THEN: Final = ANSWERED_THEN & ~Q(outcome_then__in=[Outcome.FULFILLED, *DROPPING])
CONFIRMED_THEN: Final = Q(review_state_then=ReviewState.CONFIRMED)
_UNMATCHED: Final = Value(ReviewState.UNMATCHED.value)


def standing(commitments: QuerySet[Commitment], *, at: dt.datetime | None) -> QuerySet[Standing]:
    """Those of a scoped set that a plan held at that moment, with the columns of `Then`.

    What happened at the moment itself counts. None is the present: then the columns are the
    commitment's own, and cost nothing.
    """
    if at is None:
        return commitments.filter(IN_PLAN).annotate(
            outcome_then=F("outcome"),
            review_state_then=F("review_state"),
            confirmed_then=F("reviewed_at"),
            answered_then=holds(Q(result_report__isnull=False)),
        )
    last = _last_acts(at)
    return in_plan_then(commitments, at=at).annotate(
        outcome_then=Coalesce(_of(last, "outcome_left"), Value("")),
        review_state_then=Coalesce(_of(last, "state_left"), _UNMATCHED, output_field=CharField()),
        confirmed_then=_of(last, "confirmed_left"),
        answered_then=answered_by(at),
    )


def led_to(act: str = "") -> Case:
    """The state that an act left its commitment in; `act` leads to the review ("act__")."""
    return Case(
        When(~Q(**{f"{act}review_state": ""}), then=F(f"{act}review_state")),
        # Acts of before that column: no lot was drawn then.
        When(
            **{f"{act}act": Review.Act.DECIDE, f"{act}outcome__in": DROPPING},
            then=Value(ReviewState.APPROVAL.value),
        ),
        When(~Q(**{f"{act}outcome": ""}), then=Value(ReviewState.CONFIRMED.value)),
        default=Value(ReviewState.IN_REVIEW.value),
        output_field=CharField(),
    )


def _last_acts(at: dt.datetime) -> QuerySet[Review]:
    """The newest act on a commitment by then, and what it left: nothing if withdrawn by then."""
    later = Withdrawal.objects.filter(
        commitment=OuterRef("commitment"),
        commitment_version__gt=OuterRef("commitment_version"),
        at__lte=at,
    )
    withdrawn = Exists(later.exclude(reason__in=LEFT_PLAN))
    acts = Review.objects.filter(commitment=OuterRef("pk"), created_at__lte=at)
    confirmed = Q(state_left=ReviewState.CONFIRMED)
    return acts.order_by("-commitment_version").annotate(
        state_left=Case(When(withdrawn, then=_UNMATCHED), default=led_to()),
        outcome_left=Case(When(confirmed, then=F("outcome")), default=Value("")),
        confirmed_left=Case(When(confirmed, then=F("created_at"))),
    )


def joined(commitments: QuerySet[Commitment], *, at: dt.datetime) -> QuerySet[Standing]:
    """Those of `standing` on which somebody had acted by then, with the same columns.

    For counting: each is joined to its acts by then and to its withdrawals from review, without
    those that are followed by a later one. Over a million rows that is a few scans, where
    `standing` has an index looked into for each row, and is quicker for the rows of a page.
    """
    acts = Q(reviews__created_at__lte=at)
    lapses = Q(withdrawals__at__lte=at) & ~Q(withdrawals__reason__in=LEFT_PLAN)
    later_acts = Review.objects.filter(
        commitment=OuterRef("act__commitment"),
        commitment_version__gt=OuterRef("act__commitment_version"),
        created_at__lte=at,
    )
    later_lapses = Withdrawal.objects.filter(
        commitment=OuterRef("lapse__commitment"), pk__gt=OuterRef("lapse__pk"), at__lte=at
    ).exclude(reason__in=LEFT_PLAN)
    found = in_plan_then(commitments, at=at).alias(
        act=FilteredRelation("reviews", condition=acts),
        lapse=FilteredRelation("withdrawals", condition=lapses),
    )
    # In one call: of a second one the joins would be others.
    newest = found.filter(Q(act__isnull=False), ~Exists(later_acts), ~Exists(later_lapses))
    withdrawn = Q(lapse__commitment_version__gt=F("act__commitment_version"))
    return newest.annotate(
        review_state_then=Case(When(withdrawn, then=_UNMATCHED), default=led_to("act__")),
        outcome_then=Case(When(CONFIRMED_THEN, then=F("act__outcome")), default=Value("")),
        confirmed_then=Case(When(CONFIRMED_THEN, then=F("act__created_at"))),
        answered_then=answered_by(at),
    )


def in_plan_then(commitments: QuerySet[Commitment], *, at: dt.datetime) -> QuerySet[Commitment]:
    """Those of a scoped set that a plan held at that moment."""
    return commitments.filter(created_at__lte=at).exclude(_left_plan(at))


def _left_plan(at: dt.datetime) -> Exists:
    """Out of its plan at that moment."""
    back = Q(ended_at__isnull=False, ended_at__lte=at)
    left = Withdrawal.objects.filter(commitment=OuterRef("pk"), reason__in=LEFT_PLAN, at__lte=at)
    return Exists(left.exclude(back))


def answered_by(at: dt.datetime) -> ExpressionWrapper[Q]:
    """Whether the next report had come in."""
    return holds(Q(result_report__isnull=False, result_report__created_at__lte=at))


def unanswered_by(at: dt.datetime) -> Q:
    """That the next report had not come in, as a condition on the commitment alone.

    For a walk past very many that were answered: all the reports of then are read first, and the
    rest of a row is looked up of those alone that remain.
    """
    came = Report.objects.filter(created_at__lte=at).order_by()
    return ~Q(result_report__isnull=False, result_report__in=came.values("pk"))


def _of(acts: QuerySet[Review], column: str) -> Subquery:
    return Subquery(acts.values(column)[:1])


def holds(condition: Q) -> ExpressionWrapper[Q]:
    """A condition as a column."""
    return ExpressionWrapper(condition, output_field=BooleanField())
