"""The plan section cut into its items (承诺事项的切分)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final, NamedTuple

from tracker.core.commitments.clauses import acts, clause_spans, is_measured, leads_in
from tracker.core.sections import Level, Ordinal, read_ordinal
from tracker.core.sentences import sentence_spans
from tracker.core.types import Section, Span

_LINE = re.compile(r"[^\n]+")
# An item inside a paragraph begins after the end of a sentence.
_INLINE = re.compile(r"(?<=[。；;：:！？,，])(?=[一二三四五六七八九十（(第①-⑳\d])|(?m:^)")
_INLINE_LEVELS: Final = (Level.SHI, Level.PAREN, Level.FIRST, Level.CIRCLE, Level.DIGIT)
_CLOSING = re.compile(
    r"(?:总之|新的一年|各位代表|以上报告|特此报告|专此报告|专此|下一步|让我们|面对新|"
    r"20\d\d年[,，].{0,20}(?:我们|我局|将以))"
)


class Item(NamedTuple):
    """One item; the span begins after the ordinal."""

    ordinal: str
    span: Span


def split_items(text: str, section: Section) -> list[Item]:
    """The items of a plan section: those with the ordinals that come first, one level only.

    Without ordinals at the beginning of lines, the ones inside a paragraph (一是…二是…);
    without any, the paragraphs that follow an introduction, or the one paragraph there is.
    """
    body = body_of(text, section)
    lines = [Span(*match.span()) for match in _LINE.finditer(text, body.start, body.end)]
    marked = [(line, read_ordinal(text, line.start, line.end)) for line in lines]
    found = [(line.start, ordinal) for line, ordinal in marked if ordinal is not None]
    if found and (len(lines) > 1 or found[0][1].level is not Level.SHI):
        level = found[0][1].level
        items = _cut(text, [pair for pair in found if pair[1].level is level], body.end)
        return _without_closing(text, items)
    return _inline_items(text, body) or _paragraphs(text, lines)


def body_of(text: str, section: Section) -> Span:
    """The section without its heading."""
    start = section.span.start + len(section.heading)
    while start < section.span.end and text[start] in "。：:，, \n":
        start += 1
    stop = start + len(text[start : section.span.end].rstrip())
    return Span(start, stop)


def _cut(text: str, marks: Sequence[tuple[int, Ordinal]], end: int) -> list[Item]:
    stops = [start for start, _ in marks[1:]] + [end]
    return [
        Item(ordinal.text, _trimmed(text, ordinal.end, stop))
        for (_, ordinal), stop in zip(marks, stops, strict=True)
        if text[ordinal.end : stop].strip()
    ]


def _trimmed(text: str, start: int, end: int) -> Span:
    return Span(start, max(start, start + len(text[start:end].rstrip())))


def _inline_items(text: str, body: Span) -> list[Item]:
    marks = [
        (match.start(), ordinal)
        for match in _INLINE.finditer(text, body.start, body.end)
        if (ordinal := read_ordinal(text, match.start(), body.end)) is not None
    ]
    counts = Counter(ordinal.level for _, ordinal in marks)
    for level in _INLINE_LEVELS:
        chosen = [pair for pair in marks if pair[1].level is level]
        if counts[level] >= 2 and chosen[0][1].number == 1:
            return _cut(text, chosen, body.end)
    return []


def _without_closing(text: str, items: list[Item]) -> list[Item]:
    """Leave out a closing paragraph that stands after the last item.

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
            break
    return items


def _paragraphs(text: str, lines: Sequence[Span]) -> list[Item]:
    """Paragraphs without ordinals; one that ends with a colon only introduces the others."""
    if len(lines) > 1:
        lines = [line for line in lines if text[line.end - 1] not in "：:"]
        kept = [line for line in lines if not _CLOSING.match(text, line.start)]
        lines = kept or lines
    return [Item("", line) for line in lines if line.start < line.end]


def heading_of(text: str, span: Span) -> str:
    """What a commitment is called: its first sentence without the full stop.

    Where that sentence goes on to the figures or the actions themselves (加大普法力度，全年
    开展普法10场，…), its first clause.
    """
    first = next(sentence_spans(text, start=span.start, end=span.end), span)
    clauses = list(clause_spans(text, first))
    if len(clauses) > 1 and _is_run_in(text, clauses, whole=first.end >= span.end):
        first = clauses[0]
    return first.of(text).rstrip("。；;：: ")


def _is_run_in(text: str, clauses: Sequence[Span], *, whole: bool) -> bool:
    """Whether a first sentence is a heading with the actions behind it, and no heading.

    It names figures or dates behind its first clause; or, being all there is of the item
    (`whole`), two further actions.
    """
    head, *rest = (clause.of(text) for clause in clauses)
    if not acts(head) or is_measured(head) or leads_in(head):
        return False
    return any(map(is_measured, rest)) or (whole and sum(map(acts, rest)) > 1)
