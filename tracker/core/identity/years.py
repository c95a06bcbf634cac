"""Which year a report looks back at, and when it was dated (报告年度、成文日期)."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
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
_PLANNED_IN_TITLE = re.compile(
    rf"[和及与暨、]{_Y}年(?:度)?[^和及与、]{{0,16}}(?:计划|打算|安排|思路|要点)"
)
_SPAN_OF_YEARS = re.compile(r"\d{4}年?[-—~～至到]\d{4}")
_SIGNED = re.compile(r"[\u4e00-\u9fff（）() ]{4,40}[局厅委会室所院府心处队司街镇乡] *")
_DOUBTFUL: Final = 0.4  # below what is stored without asking
_EITHER = re.compile(r"年(?:的)?(?:主要|重点)?工作$")
_OPENING: Final = 600  # characters in which a report says what it is about
_CLOSING: Final = 400


_CLEAR: Final = 2.0  # the weight of a heading that looks one way only, and of a first sentence


class _Vote(NamedTuple):
    year: int
    weight: float
    evidence: str


def find_report_year(
    text: str,
    *,
    kind: ReportKind | None,
    title: str,
    filename: str,
    dated: Found[dt.date] | None,
    planned: Found[int] | None = None,
) -> Found[int] | None:
    """The year looked back at, by a vote of title, headings, first sentence, date, file name.

    A 政府工作报告 carries the year it was delivered in, one later. What contradicts (title and
    headings, the date, a plan for another year than the next) makes it doubtful. None without
    any vote.
    """
    gwr = kind is ReportKind.GOVERNMENT_WORK
    titled = list(_title_votes(title, gwr=gwr))
    told = [*_heading_votes(text), *_first_sentence_votes(text, title=title)]
    votes = titled + told
    if dated is not None:
        late = dated.value.month >= 10  # a report of the year that is ending
        votes.append(_Vote(dated.value.year - (1 if gwr or not late else 0), 1.0, dated.evidence))
    for match in _FILE_YEAR.finditer(filename):
        votes.append(_Vote(int(match[1]) - (1 if gwr else 0), 0.8, filename))
    found = _elect(votes)
    if found is None or not _contradicted(found.value, titled, told, dated, planned):
        return found
    return replace(found, confidence=min(found.confidence, _DOUBTFUL))


def _contradicted(
    year: int,
    titled: list[_Vote],
    told: list[_Vote],
    dated: Found[dt.date] | None,
    planned: Found[int] | None,
) -> bool:
    """Whether something in the document can't be true together with this year."""
    if planned is not None and planned.value != year + 1:
        return True
    if dated is not None and dated.value.year not in (year, year + 1):
        return True
    clear = {vote.year for vote in told if vote.weight >= _CLEAR}
    if not titled:
        return len(clear) > 1
    return titled[0].year != year or (bool(clear) and year not in clear)


def _elect(votes: list[_Vote]) -> Found[int] | None:
    if not votes:
        return None
    sums: dict[int, float] = defaultdict(float)
    for vote in votes:
        sums[vote.year] += vote.weight
    year = max(sums, key=lambda candidate: (sums[candidate], -candidate))
    best = max((vote for vote in votes if vote.year == year), key=lambda vote: vote.weight)
    share = sums[year] / sum(sums.values())
    confidence = min(0.99, share * min(1.0, 0.5 + sums[year] / 6))
    return Found(year, best.evidence[:80], round(confidence, 2))


def _title_votes(title: str, *, gwr: bool) -> Iterator[_Vote]:
    """The first year of a title: 2023年…总结和2024年工作计划 looks back at 2023."""
    match = _YEAR.search(title)
    year = parse_year(match[1]) if match else None
    if year is not None:
        yield _Vote(year - 1 if gwr else year, 4.0, title)


def _heading_votes(text: str) -> Iterator[_Vote]:
    """一、2024年度…总结 votes for 2024, 三、2025年工作计划 for 2024 as well."""
    headings = heading_lines(text)
    for index, heading in enumerate(headings):
        match = _YEAR_WORD.search(heading.words)
        year = parse_year(match[1]) if match else None
        if year is None or _SPAN_OF_YEARS.search(heading.words):
            continue
        if _EITHER.search(heading.words):  # 2023年主要工作 looks back where a report begins with it
            back = index == 0 and len(headings) > 1
            yield _Vote(year if back else year - 1, 1.5, heading.text)
            continue
        backward = kind_of(heading.words, report_year=year)
        forward = kind_of(heading.words, report_year=year - 1)
        if forward is SectionKind.PLAN and _looks_ahead(heading.words):
            yield _Vote(year - 1, 2.0, heading.text)
        elif backward in (SectionKind.ACHIEVEMENTS, SectionKind.PROBLEMS, SectionKind.LEADERSHIP):
            yield _Vote(year, 2.0, heading.text)


def find_planned_year(text: str, *, title: str) -> Found[int] | None:
    """The year that the plan names: 三、2025年工作计划, or …总结和2025年工作计划 in the title.

    A plan for several years (2025-2027年) names none.
    """
    for index, heading in enumerate(heading_lines(text)):
        years = [year for m in _YEAR_WORD.finditer(heading.words) if (year := parse_year(m[1]))]
        if not years or not _looks_ahead(heading.words) or _SPAN_OF_YEARS.search(heading.words):
            continue
        if index == 0 and _EITHER.search(heading.words):
            continue
        if kind_of(heading.words, report_year=years[-1] - 1) is SectionKind.PLAN:
            return Found(years[-1], heading.text[:80], 0.9)
    match = _PLANNED_IN_TITLE.search(title)
    year = parse_year(match[1]) if match else None
    return None if year is None else Found(year, title, 0.9)


def _looks_ahead(words: str) -> bool:
    return bool(
        re.search(r"安排|计划|打算|思路|设想|任务|目标|重点|要求|发展|建议|工作$", words)
    ) and not (re.search(r"总结|回顾|成效|成就|成绩|情况|做法", words))


def _first_sentence_votes(text: str, *, title: str) -> Iterator[_Vote]:
    """2024年,我局坚持以… or 现将2024年度…情况报告如下, near the beginning, but not the title."""
    opening = text[:_OPENING]
    for match in re.finditer(
        rf"(?m)(?:^|现将[^。\n]{{0,30}}?){_Y}年(?:度|以来|来)?(?=[,，]|[^,，。]{{0,24}}报告)",
        opening,
    ):
        line = opening[match.start() :].split("\n")[0]
        if (year := parse_year(match[1])) and (not title or "".join(line.split()) not in title):
            # 2020年以来 may begin with any year, that of the report or one long before it.
            weight = 1.5 if match[0].endswith("以来") else 2.5
            yield _Vote(year, weight, opening[match.start() : match.end() + 20].split("\n")[0])
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
    beside = line.replace(match[0], "")
    if last and len(beside) > 12 and not _SIGNED.fullmatch(beside):
        return None
    year, month, day = parse_year(match[1]), parse_number(match[2]), parse_number(match[3])
    try:
        return dt.date(int(year or 0), int(month or 0), int(day or 0)), line[:80]
    except ValueError:
        return None
