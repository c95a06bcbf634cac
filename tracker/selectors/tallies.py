"""Figures by group, out of tallies (计数) where they are true and of the commitments where not.

An agency is read from its tallies unless a mark says that something of it changed since; what
is marked is counted row by row, at once. So an answer has every change that was committed when
it was asked for. The few figures of each agency are those of one moment. On SQLite nothing is
ever tallied (services/tallying.py): everything is counted row by row, on the same way.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any, Final

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
from django.utils.timezone import localtime

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
from tracker.selectors.figures import CONFIRMED, counted
from tracker.selectors.points import RED, YELLOW, due

# Key and name of a group, as ways from a commitment: ("report__agency_id", "report__agency__name").
Group = tuple[str, str]
Groups = dict[Any, tuple[Any, list[int]]]  # key -> name, figures in the order asked for

TALLIED: Final = tuple(
    field.name for field in Tally._meta.local_fields if field.name != "plan_year"
)
# The way from a commitment to a group's key -> what tallies are grouped by for it.
_COLUMNS: Final = {
    "report__agency_id": "agency_id",
    "report__agency__region__code": "agency__region_id",
}
LIGHTS: Final = {"overdue": RED, "soon": YELLOW}
SOME: Final = 1000  # names looked up by their keys; more are quicker found all together


def grouped(
    asked: Counted, names: Sequence[str], *, group: Group, today: dt.date | None = None
) -> Groups:
    """Figures of selectors.figures over the promises in plan; groups without any may be zeros.

    `today` is needed for `overdue` and `soon` only.
    """
    kind = _kind(asked, names, group=group) if isinstance(asked, Extent) else None
    if not isinstance(asked, Extent) or kind is None or (stale := asked.stale) is None:
        return _live(rows_of(asked), names, group=group, today=today)
    key = _COLUMNS.get(group[0], group[0])
    rows, is_signed = _tallies(kind, asked, stale, by_place="agency" in key)
    sums = _sums(names, is_signed, today=today)
    found = _named(
        key, {place: counts for place, *counts in rows.values_list(key).annotate(**sums)}
    )
    if stale:
        changed = asked.commitments.filter(report__agency__in=stale)
        for each, (name, counts) in _live(changed, names, group=group, today=today).items():
            _, others = found.get(each, (name, [0] * len(counts)))
            found[each] = (name, [one + other for one, other in zip(counts, others, strict=True)])
    return found


def months(asked: Counted, *, since: dt.datetime) -> dict[dt.date, int]:
    """Commitments by the month (local time) of the decision that stands.

    Out of tallies only where `since` is the beginning of a month.
    """
    first = localtime(since)
    is_whole = first == first.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    if (
        not (isinstance(asked, Extent) and is_whole)
        or asked.of_topic
        or (stale := asked.stale) is None
    ):
        return _live_months(rows_of(asked), since=since)
    rows = _of_agencies(TallyByMonth, asked, stale).filter(month__gte=first.date())
    found: dict[dt.date, int] = dict(rows.values_list("month").annotate(Sum("confirmed")))
    if stale:
        changed = asked.commitments.filter(report__agency__in=stale)
        for month, number in _live_months(changed, since=since).items():
            found[month] = found.get(month, 0) + number
    return found


def month_of_review() -> TruncMonth:
    """The month of a decision, in local time."""
    return TruncMonth("reviewed_at")


def _kind(
    extent: Extent, names: Sequence[str], *, group: Group
) -> type[TallyByYear] | type[TallyByTopic] | None:
    """The tallies that tell these figures of these groups; the fewest rows that do."""
    has_lights = not LIGHTS.keys().isdisjoint(names)
    if extent.of_topic or "topic" in group:
        return None if has_lights else TallyByTopic
    if has_lights or "agency" in group[0] or extent.agencies is not None:
        return TallyByYear
    return TallyByTopic


def _tallies(
    kind: type[TallyByYear] | type[TallyByTopic],
    extent: Extent,
    stale: Collection[int],
    *,
    by_place: bool,
) -> tuple[QuerySet[Any], bool]:
    """The rows to be added up, and whether those that name an agency are to be taken off."""
    if kind is TallyByYear or by_place or extent.agencies is not None:
        return _of_agencies(kind, extent, stale), False
    without = {*stale, *_hidden()}
    rows = TallyByTopic.objects.filter(Q(agency=None) | Q(agency__in=without))
    return rows.filter(extent.wanted), bool(without)


def _of_agencies(kind: type[Model], extent: Extent, stale: Collection[int]) -> QuerySet[Any]:
    rows, without = kind._default_manager.filter(extent.wanted, agency__isnull=False), {*stale}
    if extent.agencies is None:
        without |= _hidden()
    else:
        rows = rows.filter(agency__in=extent.agencies)
    return rows.exclude(agency__in=without) if without else rows


def _hidden() -> set[int]:
    """Looked up apart: a join would be asked of every row, for a handful of agencies."""
    return set(Agency.objects.filter(is_hidden=True).values_list("pk", flat=True))


def _named(key: str, found: dict[Any, list[int]]) -> Groups:
    """With the keys and names that commitments are grouped by."""
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


def _sums(names: Sequence[str], is_signed: bool, *, today: dt.date | None) -> dict[str, Sum]:
    lights = due(today) if today else {}
    sums: dict[str, Sum] = {}
    for name in names:
        what: Any = name
        if name in LIGHTS:
            what = Case(When(lights[LIGHTS[name]], then=F("unconfirmed")), default=0)
        elif is_signed:
            what = Case(When(agency=None, then=F(name)), default=-F(name))
        sums[f"n_{name}"] = _Added(what)
    return sums


def _live(
    commitments: QuerySet[Commitment],
    names: Sequence[str],
    *,
    group: Group,
    today: dt.date | None,
) -> Groups:
    key, label = group
    rows = in_plan(commitments).order_by().values_list(key)
    found = rows.annotate(n_label=Min(label), **counted(names, today=today))
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
