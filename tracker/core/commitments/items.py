"""The plan section cut into its items (承诺事项的切分)."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from tracker.core.commitments.clauses import is_measured
from tracker.core.commitments.paragraphs import (
    introduces,
    promises,
    unnumbered_items,
    without_lead,
)
from tracker.core.sections import Level, Ordinal, read_ordinal
from tracker.core.types import Section, Span

_LINE = re.compile(r"[^\n]+")
# An item inside a paragraph begins after the end of a sentence.
_INLINE = re.compile(
    r"(?:(?<=[。；;：:！？,，\n])|(?<=[。；;：:！？] ))"
    r"(?=[一二三四五六七八九十（(第其首再最①-⑳⑴-⒇\d])"
)
_INLINE_LEVELS: Final = (
    Level.SHI,
    Level.PAREN,
    Level.FIRST,
    Level.WORD,
    Level.CIRCLE,
    Level.PAREN_DIGIT,
    Level.DIGIT,
)
_CLOSING = re.compile(
    r"(?:总之|新的一年|各位代表|以上报告|特此报告|专此报告|专此|下一步|让我们|面对新|"
    r"20\d\d年[,，].{0,20}(?:我们|我局|将以))"
)


class Item(NamedTuple):
    """One item; the span begins after the ordinal."""

    ordinal: str
    span: Span


class _Mark(NamedTuple):
    start: int
    ordinal: Ordinal


def split_items(text: str, section: Section) -> list[Item]:
    """The items of a plan section: those with the ordinals that come first, one level only.

    Without ordinals at the beginning of lines, the ones inside a paragraph (一是…二是…);
    without any, what `unnumbered_items` makes of the paragraphs. A paragraph with figures in
    front of the first ordinal (今年的主要预期目标是…) is an item of its own, and so is one
    behind the last item that promises something else.
    """
    body = body_of(text, section)
    lines = [Span(*match.span()) for match in _LINE.finditer(text, body.start, body.end)]
    marks = _line_marks(text, lines)
    if marks:
        return _numbered(text, lines, marks, body)
    inline = _inline_marks(text, body)
    if inline and _stand_in_one_line(inline, lines):
        return _cut(text, inline, body.end)
    return [Item("", span) for span in unnumbered_items(text, lines)]


def body_of(text: str, section: Section) -> Span:
    """The section without its heading."""
    start = section.span.start + len(section.heading)
    while start < section.span.end and text[start] in "。：:，,；; \n":
        start += 1
    stop = start + len(text[start : section.span.end].rstrip())
    return Span(start, stop)


def _line_marks(text: str, lines: Sequence[Span]) -> list[_Mark]:
    """The ordinals that lines begin with, of the level of the first of them."""
    read = ((line.start, read_ordinal(text, line.start, line.end)) for line in lines)
    found = [_Mark(start, ordinal) for start, ordinal in read if ordinal is not None]
    return [mark for mark in found if mark.ordinal.level is found[0].ordinal.level]


def _numbered(text: str, lines: Sequence[Span], marks: Sequence[_Mark], body: Span) -> list[Item]:
    if headed := _under_headings(text, lines, marks):
        return headed
    marks = _with_inline(text, marks, body)
    before = [
        Item("", without_lead(text, line))
        for line in lines
        if line.end <= marks[0].start and _has_figures(line.of(text))
    ]
    return [*before, *_without_closing(text, _cut(text, marks, body.end))]


def _has_figures(paragraph: str) -> bool:
    return is_measured(paragraph) and not introduces(paragraph)


def _under_headings(text: str, lines: Sequence[Span], marks: Sequence[_Mark]) -> list[Item]:
    """Items headed by lines without an ordinal, each with a list that counts from one again.

    （一） and 一、 are items themselves, whatever they stand under.
    """
    if marks[0].ordinal.level in (Level.HAN, Level.PAREN):
        return []
    numbered = {mark.start for mark in marks}
    restarts = {mark.start for mark in marks if mark.ordinal.number == 1}
    heads = [
        line
        for line, following in pairwise(lines)
        if following.start in restarts
        and line.start not in numbered
        and read_ordinal(text, line.start, line.end) is None
    ]
    if len(heads) < 2 or len(heads) < len(restarts):
        return []
    stops = [head.start for head in heads[1:]] + [lines[-1].end]
    return [
        Item("", _trimmed(text, head.start, stop)) for head, stop in zip(heads, stops, strict=True)
    ]


def _with_inline(text: str, marks: Sequence[_Mark], body: Span) -> list[_Mark]:
    """The marks at line starts, with those inside a line that go on counting: …。三是…."""
    level = marks[0].ordinal.level
    starts = {mark.start for mark in marks}
    first = marks[0].start if marks[0].ordinal.number == 1 else body.start
    found: list[_Mark] = []
    for mark in _marks_within(text, Span(first, body.end)):
        last = found[-1].ordinal.number if found else 0
        follows = mark.ordinal.number == last + 1 or level is Level.WORD  # 首先 其次 最后
        if mark.ordinal.level is level and (mark.start in starts or follows):
            found.append(mark)
    return found


def _marks_within(text: str, span: Span) -> Iterator[_Mark]:
    places = [span.start, *(m.start() for m in _INLINE.finditer(text, span.start + 1, span.end))]
    for start in places:
        ordinal = read_ordinal(text, start, span.end)
        if ordinal is not None:
            yield _Mark(start, ordinal)


def _inline_marks(text: str, body: Span) -> list[_Mark]:
    marks = list(_marks_within(text, body))
    for level in _INLINE_LEVELS:
        chosen = [mark for mark in marks if mark.ordinal.level is level]
        if len(chosen) >= 2 and chosen[0].ordinal.number == 1:
            return chosen
    return []


def _stand_in_one_line(marks: Sequence[_Mark], lines: Sequence[Span]) -> bool:
    """Whether only one paragraph is a list; where several are, the paragraphs are the items."""
    starts = [line.start for line in lines]
    firsts = [mark.start for mark in marks if mark.ordinal.number == 1]
    return len({bisect_right(starts, at) for at in firsts}) == 1


def _cut(text: str, marks: Sequence[_Mark], end: int) -> list[Item]:
    stops = [mark.start for mark in marks[1:]] + [end]
    return [
        Item(mark.ordinal.text, _trimmed(text, mark.ordinal.end, stop))
        for mark, stop in zip(marks, stops, strict=True)
        if text[mark.ordinal.end : stop].strip()
    ]


def _trimmed(text: str, start: int, end: int) -> Span:
    words = text[start:end]
    begin = start + len(words) - len(words.lstrip())  # an ordinal may have a line to itself
    return Span(begin, max(begin, start + len(words.rstrip())))


def _without_closing(text: str, items: list[Item]) -> list[Item]:
    """Leave out what stands after the last item; what is promised there is an item of its own.

    Where the other items are one paragraph each, a second one after the last is none of it.
    """
    if not items:
        return items
    last = items[-1]
    lines = [Span(*match.span()) for match in _LINE.finditer(text, last.span.start, last.span.end)]
    short = len(items) > 2 and all("\n" not in item.span.of(text) for item in items[:-1])
    for index, line in enumerate(lines[1:], start=1):
        if short or _CLOSING.match(text, line.start):
            items[-1] = Item(last.ordinal, Span(last.span.start, lines[index - 1].end))
            rest = [line for line in lines[index:] if not introduces(line.of(text))]
            more = (_line_item(text, line) for line in rest)
            return [*items, *(item for item in more if promises(item.span.of(text)))]
    return items


def _line_item(text: str, line: Span) -> Item:
    ordinal = read_ordinal(text, line.start, line.end)
    if ordinal is None:
        return Item("", without_lead(text, line))
    return Item(ordinal.text, Span(ordinal.end, line.end))
