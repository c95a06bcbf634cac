"""The lines of a report that head its parts (标题行)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from tracker.core.sections.headings import LONGEST_BARE_HEADING, kind_of, years_in
from tracker.core.sections.ordinals import Level, Ordinal, read_ordinal

LONGEST_HEADING: Final = 70  # characters of a heading that has an ordinal

_LINE = re.compile(r"[^\n]+")
_FIRST_SENTENCE = re.compile(r"[^。！？\n]+")
_TOP: Final = (Level.PART, Level.HAN)
_BARE_OPENING = re.compile(
    r"(?:20\d\d年|二[〇○零]..年|下一|下步|今后|主要|存在|工作|过去|“?十[一二三四五六]五|法治政府)"
)
_NO_HEADING = re.compile(r"[。；，,;！]|报告$")
_BARE_ENDING = re.compile(r"(?:工作|任务|安排|回顾|总结|计划|建议)$")
# 三、2025年工作计划（一）抓好学法。 A web copy that lost its line breaks.
_LOWER_ORDINAL = re.compile(r"(?<=[\u4e00-\u9fff）)])[：:]?(?=[（(]一[）)]|一是|1[.．、])")


class Heading(NamedTuple):
    """A line that heads a part."""

    start: int
    text: str  # with its ordinal
    words: str  # without it
    ordinal: Ordinal | None


def heading_lines(text: str) -> list[Heading]:
    """The headings of the first level: 一、…, or short lines without an ordinal."""
    return _without_lists(_without_title(text, list(_candidates(text))))


def _candidates(text: str) -> Iterator[Heading]:
    listed = contents_lines(text)
    for match in _LINE.finditer(text):
        heading = _heading(match) if match.start() not in listed else None
        if heading is not None:
            yield heading


def contents_lines(text: str) -> frozenset[int]:
    """Where the lines of a list of contents begin (一、成效；二、不足；三、打算).

    Its lines end with a semicolon, and the one behind them counts on; or they stand word for
    word further down again.
    """
    found: set[int] = set()
    earlier: dict[str, int] = {}
    last = 0
    for match in _LINE.finditer(text):
        ordinal = read_ordinal(match[0])
        if ordinal is None or ordinal.level not in _TOP:
            continue
        if match[0] in earlier:
            found.add(earlier[match[0]])
        earlier[match[0]] = match.start()
        goes_on = match[0].endswith(("；", ";"))
        if goes_on or (last and ordinal.number == last + 1):
            found.add(match.start())
        last = ordinal.number if goes_on else 0
    return frozenset(found)


def _without_title(text: str, headings: list[Heading]) -> list[Heading]:
    """Leave out a title that looks like a heading (某局2024年工作总结).

    It stands before the first sentence of the report, and no other line without an ordinal
    heads a part.
    """
    stop = text.find("。")
    bare = [heading for heading in headings if heading.ordinal is None]
    if len(bare) == len(headings) or not all(0 <= h.start < stop for h in bare):
        return headings
    return [heading for heading in headings if heading.ordinal is not None]


def _without_lists(headings: list[Heading]) -> list[Heading]:
    """Leave out the items of a list that stand under a heading without an ordinal."""
    found: list[Heading] = []
    bare_before = False
    inner_next = 0  # the number that continues a list inside a part with a bare heading
    in_parts = False  # under 第一部分, the items 一、二、三、 are a level below
    for heading in headings:
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


def _heading(match: re.Match[str]) -> Heading | None:
    line = match[0]
    ordinal = read_ordinal(line)
    if ordinal is not None and ordinal.level not in _TOP:
        return None
    if ordinal is not None:
        text = _run_in_heading(line).rstrip("。：:；; ")
        return Heading(match.start(), text, text[ordinal.end :], ordinal)
    if len(line) > LONGEST_BARE_HEADING or _NO_HEADING.search(line):
        return None
    typical = _BARE_OPENING.match(line) and kind_of(line, report_year=None) is not None
    if not typical and not (years_in(line) and _BARE_ENDING.search(line)):
        return None
    return Heading(match.start(), line.rstrip("：: "), line, None)


def _run_in_heading(line: str) -> str:
    """The heading of a line that may go on behind it: up to 。, a lone blank, or （一）."""
    if len(line) > LONGEST_HEADING:
        head = line[:LONGEST_BARE_HEADING].split(" ", 1)[0]
        if len(head) < len(line[:LONGEST_BARE_HEADING]) and not re.search(r"[,，。；;]", head):
            return head
    first = _FIRST_SENTENCE.match(line)
    head = first[0] if first else line
    lower = _LOWER_ORDINAL.search(head)
    return head[: lower.start()] if lower else head
