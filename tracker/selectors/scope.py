"""Who sees what. Every queryset that a person's request touches starts here.

An agency that was taken away with the sample data (is_hidden) is nobody's, not even a
superuser's. Of reports and commitments the few hidden ones are left out, not the many others
looked for: a condition that any plan can check row by row.
"""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from tracker.models import Agency, Commitment, Region, Report, Responsibility, User

Viewer = AbstractBaseUser | AnonymousUser

# 省、市、县、乡镇: a region lies at most three steps below the one a person answers for.
UPWARDS = ("", "__parent", "__parent__parent", "__parent__parent__parent")


def sees_everything(user: Viewer) -> bool:
    """Whether all that anybody sees is in this person's scope."""
    return isinstance(user, User) and user.is_active and user.is_superuser


def _responsibilities(user: Viewer) -> QuerySet[Responsibility]:
    if not isinstance(user, User) or not user.is_active:
        return Responsibility.objects.none()
    return Responsibility.objects.filter(user=user)


def hidden_reports() -> QuerySet[Report]:
    """The reports that nobody sees: those of hidden agencies."""
    return Report.objects.filter(agency__is_hidden=True)


def visible_regions(user: Viewer) -> QuerySet[Region]:
    """The regions a person answers for, with all below them, and those of single agencies."""
    if sees_everything(user):
        return Region.objects.all()
    mine = _responsibilities(user)
    regions = mine.filter(region__isnull=False).values("region_id")
    agencies = mine.filter(agency__isnull=False).values("agency_id")
    wanted = Q(agencies__in=agencies)
    for step in UPWARDS:
        wanted |= Q(**{f"{step.removeprefix('__') or 'pk'}__in": regions})
    return Region.objects.filter(pk__in=Region.objects.filter(wanted).values("pk"))


def governed_regions(user: Viewer) -> QuerySet[Region]:
    """The regions a person answers for as a whole: what they may give away to others.

    Who answers for one agency sees its region, but not the other agencies there.
    """
    if sees_everything(user):
        return Region.objects.all()
    regions = _responsibilities(user).filter(region__isnull=False).values("region_id")
    wanted = Q(pk__in=regions)
    for step in UPWARDS[1:]:
        wanted |= Q(**{f"{step.removeprefix('__')}__in": regions})
    return Region.objects.filter(wanted)


def visible_agencies(user: Viewer) -> QuerySet[Agency]:
    """The agencies a person may see: their own, and all in or below their regions."""
    shown = Agency.objects.filter(is_hidden=False)
    if sees_everything(user):
        return shown
    mine = _responsibilities(user)
    regions = mine.filter(region__isnull=False).values("region_id")
    rows = Agency.objects.order_by().values("pk")
    own = rows.filter(pk__in=mine.filter(agency__isnull=False).values("agency_id"))
    # One step a branch: of conditions joined by OR a planner takes nearly all rows for granted,
    # and then reads every commitment there is for the few of one region.
    below = [rows.filter(**{f"region{step}__in": regions}) for step in UPWARDS]
    return shown.filter(pk__in=own.union(*below, all=True))


def visible_reports(user: Viewer) -> QuerySet[Report]:
    """The reports of the agencies a person may see."""
    if sees_everything(user):
        return Report.objects.filter(agency__is_hidden=False)
    return Report.objects.filter(agency__in=visible_agencies(user))


def visible_commitments(user: Viewer) -> QuerySet[Commitment]:
    """The commitments of the agencies a person may see."""
    if sees_everything(user):
        return Commitment.objects.exclude(report__in=hidden_reports().values("pk"))
    return Commitment.objects.filter(report__agency__in=visible_agencies(user))
