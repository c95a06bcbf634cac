"""Figures of a past day by group, out of tallies (往日计数) where they are true.

As selectors.tallies does for the present: an agency is read from its tallies unless a mark says
that something of it changed since they were counted; what is marked is counted row by row, at
once. Tallies tell how a day ended; for a moment within a day what was touched since is counted
row by row, as it stood then and at the end of the day before (selectors.as_of_day). Topics of a
part of the agencies and everything on SQLite are counted row by row (selectors.as_of_counts).
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final

from django.db.models import Count, Q, QuerySet, Sum, TextField, Value
from django.db.models.functions import Cast, TruncMonth
from django.utils.timezone import localdate

from tracker.models import Commitment, TallyOfKind, TallyShare, TallyThen
from tracker.selectors.as_of import ANSWERED_THEN, CONFIRMED_THEN, joined
from tracker.selectors.as_of_counts import counts_in, kinds_of_few, kinds_then
from tracker.selectors.as_of_day import Told, told_by_tallies
from tracker.selectors.extent import Counted, Extent, rows_of
from tracker.selectors.points import light_of
from tracker.selectors.tallies import (
    COLUMNS,
    LIGHTS,
    Group,
    Groups,
    begins_month,
    hidden,
    merged,
    named,
    of_agencies,
    sums,
)

Kinds = Iterable[tuple[tuple[Any, ...], int]]  # some columns and the kind; how many

_KIND: Final = ("answered", "is_clear", "outcome", "review_state")
# A row of TallyShare.changes has the columns of TallyOfKind.
_SHARE: Final = [field.name for field in TallyOfKind._meta.local_fields if field.name != "id"]
_NAME_OF: Final = {light: name for name, light in LIGHTS.items()}


def grouped_then(
    asked: Counted,
    names: Sequence[str],
    *,
    group: Group,
    at: dt.datetime,
    today: dt.date | None = None,
    years: Sequence[int] = (),
) -> Groups:
    """tallies.grouped, of a moment: of figures that PAST names, and of the lights.

    `today` is the day of that moment.
    """
    asks = _Asks(names, group=group, at=at, today=today, years=years)
    if not isinstance(asked, Extent) or _is_of_some_topics(asked, group):
        return asks.live(rows_of(asked))
    with told_by_tallies(asked, at=at) as told:
        if told is None:
            return asks.live(asked.commitments)
        found = _tallied(asked, asks, told)
        if told.stale:
            changed = asked.commitments.filter(report__agency__in=told.stale)
            found = merged(found, asks.live(changed))
        if told.touched:
            found = merged(found, asks.moved(told.touched_of(asked.commitments), since=told.end))
    return found


def months_then(asked: Counted, *, since: dt.datetime, at: dt.datetime) -> dict[dt.date, int]:
    """tallies.months, of the decisions that stood at a moment."""
    count = partial(_live_months, since=since)
    if not isinstance(asked, Extent) or asked.agencies is not None or not begins_month(since):
        return count(rows_of(asked), at=at)
    with told_by_tallies(asked, at=at) as told:
        if told is None:
            return count(asked.commitments, at=at)
        found = Counter[dt.date]()
        for (month, answered, _clear, outcome, _state), number in _whole(asked, ["month"], told):
            if answered and outcome and month >= localdate(since):
                found[month] += number
        if told.stale:
            found.update(count(asked.commitments.filter(report__agency__in=told.stale), at=at))
        if told.touched:
            touched = told.touched_of(asked.commitments)
            found.update(count(touched, at=at))
            found.subtract(count(touched, at=told.end))
    return dict(found)


def _is_of_some_topics(extent: Extent, group: Group) -> bool:
    """By topic and by agency at once: no tally tells that."""
    is_of_some = extent.agencies is not None or "agency" in group[0]
    return is_of_some and (extent.of_topic or "topic" in group)


class _Asks:
    """Which figures, by which groups, as of when."""

    def __init__(
        self,
        names: Sequence[str],
        *,
        group: Group,
        at: dt.datetime,
        today: dt.date | None,
        years: Sequence[int],
    ) -> None:
        self.names, self.years = names, years
        self.group, self.at, self.today = group, at, today
        self.columns = [group[0], *["plan_year"] * bool(years), *["due_on"] * bool(today)]

    def live(self, commitments: QuerySet[Commitment]) -> Groups:
        """Counted row by row."""
        heads = (*self.group, *self.columns[1:])
        return self.figures(kinds_then(commitments, *heads, at=self.at).items())

    def moved(self, commitments: QuerySet[Commitment], *, since: dt.datetime) -> Groups:
        """How much more or less it is than at an earlier moment."""
        heads = (*self.group, *self.columns[1:])
        kinds = kinds_of_few(commitments, *heads, at=self.at)
        kinds.subtract(kinds_of_few(commitments, *heads, at=since))
        return self.figures(kinds.items())

    def figures(self, kinds: Kinds) -> Groups:
        """Of what has key, name, plan year and deadline, as far as they are asked for, and kind."""
        found: dict[Any, tuple[Any, Counter[Any]]] = {}
        for (key, name, *more, answered, clear, outcome, state), number in kinds:
            _, counts = found.setdefault(key, (name, Counter()))
            figures = counts_in(answered, clear, outcome, state)
            for figure in figures:
                counts[figure] += number
            if self.years and "unfulfilled" in figures:
                counts[more[0]] += number
            if self.today and "unconfirmed" in figures:
                counts[self._light(more[-1], self.today)] += number
        return {
            key: (name, [counts[figure] for figure in (*self.names, *self.years)])
            for key, (name, counts) in found.items()
        }

    def _light(self, due_on: dt.date | None, today: dt.date) -> str | None:
        return _NAME_OF.get(light_of(due_on, today=today)) if due_on else None


def _tallied(extent: Extent, asks: _Asks, told: Told) -> Groups:
    """Of the agencies whose tallies are true, at the end of the day."""
    if extent.agencies is None and "agency" not in asks.group[0]:
        kinds = _whole(extent, asks.columns, told)
        return asks.figures(((place[0], *place), number) for place, number in kinds)
    key = COLUMNS.get(asks.group[0], asks.group[0])
    rows = of_agencies(TallyThen, extent, told.stale)
    counts = rows.filter(since__lte=told.day, until__gt=told.day).values_list(key)
    counts = counts.annotate(**sums(asks.names, asks.years, today=asks.today))
    return named(key, {place: figures for place, *figures in counts})


def _whole(
    extent: Extent, columns: Sequence[str], told: Told
) -> Iterator[tuple[tuple[Any, ...], int]]:
    """What there was of each kind at a day's end, by some columns of TallyOfKind.

    The shares of hidden agencies and of those that have changed come off again. They are read in
    the same query, each as the outcome of a row without a kind: between two queries what was
    counted anew would be in one answer and not in the other.
    """
    rows = TallyOfKind.objects.filter(extent.wanted, since__lte=told.day).order_by()
    kinds = rows.values_list(*columns, *_KIND).annotate(n=Sum("change"))
    if without := told.stale | hidden():
        fields = {field.name: field for field in TallyOfKind._meta.local_fields}
        nothing = [Value(None, output_field=fields[name]) for name in (*columns, *_KIND[:2])]
        shares = TallyShare.objects.filter(agency__in=without).order_by()
        texts = Cast("changes", TextField())
        kinds = kinds.union(shares.values_list(*nothing, texts, Value(""), Value(0)), all=True)
    for *place, number in kinds:
        if place[-4] is None:
            yield from _taken_off(place[-2], extent.wanted, columns=columns, day=told.day)
        else:
            yield tuple(place), number


def _taken_off(
    changes: str, wanted: Q, *, columns: Sequence[str], day: dt.date
) -> Iterator[tuple[tuple[Any, ...], int]]:
    last = day.isoformat()
    for values in json.loads(changes):
        row = dict(zip(_SHARE, values, strict=True))
        if row["since"] <= last and _meets(row, wanted):
            for name in ("due_on", "month"):
                row[name] = dt.date.fromisoformat(row[name])
            yield tuple(row[name] for name in (*columns, *_KIND)), -row["change"]


def _meets(row: Mapping[str, Any], wanted: Q) -> bool:
    """Extent.wanted, of values: nothing but this plan year and that topic."""
    parts: Sequence[Any] = wanted.children
    return all(
        _meets(row, part) if isinstance(part, Q) else row[part[0]] == part[1] for part in parts
    )


def _live_months(
    commitments: QuerySet[Commitment], *, since: dt.datetime, at: dt.datetime
) -> dict[dt.date, int]:
    rows = joined(commitments, at=at).filter(
        ANSWERED_THEN & CONFIRMED_THEN, confirmed_then__gte=since
    )
    found = rows.order_by().values_list(TruncMonth("confirmed_then")).annotate(n=Count("pk"))
    return {month.date(): number for month, number in found}
