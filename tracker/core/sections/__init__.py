"""Clean text -> its parts with their kinds (章节): they cover the text and don't overlap."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from tracker.core.sections.endmatter import end_of_body
from tracker.core.sections.headings import (
    LONGEST_BARE_HEADING,
    inner_kind_of,
    kind_of,
    paragraph_kind,
    years_in,
)
from tracker.core.sections.ordinals import Level, Ordinal, read_ordinal
from tracker.core.types import ReportKind, Section, SectionKind, Span

__all__ = ["Level", "Ordinal", "find_sections", "heading_lines", "read_ordinal"]

_LINE = re.compile(r"[^\n]+")
_FIRST_SENTENCE = re.compile(r"[^。！？\n]+")
_FIRST_CLAUSE = re.compile(r"[^,，。：:\n]+")
_LONGEST_HEADING: Final = 70
_TOP: Final = (Level.PART, Level.HAN)
_BARE_OPENING = re.compile(
    r"(?:20\d\d年|二[〇○零]..年|下一|下步|今后|主要|存在|工作|过去|“?十[一二三四五六]五|法治政府)"
)
_NO_HEADING = re.compile(r"[。；，,;！]|报告$")
_BARE_ENDING = re.compile(r"(?:工作|任务|安排|回顾|总结|计划|建议)$")
_BUILDING = re.compile(r"^(?:进一步|加强|推进|努力|深化|全面|着力|切实|持续|坚持)")


class _Opening(NamedTuple):
    """A line that opens a part."""

    start: int
    heading: str  # with its ordinal
    kind: SectionKind


class _Heading(NamedTuple):
    start: int
    text: str  # with its ordinal
    words: str  # without it
    ordinal: Ordinal | None


def find_sections(
    text: str, *, kind: ReportKind | None = None, report_year: int | None = None
) -> tuple[Section, ...]:
    """The parts of a report in order, from the first character to the last.

    `report_year` tells 2025年工作计划 from 2024年工作总结; `kind` decides what an unnamed
    part after the plan is: in a 政府工作报告 it belongs to the plan.
    """
    if not text:
        return ()
    end = end_of_body(text)
    openings = _openings(text[:end], kind=kind, report_year=report_year)
    openings = _with_untitled(text[:end], openings, report_year=report_year)
    if not openings or openings[0].start > 0:
        openings.insert(0, _Opening(0, "", SectionKind.OTHER))
    if end < len(text):
        openings.append(_Opening(end, "", SectionKind.OTHER))
    stops = [opening.start for opening in openings[1:]] + [len(text)]
    return tuple(
        Section(kind=opening.kind, heading=opening.heading, span=Span(opening.start, stop))
        for opening, stop in zip(openings, stops, strict=True)
        if opening.start < stop
    )


def heading_lines(text: str) -> list[_Heading]:
    """The headings of the first level: 一、…, or short lines without an ordinal."""
    found: list[_Heading] = []
    bare_before = False
    inner_next = 0  # the number that continues a list inside a part with a bare heading
    in_parts = False  # under 第一部分, the items 一、二、三、 are a level below
    for match in _LINE.finditer(text):
        heading = _heading(match)
        if heading is None:
            continue
        level = heading.ordinal.level if heading.ordinal else None
        if in_parts and level is Level.HAN:
            continue
        in_parts = in_parts or (level is Level.PART and not any(h.ordinal for h in found))
        if heading.ordinal is None:
            bare_before, inner_next = True, 0
        else:
            number = heading.ordinal.number
            if number == inner_next or (bare_before and number == 1):
                inner_next, bare_before = number + 1, False
                continue
            bare_before, inner_next = False, 0
        found.append(heading)
    return found


def _heading(match: re.Match[str]) -> _Heading | None:
    line = match[0]
    ordinal = read_ordinal(line)
    if ordinal is not None and ordinal.level not in _TOP:
        return None
    if ordinal is not None:
        text = _run_in_heading(line) if len(line) > _LONGEST_HEADING else line
        text = text.rstrip("。：: ")
        return _Heading(match.start(), text, text[ordinal.end :], ordinal)
    if len(line) > LONGEST_BARE_HEADING or _NO_HEADING.search(line):
        return None
    typical = _BARE_OPENING.match(line) and kind_of(line, report_year=None) is not None
    if not typical and not (years_in(line) and _BARE_ENDING.search(line)):
        return None
    return _Heading(match.start(), line.rstrip("：: "), line, None)


def _run_in_heading(line: str) -> str:
    """The heading of a paragraph that goes on behind it: up to 。, or up to a lone blank."""
    head = line[:LONGEST_BARE_HEADING].split(" ", 1)[0]
    if len(head) < len(line[:LONGEST_BARE_HEADING]) and not re.search(r"[,，。；;]", head):
        return head
    first = _FIRST_SENTENCE.match(line)
    return first[0] if first else line


def _openings(text: str, *, kind: ReportKind | None, report_year: int | None) -> list[_Opening]:
    headings = heading_lines(text)
    kinds = [kind_of(heading.words, report_year=report_year) for heading in headings]
    has_plan = SectionKind.PLAN in kinds
    openings: list[_Opening] = []
    seen: set[SectionKind] = set()
    for heading, named in zip(headings, kinds, strict=True):
        chosen = named
        if kind is ReportKind.GOVERNMENT_WORK and SectionKind.PLAN in seen:
            chosen = named if named is SectionKind.OTHER else SectionKind.PLAN
        if chosen is None:
            chosen = _unnamed(heading.words, seen, has_plan=has_plan)
        seen.add(chosen)
        openings.append(_Opening(heading.start, heading.text, chosen))
    return openings


def _unnamed(words: str, seen: set[SectionKind], *, has_plan: bool) -> SectionKind:
    """The kind of a part whose heading names none, by what has come before it."""
    if SectionKind.PLAN in seen:
        return SectionKind.PLAN
    if SectionKind.PROBLEMS in seen and not has_plan and _BUILDING.match(words):
        return SectionKind.PLAN
    return SectionKind.ACHIEVEMENTS


def _with_untitled(
    text: str, openings: list[_Opening], *, report_year: int | None
) -> list[_Opening]:
    """Add the parts that begin inside another: (三)下一步打算, or an untitled paragraph."""
    has_plan = any(opening.kind is SectionKind.PLAN for opening in openings)
    starts = {opening.start: opening for opening in openings}
    found: list[_Opening] = []
    current = parent = SectionKind.OTHER
    for match in _LINE.finditer(text):
        if opening := starts.get(match.start()):
            found.append(opening)
            current = parent = opening.kind
            continue
        if parent is SectionKind.PLAN or (not openings and match.start() == 0):
            continue
        inner = _inner(match, current=current, parent=parent, report_year=report_year)
        if inner is None or inner.kind is current:
            continue
        # Where a heading names the plan, a paragraph that merely begins with 下一步 is no plan.
        if inner.kind is not SectionKind.PLAN or not has_plan or read_ordinal(match[0]):
            found.append(inner)
            current = inner.kind
    return found


def _inner(
    match: re.Match[str], *, current: SectionKind, parent: SectionKind, report_year: int | None
) -> _Opening | None:
    line = match[0]
    ordinal = read_ordinal(line)
    if ordinal is not None and ordinal.level in (Level.HAN, Level.PAREN):
        first = _FIRST_SENTENCE.match(line)
        heading = (first[0] if first else line)[:_LONGEST_HEADING].rstrip("：: ")
        kind = inner_kind_of(heading[ordinal.end :]) or parent
        return _Opening(match.start(), heading, kind)
    if ordinal is not None or (current is SectionKind.OTHER and match.start() < 400):
        return None
    kind_found = paragraph_kind(line, report_year=report_year)
    if kind_found is None or current is SectionKind.PLAN:
        return None
    clause = _FIRST_CLAUSE.match(line)
    return _Opening(match.start(), clause[0][:40] if clause else "", kind_found)
