"""What the weekly digest (周报) reads: a subscriber's scope, and what happened in a period."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db.models import F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from tracker.core.types import Outcome, ReviewState
from tracker.models import Agency, Commitment, DigestDelivery, Report, Subscription
from tracker.selectors.commitments import answered, in_plan, unfulfilled
from tracker.selectors.points import SIGHTED
from tracker.selectors.scope import UPWARDS, visible_agencies

# 未回应 and what fell short: the views of the machine that a leader should hear of.
ALARMING: Sequence[Outcome] = (Outcome.NOT_FULFILLED, Outcome.NO_EVIDENCE, Outcome.PARTIAL)


def active_subscriptions(*, to: str | None = None) -> QuerySet[Subscription]:
    """Subscriptions that can get mail, oldest first; with `to`, only of that address."""
    found = Subscription.objects.filter(active=True, user__is_active=True).exclude(user__email="")
    if to is not None:
        found = found.filter(user__email__iexact=to.strip())
    return found.select_related("user").order_by("pk")


def subscribed_agencies(subscription: Subscription) -> QuerySet[Agency]:
    """The agencies that a subscriber may see, narrowed by the wishes of the subscription.

    A wish never widens: regions (with all below them) and agencies that lie outside the
    person's own scope add nothing. No wish at all means the whole scope.
    """
    agencies = visible_agencies(subscription.user)
    regions = list(subscription.regions.values_list("pk", flat=True))
    singles = list(subscription.agencies.values_list("pk", flat=True))
    if not regions and not singles:
        return agencies
    wanted = Q(pk__in=singles)
    for step in UPWARDS:
        wanted |= Q(**{f"region{step}__in": regions})
    return agencies.filter(wanted)


def commitments_of(agencies: QuerySet[Agency]) -> QuerySet[Commitment]:
    """The commitments of these agencies, with what a line of the digest shows."""
    return Commitment.objects.filter(report__agency__in=agencies).select_related(
        "report__agency", "suggestion"
    )


def confirmed_between(
    commitments: QuerySet[Commitment], *, since: dt.datetime, until: dt.datetime
) -> QuerySet[Commitment]:
    """Those on which a person's decision was confirmed after `since`, up to `until`.

    Those still pending first (by name of the status: pending, fulfilled, dropped), newest first.
    Only where the next report is filed: the digest's figures count no others.
    """
    return (
        answered(commitments)
        .filter(review_state=ReviewState.CONFIRMED, reviewed_at__gt=since, reviewed_at__lte=until)
        .order_by("-status", "-reviewed_at", "pk")
    )


def awaiting_approval(commitments: QuerySet[Commitment]) -> QuerySet[Commitment]:
    """Drops that wait for their second person, whenever they were proposed; oldest first."""
    return (
        in_plan(commitments).filter(review_state=ReviewState.APPROVAL).order_by("updated_at", "pk")
    )


def open_longest(commitments: QuerySet[Commitment]) -> QuerySet[Commitment]:
    """The unfulfilled, those due in the earliest year first; within a year agencies take turns.

    The first open promise of every agency, then the second of each: no agency fills the few
    lines of a digest by being the first in the table.
    """
    turn = Window(
        RowNumber(),
        partition_by=[F("report__plan_year"), F("report__agency")],
        order_by=["position", "pk"],
    )
    turns = unfulfilled(commitments).annotate(turn=turn)
    return turns.order_by("report__plan_year", "turn", "report__agency__name", "pk")


def newly_alarming(
    commitments: QuerySet[Commitment], *, since: dt.datetime, until: dt.datetime
) -> QuerySet[Commitment]:
    """系统建议，未复核: found silent or short by a matching run of this period.

    The run's time counts, not the report's: a report filed just before the last digest may
    have been matched after it, and must not be lost between the two. What waits for its blind
    second reading (盲审) is left out: its second reader gets this mail, too.
    """
    return (
        answered(commitments)
        .exclude(review_state=ReviewState.CONFIRMED)
        .filter(
            SIGHTED,
            suggestion__outcome__in=ALARMING,
            suggestion__run__created_at__gt=since,
            suggestion__run__created_at__lte=until,
        )
        .order_by("-suggestion__confidence", "pk")
    )


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
