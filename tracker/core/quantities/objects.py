"""What a number counts (目标对象): the thing named before or after it, without the verb."""

from __future__ import annotations

import re
from typing import Final

from tracker.core.lexicon import alternatives
from tracker.core.types import Span

_LEADS = re.compile(
    rf"(?:{alternatives('object_leads', 'light_verbs', 'making_verbs')}|20\d\d年(?:以来|度|底)?|[于在对将把各、])"
)
_STOPS = re.compile(alternatives("object_stops"))
_MAKING = re.compile(alternatives("making_verbs"))
_VERB = re.compile(alternatives("light_verbs", "making_verbs"))
_LIST_MARKS: Final = "、和及与以并"
_SHORTEST: Final = 2  # characters of a thing: 推进会 has no verb to take off
_TRAILING = re.compile(rf"(?:{_MAKING.pattern}|开展|组织|次数|数量|总数|总量|人数|[的各、])+$")
_OPENERS: Final = "“《（("


def object_before(clause: str, *, start: int, end: int) -> Span:
    """The thing named in clause[start:end], in front of a number; may be empty."""
    while (match := _LEADS.match(clause, start, end)) and _leaves_a_thing(match, end):
        start = match.end()
    for making in _MAKING.finditer(clause, start, end):
        if making.end() + _SHORTEST <= end and not _inside_quotes(clause[start : making.start()]):
            start = making.end()
    if trailing := _TRAILING.search(clause, start, end):
        kept = trailing.start()
        end = kept if kept > start else end
    return Span(start, max(start, end))


def is_verb(words: str) -> bool:
    """Whether the words are one of the verbs that stand before a thing and name none."""
    return _VERB.fullmatch(words) is not None


def _leaves_a_thing(lead: re.Match[str], end: int) -> bool:
    return len(lead[0]) == 1 or lead.end() + _SHORTEST <= end


def object_after(clause: str, *, start: int, end: int) -> Span:
    """The thing named in clause[start:end], behind a number; may be empty.

    Ends before the predicate (上线, 实现 …), except inside quotation marks. What follows
    a list mark (2处、法治宣传栏5处) is the next thing and belongs to another number.
    """
    if clause[start : start + 1] in tuple(_LIST_MARKS):
        return Span(start, start)
    if clause[start : start + 1] == "的":
        start += 1
    for stop in _STOPS.finditer(clause, start, end):
        if not _inside_quotes(clause[start : stop.start()]):
            end = stop.start()
            break
    if trailing := _TRAILING.search(clause, start, end):
        end = max(start, trailing.start())
    return Span(start, max(start, end))


def _inside_quotes(text: str) -> bool:
    return sum(text.count(c) for c in _OPENERS) > sum(text.count(c) for c in "”》）)")
