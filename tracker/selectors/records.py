"""Which rows of the other tables a person may see: all follow from the scope of agencies.

A superuser sees everything. Deliveries, subscriptions and users follow the people whose whole
responsibility lies inside one's own, so that nobody learns of a wider scope from a narrower one.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from tracker.core.types import ReviewState
from tracker.models import (
    AgencySuccession,
    Batch,
    DigestDelivery,
    MatchJob,
    MatchRun,
    Responsibility,
    Review,
    Subscription,
    Upload,
    User,
)
from tracker.selectors.scope import (
    visible_agencies,
    visible_commitments,
    visible_regions,
    visible_reports,
)


def visible_successions(user: User) -> QuerySet[AgencySuccession]:
    """Successions with at least one body that the person may see."""
    agencies = visible_agencies(user).values("pk")
    return AgencySuccession.objects.filter(Q(predecessor__in=agencies) | Q(successor__in=agencies))


def visible_uploads(user: User) -> QuerySet[Upload]:
    """One's own uploads, and those that became a report one may see; a superuser's: all.

    Also those that wait for an answer (待补充) which one may give: for an agency or a region
    that they may be of.
    """
    if user.is_active and user.is_superuser:
        return Upload.objects.all()
    return Upload.objects.filter(
        Q(uploaded_by=user)
        | Q(report__in=visible_reports(user).values("pk"))
        | Q(pk__in=_answerable(user))
    )


def visible_batches(user: User) -> QuerySet[Batch]:
    """One's own batches, and those with a file that one may see; a superuser's: all."""
    if user.is_active and user.is_superuser:
        return Batch.objects.all()
    with_a_file = Exists(visible_uploads(user).filter(batch=OuterRef("pk")))
    return Batch.objects.filter(Q(created_by=user) | with_a_file)


def visible_jobs(user: User) -> QuerySet[MatchJob]:
    """Pairs to be matched over a plan that the person may see, like the runs they become."""
    if user.is_active and user.is_superuser:
        return MatchJob.objects.all()
    return MatchJob.objects.filter(plan_report__in=visible_reports(user).values("pk"))


def visible_runs(user: User) -> QuerySet[MatchRun]:
    """Runs over a plan that the person may see."""
    return MatchRun.objects.filter(plan_report__in=visible_reports(user).values("pk"))


def visible_reviews(user: User) -> QuerySet[Review]:
    """Reviews of commitments that the person may see.

    While a commitment waits for its blind second reading (盲审) the first conclusion is shown to
    nobody but who made it.
    """
    seen = Review.objects.filter(commitment__in=visible_commitments(user).values("pk"))
    waits = Q(commitment__review_state=ReviewState.SECOND_REVIEW)
    return seen.filter(~waits | Q(reviewer=user))


def visible_users(user: User) -> QuerySet[User]:
    """Oneself, and those whose responsibilities all lie inside one's own.

    Also people without any, who see nothing yet: whoever may add users must find them again.
    """
    if user.is_active and user.is_superuser:
        return User.objects.all()
    if not user.is_active:
        return User.objects.none()
    inside = Q(region__in=visible_regions(user).values("pk")) | Q(
        agency__in=visible_agencies(user).values("pk")
    )
    beyond = Responsibility.objects.exclude(
        pk__in=Responsibility.objects.filter(inside).values("pk")
    ).values("user_id")
    within = Q(is_superuser=False) & ~Q(pk__in=beyond)
    return User.objects.filter(Q(pk=user.pk) | within)


def visible_subscriptions(user: User) -> QuerySet[Subscription]:
    """Subscriptions of the people one may see."""
    return Subscription.objects.filter(user__in=visible_users(user).values("pk"))


def visible_deliveries(user: User) -> QuerySet[DigestDelivery]:
    """Deliveries to the people one may see; a superuser's: also of deleted subscriptions."""
    if user.is_active and user.is_superuser:
        return DigestDelivery.objects.all()
    return DigestDelivery.objects.filter(subscription__user__in=visible_users(user).values("pk"))


def _answerable(user: User) -> list[int]:
    """Upload.found names agencies and a region by id, in JSON that not every database searches."""
    asked = Upload.objects.filter(state=Upload.State.ASKED).values_list("pk", "found")
    waiting = [(pk, set(found.get("candidates", [])), found.get("region")) for pk, found in asked]
    if not waiting:
        return []
    agencies = set(visible_agencies(user).values_list("pk", flat=True))
    regions = set(visible_regions(user).values_list("pk", flat=True))
    return [pk for pk, maybe, region in waiting if maybe & agencies or region in regions]
