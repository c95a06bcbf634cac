"""Which of the two genres a text is, or which other one, that is refused with its name (文种)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from tracker.core.identity.titles import GWR_TITLE, LAW_TITLE
from tracker.core.sections import heading_lines
from tracker.core.sections.headings import kind_of
from tracker.core.types import Found, ReportKind, SectionKind, UnreadableReport

_LAW_WORDS = re.compile(r"法治政府|法治建设|依法行政|推进法治|法治机关")
_DELIVERED = re.compile(r"各位代表|人民代表大会.{0,20}会议上|(?:向|请)大会.{0,6}报告(?:政府)?工作")
_GWR_WORDS = re.compile(
    r"今年(?:的)?政府工作的?总体要求|今年(?:全.)?经济社会发展的?主要(?:预期)?目标"
)
_REPORTS = re.compile(r"(?:法治政府|法治)建设.{0,20}(?:情况|工作).{0,6}(?:报告|汇报|总结)如下")
_SPEAKS = re.compile(r"我(?:局|厅|委|办|市|县|区|镇|乡|街道|院|中心|省|州|旗|单位)|政府")
_HEADINGS = re.compile(r"(?m)^(?:[一二三四五六七八九]、|[(（][一二三四五六七八九][)）])")
_OPENING: Final = 1500
_AT_THE_TOP: Final = 0.9  # a title with less was read from the name of an attached file
_HEAD_LINES: Final = 8  # lines before the text: titles, signature, page
_LONGEST_HEAD_LINE: Final = 70

_TAIL: Final = r"(?:[(（][^)）]{0,16}[)）])?[》”]?$"
_INTERPRETATION = re.compile(
    rf"(?:解读|图解|问答|答记者问|解读材料|解读方案|说明){_TAIL}|一图(?:读懂|看懂|速览|了解)|^【?(?:(?:政策|图文)解读|图解|图说|数说)"
)
_DISCLOSURE = re.compile(r"(?:政府信息|政务)公开.{0,16}(?:报告|总结|年报)")
_PART_OF_YEAR = re.compile(
    r"上半年|前半年|半年度?(?:工作|法治|依法)|[一二三四]季度|第[1-4]季度"
    r"|年\d{1,2}月(?:份)?(?:工作|法治|依法)|\d{1,2}[-—~至到]\d{1,2}月"
)
_SECOND_HALF = re.compile(r"下半年.{0,6}(?:计划|安排|打算|重点|思路|任务|举措|措施|工作$)")
_PART_REPORTED = re.compile(
    r"(?:(?m:^)|现将)[^。\n]{0,30}(?:上半年|[一二三四]季度)[^。\n]{0,40}(?:报告|汇报|总结)如下"
)
_PAPER = re.compile(
    r"(?:通知|通告|公告|公示|通报|批复|决定|意见|办法|规定|条例|方案|纲要|规划|细则|函|倡议书|启事|制度|名单)"
    rf"{_TAIL}"
)
_PLAN_ONLY = re.compile(rf"(?:计划|要点|打算|思路|设想|工作安排|任务分工|台账){_TAIL}")
_LOOKS_BACK = re.compile(r"报告|总结|情况|汇报")
_PRESS = re.compile(
    r"本报讯|(?:新华社|新华网|中新网|本网|本台).{0,20}(?:讯|电|消息)|[(（]?(?:通讯员|本报记者|记者)[\s:：]?"
    r"[^。\n]{0,12}(?:报道|从|获悉|采访)"
)


def find_kind(text: str, *, title: Found[str] | None, filename: str) -> ReportKind:
    """The genre, by title, then by what both genres say at the beginning.

    Raises UnreadableReport for another one: "interpretation" (政策解读), "disclosure_report"
    (政府信息公开年报), "half_year_report", "press_item", "notice", "plan_only" (a plan that
    looks back at nothing has no report year, and its promises stand in the report again),
    else "not_a_report". What papers a report cites in its text is never looked at.
    """
    _refuse_other_title(text, title=title)
    kind = _kind_by_title(title.value if title else "") or _kind_by_opening(text)
    if kind is not None:
        return kind
    _refuse_paper(text)
    kind = _kind_by_words(text, filename=filename)
    if kind is None:
        raise UnreadableReport("not_a_report")
    return kind


def _refuse_other_title(text: str, *, title: Found[str] | None) -> None:
    """What calls itself something else, although it may speak of a report.

    With a report's title at the top, the menu around it is not looked at.
    """
    lines = [title.value] if title and title.confidence >= _AT_THE_TOP else list(_head(text))
    for line in lines:
        if _INTERPRETATION.search(line):
            raise UnreadableReport("interpretation")
        if _DISCLOSURE.search(line) and not _LAW_WORDS.search(line):
            raise UnreadableReport("disclosure_report")
    if any(_PART_OF_YEAR.search(line) for line in lines) or _is_half_year(text):
        raise UnreadableReport("half_year_report")
    if title and _is_plan_only(text, title=title.value):
        raise UnreadableReport("plan_only")
    if _PRESS.search(text[:300]):
        raise UnreadableReport("press_item")


def _is_plan_only(text: str, *, title: str) -> bool:
    if not _PLAN_ONLY.search(title) or _LOOKS_BACK.search(title):
        return False
    kinds = (kind_of(heading.words, report_year=None) for heading in heading_lines(text))
    return SectionKind.ACHIEVEMENTS not in kinds


def _is_half_year(text: str) -> bool:
    """The text itself says so: it reports on a half year, or plans for the other half."""
    if _PART_REPORTED.search(text[:_OPENING]):
        return True
    return any(_SECOND_HALF.search(heading.words) for heading in heading_lines(text))


def _refuse_paper(text: str) -> None:
    """A notice, plan or rule by its own title; asked only of what is not known as a report."""
    lines = list(_head(text))
    if any(_PAPER.search(line) for line in lines):
        raise UnreadableReport("notice")
    if any(_PLAN_ONLY.search(line) and not _LOOKS_BACK.search(line) for line in lines):
        raise UnreadableReport("plan_only")


def _head(text: str) -> Iterator[str]:
    """The short lines before the text begins, and two of them as one."""
    before = ""
    for line in text[:2000].split("\n")[:_HEAD_LINES]:
        words = "".join(line.split())
        if len(words) > _LONGEST_HEAD_LINE or words.endswith(("。", "：", ":")):
            return
        if _HEADINGS.match(words):
            return
        yield words
        if before:
            yield before + words
        before = words


def _kind_by_title(title: str) -> ReportKind | None:
    if LAW_TITLE.search(title):
        return ReportKind.RULE_OF_LAW
    return ReportKind.GOVERNMENT_WORK if GWR_TITLE.search(title) else None


def _kind_by_opening(text: str) -> ReportKind | None:
    opening = text[:_OPENING]
    if (_DELIVERED.search(opening) and "政府" in opening) or _GWR_WORDS.search(text):
        return ReportKind.GOVERNMENT_WORK
    return ReportKind.RULE_OF_LAW if _REPORTS.search(opening) else None


def _kind_by_words(text: str, *, filename: str) -> ReportKind | None:
    """The genre of a text without a title: it has parts, a speaker and the genre's words."""
    structured = len(_HEADINGS.findall(text)) >= 2 and _SPEAKS.search(text)
    named = _LAW_WORDS.search(filename) or _LAW_WORDS.search(text[:_OPENING])
    titled = LAW_TITLE.search(filename) and "法治" in text[:_OPENING]
    if structured and (titled or (named and len(_LAW_WORDS.findall(text)) >= 2)):
        return ReportKind.RULE_OF_LAW
    if structured and (GWR_TITLE.search(filename) or text.count("各位代表") >= 2):
        return ReportKind.GOVERNMENT_WORK
    return None
