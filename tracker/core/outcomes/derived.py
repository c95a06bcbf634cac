"""Numbers that a report says only through others (推算数字): by how much, and how many in all.

由40件减少到30件 is a fall by 25%; 上半年5处，下半年7处 is 12 in the year.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from tracker.core.outcomes.figures import Figure
from tracker.core.outcomes.units import SHARE, kind_of
from tracker.core.types import Comparator, Span, Target

_FROM_TO = re.compile(
    r"[由从](?:上年|去年|原来|此前)?的?(?P<before>\d{1,9}(?:\.\d{1,4})?)(?P<unit>[\u4e00-\u9fff%％]{1,4}?)"
    r"(?:大幅|进一步)?(?P<way>减少|下降|降低|压缩|压减|缩短|降|增加|增长|提高|提升|上升|增)[到至为]"
    r"(?P<after>\d{1,9}(?:\.\d{1,4})?)(?P=unit)"
)
_MARKS: Final = "，,；;。！？"
_HALVES: Final = ("上半年", "下半年")
LONGEST: Final = 2000  # characters of a sentence in which they are looked for


def changes_in(text: str) -> Iterator[Figure]:
    """By how much something changed, in percent, where only both ends are told."""
    text = text[:LONGEST]
    for told in _FROM_TO.finditer(text):
        before, after = float(told["before"]), float(told["after"])
        if not before or told["unit"] in "%％":
            continue
        start = max(text.rfind(mark, 0, told.start()) for mark in _MARKS) + 1
        name, place = text[start : told.start()] + told["way"], Span(*told.span())
        change = Target(
            text=told[0],
            span=place,
            value=round(100 * abs(after - before) / before, 2),
            unit=SHARE,
            comparator=Comparator.EQ,
            object=name,
        )
        yield Figure(change, name, name, text, name, name, place.start)


def sums_of(figures: Sequence[Figure]) -> Iterator[Figure]:
    """What both halves of the year come to, where each is told with the same unit."""
    halves = [[f for f in figures if half in f.clause] for half in _HALVES]
    for first, second in zip(*halves, strict=False):
        ours, theirs = first.target, second.target
        if ours.unit != theirs.unit or kind_of(ours) == SHARE or first.clause == second.clause:
            continue
        place = Span(ours.span.start, max(ours.span.end, theirs.span.end))
        both = replace(
            ours,
            value=ours.value + theirs.value,
            span=place,
            text=first.passage[place.start : place.end],
        )
        yield replace(first, target=both)
