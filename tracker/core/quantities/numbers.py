"""Numbers with a unit and what stands before and after them (数量词)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from tracker.core.lexicon import alternatives
from tracker.core.numerals import parse_number
from tracker.core.quantities.aims import describes, is_a_condition, is_part_of_a_name
from tracker.core.quantities.comparators import (
    AFTER,
    AT_LEAST,
    BEFORE,
    REACHES,
    SHARE_END,
)
from tracker.core.quantities.periods import PERIODS, TIMES
from tracker.core.quantities.printed import SHARES, TIME_UNITS, Number, Said, numbers_in
from tracker.core.types import Comparator, Period, Span

_NO_SUM: Final = SHARES | TIME_UNITS  # 每月达到95% is no 1140 %
EVENTS: Final = frozenset({"次", "场", "期", "轮", "批次", "场次"})
_THINGS: Final = frozenset("处所座条家栋台辆间名幢")  # 一 of these is a number, 一个 a style

_MONEY = re.compile(
    r"(?:产值|总值|GDP|贷款|投资|收入|营收|税收?|资金|销售额?|融资|存款|交易额|补贴|授信|零售额|进出口"
    r"|增加值|总额|总量|债券?)[\u4e00-\u9fff]{0,5}$"
)
_VERB_END = re.compile(rf"{alternatives('light_verbs', 'making_verbs')}$")
_MAKES = re.compile(
    rf"(?:{alternatives('making_verbs')}|[改修扩]建|建设|打造|改造|培育|建立|组建|成立|设立)"
)
_MAKING_END = re.compile(rf"(?:{_MAKES.pattern}|各)$")
_ROUND_END = re.compile(r"(?:举办|举行|开展|组织|开设|召开|培训)$")
_CLOSES = re.compile(r"[、和及与以并]|$")
# 千里海疆, 二轮承包: of one that is counted we say 两.
_MANY: Final = frozenset("百千万")
_OVER = re.compile(r"(?<=\d)([多余])([百千万亿]+)")


class Quantity(NamedTuple):
    """A number with its unit; offsets are those of the clause it was found in."""

    start: int  # where the comparator, or else the number begins
    end: int  # after 以上, 左右
    value: float
    unit: str
    comparator: Comparator
    compared: bool  # a comparator or 达到 stands before the number
    change: str  # 同比下降, 压减: the number is a difference
    thing: str = ""  # what it counts where no other words name it: 投诉 of 零投诉
    every: Span | None = None  # 每季度: the number was multiplied to one of a year
    period: Period | None = None
    other_end: float | None = None  # of a range, times as often as the value


def find_quantities(clause: str, *, reported: bool) -> Iterator[Quantity]:
    """The numbers in a clause that can be aimed at, in order; every value is finite.

    `reported`: the clause tells what was done, and what only describes counts as well.
    """
    if _OVER.search(clause):
        clause = _OVER.sub(r"\2\1", clause)  # 30多万 is 30万多
    before: Quantity | None = None
    least = False  # 至少制定基准10项、开展检查8次: said of both
    for number in numbers_in(clause):
        quantity = _quantity(number, reported=reported, listed=before is not None)
        if quantity:
            plain = quantity.comparator is Comparator.EQ and not quantity.compared
            if plain and before and least and "、" in clause[before.end : quantity.start]:
                quantity = quantity._replace(comparator=Comparator.GE)
            else:
                least = AT_LEAST.search(number.head) is not None
            yield quantity
        before = quantity


def _quantity(number: Number, *, reported: bool, listed: bool) -> Quantity | None:
    before, change = number.before, number.change
    comparator = _comparator(number)
    ends = _ends(number.said, upper=comparator in (Comparator.LE, Comparator.LT))
    if ends is None or not _counts(number, reported=reported, listed=listed):
        return None
    every = number.every if number.unit not in _NO_SUM else None
    word = every.lastgroup if every else None
    period = PERIODS[every[word]] if every and word else None
    times = TIMES[period] if period else 1
    low, lead = number.start - len(number.head), change or before
    return Quantity(
        start=low + lead.start() if lead else number.start,
        end=number.end,
        value=ends[0] * times,
        unit=number.unit,
        comparator=comparator,
        compared=before is not None and not before["verb"],
        change=change["change"] if change else "",
        every=Span(low + every.start(word), low + every.end(word)) if every and word else None,
        period=period,
        other_end=ends[1] * times if ends[1] is not None else None,
    )


def _ends(said: Said, *, upper: bool) -> tuple[float, float | None] | None:
    """The number as it counts, and the other end of a range (2至3名).

    Of a range the end counts that settles whether it is met: the lower, or of 不超过 the upper.
    """
    last = _one(said)
    first = parse_number(said.low) if said.low else last
    if first is None or last is None or first > last:
        return None
    if said.tenths:
        half = 5 if said.half else 0
        first, last = first * 10 + half, last * 10 + half
        if last > 100:
            return None
    if not said.low:
        return last, None
    return (last, first) if upper else (first, last)


def _one(said: Said) -> float | None:
    if said.part:  # 三分之二
        part = parse_number(said.part)
        return None if part is None or part > 1 else round(part * 100, 2)
    return parse_number(said.number or said.share or "")


def _comparator(number: Number) -> Comparator:
    """What is said of the number: 以上 behind it, 不少于 before it, 1万余份, 2至3名."""
    if number.after:
        return AFTER[number.after]
    said, before = number.said, number.before
    named = BEFORE[before["before"]] if before else Comparator.EQ
    if named is not Comparator.EQ:
        return named
    above = said.over or said.over_share or said.low or AT_LEAST.search(number.head)
    return Comparator.GE if above else named


def _counts(found: Number, *, reported: bool, listed: bool) -> bool:
    """Whether this is a number aimed at and not a part of a name, a time or a condition."""
    clause, start, end, head, said, unit, after, before, change, every = found
    number, compared = said.low or said.number or "", bool(before or after)
    behind = end - len(after) if said.measure else end
    chinese = bool(number) and not number[0].isascii()
    if is_a_condition(clause, start=start, end=end, unit=unit) or is_part_of_a_name(
        clause, start=start, match_end=behind, unit=unit, chinese=chinese
    ):
        return False
    bracket = unit == "元" and said.low and not compared  # 服务10至50万元群体
    unnamed = said.money is not None and not _MONEY.search(head)
    if bracket or unnamed or (unit == "批" and number == "一"):
        return False
    if not reported and describes(clause, start=start, end=end, unit=unit, compared=compared):
        return False
    if said.tenths or said.part or unit in TIME_UNITS:
        reaches = before is not None and (unit == "%" or before["before"] in REACHES)
        return bool(after or change or reaches or (unit == "%" and SHARE_END.search(head)))
    if not chinese or said.low or compared or change or every:
        return True
    return _is_chinese_count(found, listed=listed)


def _is_chinese_count(found: Number, *, listed: bool) -> bool:
    """Whether a Chinese numeral counts: alone it is mostly a name or a style (三项制度).

    开展两次 counts, and 新建两处, 一条环路、两条大街 and 新建幼儿园两所.
    """
    unit, number, head = found.unit, found.said.number, found.head
    if number == "二" or (unit == "里" and number in _MANY):
        return False
    if unit == "期":  # 完成二期工程 is no count
        return _ROUND_END.search(head) is not None
    if (unit in EVENTS or number not in ("一", "两")) and _VERB_END.search(head):
        return True
    plain = number == "两" or unit in _THINGS
    if plain and _MAKING_END.search(head):
        return True
    if listed and unit in _THINGS and head.endswith(("、", "和", "及")):
        return True
    last = plain or number != "一"  # 新建幼儿园两所, 培育示范所三个
    end = found.end + len(found.said.behind or "") - len(found.after)
    return last and bool(_CLOSES.match(found.clause, end) and _MAKES.search(head))
