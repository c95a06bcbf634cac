"""Bodies that follow one another (机构沿革): proposed by the system, confirmed by a person."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from django.db import transaction
from django.db.models import Max, Min
from django.utils import timezone

from tracker.core.succession import LIKE_ENOUGH, Told, Way, name_likeness, told_predecessors
from tracker.models import Agency, AgencySuccession, Report, User
from tracker.services.shortcomings import relink_shortcomings
from tracker.services.years import relink

Reason = dict[str, object]

_RENAMED: Final = AgencySuccession.Kind.RENAMED.value


class _Reporting(NamedTuple):
    """A body with the first and the last year that it reported on."""

    agency: Agency
    first: int
    last: int


def propose_successions(report: Report) -> int:
    """Propose who may have gone before or come after this report's agency; how many are new.

    A body that stopped reporting and one that began in the following year may be the same: if
    the report names it as its former body, or if both names differ little. What a person has
    confirmed or declined is never proposed again.
    """
    pairs = [*_before(report), *_after(report)]
    made = 0
    for predecessor, successor, since, kind, reason in pairs:
        _row, created = AgencySuccession.objects.get_or_create(
            predecessor=predecessor,
            successor=successor,
            defaults={"since_year": since, "kind": kind, "reasons": [reason]},
        )
        made += created
    return made


@transaction.atomic
def confirm_succession(succession_id: int, *, user: User) -> AgencySuccession:
    """Put a succession in force; plans of the one are then answered by reports of the other."""
    row = AgencySuccession.objects.select_for_update(of=("self",)).get(pk=succession_id)
    row.confirmed_by, row.confirmed_at, row.declined_at = user, timezone.now(), None
    row.save()
    relink([row.predecessor_id, row.successor_id])
    relink_shortcomings([row.predecessor_id, row.successor_id])
    return row


@transaction.atomic
def decline_succession(succession_id: int) -> AgencySuccession:
    """Say that the one did not follow the other; it stays on record and is not proposed again.

    Taking back what was confirmed unties the plans, except where a person has decided.
    """
    row = AgencySuccession.objects.select_for_update(of=("self",)).get(pk=succession_id)
    row.confirmed_by, row.confirmed_at, row.declined_at = None, None, timezone.now()
    row.save()
    relink([row.predecessor_id, row.successor_id])
    relink_shortcomings([row.predecessor_id, row.successor_id])
    return row


def _before(report: Report) -> Iterator[tuple[Agency, Agency, int, str, Reason]]:
    """Bodies that this report's agency may have followed, if this is its first report."""
    agency = report.agency
    year = agency.reports.aggregate(first=Min("report_year"))["first"]
    if year != report.report_year:
        return
    told = told_predecessors(report.text)
    for other in _neighbours(agency):
        named = next((one for one in told if _is_called(other.agency, one.name)), None)
        if named is not None:
            # A body that another was split off from goes on reporting.
            if other.last < year or named.way is Way.SPLIT:
                yield other.agency, agency, year, named.way.value, _told(named)
        elif other.last == year - 1 and _alike(other.agency, agency):
            yield other.agency, agency, year, _RENAMED, _by_name(other.agency, agency)


def _after(report: Report) -> Iterator[tuple[Agency, Agency, int, str, Reason]]:
    """Bodies whose first report follows this one's last: the later report came in first."""
    agency = report.agency
    year = agency.reports.aggregate(last=Max("report_year"))["last"] + 1
    if year != report.plan_year:
        return
    for other in _neighbours(agency):
        if other.first != year:
            continue
        text = Report.objects.values_list("text", flat=True).get(
            agency=other.agency, report_year=year
        )
        told = told_predecessors(text)
        named = next((one for one in told if _is_called(agency, one.name)), None)
        if named is not None:
            yield agency, other.agency, year, named.way.value, _told(named)
        elif _alike(agency, other.agency):
            yield agency, other.agency, year, _RENAMED, _by_name(agency, other.agency)


def _neighbours(agency: Agency) -> list[_Reporting]:
    """The other bodies of the same region that report."""
    same_place = Agency.objects.filter(region=agency.region, is_hidden=False)
    others = same_place.exclude(pk=agency.pk).in_bulk()
    years = (
        Report.objects.filter(agency__in=others)
        .values_list("agency")
        .annotate(first=Min("report_year"), last=Max("report_year"))
        .order_by("agency")
    )
    return [_Reporting(others[pk], first, last) for pk, first, last in years]


def _is_called(agency: Agency, name: str) -> bool:
    """Whether a report's words name this agency: in full, by an alias, or without its place."""
    names = [agency.name, *agency.aliases]
    return name in names or (len(name) >= 3 and any(known.endswith(name) for known in names))


def _told(named: Told) -> Reason:
    return {"code": "told", "params": {"text": named.quote}}


def _alike(former: Agency, present: Agency) -> bool:
    return name_likeness(former.name, present.name) >= LIKE_ENOUGH


def _by_name(former: Agency, present: Agency) -> Reason:
    return {"code": "names_alike", "params": {"former": former.name, "present": present.name}}
