"""The parts of a reading mended (改部分): where they begin and of what kind they are."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from tracker.core.commitments import find_commitments
from tracker.core.compliance import check_compliance
from tracker.core.corrections.values import PartFrom
from tracker.core.sentences import split_sentences
from tracker.core.types import Commitment, ReportReading, Section, SectionKind, Span

LINE_KEPT: Final = 200  # characters of a line by which it is found again
_LONGEST_HEADING: Final = 70  # characters, as of a heading with an ordinal
_SENTENCE_ENDS: Final = "。；;！!？?"


def line_at(reading: ReportReading, start: int) -> tuple[str, int] | None:
    """How the place of a text where a part begins or may begin is found again; None if none may.

    A part begins with a sentence: the words up to the end of its line, and which of the places
    with the same words it is.
    """
    for words, starts in _places(reading).items():
        if start in starts:
            return words, starts.index(start)
    return None


def with_parts(
    reading: ReportReading, parts: Sequence[tuple[int, PartFrom]], missed: list[int]
) -> ReportReading:
    """Change the parts; the plans that were changed are cut anew, the others stay as they are.

    The numbers of those that are not found again are added to `missed`.
    """
    if not parts:
        return reading
    text, places = reading.text.text, _places(reading)
    sections = list(reading.sections)
    for number, part in parts:
        starts = places.get(part.line, [])
        if part.nth < len(starts):
            sections = _with_part(text, sections, start=starts[part.nth], kind=part.kind)
        else:
            missed.append(number)
    return replace(
        reading,
        sections=tuple(sections),
        sentences=split_sentences(text, sections),
        commitments=tuple(_items(reading, sections)),
        compliance=check_compliance(reading.identity, sections),
    )


def _items(reading: ReportReading, sections: Sequence[Section]) -> list[Commitment]:
    starts = [section.span.start for section in reading.sections]
    known: dict[Section, list[Commitment]] = {section: [] for section in reading.sections}
    for item in reading.commitments if starts else ():
        known[reading.sections[bisect_right(starts, item.span.start) - 1]].append(item)
    found: list[Commitment] = []
    for section in sections:
        if section in known:
            found.extend(known[section])
        else:
            year = reading.identity.plan_year
            found.extend(find_commitments(reading.text.text, [section], plan_year=year))
    return found


def _places(reading: ReportReading) -> dict[str, list[int]]:
    """Where parts begin or may begin, by the words that stand there."""
    text = reading.text.text
    starts = {sentence.span.start for sentence in reading.sentences}
    starts.update(section.span.start for section in reading.sections)
    places: dict[str, list[int]] = {}
    for start in sorted(starts):
        end = text.find("\n", start, start + LINE_KEPT)
        words = text[start : start + LINE_KEPT if end < 0 else end]
        places.setdefault(words, []).append(start)
    return places


def _with_part(
    text: str, sections: Sequence[Section], *, start: int, kind: SectionKind | None
) -> list[Section]:
    at = bisect_right([section.span.start for section in sections], start) - 1
    before, after = list(sections[: at + 1]), list(sections[at + 1 :])
    here = before[-1] if before else None
    begins = here is not None and here.span.start == start
    if kind is None:
        return _joined(before, after) if begins else list(sections)
    if begins and here is not None:
        return [*before[:-1], replace(here, kind=kind), *after]
    end = after[0].span.start if after else len(text)
    if here is not None and start < here.span.end:
        end = here.span.end
        before[-1] = replace(here, span=Span(here.span.start, start))
    return [*before, Section(kind, _heading_at(text, start, end), Span(start, end)), *after]


def _joined(before: list[Section], after: list[Section]) -> list[Section]:
    """The last part before goes on with the one in front of it; the first of all is no part."""
    last = before.pop()
    if before:
        before[-1] = replace(before[-1], span=Span(before[-1].span.start, last.span.end))
    else:
        before.append(Section(SectionKind.OTHER, "", last.span))
    return before + after


def _heading_at(text: str, start: int, end: int) -> str:
    """The line that a part begins with, if it is no sentence of its own."""
    line = text[start : min(end, start + _LONGEST_HEADING + 1)].split("\n", 1)[0].rstrip()
    if len(line) > _LONGEST_HEADING or line.endswith(tuple(_SENTENCE_ENDS)):
        return ""
    return line.rstrip("：: ")
