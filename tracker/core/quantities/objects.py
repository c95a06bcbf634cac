"""What a number counts (目标对象): the thing named before or after it, without the verb."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from tracker.core.lexicon import alternatives
from tracker.core.types import Span

_LEADS = re.compile(
    rf"(?:{alternatives('object_leads', 'light_verbs', 'making_verbs')}"
    r"|20\d\d年(?:以来|度|底)?|[于在对将把各至、])"
)
_STOPS = re.compile(alternatives("object_stops"))
_MAKING = re.compile(alternatives("making_verbs"))
_VERB = re.compile(alternatives("light_verbs", "making_verbs"))
LIST_MARKS: Final = ("、", "和", "及", "与", "并")
# 引进和培育人才: another verb beside the one that was taken off
_MORE = re.compile(rf"[和及与并、]{alternatives('light_verbs', 'making_verbs')}")
_SHORTEST: Final = 2  # characters of a thing: 推进会 has no verb to take off
_TRAILING = re.compile(rf"(?:{_MAKING.pattern}|开展|组织|次数|数量|总数|总量|人数|[的各等、])+$")
_OPENERS: Final = "“《（("
_CLOSERS: Final = "”》）)"


def object_before(clause: str, *, start: int, end: int) -> Span:
    """The thing named in clause[start:end], in front of a number; may be empty."""
    while (match := _LEADS.match(clause, start, end)) and _leaves_a_thing(match, end):
        start = match.end()
    for making in _outside_quotes(_MAKING, clause, Span(start, end)):
        if making.end() + _SHORTEST <= end:
            start = making.end()
    while (match := _MORE.match(clause, start, end)) and _leaves_a_thing(match, end):
        start = match.end()
    if trailing := _TRAILING.search(clause, start, end):
        kept = trailing.start()
        end = kept if kept > start else end
    return Span(start, max(start, end))


def is_verb(words: str) -> bool:
    """Whether the words are one of the verbs that stand before a thing and name none."""
    return _VERB.fullmatch(words) is not None


def _leaves_a_thing(lead: re.Match[str], end: int) -> bool:
    return not is_verb(lead[0]) or lead.end() + _SHORTEST <= end


def object_after(clause: str, *, start: int, end: int) -> Span:
    """The thing named in clause[start:end], behind a number; may be empty.

    Ends before the predicate (上线, 实现 …), except inside quotation marks. What follows
    a list mark (2处、法治宣传栏5处) is the next thing and belongs to another number.
    """
    if clause[start : start + 1] in LIST_MARKS:
        return Span(start, start)
    if clause[start : start + 1] == "的":
        start += 1
    if stop := next(_outside_quotes(_STOPS, clause, Span(start, end)), None):
        end = stop.start()
    if trailing := _TRAILING.search(clause, start, end):
        end = max(start, trailing.start())
    return Span(start, max(start, end))


def _outside_quotes(words: re.Pattern[str], clause: str, place: Span) -> Iterator[re.Match[str]]:
    """The matches in a place that stand outside quotation marks and brackets; linear."""
    depth, seen = 0, place.start
    for match in words.finditer(clause, place.start, place.end):
        between = clause[seen : match.start()]
        depth += sum(map(between.count, _OPENERS)) - sum(map(between.count, _CLOSERS))
        seen = match.start()
        if depth <= 0:
            yield match
