"""How often something is promised, and over which time its number counts (频次与口径)."""

from __future__ import annotations

import re
from typing import Final

from tracker.core.quantities.comparators import longest_first
from tracker.core.types import Basis, Period

TIMES: Final = {
    Period.YEAR: 1,
    Period.HALF_YEAR: 2,
    Period.QUARTER: 4,
    Period.MONTH: 12,
    Period.WEEK: 52,
}
_EVERY: Final = {
    **dict.fromkeys(("每年", "每年度", "逐年"), Period.YEAR),
    **dict.fromkeys(("每半年",), Period.HALF_YEAR),
    **dict.fromkeys(("每季度", "每季", "每个季度", "逐季", "按季", "按季度"), Period.QUARTER),
    **dict.fromkeys(("每月", "每个月", "逐月", "按月", "每月份"), Period.MONTH),
    **dict.fromkeys(("每周", "每星期", "逐周", "按周"), Period.WEEK),
}
# 一年两次; 一季度开展两次 is the first quarter, so nothing may stand between.
_ONE: Final = {
    "一年": Period.YEAR,
    "半年": Period.HALF_YEAR,
    "一季度": Period.QUARTER,
    "一季": Period.QUARTER,
    "一月": Period.MONTH,
    "一个月": Period.MONTH,
    "一周": Period.WEEK,
}
PERIODS: Final = _EVERY | _ONE
EVERY_END: Final = re.compile(
    rf"(?:(?P<every>{longest_first(_EVERY)})[\u4e00-\u9fff]{{0,14}}"
    rf"|(?<![第上下每])(?P<one>{longest_first(_ONE)})(?:至少|不少于|不低于)?)$"
)
_NEAR: Final = 60  # characters before a number in which its time is said
_YEARLY = re.compile(r"全年|当年|年内|今年|本年|每年|年度|逐年")
_ADDED = re.compile(r"新增|净增|新建|新培育|新认定|新签约")
_LONGER = re.compile(r"[三四五两]年|“十|规划期|到20\d\d年")
_CUMULATIVE = re.compile(
    r"累计|总数|总量|总额|总计|总面积|总规模|总人数|总户数|保有量|拥有量|存量|存栏|库存"
    r"|里程|规模|床位数|家数"
    r"|(?:增加|提高|扩大|发展|增长|扩展|恢复)[到至]"
)


def basis_of(clause: str, end: int, *, every: bool, share: bool) -> Basis | None:
    """Over which time the number that ends at clause[end] counts; None: the words don't say.

    全年, 当年 and 每季度 settle it; else 累计 and 总量; else 新增. A share counts nothing.
    """
    if every:
        return Basis.YEARLY
    if share:
        return None
    before = clause[max(0, end - _NEAR) : end]
    longer = _LONGER.search(before) is not None
    if not longer and _YEARLY.search(before):
        return Basis.YEARLY
    if _CUMULATIVE.search(before):
        return Basis.CUMULATIVE
    return Basis.YEARLY if not longer and _ADDED.search(before) else None


_STRIVES = re.compile(
    r"力争|力求|努力|奋力"
    # 争取上级资金5亿元 is to obtain, no striving.
    r"|争取(?!上级|中央|国家|省|市|各[类级]|更多|政策|资金|专项|项目|债|补助|到位|试点|列入|无偿)"
)


def strives(clause: str, start: int) -> bool:
    """Whether the number at clause[start] is striven for (力争) and not promised outright."""
    return _STRIVES.search(clause, max(0, start - _NEAR), start) is not None
