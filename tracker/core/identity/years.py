"""Which year a report looks back at, and when it was dated (报告年度、成文日期)."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final, NamedTuple

from tracker.core.numerals import parse_number, parse_year
from tracker.core.sections import heading_lines
from tracker.core.sections.headings import kind_of
from tracker.core.types import Found, ReportKind, SectionKind

_Y: Final = r"(20\d\d|二[〇○零][〇○零一二三四五六七八九]{2})"
_YEAR = re.compile(_Y + r"\s?年?")
_YEAR_WORD = re.compile(_Y + r"年")
_FILE_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_N: Final = r"(\d{1,2}|[一二三四五六七八九十]{1,3})"
_DATE = re.compile(_Y + r"\s?年\s?" + _N + r"\s?月\s?" + _N + r"\s?日")
_EITHER = re.compile(r"年(?:的)?(?:主要|重点)?工作$")
_OPENING: Final = 600  # characters in which a report says what it is about
_CLOSING: Final = 400


class _Vote(NamedTuple):
    year: int
    weight: float
    evidence: str


def find_report_year(
    text: str, *, kind: ReportKind | None, title: str, filename: str, dated: Found[dt.date] | None
) -> Found[int] | None:
    """The year looked back at, by a vote of title, headings, first sentence, date, file name.

    A 政府工作报告 carries the year it was delivered in, one later. None without any vote.
    """
    gwr = kind is ReportKind.GOVERNMENT_WORK
    votes = [*_title_votes(title, gwr=gwr), *_heading_votes(text), *_first_sentence_votes(text)]
    if dated is not None:
        late = not gwr and dated.value.month >= 10  # a report of the year that is ending
        votes.append(_Vote(dated.value.year - (0 if late else 1), 1.0, dated.evidence))
    for match in _FILE_YEAR.finditer(filename):
        votes.append(_Vote(int(match[1]) - (1 if gwr else 0), 0.8, filename))
    return _elect(votes)


def _elect(votes: list[_Vote]) -> Found[int] | None:
    if not votes:
        return None
    sums: dict[int, float] = defaultdict(float)
    for vote in votes:
        sums[vote.year] += vote.weight
    year = max(sums, key=lambda candidate: (sums[candidate], -candidate))
    best = max((vote for vote in votes if vote.year == year), key=lambda vote: vote.weight)
    share = sums[year] / sum(sums.values())
    return Found(
        year, best.evidence[:80], round(min(0.99, share * min(1.0, 0.5 + sums[year] / 6)), 2)
    )


def _title_votes(title: str, *, gwr: bool) -> Iterator[_Vote]:
    """The first year of a title: 2023年…总结和2024年工作计划 looks back at 2023."""
    match = _YEAR.search(title)
    year = parse_year(match[1]) if match else None
    if year is not None:
        yield _Vote(year - 1 if gwr else year, 4.0, title)


def _heading_votes(text: str) -> Iterator[_Vote]:
    """一、2024年度…总结 votes for 2024, 三、2025年工作计划 for 2024 as well."""
    for heading in heading_lines(text):
        match = _YEAR_WORD.search(heading.words)
        year = parse_year(match[1]) if match else None
        if year is None:
            continue
        if _EITHER.search(heading.words):  # 2023年主要工作 may look either way
            yield _Vote(year, 0.6, heading.text)
            yield _Vote(year - 1, 0.5, heading.text)
            continue
        backward = kind_of(heading.words, report_year=year)
        forward = kind_of(heading.words, report_year=year - 1)
        if forward is SectionKind.PLAN and _looks_ahead(heading.words):
            yield _Vote(year - 1, 2.0, heading.text)
        elif backward in (SectionKind.ACHIEVEMENTS, SectionKind.PROBLEMS, SectionKind.LEADERSHIP):
            yield _Vote(year, 2.0, heading.text)


def _looks_ahead(words: str) -> bool:
    return bool(
        re.search(r"安排|计划|打算|思路|设想|任务|目标|重点|要求|发展|工作$", words)
    ) and not (re.search(r"总结|回顾|成效|情况|做法|举措和成效", words))


def _first_sentence_votes(text: str) -> Iterator[_Vote]:
    """2024年,我局坚持以… or 现将2024年度…情况报告如下, near the beginning."""
    opening = text[:_OPENING]
    for match in re.finditer(
        rf"(?m)(?:^|现将[^。\n]{{0,30}}?){_Y}年(?:度|以来|来)?(?=[,，]|[^,，。]{{0,24}}报告)",
        opening,
    ):
        if year := parse_year(match[1]):
            yield _Vote(year, 2.5, opening[match.start() : match.end() + 20].split("\n")[0])
            return


def find_date(text: str, *, kind: ReportKind | None) -> Found[dt.date] | None:
    """The date under the signature; for a 政府工作报告 the day it was delivered, at the top."""
    if kind is ReportKind.GOVERNMENT_WORK:
        places = ((text[:_OPENING], False, 0.9),)
    else:
        places = ((text[-_CLOSING:], True, 0.95),)
    for place, last, confidence in places:
        found = [
            date for match in _DATE.finditer(place) if (date := _date(match, place, last=last))
        ]
        if found:
            value, evidence = found[-1 if last else 0]
            return Found(value, evidence, confidence)
    return None


def _date(match: re.Match[str], place: str, *, last: bool) -> tuple[dt.date, str] | None:
    """A date; at the end of a report only one that has a line to itself is a signature's."""
    start = place.rfind("\n", 0, match.start()) + 1
    stop = place.find("\n", match.end())
    line = place[start : stop if stop >= 0 else len(place)]
    if last and len(line) > len(match[0]) + 12:
        return None
    year, month, day = parse_year(match[1]), parse_number(match[2]), parse_number(match[3])
    try:
        return dt.date(int(year or 0), int(month or 0), int(day or 0)), line[:80]
    except ValueError:
        return None
