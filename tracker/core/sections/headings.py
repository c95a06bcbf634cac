"""What a heading says its part is about (标题归类)."""

from __future__ import annotations

import re
from typing import Final

from tracker.core.lexicon import alternatives
from tracker.core.numerals import parse_year
from tracker.core.types import SectionKind

LONGEST_BARE_HEADING: Final = 30  # characters of a heading that has no ordinal

_YEAR = re.compile(r"20\d\d(?=年)|二[〇○零]..(?=年)")
_FUTURE = re.compile(alternatives("heading_future") + "|^展望")
_PLAN = re.compile(alternatives("heading_plan"))
_BACK = re.compile(alternatives("heading_looking_back"))
_ACHIEVEMENTS = re.compile(alternatives("heading_achievements"))
_PROBLEMS = re.compile(alternatives("heading_problems"))
_OTHER = re.compile(alternatives("heading_other"))
# Without a year or a word like 下一步: 主要目标任务, 工作安排, “十四五”时期的主要目标.
_BARE_PLAN = re.compile(
    r"(?:主要|工作|目标|重点|总体|发展).{0,8}(?:安排|计划|打算|思路|设想|任务|要求|目标)|^重点工作$"
)
_LEADERSHIP = re.compile(r"第一责任人")
# Inside a part with another heading: (三)下一步工作打算, (二)存在的主要问题.
_INNER_PLAN = re.compile(
    r"^(?:下一?步|下一年度?|下一?阶段|今后).{0,14}(?:安排|计划|打算|思路|举措|措施)"
)
_INNER_PROBLEMS = re.compile(r"^(?:工作中)?(?:还)?存在的?.{0,6}(?:问题|不足|困难|短板)")

_PROBLEMS_OPENING = re.compile(
    r"(?:尽管|虽然|在?肯定成绩|在?看到成绩|在?总结成绩|全面总结|回顾|同时|与此同时|当然|但|我们(?:也|还)?清醒"
    r"|在取得成绩|对照|存在的?(?:主要)?(?:问题|不足))"
)
_SHORTFALL = re.compile(r"不足|短板|问题|差距|困难|薄弱|挑战|不充分|不够")
_PLAN_OPENING = re.compile(
    r"(?:下一?步|下一?阶段|接下来|今后|下一年度?)[,，]?|(?P<year>20\d\d)年[,，]"
)
_WILL = re.compile(r"将|要|拟|继续|进一步")


def years_in(text: str) -> list[int]:
    """The years named in a heading, in order."""
    found = (parse_year(match[0]) for match in _YEAR.finditer(text))
    return [year for year in found if year is not None]


def kind_of(heading: str, *, report_year: int | None) -> SectionKind | None:
    """The kind that a heading (without its ordinal) names, or None when it names none.

    成效及存在问题 is ACHIEVEMENTS: such a part begins with them.
    """
    looks_back = bool(_BACK.search(heading))
    achieved = bool(_ACHIEVEMENTS.search(heading))
    if _PROBLEMS.search(heading) and not achieved:
        return SectionKind.PROBLEMS
    ahead = report_year is not None and any(year > report_year for year in years_in(heading))
    planned = _PLAN.search(heading) or heading.startswith("展望")
    if (ahead or _FUTURE.search(heading)) and planned and not looks_back:
        return SectionKind.PLAN
    if _LEADERSHIP.search(heading):
        return SectionKind.LEADERSHIP
    if achieved:
        return SectionKind.ACHIEVEMENTS
    return _weak_kind_of(heading, report_year=report_year)


def _weak_kind_of(heading: str, *, report_year: int | None) -> SectionKind | None:
    years = years_in(heading)
    if _OTHER.search(heading):
        return SectionKind.OTHER
    if years and report_year is not None and max(years) <= report_year:
        return SectionKind.ACHIEVEMENTS
    return SectionKind.PLAN if _BARE_PLAN.search(heading) else None


def inner_kind_of(heading: str) -> SectionKind | None:
    """The kind that a heading of the second level opens inside a part of another kind."""
    if _INNER_PLAN.search(heading):
        return SectionKind.PLAN
    return SectionKind.PROBLEMS if _INNER_PROBLEMS.search(heading) else None


def paragraph_kind(paragraph: str, *, report_year: int | None) -> SectionKind | None:
    """The kind of part that an untitled paragraph opens (尽管…不足…, 下一步，我局将…)."""
    opening = paragraph[:160]
    if _PROBLEMS_OPENING.match(opening) and _SHORTFALL.search(opening):
        return SectionKind.PROBLEMS
    match = _PLAN_OPENING.match(opening)
    if match is None or not _WILL.search(opening[:80]):
        return None
    year = match["year"]
    ahead = year is None or (report_year is not None and int(year) > report_year)
    return SectionKind.PLAN if ahead else None
