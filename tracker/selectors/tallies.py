"""Figures by group, out of tallies (计数) where they are true and of the commitments where not.

An agency is read from its tallies unless a mark says that something of it changed since; what
is marked is counted row by row, at once. So an answer has every change that was committed when
it was asked for. The few figures of each agency are those of one moment. On SQLite nothing is
ever tallied (services/tallying.py): everything is counted row by row, on the same way.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Final, TypeVar

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import (
    Case,
    Count,
    F,
    Min,
    Model,
    Q,
    QuerySet,
    Sum,
    When,
)
from django.db.models.functions import TruncMonth
from django.utils.timezone import localdate, localtime

from tracker.models import (
    Agency,
    Commitment,
    Region,
    TallyByMonth,
    TallyByTopic,
    TallyByYear,
)
from tracker.models.tallies import Tally
from tracker.selectors.commitments import answered, in_plan
from tracker.selectors.extent import Counted, Extent, rows_of
from tracker.selectors.figures import CONFIRMED, counted, unfulfilled_of
from tracker.selectors.points import RED, YELLOW, due

# Key and name of a group, as ways from a commitment: ("report__agency_id", "report__agency__name").
Group = tuple[str, str]
Groups = dict[Any, tuple[Any, list[int]]]  # key -> name, figures in the order asked for
Counting = Callable[..., Groups]  # `grouped`, or the same of a past moment
T = TypeVar("T")

TALLIED: Final = tuple(
    field.name for field in Tally._meta.local_fields if field.name != "plan_year"
)
# The way from a commitment to a group's key -> what tallies are grouped by for it.
COLUMNS: Final = {
    "report__agency_id": "agency_id",
    "report__agency__region__code": "agency__region_id",
}
LIGHTS: Final = {"overdue": RED, "soon": YELLOW}
SOME: Final = 1000  # names looked up by their keys; more are quicker found all together


def grouped(
    asked: Counted,
    names: Sequence[str],
    *,
    group: Group,
    today: dt.date | None = None,
    years: Sequence[int] = (),
) -> Groups:
    """Figures of selectors.figures over the promises in plan; groups without any may be zeros.

    `today` is needed for `overdue` and `soon` only. After the figures: what is unfulfilled of
    each of these plan years.
    """
    if not isinstance(asked, Extent) or (stale := asked.stale) is None:
        return _live(rows_of(asked), names, group=group, today=today, years=years)
    kind, key = _kind(asked, group=group), COLUMNS.get(group[0], group[0])
    is_whole = kind is TallyByTopic and "agency" not in key
    rows, is_signed = tallies_of(kind, asked, stale, whole=is_whole)
    figures = sums(names, years, today=today, is_signed=is_signed)
    counted_of = rows.values_list(key).annotate(**figures)
    found = named(key, {place: counts for place, *counts in counted_of})
    if stale:
        changed = asked.commitments.filter(report__agency__in=stale)
        found = merged(found, _live(changed, names, group=group, today=today, years=years))
    return found


def merged(found: Groups, others: Groups) -> Groups:
    """The figures of both, added up."""
    whole = dict(found)
    for key, (name, counts) in others.items():
        _, known = found.get(key, (name, [0] * len(counts)))
        whole[key] = (name, [one + other for one, other in zip(known, counts, strict=True)])
    return whole


def months(asked: Counted, *, since: dt.datetime) -> dict[dt.date, int]:
    """Commitments by the month (local time) of the decision that stands.

    Out of tallies only where `since` is the beginning of a month.
    """
    if (
        not (isinstance(asked, Extent) and begins_month(since))
        or asked.of_topic
        or (stale := asked.stale) is None
    ):
        return _live_months(rows_of(asked), since=since)
    rows = of_agencies(TallyByMonth, asked, stale).filter(month__gte=localdate(since))
    found: dict[dt.date, int] = dict(rows.values_list("month").annotate(Sum("confirmed")))
    if stale:
        changed = asked.commitments.filter(report__agency__in=stale)
        for month, number in _live_months(changed, since=since).items():
            found[month] = found.get(month, 0) + number
    return found


def begins_month(moment: dt.datetime) -> bool:
    """Whether it is the beginning of a month, local time."""
    first = localtime(moment)
    return first == first.replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def month_of_review() -> TruncMonth:
    """The month of a decision, in local time."""
    return TruncMonth("reviewed_at")


def _kind(extent: Extent, *, group: Group) -> type[TallyByYear] | type[TallyByTopic]:
    """The tallies that tell these groups; the fewest rows that do."""
    if extent.of_topic or "topic" in group:
        return TallyByTopic
    is_of_some = "agency" in group[0] or extent.agencies is not None
    return TallyByYear if is_of_some else TallyByTopic


def tallies_of(
    kind: type[Model], extent: Extent, stale: Collection[int], *, whole: bool
) -> tuple[QuerySet[Any], bool]:
    """The rows to be added up, and whether those that name an agency are to be taken off.

    `whole`: the table has rows of all agencies together, which tell what is asked.
    """
    if not whole or extent.agencies is not None:
        return of_agencies(kind, extent, stale), False
    without = {*stale, *hidden()}
    rows = kind._default_manager.filter(Q(agency=None) | Q(agency__in=without))
    return rows.filter(extent.wanted), bool(without)


def of_agencies(kind: type[Model], extent: Extent, stale: Collection[int]) -> QuerySet[Any]:
    """The rows of the agencies that are meant, without those whose tallies aren't true."""
    rows, without = kind._default_manager.filter(extent.wanted, agency__isnull=False), {*stale}
    if extent.agencies is None:
        without |= hidden()
    else:
        rows = rows.filter(agency__in=extent.agencies)
    return rows.exclude(agency__in=without) if without else rows


