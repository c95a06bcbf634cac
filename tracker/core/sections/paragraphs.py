"""Parts that begin inside another one: under a lower heading, or with a paragraph (内嵌部分)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from tracker.core.sections.headings import inner_kind_of, years_in
from tracker.core.sections.lines import LONGEST_HEADING, contents_lines
from tracker.core.sections.ordinals import Level, read_ordinal
from tracker.core.types import SectionKind

_LINE = re.compile(r"[^\n]+")
_FIRST_SENTENCE = re.compile(r"[^。！？\n]+")
_FIRST_CLAUSE = re.compile(r"[^,，。：:\n]+")
_OPENING_PART: Final = 400  # characters in which a report introduces itself
_SALUTATION = r"(?:(?:各位代表|同志们|各位领导)[!！,，:：])?"
_LOOKED_AT: Final = 160  # characters of a paragraph that tell what it is about

_PROBLEMS_OPENING = re.compile(
    rf"{_SALUTATION}(?:尽管|虽然|在?肯定成绩|在?看到成绩|在?总结成绩|全面总结|回顾|同时|与此同时|当然|但|我们(?:也|还)?清醒"
    r"|在取得成绩|对照|存在的?(?:主要)?(?:问题|不足))"
)
_SHORTFALL = re.compile(r"不足|短板|问题|差距|困难|薄弱|挑战|不充分|不够")
# A paragraph may come to it in its second sentence: 思危方能居安。我们也清醒地看到, …
_ADMITTING = re.compile(
    r"清醒(?:地|的)?(?:看到|认识到)|也(?:要|应|必须)?(?:看到|认识到)|深知|不容忽视|不能忽视"
    # 针对还存在的问题 is about what was done with them.
    r"|(?:^|[,，。！!])(?!针对|围绕|聚焦|着力|对|就)[^,，。！!]{0,30}(?:还|仍|依然|尚)[然旧]?(?:存在|面临|有)"
)
_PLAN_OPENING = re.compile(
    r"(?:(?:针对|对于)?(?:以上|上述|这些|存在的?)[^,，。]{0,12}[,，])?"
    r"(?:在?(?:下一?步|下一?阶段|接下来|今后|下一年度?|明年|来年|新的一年)(?:的?工作中|里|中)?[,，]?"
    r"|(?P<year>20\d\d)年[,，]?)"
)
_WILL = re.compile(r"将|要|拟|继续|进一步")
_SENTENCE_START = re.compile(r"(?<=[。；;！])(?=[针对下接今明来新在2以上这])")


class Opening(NamedTuple):
    """A place where a part begins."""

    start: int
    heading: str  # with its ordinal
    kind: SectionKind


def with_inner_parts(
    text: str, openings: Sequence[Opening], *, report_year: int | None
) -> list[Opening]:
    """Add the parts that begin inside another: (三)下一步打算, or an untitled paragraph.

    Where nothing else is a plan, one that stands inside a paragraph on problems is found, too.
    """
    has_plan = any(opening.kind is SectionKind.PLAN for opening in openings)
    starts = {opening.start: opening for opening in openings}
    listed = contents_lines(text)
    found: list[Opening] = []
    current = parent = SectionKind.OTHER
    for match in _LINE.finditer(text):
        if opening := starts.get(match.start()):
            found.append(opening)
            current = parent = opening.kind
            continue
        introductory = not openings and match.start() == 0
        if parent is SectionKind.PLAN or introductory or match.start() in listed:
            continue
        inner = _inner(match, current=current, parent=parent, report_year=report_year)
        if inner is None or inner.kind is current:
            continue
        # Where a heading names the plan, a paragraph that merely begins with 下一步 is no plan.
        if inner.kind is not SectionKind.PLAN or not has_plan or read_ordinal(match[0]):
            found.append(inner)
            current = inner.kind
    if found and not any(opening.kind is SectionKind.PLAN for opening in found):
        found.extend(_plan_inside_problems(text, found, report_year=report_year))
    return sorted(found)


def _inner(
    match: re.Match[str], *, current: SectionKind, parent: SectionKind, report_year: int | None
) -> Opening | None:
    line = match[0]
    ordinal = read_ordinal(line)
    if ordinal is not None and ordinal.level in (Level.HAN, Level.PAREN, Level.DIGIT):
        first = _FIRST_SENTENCE.match(line)
        heading = (first[0] if first else line)[:LONGEST_HEADING].rstrip("：: ")
        kind = inner_kind_of(heading[ordinal.end :], report_year=report_year)
        if kind is None and ordinal.level is Level.DIGIT:
            return None
        return Opening(match.start(), heading, kind or parent)
    if ordinal is not None or (current is SectionKind.OTHER and match.start() < _OPENING_PART):
        return None
    kind_found = paragraph_kind(line, report_year=report_year)
    if kind_found is None or current is SectionKind.PLAN:
        return None
    return Opening(match.start(), _first_clause(line), kind_found)


def _first_clause(words: str) -> str:
    clause = _FIRST_CLAUSE.match(words)
    return clause[0][:40] if clause else ""


def paragraph_kind(paragraph: str, *, report_year: int | None) -> SectionKind | None:
    """The kind of part that an untitled paragraph opens (尽管…不足…, 下一步，我局将…)."""
    opening = paragraph[:_LOOKED_AT]
    admits = _PROBLEMS_OPENING.match(opening) or _ADMITTING.search(opening[:100])
    if admits and _SHORTFALL.search(opening):
        return SectionKind.PROBLEMS
    return SectionKind.PLAN if _plans(opening, report_year=report_year) else None


def _plans(opening: str, *, report_year: int | None) -> bool:
    match = _PLAN_OPENING.match(opening)
    if match is None or not _WILL.search(opening[:80]):
        return False
    years = [int(match["year"])] if match["year"] else years_in(match[0])
    return not years or (report_year is not None and min(years) > report_year)


def _plan_inside_problems(
    text: str, openings: Sequence[Opening], *, report_year: int | None
) -> list[Opening]:
    """The plan that follows the problems in one paragraph: …不足。下一步，我局将…."""
    stops = [opening.start for opening in openings[1:]] + [len(text)]
    for opening, stop in reversed(list(zip(openings, stops, strict=True))):
        if opening.kind is not SectionKind.PROBLEMS:
            continue
        begin = opening.start + len(opening.heading)
        for match in _SENTENCE_START.finditer(text, begin, stop):
            words = text[match.start() : min(stop, match.start() + _LOOKED_AT)].split("\n", 1)[0]
            if _plans(words, report_year=report_year):
                return [Opening(match.start(), _first_clause(words), SectionKind.PLAN)]
    return []
