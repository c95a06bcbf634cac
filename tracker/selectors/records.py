"""Which rows of the other tables a person may see: all follow from the scope of agencies.

A superuser sees everything. Deliveries, subscriptions and users follow the people whose whole
responsibility lies inside one's own, so that nobody learns of a wider scope from a narrower one.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from tracker.core.types import ReviewState
from tracker.models import (
    AgencySuccession,
    ApiKey,
    Batch,
    Commitment,
    Correction,
    DigestDelivery,
    Export,
    MatchJob,
    MatchRun,
    Responsibility,
    Review,
    Subscription,
    Upload,
    User,
)
from tracker.selectors.scope import (
    governed_regions,
    hidden_reports,
    visible_agencies,
    visible_commitments,
    visible_regions,
    visible_reports,
)


def visible_successions(user: User) -> QuerySet[AgencySuccession]:
    """Successions with at least one body that the person may see."""
    agencies = visible_agencies(user).values("pk")
    return AgencySuccession.objects.filter(Q(predecessor__in=agencies) | Q(successor__in=agencies))


def visible_corrections(user: User) -> QuerySet[Correction]:
    """What was mended by hand of the reports that the person may see."""
    return Correction.objects.filter(report__in=visible_reports(user).values("pk"))


def visible_uploads(user: User) -> QuerySet[Upload]:
    """One's own uploads, and those that became a report one may see; a superuser's: all.

    Also those that wait for an answer (待补充) which one may give: for an agency or a region
    that they may be of.
    """
    shown = Upload.objects.exclude(report__in=hidden_reports().values("pk"))
    if user.is_active and user.is_superuser:
        return shown
    return shown.filter(
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
    return MatchJob.objects.filter(plan_report__in=visible_reports(user).values("pk"))


def visible_runs(user: User) -> QuerySet[MatchRun]:
    """Runs over a plan that the person may see."""
    return MatchRun.objects.filter(plan_report__in=visible_reports(user).values("pk"))


def visible_reviews(
    user: User, *, commitments: QuerySet[Commitment] | None = None
) -> QuerySet[Review]:
    """Reviews of commitments that the person may see; `commitments` are the same, told otherwise.

    While a commitment waits for its blind second reading (盲审) the first conclusion is shown to
    nobody but who made it.
    """
    mine = visible_commitments(user) if commitments is None else commitments
    seen = Review.objects.filter(commitment__in=mine.values("pk"))
    waits = Q(commitment__review_state=ReviewState.SECOND_REVIEW)
    return seen.filter(~waits | Q(reviewer=user))


def visible_keys(user: User) -> QuerySet[ApiKey]:
    """Keys to the API of the people one may see: a key opens no more than its owner's scope."""
    return ApiKey.objects.filter(owner__in=visible_users(user).values("pk"))


def visible_exports(user: User) -> QuerySet[Export]:
    """Exports of the people one may see; the files are for those alone who asked for them."""
    return Export.objects.filter(requested_by__in=visible_users(user).values("pk"))


def visible_users(user: User) -> QuerySet[User]:
    """Oneself, and those whose responsibilities all lie inside one's own.

    Also people without any, who see nothing yet: whoever may add users must find them again.
    """
    if user.is_active and user.is_superuser:
        return User.objects.all()
    if not user.is_active:
        return User.objects.none()
    inside = Q(region__in=governed_regions(user).values("pk")) | Q(
        agency__in=visible_agencies(user).values("pk")
    )
    beyond = Responsibility.objects.exclude(
        pk__in=Responsibility.objects.filter(inside).values("pk")
    ).values("user_id")
    within = Q(is_superuser=False) & ~Q(pk__in=beyond)
    return User.objects.filter(Q(pk=user.pk) | within)


def visible_subscriptions(user: User) -> QuerySet[Subscription]:
    """Subscriptions of the people one may see, and of addresses named for what one answers for."""
    if user.is_active and user.is_superuser:
        return Subscription.objects.all()
    named = Q(user__isnull=True, pk__in=_addresses_within(user))
    return Subscription.objects.filter(Q(user__in=visible_users(user).values("pk")) | named)


def visible_deliveries(user: User) -> QuerySet[DigestDelivery]:
    """Deliveries of the subscriptions one may see; a superuser's: also of deleted ones."""
    if user.is_active and user.is_superuser:
        return DigestDelivery.objects.all()
    return DigestDelivery.objects.filter(subscription__in=visible_subscriptions(user).values("pk"))


def _addresses_within(user: User) -> QuerySet[Subscription]:
    """Those that name something, all of it inside one's own."""
    regions = Subscription.regions.through.objects.order_by()
    agencies = Subscription.agencies.through.objects.order_by()
    some = Q(pk__in=regions.values("subscription")) | Q(pk__in=agencies.values("subscription"))
    wider = regions.exclude(region__in=governed_regions(user).values("pk"))
    other = agencies.exclude(agency__in=visible_agencies(user).values("pk"))
    return (
        Subscription.objects.filter(some)
        .exclude(pk__in=wider.values("subscription"))
        .exclude(pk__in=other.values("subscription"))
    )


def _answerable(user: User) -> list[int]:
    """Upload.found names agencies and a region by id, in JSON that not every database searches."""
    asked = Upload.objects.filter(state=Upload.State.ASKED).values_list("pk", "found")
    waiting = [(pk, set(found.get("candidates", [])), found.get("region")) for pk, found in asked]
    if not waiting:
        return []
    agencies = set(visible_agencies(user).values_list("pk", flat=True))
    regions = set(visible_regions(user).values_list("pk", flat=True))
    return [pk for pk, maybe, region in waiting if maybe & agencies or region in regions]
