"""Who read what (复核人的读法): pairs of readers, and readers beside the machine, counted by group.

Out of tallies where they are true, as in selectors/tallies.py, and of the acts where not.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.fields.json import KT

from tracker.core.types import ReviewState
from tracker.models import (
    Commitment,
    Review,
    TallyByReader,
    TallyByReaderSince,
    TallyOfFollowing,
    TallyOfFollowingThen,
    TallyOfPairs,
    Withdrawal,
)
from tracker.selectors.as_of_day import Told, told_by_tallies
from tracker.selectors.commitments import LEFT_PLAN
from tracker.selectors.extent import Counted, Extent, rows_of
from tracker.selectors.tallies import added, of_agencies, tallies_of

# Column of a tally -> the way to it from an act.
WAYS: Final = {
    "agency_id": "commitment__report__agency_id",
    "agency__region_id": "commitment__report__agency__region_id",
    "plan_year": "commitment__plan_year",
    "topic": "commitment__topic",
    "reviewer_id": "reviewer_id",
    "first_id": "first_id",
    "first_outcome": "first_outcome",
    "second_id": "reviewer_id",
    "second_outcome": "outcome",
}
READERS: Final = ("first_id", "first_outcome", "second_id", "second_outcome")
PAIRS: Final = {"pairs": Count("pk")}
FOLLOWED: Final = {
    "decided": Count("pk"),
    "followed": Count("pk", filter=Q(outcome=F("suggested"))),
}
Counts = dict[tuple[Any, ...], list[int]]


def pairs_read(
    asked: Counted, columns: Sequence[str], *, until: dt.datetime | None = None
) -> Counts:
    """How many pairs, by these columns of TallyOfPairs (or the agency's region)."""
    if not isinstance(asked, Extent) or (stale := asked.stale) is None:
        return _live(pairs_of(rows_of(asked), until=until), columns, PAIRS)
    if until is not None:
        with told_by_tallies(asked, at=until) as told:
            return _pairs_then(asked, columns, until=until, told=told)
    found = _tallied(of_agencies(TallyOfPairs, asked, stale), columns, PAIRS)
    if stale:
        _add(found, _live(pairs_of(_changed(asked, stale)), columns, PAIRS))
    return found


def _pairs_then(
    asked: Extent, columns: Sequence[str], *, until: dt.datetime, told: Told | None
) -> Counts:
    if told is None:
        return _live(pairs_of(asked.commitments, until=until), columns, PAIRS)
    rows = of_agencies(TallyOfPairs, asked, told.stale).filter(since__lte=told.day)
    found = _tallied(rows, columns, PAIRS)
    if told.stale:
        _add(found, _live(pairs_of(_changed(asked, told.stale), until=until), columns, PAIRS))
    if told.touched:
        since = pairs_of(told.touched_of(asked.commitments), until=until)
        _add(found, _live(since.filter(created_at__gt=told.end), columns, PAIRS))
    return found


def followed(asked: Counted, column: str, *, until: dt.datetime | None = None) -> Counts:
    """[decided, followed] by one column of TallyByReader (or the agency's region)."""
    if not isinstance(asked, Extent) or (stale := asked.stale) is None:
        return _live(firsts_of(rows_of(asked), until=until), [column], FOLLOWED)
    if until is not None:
        with told_by_tallies(asked, at=until) as told:
            return _followed_then(asked, column, until=until, told=told)
    by_place = "agency" in column
    kind = TallyOfFollowing if by_place and not asked.of_topic else TallyByReader
    rows, is_signed = tallies_of(kind, asked, stale, whole=not by_place)
    found = _tallied(rows, [column], FOLLOWED, is_signed=is_signed)
    if stale:
        _add(found, _live(firsts_of(_changed(asked, stale)), [column], FOLLOWED))
    return found


def _followed_then(asked: Extent, column: str, *, until: dt.datetime, told: Told | None) -> Counts:
    if told is None:
        return _live(firsts_of(asked.commitments, until=until), [column], FOLLOWED)
    by_place = "agency" in column
    if by_place and not asked.of_topic:
        rows = of_agencies(TallyOfFollowingThen, asked, told.stale).filter(until__gt=told.day)
        is_signed = False
    else:
        rows, is_signed = tallies_of(TallyByReaderSince, asked, told.stale, whole=not by_place)
    found = _tallied(rows.filter(since__lte=told.day), [column], FOLLOWED, is_signed=is_signed)
    if told.stale:
        _add(found, _live(firsts_of(_changed(asked, told.stale), until=until), [column], FOLLOWED))
    if told.touched:
        touched = told.touched_of(asked.commitments)
        _add(found, _live(firsts_of(touched, until=until), [column], FOLLOWED))
        _add(found, _live(firsts_of(touched, until=told.end), [column], FOLLOWED), sign=-1)
    return found


def _changed(asked: Extent, stale: set[int]) -> QuerySet[Commitment]:
    return asked.commitments.filter(report__agency__in=stale)


def pairs_of(
    commitments: QuerySet[Commitment], *, until: dt.datetime | None = None
) -> QuerySet[Any]:
    """The blind second readings, each with the conclusion it was held against."""
    before = Review.objects.filter(
        commitment=OuterRef("commitment"),
        commitment_version=OuterRef("commitment_version") - 1,
        act=Review.Act.DECIDE,
    ).order_by()
    return (
        _acts(commitments, until=until)
        .filter(act=Review.Act.SECOND)
        .annotate(
            first_id=Subquery(before.values("reviewer")[:1]),
            first_outcome=Subquery(before.values("outcome")[:1]),
        )
        .exclude(first_id=None)
    )


def singles_of(
    commitments: QuerySet[Commitment], *, until: dt.datetime | None = None
) -> QuerySet[Any]:
    """Single first conclusions that had a suggestion, `suggested`."""
    acts = _acts(commitments, until=until).filter(act=Review.Act.DECIDE, in_bulk=False)
    return acts.exclude(shown={}).annotate(suggested=KT("shown__outcome"))


def firsts_of(
    commitments: QuerySet[Commitment], *, until: dt.datetime | None = None
) -> QuerySet[Any]:
    """Those of `singles_of` that count.

    Nothing of a promise that waits for its second reading: a small group would tell its reader
    what the first one found.
    """
    acts = singles_of(commitments, until=until)
    if until is not None:
        return acts.exclude(_waited(until))
    return acts.exclude(commitment__review_state=ReviewState.SECOND_REVIEW)


def _waited(at: dt.datetime) -> Exists:
    """Whether an act's commitment waited for a second reading then (see selectors.as_of)."""
    later = {
        "commitment": OuterRef("commitment"),
        "commitment_version__gt": OuterRef("commitment_version"),
    }
    withdrawn = Withdrawal.objects.filter(**later, at__lte=at).exclude(reason__in=LEFT_PLAN)
    last = Review.objects.filter(
        ~Exists(Review.objects.filter(**later, created_at__lte=at)),
        ~Exists(withdrawn),
        commitment=OuterRef("commitment"),
        review_state=ReviewState.SECOND_REVIEW,
        created_at__lte=at,
    )
    return Exists(last.order_by())


def _acts(commitments: QuerySet[Commitment], *, until: dt.datetime | None) -> QuerySet[Review]:
    acts = Review.objects.filter(commitment__in=commitments).order_by()
    return acts if until is None else acts.filter(created_at__lte=until)


def _live(acts: QuerySet[Any], columns: Sequence[str], figures: Mapping[str, Any]) -> Counts:
    rows = acts.values_list(*(WAYS[column] for column in columns)).annotate(**figures)
    return _by_head(rows, len(columns))


def _tallied(
    rows: QuerySet[Any],
    columns: Sequence[str],
    figures: Mapping[str, Any],
    *,
    is_signed: bool = False,
) -> Counts:
    sums = added({name: F(name) for name in figures}, is_signed=is_signed)
    return _by_head(rows.values_list(*columns).annotate(**sums), len(columns))


def _by_head(rows: Iterable[tuple[Any, ...]], end: int) -> Counts:
    return {row[:end]: list(row[end:]) for row in rows}


def _add(found: Counts, others: Counts, *, sign: int = 1) -> None:
    for key, counts in others.items():
        known = found.get(key, [0] * len(counts))
        found[key] = [one + sign * other for one, other in zip(known, counts, strict=True)]
