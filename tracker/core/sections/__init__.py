"""Clean text -> its parts with their kinds (章节): they cover the text and don't overlap."""

from __future__ import annotations

import re

from tracker.core.sections.endmatter import end_of_body
from tracker.core.sections.headings import kind_of
from tracker.core.sections.lines import heading_lines
from tracker.core.sections.ordinals import Level, Ordinal, read_ordinal
from tracker.core.sections.paragraphs import Opening, with_inner_parts
from tracker.core.types import ReportKind, Section, SectionKind, Span

__all__ = ["Level", "Ordinal", "find_sections", "heading_lines", "read_ordinal"]

_BUILDING = re.compile(r"^(?:进一步|加强|推进|努力|深化|全面|着力|切实|持续|坚持)")


def find_sections(
    text: str, *, kind: ReportKind | None = None, report_year: int | None = None
) -> tuple[Section, ...]:
    """The parts of a report in order, from the first character to the last.

    `report_year` tells 2025年工作计划 from 2024年工作总结; `kind` decides what an unnamed
    part after the plan is: in a 政府工作报告 it belongs to the plan. Signature, notes and a
    closing paragraph (以上报告…, 让我们…) are a part of their own.
    """
    if not text:
        return ()
    end = end_of_body(text)
    openings = _openings(text[:end], kind=kind, report_year=report_year)
    openings = with_inner_parts(text[:end], openings, report_year=report_year)
    if not openings or openings[0].start > 0:
        openings.insert(0, Opening(0, "", SectionKind.OTHER))
    if end < len(text):
        openings.append(Opening(end, "", SectionKind.OTHER))
    stops = [opening.start for opening in openings[1:]] + [len(text)]
    return tuple(
        Section(kind=opening.kind, heading=opening.heading, span=Span(opening.start, stop))
        for opening, stop in zip(openings, stops, strict=True)
        if opening.start < stop
    )


def _openings(text: str, *, kind: ReportKind | None, report_year: int | None) -> list[Opening]:
    headings = heading_lines(text)
    kinds = [kind_of(heading.words, report_year=report_year) for heading in headings]
    has_plan = SectionKind.PLAN in kinds
    openings: list[Opening] = []
    seen: set[SectionKind] = set()
    for heading, named in zip(headings, kinds, strict=True):
        chosen = named
        if kind is ReportKind.GOVERNMENT_WORK and SectionKind.PLAN in seen:
            chosen = named if named is SectionKind.OTHER else SectionKind.PLAN
        if chosen is None:
            chosen = _unnamed(heading.words, seen, has_plan=has_plan)
        seen.add(chosen)
        openings.append(Opening(heading.start, heading.text, chosen))
    return openings


def _unnamed(words: str, seen: set[SectionKind], *, has_plan: bool) -> SectionKind:
    """The kind of a part whose heading names none, by what has come before it."""
    if SectionKind.PLAN in seen:
        return SectionKind.PLAN
    if SectionKind.PROBLEMS in seen and not has_plan and _BUILDING.match(words):
        return SectionKind.PLAN
    return SectionKind.ACHIEVEMENTS
