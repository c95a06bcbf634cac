"""Counting anew how often the machine was followed on past days (往日计数), beside past_tallying.

A conclusion counts from its day on, but for the days that end while its promise waits for a
blind second reading (盲审); selectors.readings.firsts_of says the same of one moment.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise
from typing import Any, Final, NamedTuple

from django.db.models import F, Q

from tracker.core.types import ReviewState
from tracker.models import Commitment, TallyByReaderSince, TallyOfFollowingThen
from tracker.models.past_tallies import NEVER
from tracker.selectors.as_of import holds
from tracker.selectors.readings import WAYS, singles_of
from tracker.services.histories import Act, Histories, Lapse, day_of, decided_by, text_of
from tracker.services.tally_rows import insert_values

Key = tuple[int, str, int, str]  # plan year, topic, reviewer, day
Numbers = tuple[int, int]  # decided, followed
Share = dict[Key, Numbers]

_YEARS: Final = {"agency_id": "int", "plan_year": "int"}
_FIGURES: Final = {"decided": "int", "followed": "int"}
_KEYS: Final = {"plan_year": "int", "topic": "text", "reviewer_id": "int", "since": "date"}


def count_past_readings(histories: Histories) -> None:
    """Count their agencies anew; what is as it was is not written."""
    agencies = histories.agencies
    before, after = _stored(agencies), _shares(histories)
    changed = [key for key in agencies if before.get(key) != after.get(key)]
    for table in (TallyOfFollowingThen, TallyByReaderSince):
        table._default_manager.filter(agency__in=changed).delete()
    shares = {key: after[key] for key in changed if key in after}
    rows = [(key, *place, *n) for key, share in shares.items() for place, n in share.items()]
    insert_values(TallyByReaderSince, {"agency_id": "int", **_KEYS, **_FIGURES}, rows)
    intervals = [row for key, share in shares.items() for row in _intervals(key, share)]
    days = {"since": "date", "until": "date"}
    insert_values(TallyOfFollowingThen, {**_YEARS, **days, **_FIGURES}, intervals)
    _move_whole([before[key] for key in changed if key in before], [*shares.values()])


def _stored(agencies: Sequence[int]) -> dict[int, Share]:
    found: dict[int, Share] = defaultdict(dict)
    rows = TallyByReaderSince.objects.filter(agency__in=agencies)
    keys = ("plan_year", "topic", "reviewer_id", text_of("since"))
    for agency, decided, followed, *place in rows.values_list("agency_id", *_FIGURES, *keys):
        found[agency][tuple(place)] = (decided, followed)
    return found


class _First(NamedTuple):
    """A single first conclusion that had a suggestion."""

    place: tuple[int, str, int]  # plan year, topic, reviewer
    day: str
    followed: int


def _shares(histories: Histories) -> dict[int, Share]:
    """Every agency's changes, day by day."""
    shares: dict[int, dict[Key, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    for (agency, commitment), firsts in _firsts(histories.agencies).items():
        acts = histories.acts.get(commitment, [])
        for first, day, number in _changes(firsts, acts, histories.lapses.get(commitment, [])):
            numbers = shares[agency][(*first.place, day)]
            numbers[0] += number
            numbers[1] += number * first.followed
    kept = {agency: _some(share) for agency, share in shares.items()}
    return {agency: share for agency, share in kept.items() if share}


def _some(share: dict[Key, list[int]]) -> Share:
    return {
        key: (decided, followed)
        for key, (decided, followed) in share.items()
        if decided or followed
    }


def _firsts(agencies: Sequence[int]) -> dict[tuple[int, int], list[_First]]:
    """By agency and commitment."""
    found: dict[tuple[int, int], list[_First]] = defaultdict(list)
    rows = singles_of(Commitment.objects.filter(report__agency__in=agencies))
    followed = holds(Q(outcome=F("suggested")))
    keys = [WAYS[name] for name in ("agency_id", "plan_year", "topic", "reviewer_id")]
    for agency, year, topic, reviewer, commitment, day, same in rows.values_list(
        *keys, "commitment_id", text_of(day_of("created_at")), followed
    ):
        found[agency, commitment].append(_First((year, topic, reviewer), day, int(same or False)))
    return found


def _changes(
    firsts: Sequence[_First], acts: Sequence[Act], lapses: Sequence[Lapse]
) -> Iterator[tuple[_First, str, int]]:
    """Which conclusions of one promise count more or less since which day."""
    if not any(_waits(act.decided) for act in acts):
        yield from ((first, first.day, 1) for first in firsts)
        return
    were: list[_First] = []
    for day in sorted({*(act.day for act in acts), *(lapse.day for lapse in lapses)}):
        waits = _waits(decided_by(day, acts, lapses))
        are = [] if waits else [first for first in firsts if first.day <= day]
        yield from ((first, day, -1) for first in were)
        yield from ((first, day, 1) for first in are)
        were = are


def _waits(decided: tuple[str, str, str]) -> bool:
    return decided[1] == ReviewState.SECOND_REVIEW


def _intervals(agency: int, share: Share) -> Iterator[tuple[Any, ...]]:
    """The rows of TallyOfFollowingThen: the changes added up, plan by plan, from day to day."""
    plans: dict[int, dict[str, list[Numbers]]] = defaultdict(lambda: defaultdict(list))
    for (year, _topic, _reviewer, day), numbers in share.items():
        plans[year][day].append(numbers)
    for year, days in plans.items():
        decided = followed = 0
        for day, until in pairwise([*sorted(days), NEVER.isoformat()]):
            decided += sum(more for more, _ in days[day])
            followed += sum(more for _, more in days[day])
            if decided:
                yield agency, year, day, until, decided, followed


def _move_whole(before: Collection[Share], after: Collection[Share]) -> None:
    """Add to the rows of all agencies what some of them have more or less."""
    changes: dict[Key, list[int]] = defaultdict(lambda: [0, 0])
    for shares, sign in ((before, -1), (after, 1)):
        for share in shares:
            for key, numbers in share.items():
                for place, number in enumerate(numbers):
                    changes[key][place] += sign * number
    rows = [(*key, *numbers) for key, numbers in changes.items() if any(numbers)]
    if not rows:
        return
    sums = ", ".join(f"{name} = known.{name} + EXCLUDED.{name}" for name in _FIGURES)
    insert_values(
        TallyByReaderSince,
        {**_KEYS, **_FIGURES},
        rows,
        f"ON CONFLICT ({', '.join(_KEYS)}) WHERE agency_id IS NULL DO UPDATE SET {sums}",
    )
    TallyByReaderSince.objects.filter(agency=None, decided=0, followed=0).delete()