def hidden() -> set[int]:
    """Looked up apart: a join would be asked of every row, for a handful of agencies."""
    return set(Agency.objects.filter(is_hidden=True).values_list("pk", flat=True))


def named(key: str, found: dict[Any, T]) -> dict[Any, tuple[Any, T]]:
    """What was found by a column of tallies, with the keys and names of the groups."""
    model = Agency if key == "agency_id" else Region if "region" in key else None
    if model is None:
        return {each: (each, counts) for each, counts in found.items()}
    rows = model._default_manager.order_by()
    if len(found) < SOME:
        rows = rows.filter(pk__in=[each for each in found if each is not None])
    code = "pk" if model is Agency else "code"
    known = {pk: (code, name) for pk, code, name in rows.values_list("pk", code, "name")}
    known[None] = (None, None)
    places = ((known[each], counts) for each, counts in found.items() if each in known)
    return {each: (name, counts) for (each, name), counts in places}


class _Added(Sum):
    """A sum of whole numbers, taken as the driver gives it: a tenth of a second over all rows."""

    def get_db_converters(self, connection: BaseDatabaseWrapper) -> list[Any]:
        """None: it is an int."""
        return []


def sums(
    names: Sequence[str], years: Sequence[int], *, today: dt.date | None, is_signed: bool = False
) -> dict[str, Sum]:
    """Of columns of tallies, named n_…: these figures, and what is unfulfilled of each year."""
    lights = due(today) if today else {}
    parts: dict[str, Any] = {name: F(name) for name in names if name not in LIGHTS}
    for name in LIGHTS.keys() & set(names):
        parts[name] = Case(When(lights[LIGHTS[name]], then=F("unconfirmed")), default=0)
    for year in years:
        parts[str(year)] = Case(When(plan_year=year, then=F("unfulfilled")), default=0)
    return added({str(name): parts[str(name)] for name in (*names, *years)}, is_signed=is_signed)


def added(parts: Mapping[str, Any], *, is_signed: bool) -> dict[str, Sum]:
    """Sums of these, named n_…. Signed: what names an agency is taken off the rest."""
    if is_signed:
        parts = {n: Case(When(agency=None, then=part), default=-part) for n, part in parts.items()}
    return {f"n_{name}": _Added(part) for name, part in parts.items()}


def _live(
    commitments: QuerySet[Commitment],
    names: Sequence[str],
    *,
    group: Group,
    today: dt.date | None,
    years: Sequence[int],
) -> Groups:
    key, label = group
    rows = in_plan(commitments).order_by().values_list(key)
    figures = counted(names, today=today) | unfulfilled_of(years)
    found = rows.annotate(n_label=Min(label), **figures)
    return {key: (name, counts) for key, name, *counts in found}


def _live_months(commitments: QuerySet[Commitment], *, since: dt.datetime) -> dict[dt.date, int]:
    rows = (
        answered(commitments)
        .filter(CONFIRMED, reviewed_at__gte=since)
        .order_by()
        .values_list(month_of_review())
        .annotate(n=Count("pk"))
    )
    return {month.date(): number for month, number in rows}
