"""Which of the two genres a text is, and its title (文种、标题)."""

from __future__ import annotations

import re
from typing import Final

from tracker.core.types import Found, ReportKind

_GWR_TITLE = re.compile(r"政府工作(?:的)?报告")
_LAW_TITLE = re.compile(
    r"(?:法治政府|法治建设|依法行政|法治机关|法治.{0,6}建设).{0,40}(?:报告|总结|情况|计划|汇报|思路|打算)"
)
_LAW_WORDS = re.compile(r"法治政府|法治建设|依法行政|推进法治|法治机关")
_DELIVERED = re.compile(r"各位代表|人民代表大会.{0,20}会议上|(?:向|请)大会.{0,6}报告(?:政府)?工作")
_GWR_WORDS = re.compile(
    r"今年(?:的)?政府工作的?总体要求|今年(?:全.)?经济社会发展的?主要(?:预期)?目标"
)
_REPORTS = re.compile(r"(?:法治政府|法治)建设.{0,20}(?:情况|工作).{0,6}(?:报告|汇报|总结)如下")
_OTHER_PAPER = re.compile(
    r"(?:通知|公告|通告|办法|方案|要点|规定|条例|纲要|决定|意见|函|批复)(?:[(（].{0,10}[)）])?$"
)
_SPEAKS = re.compile(r"我(?:局|厅|委|办|市|县|区|镇|乡|街道|院|中心|省|州|旗|单位)|政府")
_HEADINGS = re.compile(r"(?m)^(?:[一二三四五六七八九]、|[(（][一二三四五六七八九][)）])")
_TITLE_LINES: Final = 12  # a title stands within this many lines of the beginning
_LONGEST_TITLE: Final = 90
_SCREEN_JUNK = re.compile(r"[|>»›【】]|当前位置|首页")


def find_kind(text: str, *, title: str, filename: str) -> ReportKind | None:
    """The genre, by title, then by what both genres say at the beginning; None when neither."""
    if _LAW_TITLE.search(title):
        return ReportKind.RULE_OF_LAW
    if _GWR_TITLE.search(title):
        return ReportKind.GOVERNMENT_WORK
    opening = text[:1500]
    if (_DELIVERED.search(opening) and "政府" in opening) or _GWR_WORDS.search(text):
        return ReportKind.GOVERNMENT_WORK
    if _REPORTS.search(opening):
        return ReportKind.RULE_OF_LAW
    if any(_OTHER_PAPER.search(line) for line in text[:400].split("\n")[:4] if len(line) <= 60):
        return None
    return _kind_by_words(text, filename=filename)


def _kind_by_words(text: str, *, filename: str) -> ReportKind | None:
    """The genre of a text without a title: it has parts, a speaker and the genre's words."""
    opening = text[:1500]
    structured = len(_HEADINGS.findall(text)) >= 2 and _SPEAKS.search(text)
    named = _LAW_WORDS.search(filename) or _LAW_WORDS.search(opening)
    if structured and named and len(_LAW_WORDS.findall(text)) >= 2:
        return ReportKind.RULE_OF_LAW
    if structured and (_GWR_TITLE.search(filename) or text.count("各位代表") >= 2):
        return ReportKind.GOVERNMENT_WORK
    return None


def find_title(text: str) -> Found[str] | None:
    """The title: up to three short lines at the top, else the name of an attached file."""
    lines = [line.strip() for line in text[:3000].split("\n")[:_TITLE_LINES]]
    for first in range(len(lines)):
        for count in (1, 2, 3):
            joined = _squeeze("".join(lines[first : first + count]))
            if len(joined) <= _LONGEST_TITLE and _is_title(joined, lines[first : first + count]):
                return Found(joined, "\n".join(lines[first : first + count]), 0.95)
        if len(lines[first]) > _LONGEST_TITLE:
            break
    for line in reversed(text[-600:].split("\n")[-4:]):
        name = re.sub(r"\s*\.(?:pdf|docx?|wps|ofd)$", "", line.strip(), flags=re.I)
        if name != line.strip() and _LAW_TITLE.search(name):
            return Found(name, line.strip(), 0.7)
    return None


def _squeeze(line: str) -> str:
    """A title without the blanks that spread it out: 政 府 工 作 报 告."""
    return re.sub(r"\s+", "", line)


def _is_title(joined: str, lines: list[str]) -> bool:
    if any(re.search(r"[。；;]|[,，].*[,，]", line) or _SCREEN_JUNK.search(line) for line in lines):
        return False
    if re.match(r"[一二三四五六七八九十]+、|[(（][一二三四]", joined) or joined.endswith(
        (":", "：")
    ):
        return False
    law = _LAW_TITLE.search(joined)
    if law:
        return bool(
            re.search(r"(?:报告|总结|情况|计划|汇报|思路|打算)(?:[(（].{0,12}[)）])?$", joined)
        )
    return bool(re.search(r"政府工作报告(?:[(（].{0,20}[)）])?$", joined))
