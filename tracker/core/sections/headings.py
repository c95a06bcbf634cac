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
_LEADERSHIP = re.compile(r"第一责任人|主要负责(?:人|同志)履(?:职|行)")
# 着力解决群众反映的突出问题 is something done; 存在问题及整改 is not.
_SOLVING = re.compile(
    r"(?:解决|化解|破解|整治|聚焦|针对|补齐|补足|补短板|弥补|攻克|纾解|问题导向"
    r"|整改(?:落实|完成|情况))(?!.*存在的?.{0,6}(?:问题|不足))"
)
# After the problems: 改进措施, 努力方向. Not 整改落实情况, which looks back.
_IMPROVING = re.compile(
    r"^(?:工作)?(?:改进|整改|努力|解决)(?:的)?(?:措施|方向|打算|思路|意见|对策|计划)"
)
# Inside a part with another heading: (三)下一步工作打算, (二)存在的主要问题.
_INNER_PLAN = re.compile(
    r"^(?:下一?步|下一年度?|下一?阶段|今后|20\d\d年).{0,14}(?:安排|计划|打算|思路|举措|措施|重点|方向)"
)
_INNER_PROBLEMS = re.compile(
    r"^(?:工作中)?(?:还|主要)?存在的?.{0,6}(?:问题|不足|困难|短板|差距)|^(?:主要)?(?:问题|不足)(?:和|与|及|$)"
)
_INNER_LEADERSHIP = re.compile(
    r"(?:第一责任人.{0,8}(?:职责|责任|情况)|主要负责(?:人|同志)履(?:职|行))"
)


def years_in(text: str) -> list[int]:
    """The years named in a heading, in order."""
    found = (parse_year(match[0]) for match in _YEAR.finditer(text))
    return [year for year in found if year is not None]


def kind_of(heading: str, *, report_year: int | None) -> SectionKind | None:
    """The kind that a heading (without its ordinal) names, or None when it names none.

    成效及存在问题 is ACHIEVEMENTS, 存在问题及改进措施 PROBLEMS: such a part begins with them.
    """
    if heading.startswith(("其他", "其它")):
        return SectionKind.OTHER
    leads = _LEADERSHIP.search(heading)
    achieved = _ACHIEVEMENTS.search(heading)
    if not leads and _is_on_problems(heading, achieved):
        return SectionKind.PROBLEMS
    if _is_on_plans(heading, report_year=report_year):
        return SectionKind.PLAN
    if leads:
        return SectionKind.LEADERSHIP
    return SectionKind.ACHIEVEMENTS if achieved else _weak_kind_of(heading, report_year=report_year)


def _is_on_problems(heading: str, achieved: re.Match[str] | None) -> bool:
    problem = _PROBLEMS.search(heading)
    if problem is None or _SOLVING.search(heading):
        return False
    return achieved is None or problem.start() < achieved.start()


def _is_on_plans(heading: str, *, report_year: int | None) -> bool:
    if _IMPROVING.search(heading):
        return True
    ahead = report_year is not None and any(year > report_year for year in years_in(heading))
    planned = _PLAN.search(heading) or heading.startswith("展望")
    return bool((ahead or _FUTURE.search(heading)) and planned and not _BACK.search(heading))


def _weak_kind_of(heading: str, *, report_year: int | None) -> SectionKind | None:
    years = years_in(heading)
    if _OTHER.search(heading):
        return SectionKind.OTHER
    if years and report_year is not None and max(years) <= report_year:
        return SectionKind.ACHIEVEMENTS
    return SectionKind.PLAN if _BARE_PLAN.search(heading) else None


def inner_kind_of(heading: str, *, report_year: int | None) -> SectionKind | None:
    """The kind that a heading of a lower level opens inside a part of another kind."""
    years = years_in(heading)
    ahead = not years or (report_year is not None and max(years) > report_year)
    if ahead and _INNER_PLAN.search(heading) and not _BACK.search(heading):
        return SectionKind.PLAN
    if _INNER_PROBLEMS.search(heading):
        return SectionKind.PROBLEMS
    return SectionKind.LEADERSHIP if _INNER_LEADERSHIP.search(heading) else None
