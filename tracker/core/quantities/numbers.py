"""Numbers with a unit and what stands before and after them (数量词)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from tracker.core.lexicon import alternatives
from tracker.core.numerals import ARABIC, CHINESE, parse_number
from tracker.core.quantities.aims import RUNS_ON, describes, is_a_condition, is_part_of_a_name
from tracker.core.quantities.comparators import (
    AFTER,
    AT_LEAST,
    BEFORE,
    BEFORE_END,
    CHANGE_END,
    REACHES,
    SHARE_END,
    longest_first,
)
from tracker.core.quantities.periods import EVERY_END, PERIODS, TIMES
from tracker.core.types import Comparator, Period, Span

TIME_UNITS: Final = frozenset({"小时", "分钟", "天", "日", "个工作日", "工作日", "个月"})
SHARES: Final = frozenset({"%", "个百分点", "‰", "倍", "度", "番"})
_NO_SUM: Final = SHARES | TIME_UNITS  # 每月达到95% is no 1140 %
EVENTS: Final = frozenset({"次", "场", "期", "轮", "批次", "场次"})
_THINGS: Final = frozenset("处所座条家栋台辆间名幢")  # 一 of these is a number, 一个 a style

# 3千克 is 3 of 千克; 一万零一 goes on behind 万.
_SCALE: Final = r"(?:[十百万亿]|千(?![克米瓦伏])){0,2}"
_HAN: Final = rf"(?:(?!千[克米瓦伏]){CHINESE})"
_CHINESE: Final = rf"{_HAN}{{1,12}}(?:[万亿]{{1,2}}{_HAN}{{0,8}}){{0,2}}"
_VALUE: Final = rf"(?:(?:{ARABIC}){_SCALE}|{_CHINESE})"
_UNIT: Final = alternatives("units")
_NUMBER = re.compile(
    # Not within 2021-2025, 1+6+3, 2.0, 7×24, A4, 第3 or a document number 〔2023〕68.
    r"(?<![\d.\-—~～+＋×·A-Za-z〔\[第由从〇零一二三四五六七八九十百千两])"
    # 2至3名 and 60%-70%: from the first number to the second.
    rf"(?:(?P<low>{_VALUE}){_UNIT}?(?:[至到]|[\-—~～]{{1,2}}))?"
    rf"(?:百分之(?P<share>{CHINESE}{{1,6}}|{ARABIC})(?P<over_share>[余多])?"
    rf"|(?P<part>{CHINESE}{{1,3}}分之{CHINESE}{{1,3}})"
    rf"|(?P<number>(?:{ARABIC}){_SCALE}(?![\d.+\-—~～×])|{_CHINESE})"
    r"(?P<over>[余多])?"
    # 三成 is 30 %; 三成立, 三成员 are not.
    r"(?:(?P<tenths>成(?P<half>半)?(?![立员果效功本交绩年熟品为长人套都就型形片]))"
    rf"|(?P<unit>{_UNIT})"
    # 贷款1.5亿, 产值超二百亿
    rf"|(?P<money>(?<=亿)(?=[、和及]|{longest_first(AFTER)}|$))))"
    rf"(?P<after>{longest_first(AFTER)})?"
)
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
_LOOK_BACK: Final = 20  # characters before a number that say how it is meant


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
    before: Quantity | None = None
    least = False  # 至少制定基准10项、开展检查8次: said of both
    for match in _NUMBER.finditer(clause):
        quantity = _quantity(clause, match, reported=reported, listed=before is not None)
        if quantity:
            plain = quantity.comparator is Comparator.EQ and not quantity.compared
            if plain and before and least and "、" in clause[before.end : quantity.start]:
                quantity = quantity._replace(comparator=Comparator.GE)
            else:
                low = max(0, match.start() - _LOOK_BACK)
                least = AT_LEAST.search(clause, low, match.start()) is not None
            yield quantity
        before = quantity


def _quantity(
    clause: str, match: re.Match[str], *, reported: bool, listed: bool
) -> Quantity | None:
    low = max(0, match.start() - _LOOK_BACK)
    head = clause[low : match.start()]
    before = BEFORE_END.search(head)
    comparator = _comparator(match, before, head=head)
    ends = _ends(match, upper=comparator in (Comparator.LE, Comparator.LT))
    if ends is None or not _counts(clause, match, before=before, reported=reported, listed=listed):
        return None
    unit = _unit(match)
    every = EVERY_END.search(head) if unit not in _NO_SUM else None
    word = every.lastgroup if every else None
    period = PERIODS[every[word]] if every and word else None
    times = TIMES[period] if period else 1
    change = _change(clause, match, head=head, before=before)
    lead = change or before
    return Quantity(
        start=low + lead.start() if lead else match.start(),
        end=_end(match),
        value=ends[0] * times,
        unit=unit,
        comparator=comparator,
        compared=before is not None and not before["verb"],
        change=change["change"] if change else "",
        every=Span(low + every.start(word), low + every.end(word)) if every and word else None,
        period=period,
        other_end=ends[1] * times if ends[1] is not None else None,
    )


def _change(
    clause: str, match: re.Match[str], *, head: str, before: re.Match[str] | None
) -> re.Match[str] | None:
    """下降 in 同比下降10% and 增长不低于6%; in 提升4个出入口 it is a plain verb."""
    runs_on = match["unit"] and match["unit"] not in SHARES and not match["after"]
    if runs_on and RUNS_ON.match(clause, match.end()):
        return None
    return CHANGE_END.search(head, 0, before.start() if before else len(head))


def _ends(match: re.Match[str], *, upper: bool) -> tuple[float, float | None] | None:
    """The number as it counts, and the other end of a range (2至3名).

    Of a range the end counts that settles whether it is met: the lower, or of 不超过 the upper.
    """
    last = _one(match)
    first = parse_number(match["low"]) if match["low"] else last
    if first is None or last is None or first > last:
        return None
    if match["tenths"]:
        half = 5 if match["half"] else 0
        first, last = first * 10 + half, last * 10 + half
        if last > 100:
            return None
    if not match["low"]:
        return last, None
    return (last, first) if upper else (first, last)


def _one(match: re.Match[str]) -> float | None:
    if match["part"]:  # 三分之二
        part = parse_number(match["part"])
        return None if part is None or part > 1 else round(part * 100, 2)
    return parse_number(match["number"] or match["share"])


def _comparator(match: re.Match[str], before: re.Match[str] | None, *, head: str) -> Comparator:
    """What is said of the number: 以上 behind it, 不少于 before it, 1万余份, 2至3名."""
    if after := _after(match):
        return AFTER[after]
    named = BEFORE[before["before"]] if before else Comparator.EQ
    above = match["over"] or match["over_share"] or match["low"] or AT_LEAST.search(head)
    return Comparator.GE if above and named is Comparator.EQ else named


def _unit(match: re.Match[str]) -> str:
    """The unit as printed; of a share %, of an amount of money without one 元."""
    if match["money"] is not None:
        return "元"
    return (match["unit"] or "%").replace("％", "%")


def _after(match: re.Match[str]) -> str:
    """以上, 左右 and so on; a bare 内 says something of time only (5公里内 does not)."""
    after = match["after"] or ""
    return "" if after == "内" and match["unit"] not in TIME_UNITS else after


def _end(match: re.Match[str]) -> int:
    return match.end() if _after(match) or not match["after"] else match.start("after")


def _counts(
    clause: str,
    match: re.Match[str],
    *,
    before: re.Match[str] | None,
    reported: bool,
    listed: bool,
) -> bool:
    """Whether this is a number aimed at and not a part of a name, a time or a condition."""
    after, unit, start = _after(match), _unit(match), match.start()
    number, end = match["low"] or match["number"] or "", _end(match)
    head = clause[max(0, start - _LOOK_BACK) : start]
    compared = bool(before or after)
    behind = match.end("unit") if match["unit"] else end
    chinese = bool(number) and not number[0].isascii()
    if is_a_condition(clause, start=start, end=end, unit=unit) or is_part_of_a_name(
        clause, start=start, match_end=behind, unit=unit, chinese=chinese
    ):
        return False
    bracket = unit == "元" and match["low"] and not compared  # 服务10至50万元群体
    unnamed = match["money"] is not None and not _MONEY.search(head)
    if bracket or unnamed or (unit == "批" and number == "一"):
        return False
    if not reported and describes(clause, start=start, end=end, unit=unit, compared=compared):
        return False
    change = _change(clause, match, head=head, before=before)
    if match["tenths"] or match["part"] or unit in TIME_UNITS:
        reaches = before is not None and (unit == "%" or before["before"] in REACHES)
        return bool(after or change or reaches or (unit == "%" and SHARE_END.search(head)))
    if not chinese or match["low"] or compared or change or EVERY_END.search(head):
        return True
    return _is_chinese_count(clause, match, head=head, listed=listed)


def _is_chinese_count(clause: str, match: re.Match[str], *, head: str, listed: bool) -> bool:
    """Whether a Chinese numeral counts: alone it is mostly a name or a style (三项制度).

    开展两次 counts, and 新建两处, 一条环路、两条大街 and 新建幼儿园两所.
    """
    unit, number = match["unit"], match["number"]
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
    return last and bool(_CLOSES.match(clause, match.end()) and _MAKES.search(head))
