"""What a number counts (目标对象): the thing named before or after it, without the verb."""

from __future__ import annotations

import re
from typing import Final

from tracker.core.lexicon import alternatives
from tracker.core.types import Span

_LEADS = re.compile(
    rf"(?:{alternatives('object_leads', 'light_verbs')}|20\d\d年(?:以来|度|底)?|[于在对将把各、])"
)
_STOPS = re.compile(alternatives("object_stops"))
_MAKING = re.compile("建成|新建|新增|完成|推出|接入|配备|制作|举办|举行|召开")
_TRAILING = re.compile(rf"(?:{_MAKING.pattern}|开展|组织|次数|数量|总数|总量|人数|[的各、])+$")
_OPENERS: Final = "“《（("


def object_before(clause: str, *, start: int, end: int) -> Span:
    """The thing named in clause[start:end], in front of a number; may be empty."""
    while match := _LEADS.match(clause, start, end):
        start = match.end()
    for making in _MAKING.finditer(clause, start, end):
        if making.end() < end and not _inside_quotes(clause[start : making.start()]):
            start = making.end()
    if trailing := _TRAILING.search(clause, start, end):
        kept = trailing.start()
        end = kept if kept > start else end
    return Span(start, max(start, end))


def object_after(clause: str, *, start: int, end: int) -> Span:
    """The thing named in clause[start:end], behind a number; may be empty.

    Ends before the predicate (上线, 实现 …), except inside quotation marks.
    """
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
