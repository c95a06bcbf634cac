"""What the weekly digest (周报) reads: a subscriber's scope, and what happened in a period."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import (
    BooleanField,
    Case,
    Count,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
    Window,
)
from django.db.models.functions import RowNumber

from tracker.core.types import Outcome, ReviewState
from tracker.models import Agency, Commitment, DigestDelivery, Report, Review, Subscription
from tracker.models.commitments import DROPPING
from tracker.models.reviews import CONCLUSIONS
from tracker.selectors.as_of import ANSWERED_THEN, CONFIRMED_THEN, UNFULFILLED_THEN
from tracker.selectors.points import SIGHTED
from tracker.selectors.scope import UPWARDS, visible_agencies

if TYPE_CHECKING:
    from tracker.selectors.as_of import Standing

# 未回应 and what fell short: the views of the machine that a leader should hear of.
ALARMING: Sequence[Outcome] = (Outcome.NOT_FULFILLED, Outcome.NO_EVIDENCE, Outcome.PARTIAL)
MISSED = Q(suggestion__numbers_missed__gt=0)
SUREST = ("-suggestion__confidence", "pk")


class AlarmCount(NamedTuple):
    """How many the machine sees as `outcome`, with or without a missed number, new or not."""

    outcome: Outcome
    is_missed: bool
    is_new: bool
    number: int


def may_get_mail(prefix: str = "") -> Q:
    """Subscriptions that can get mail, as a condition over what `prefix` leads to ("x__").

    A person needs an account in use with an address; an address without one, its owner's
    confirmation.
    """
    person = Q(**{f"{prefix}user__is_active": True}) & ~Q(**{f"{prefix}user__email": ""})
    owner = Q(**{f"{prefix}user__isnull": True, f"{prefix}confirmed_at__isnull": False})
    running = Q(**{f"{prefix}active": True, f"{prefix}ended_at__isnull": True})
    return running & (person | owner)


def active_subscriptions(*, to: str | None = None) -> QuerySet[Subscription]:
    """Subscriptions that can get mail, oldest first; with `to`, only of that address."""
    found = Subscription.objects.filter(may_get_mail())
    if to is not None:
        here = to.strip()
        found = found.filter(Q(user__email__iexact=here) | Q(address__iexact=here))
    return found.select_related("user").order_by("pk")


def subscribed_agencies(subscription: Subscription) -> QuerySet[Agency]:
    """The agencies that a digest is about.

    A person's are those that they may see, narrowed by the wishes of the subscription: a wish
    never widens, and none means the whole scope. An address without an account has no scope but
    the wishes: what an administrator named, and where nothing is named, nothing.
    """
    regions = list(subscription.regions.values_list("pk", flat=True))
    singles = list(subscription.agencies.values_list("pk", flat=True))
    named = Q(pk__in=singles)
    for step in UPWARDS:
        named |= Q(**{f"region{step}__in": regions})
    if subscription.user is None:
        return Agency.objects.filter(named, is_hidden=False)
    agencies = visible_agencies(subscription.user)
    return agencies.filter(named) if regions or singles else agencies


def commitments_of(agencies: QuerySet[Agency]) -> QuerySet[Commitment]:
    """The commitments of these agencies, with what a line of the digest shows."""
    return Commitment.objects.filter(report__agency__in=agencies).select_related(
        "report__agency", "suggestion"
    )


def confirmed_between(
    rows: QuerySet[Standing], *, since: dt.datetime, until: dt.datetime
) -> QuerySet[Standing]:
    """Those on which a person's decision was confirmed after `since`, up to `until`.

    Those still pending first, then fulfilled, then dropped; newest first. Only where the next
    report is filed: the digest's figures count no others.
    """
    rank = Case(
        When(outcome_then=Outcome.FULFILLED, then=Value(1)),
        When(outcome_then__in=DROPPING, then=Value(2)),
        default=Value(0),
    )
    period = Q(confirmed_then__gt=since, confirmed_then__lte=until)
    return rows.filter(ANSWERED_THEN & period).order_by(rank, F("confirmed_then").desc(), "pk")


def awaiting_approval(rows: QuerySet[Standing], *, until: dt.datetime) -> QuerySet[Standing]:
    """Drops that wait for their second person, whenever they were proposed; oldest first."""
    proposals = Review.objects.filter(
        commitment=OuterRef("pk"), act__in=CONCLUSIONS, created_at__lte=until
    )
    proposed_at = Subquery(proposals.order_by("-commitment_version").values("created_at")[:1])
    waiting = rows.filter(Q(review_state_then=ReviewState.APPROVAL))
    return waiting.order_by(proposed_at, "pk")


def open_longest(rows: QuerySet[Standing], *, most: int) -> list[Standing]:
    """The first `most` of the unfulfilled, those due in the earliest year first.

    Within a year agencies take turns: the first open promise of every agency, then the second
    of each, so that no agency fills the few lines of a digest by being the first in the table.
    Two queries: what stands on a line is not carried through the sorting of all.
    """
    turn = Window(
        RowNumber(),
        partition_by=[F("report__plan_year"), F("report__agency")],
        order_by=["position", "pk"],
    )
    turns = rows.filter(UNFULFILLED_THEN).alias(turn=turn)
    order = ("report__plan_year", "turn", "report__agency__name", "pk")
    keys = list(turns.order_by(*order).values_list("pk", flat=True)[:most])
    found = rows.in_bulk(keys)
    return [found[key] for key in keys if key in found]


def alarming(rows: QuerySet[Standing], *, until: dt.datetime) -> QuerySet[Standing]:
    """系统建议，未复核: what the machine sees as silent or short, and no person has confirmed.

    What is silent, missed or short of a number first, surest first. What waits for its blind
    second reading (盲审), now or then, is left out: its second reader gets this mail, too. Of
    the machine's views only the newest is kept: of a past week, those that a later run replaced
    are missing.
    """
    grave = MISSED | Q(suggestion__outcome__in=[Outcome.NOT_FULFILLED, Outcome.NO_EVIDENCE])
    return (
        rows.filter(ANSWERED_THEN & ~CONFIRMED_THEN & SIGHTED)
        .exclude(Q(review_state_then=ReviewState.SECOND_REVIEW))
        .filter(MISSED | Q(suggestion__outcome__in=ALARMING))
        .filter(suggestion__run__created_at__lte=until)
        .order_by(Case(When(grave, then=Value(0)), default=Value(1)), *SUREST)
    )


def found_since(rows: QuerySet[Standing], *, since: dt.datetime) -> QuerySet[Standing]:
    """Of what is alarming, what a matching run of after `since` found.

    The run's time counts, not the report's: a report filed just before the last digest may
    have been matched after it, and must not be lost between the two.
    """
    return rows.filter(suggestion__run__created_at__gt=since)


def alarm_counts(rows: QuerySet[Standing], *, since: dt.datetime) -> list[AlarmCount]:
    """How many are alarming in which way, those found after `since` apart; one query."""
    is_missed = ExpressionWrapper(MISSED, output_field=BooleanField())
    is_new = ExpressionWrapper(
        Q(suggestion__run__created_at__gt=since), output_field=BooleanField()
    )
    found = rows.order_by().annotate(is_missed=is_missed, is_new=is_new)
    counts = found.values_list("suggestion__outcome", "is_missed", "is_new").annotate(Count("pk"))
    return [AlarmCount(Outcome(o), missed, new, n) for o, missed, new, n in counts]


def filed_between(
    agencies: QuerySet[Agency], *, since: dt.datetime, until: dt.datetime
) -> QuerySet[Report]:
    """Reports that came in after `since`, up to `until`; newest first."""
    return (
        Report.objects.filter(agency__in=agencies, created_at__gt=since, created_at__lte=until)
        .select_related("agency")
        .order_by("-created_at", "pk")
    )


def last_sent(recipient: str, *, before_week: str) -> tuple[str, dt.datetime] | None:
    """The last earlier ISO week whose digest surely went out to the recipient, and when."""
    row = (
        DigestDelivery.objects.filter(
            recipient=recipient,
            week__lt=before_week,
            state=DigestDelivery.State.SENT,
            sent_at__isnull=False,
        )
        .order_by("-week")
        .first()
    )
    return (row.week, row.sent_at) if row is not None and row.sent_at is not None else None
