"""The title of a report (标题), spread over lines or in the name of an attached file."""

from __future__ import annotations

import re
from typing import Final

from tracker.core.lexicon import alternatives
from tracker.core.types import Found

GWR_TITLE = re.compile(r"政府工作(?:的)?报告")
LAW_TITLE = re.compile(
    r"(?:法治政府|法治建设|依法行政|法治机关|依法治[省市州县区旗镇]|法治.{0,6}建设)"
    r".{0,40}(?:报告|总结|情况|计划|汇报|思路|打算|自查|述职)"
)
_ENDS_AS_REPORT = re.compile(
    r"(?:报告|总结|情况|计划|汇报|思路|打算|安排|要点)(?:[(（].{0,12}[)）])?$"
)
_TITLE_LINES: Final = 12  # a title stands within this many lines of the beginning
_LONGEST_TITLE: Final = 90
_BEGINS_TITLE = re.compile(
    rf"(?:{alternatives('body_suffixes', 'place_suffixes')}|关于|党组|党委|年|年度|\d)$"
)
_SCREEN_JUNK = re.compile(
    r"[|>»›【】]|当前位置|首页|(?:索 ?引 ?号|文号|发[布文](?:机构|机关|单位|日期|时间)"
    r"|[成生][文成]日期|来源|主题分类|公开[方类][式型])[^:：]{0,4}[:：]"
)


def find_title(text: str) -> Found[str] | None:
    """The title: up to three short lines at the top, else the name of an attached file.

    In a copy without line breaks, what stands before the first blank.
    """
    lines = [line.strip() for line in text[:3000].split("\n")[:_TITLE_LINES]]
    for first in range(len(lines)):
        for count in (1, 2, 3):
            found = _without_menu(lines[first : first + count])
            joined = _squeeze("".join(found))
            if len(joined) <= _LONGEST_TITLE and _is_title(joined, found):
                return Found(joined, "\n".join(found), 0.95)
        head, _, rest = lines[first].partition(" ")
        if "。" in rest and len(head) <= _LONGEST_TITLE and _is_title(head, [head]):
            return Found(head, head, 0.9)
        if len(lines[first]) > _LONGEST_TITLE:
            break
    for line in reversed(text[-600:].split("\n")[-4:]):
        name = re.sub(r"\s*\.(?:pdf|docx?|wps|ofd)$", "", line.strip(), flags=re.I)
        if name != line.strip() and LAW_TITLE.search(name):
            return Found(name, line.strip(), 0.7)
    return None


def _without_menu(lines: list[str]) -> list[str]:
    """The lines without a first one that a title has no need of: 政策解读, …的通知.

    A title that begins on the line before begins with the body's name or breaks off.
    """
    while len(lines) > 1 and not _BEGINS_TITLE.search(lines[0]):
        if not _is_title(_squeeze("".join(lines[1:])), lines[1:]):
            break
        lines = lines[1:]
    return lines


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
    if LAW_TITLE.search(joined):
        return bool(_ENDS_AS_REPORT.search(joined))
    return bool(re.search(r"政府工作报告(?:[(（].{0,20}[)）])?$", joined))
