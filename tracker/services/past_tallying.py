"""Counting the past anew (往日计数) of agencies of which something changed.

What selectors.as_of.standing tells of one moment is told here of the end of every day on which
something happened, in one pass over the acts of each commitment; a test holds both against one
another. Part of counting a batch of agencies (services/tallying.py): same snapshot, same marks.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import Any, Final

from django.db.models import Q

from tracker.models import Commitment, TallyOfKind, TallyShare, TallyThen
from tracker.models.past_tallies import NEVER, PAST
from tracker.selectors.as_of import holds
from tracker.selectors.as_of_counts import counts_in
from tracker.selectors.commitments import VERIFIABLE_FROM
from tracker.services.histories import Act, Histories, Lapse, day_of, decided_by, text_of
from tracker.services.tally_rows import insert_values

# Plan year, topic, deadline, day, answered, clear, outcome, review state, month: days as ISO dates.
Key = tuple[int, str, str, str, bool, bool, str, str, str]
Share = dict[Key, int]
_Kind = tuple[bool, str, str, str]  # without whether it is clear: that is today's

# Columns and their types.
_COLUMNS: Final = {
    "agency_id": "int",
    "plan_year": "int",
    **dict.fromkeys(["due_on", "since", "until"], "date"),
    **dict.fromkeys(PAST, "int"),
}
_KEYS: Final = {
    "plan_year": "int",
    "topic": "text",
    **dict.fromkeys(["due_on", "since"], "date"),
    **dict.fromkeys(["answered", "is_clear"], "bool"),
    **dict.fromkeys(["outcome", "review_state"], "text"),
    "month": "date",
}
_NEVER: Final = NEVER.isoformat()


def count_past(histories: Histories) -> None:
    """Count their agencies anew; what is as it was is not written."""
    agencies = histories.agencies
    before, after = _stored(agencies), _shares(histories)
    changed = [key for key in agencies if before.get(key) != after.get(key)]
    for table in (TallyThen, TallyShare):
        table._default_manager.filter(agency__in=changed).delete()
    shares = {key: after[key] for key in changed if key in after}
    _keep(shares)
    intervals = [row for key, share in shares.items() for row in _intervals(key, share)]
    insert_values(TallyThen, _COLUMNS, intervals)
    whole = Counter[Key]()
    for key in changed:
        whole.update(after.get(key, {}))
        whole.subtract(before.get(key, {}))
    _move_whole({place: number for place, number in whole.items() if number})


def _stored(agencies: Sequence[int]) -> dict[int, Share]:
    rows = TallyShare.objects.filter(agency__in=agencies).values_list("agency_id", "changes")
    return {key: {tuple(place): n for *place, n in changes} for key, changes in rows}


def _shares(histories: Histories) -> dict[int, Share]:
    """Every agency's history, out of its commitments and what happened to each."""
    acts, lapses = histories.acts, histories.lapses
    rows = Commitment.objects.filter(report__agency__in=histories.agencies).order_by()
    columns = ("pk", "report__agency_id", "plan_year", "topic")
    days = [text_of(day_of(field)) for field in ("created_at", "result_report__created_at")]
    shares: dict[int, Counter[Key]] = defaultdict(Counter)
    changes = cache(_changes)  # most promises of a plan have the same story
    for pk, agency, year, topic, clear, due_on, came, answered in rows.values_list(
        *columns, holds(Q(verifiability__gte=VERIFIABLE_FROM)), text_of("due_on"), *days
    ):
        place, share = (year, topic, due_on or _NEVER), shares[agency]
        story = (came, answered, tuple(acts.get(pk, ())), tuple(lapses.get(pk, ())))
        for day, (is_answered, *decided), number in changes(*story):
            share[(*place, day, is_answered, clear, *decided)] += number
    kept = {key: {k: n for k, n in share.items() if n} for key, share in shares.items()}
    return {key: share for key, share in kept.items() if share}


def _changes(
    came: str, answered: str | None, acts: tuple[Act, ...], lapses: tuple[Lapse, ...]
) -> list[tuple[str, _Kind, int]]:
    """The days on which a commitment was of another kind in the end, and what changed."""
    days = {came, answered, *(act.day for act in acts)}
    days.update(day for lapse in lapses for day in (lapse.day, lapse.back))
    was: _Kind | None = None
    found: list[tuple[str, _Kind, int]] = []
    for day in sorted(filter(None, days)):
        is_now = None
        if came <= day and not any(_is_away(lapse, day) for lapse in lapses):
            is_answered = answered is not None and answered <= day
            is_now = (is_answered, *decided_by(day, acts, lapses))
        if is_now != was:
            found += ((day, kind, n) for kind, n in ((was, -1), (is_now, 1)) if kind)
        was = is_now
    return found


def _is_away(lapse: Lapse, day: str) -> bool:
    is_back = lapse.back is not None and lapse.back <= day
    return lapse.is_of_plan and lapse.day <= day and not is_back


def _intervals(agency: int, share: Share) -> Iterator[tuple[Any, ...]]:
    """The rows of TallyThen: the changes added up, plan by plan, from day to day."""
    plans: dict[tuple[int, str], dict[str, Counter[str]]] = defaultdict(
        lambda: defaultdict(Counter)
    )
    for (year, _topic, due_on, day, answered, clear, outcome, state, _month), n in share.items():
        on_day = plans[year, due_on][day]
        for name in counts_in(answered, clear, outcome, state):
            on_day[name] += n
    for (year, due_on), days in plans.items():
        figures = Counter[str]()
        for day, until in pairwise([*sorted(days), _NEVER]):
            figures.update(days[day])
            counts = [figures[name] for name in PAST]
            if any(counts):
                yield (agency, year, due_on, day, until, *counts)


def _keep(shares: dict[int, Share]) -> None:
    rows = [[key, [[*place, n] for place, n in share.items()]] for key, share in shares.items()]
    insert_values(TallyShare, {"agency_id": "int", "changes": "jsonb"}, rows)


def _move_whole(changes: Share) -> None:
    """Add to the rows of all agencies what some of them have more or less."""
    if not changes:
        return
    keys = ", ".join(_KEYS)
    insert_values(
        TallyOfKind,
        {**_KEYS, "change": "int"},
        [[*place, number] for place, number in changes.items()],
        f"ON CONFLICT ({keys}) DO UPDATE SET change = known.change + EXCLUDED.change",
    )
    TallyOfKind.objects.filter(change=0).delete()
