"""Whether a reported amount can answer one aimed at, and whether it reaches it (数量比较)."""

from __future__ import annotations

import re
from typing import Final

from tracker.core.outcomes.figures import digits_of
from tracker.core.outcomes.memos import remembered
from tracker.core.outcomes.units import MEASURED, SHARE, alike, base_value, kind_of
from tracker.core.types import Basis, Comparator, Target

ABOUT: Final = 0.1  # 左右 allows a tenth on the wrong side
ROUNDING: Final = 1e-6
_TOTAL = re.compile(r"累计|总量|总数|共有")
_RUNNING = re.compile(r"累计")
_YEARLY = re.compile(r"新增|新建|净增|新培育|新认定|新发展")
# A promise to build is one for the year as well; a report of it may be of all years together.
_TO_ADD = re.compile(_YEARLY.pattern + r"|建设|建成|设立|打造|创建")
# Of a count: 次数比上年增加80次 is not 80次.
_MORE_THAN = re.compile(
    r"(?:[比较](?:上年|去年|上一年|往年)(?:同期)?|同比)(?:增加|减少|增长|下降|净增|上升|多|少|增|减)"
)
_STOCK = re.compile(
    r"(?:面积|总量|总数|规模|保有量|数量|存量)(?:累计|稳定)?(?:达到?|发展到|保持|增至)|增[加至]?到|总计"
    r"|现有|原有|在册|在编"
)
_REACHES = re.compile(r"(?:达到?|增至|共有)\d")
_OF_THE_YEAR = re.compile(r"(?:全年|今年|年内|本年度?|当年)$")
_CHANGE = re.compile(
    r"同比|增长|下降|减少|压减|降低|提高|提升|增幅|增速|涨幅|降幅|压缩|缩短|上升|下滑|回落|增加"
)
_DOWN = re.compile(r"下降|减少|压减|降低|降幅|压缩|缩短|下滑|回落|负增长")
_LEVEL = re.compile(
    r"(?:提高|提升|增加|压缩|压减|降低|降|缩短|下降|减少|增长|上升)[到至为]|达到?(?=\d|$)"
)
# The less the better, where the words don't say that it is to fall.
_FEWER = re.compile(
    r"失业率|败诉率|纠错率|发案率|死亡率|事故率?|死亡人数|投诉率?|负债率|贫困发生率|价格.{0,4}涨幅|消费价格"
    r"|能耗|排放量?|浓度|差错率|超时率|逾期|积压|返贫|违法率|办理时限|城乡居民收入比|(?:PM|pm)"
)
_BELOW = re.compile(r"(?:不足|不到|仅近|将近|近)$")


def comparable(target: Target, figure: Target, *, leads: tuple[str, str] = ("", "")) -> bool:
    """Whether two numbers measure the same kind of thing.

    A rate is not a count, a change (增长8%) not a level (提高到98%), a running total (累计)
    not what one year added (新增); of what is done again and again (累计检查60次) it is mostly
    that of the year. `leads` are the words in front of each.
    """
    if not alike(target, figure):
        return False
    ours, theirs = leads[0] + _said(target), leads[1] + _said(figure)
    if kind_of(target) == SHARE and is_change(ours) != is_change(theirs):
        return False
    if kind_of(target) != SHARE and _MORE_THAN.search(theirs) and not is_change(ours):
        return False
    if target.basis is Basis.CUMULATIVE or _YEARLY.search(theirs):
        return not (target.basis is Basis.CUMULATIVE and _YEARLY.search(theirs))
    return not _of_more_years(target, figure, ours, theirs)


def _of_more_years(target: Target, figure: Target, ours: str, theirs: str) -> bool:
    """Whether a number is the sum of years beside one that a year is to add."""
    added = bool(_TO_ADD.search(ours))
    if added and _REACHES.search(theirs):
        return True  # 新增1000家 is not answered by 达到11042家
    added = added or target.basis is Basis.YEARLY
    if added and (_STOCK.search(theirs) or figure.basis is Basis.CUMULATIVE):
        return True
    total = _TOTAL if added else _RUNNING if kind_of(target) in MEASURED else None
    found = total.search(theirs) if total else None
    return found is not None and not _OF_THE_YEAR.search(theirs[: found.start()])


def _said(target: Target) -> str:
    return f"{target.text}，{target.object}"


@remembered
def is_change(text: str) -> bool:
    """Whether words say by how much something changed, not what it came to."""
    return bool(_CHANGE.search(_LEVEL.sub("", text)))


def reaches(target: Target, figure: Target, *, leads: tuple[str, str] = ("", "")) -> bool:
    """Whether a comparable reported number is what was aimed at, or better.

    What fell (下降5%) is a rise of less than nothing beside a promised rise (增长8%). Where
    less is better (失业率4%), a plain number is the most that is allowed.
    """
    reported, aimed = base_value(figure), base_value(target)
    ours, theirs = leads[0] + _said(target), leads[1] + _said(figure)
    changes = is_change(ours) and is_change(theirs)
    if changes and bool(_DOWN.search(ours)) != bool(_DOWN.search(theirs)):
        reported = -reported
    fewer = not changes and bool(_FEWER.search(target.object))
    if not fewer and reported <= aimed:
        below = _BELOW.search(leads[1] + figure.text[: digits_of(figure).start])
        if below or figure.comparator is Comparator.LT:
            return False
    return holds(reported, target.comparator, aimed, fewer=fewer)


def holds(reported: float, comparator: Comparator, aimed: float, *, fewer: bool = False) -> bool:
    """Whether a reported number reaches the one aimed at. A plain number is a minimum (举办2期).

    Where `fewer` is better it is a maximum; 左右 allows a tenth on the wrong side.
    """
    slack = ROUNDING * max(abs(aimed), 1.0)
    if comparator is Comparator.ABOUT:
        slack += ABOUT * abs(aimed)
    plain = comparator in (Comparator.EQ, Comparator.ABOUT)
    if comparator is Comparator.LE or (plain and (fewer or aimed == 0)):  # 零投诉 is 0 件
        return reported <= aimed + slack
    if comparator is Comparator.LT:
        return reported < aimed
    if comparator is Comparator.GT:
        return reported > aimed
    return reported >= aimed - slack
