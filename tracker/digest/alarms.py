"""What the machine sees as silent or short (系统建议，未复核), counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from tracker.core.types import Outcome
from tracker.selectors.digests import ALARMING, AlarmCount


@dataclass(frozen=True, slots=True)
class Alarms:
    """`outcomes` by outcome, worst first; `missed` with a number missed, whatever the outcome.

    A commitment may count in both, so that `count` is not their sum.
    """

    outcomes: tuple[tuple[Outcome, int], ...] = ()
    missed: int = 0
    count: int = 0


def alarms_of(counts: Iterable[AlarmCount]) -> Alarms:
    """The figures of these counts."""
    rows = list(counts)
    found = Counter[Outcome]()
    for row in rows:
        found[row.outcome] += row.number
    return Alarms(
        outcomes=tuple((outcome, found[outcome]) for outcome in ALARMING if found[outcome]),
        missed=sum(row.number for row in rows if row.is_missed),
        count=found.total(),
    )
