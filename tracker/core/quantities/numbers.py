"""Numbers with a unit and what stands before and after them (数量词)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from tracker.core.lexicon import alternatives
from tracker.core.numerals import ARABIC, CHINESE, parse_number
from tracker.core.types import Comparator, Span

FREQUENCIES: Final = {"每年": 1, "每半年": 2, "每季度": 4, "每季": 4, "每月": 12, "每周": 52}
_BEFORE: Final = {
    **dict.fromkeys(("不少于", "不低于", "至少", "不小于"), Comparator.GE),
    **dict.fromkeys(("超过", "超", "突破", "多于", "高于"), Comparator.GT),
    **dict.fromkeys(("不超过", "不高于", "不多于", "控制在", "压缩至", "压减至"), Comparator.LE),
    **dict.fromkeys(("缩短至", "缩减至", "降至", "降到", "压缩到"), Comparator.LE),
    **dict.fromkeys(("低于", "少于"), Comparator.LT),
    **dict.fromkeys(("约", "接近"), Comparator.ABOUT),
    **dict.fromkeys(("达到", "达", "提高到", "提升到", "增加到", "扩大到"), Comparator.EQ),
    **dict.fromkeys(
        ("提高至", "提升至", "增加至", "保持在", "稳定在", "保持", "为"), Comparator.EQ
    ),
}
_AFTER: Final = {
    **dict.fromkeys(("以上", "及以上"), Comparator.GE),
    **dict.fromkeys(("以下", "以内", "之内", "内"), Comparator.LE),
    **dict.fromkeys(("左右", "上下"), Comparator.ABOUT),
}
_TIME_UNITS: Final = frozenset({"小时", "分钟", "天", "日", "个工作日", "工作日", "个月"})
_NO_SUM: Final = frozenset({"%", "个百分点", "‰", "倍", "度"})  # 每月达到95% is no 1140 %
EVENTS: Final = frozenset({"次", "场", "期", "轮", "批次", "场次"})


def _any(entries: Iterator[str] | dict[str, object]) -> str:
    return "|".join(sorted(entries, key=len, reverse=True))


_VALUE: Final = rf"(?:(?:{ARABIC})[十百千万亿]{{0,2}}|{CHINESE}{{1,12}}[万亿]{{0,2}})"
_UNIT: Final = alternatives("units")
_NUMBER = re.compile(
    # Not within 2021-2025, 1+6+3, 2.0, 7×24, A4, 第3 or a document number 〔2023〕68.
    r"(?<![\d.\-—~～+×A-Za-z〔\[〕\]第由从〇零一二三四五六七八九十百千两])"
    # 2至3名 and 60%-70%: from the first number to the second.
    rf"(?:(?P<low>{_VALUE}){_UNIT}?(?:[至到]|[\-—~～]{{1,2}}))?"
    rf"(?:百分之(?P<share>{CHINESE}{{1,6}}|{ARABIC})(?P<over_share>[余多])?"
    rf"|(?P<number>(?:{ARABIC})[十百千万亿]{{0,2}}(?![\d.+\-—~～×])|{CHINESE}{{1,12}}[万亿]{{0,2}})"
    r"(?P<over>[余多])?"
    # 三成 is 30 %; 三成立, 三成员 are not.
    r"(?:(?P<tenths>成(?P<half>半)?(?![立员果效功本交绩年熟品为长人套都就型形片]))"
    rf"|(?P<unit>{_UNIT})))"
    rf"(?P<after>{_any(dict(_AFTER))})?"
)
# 至少2次, and with a verb between: 至少开展2次.
_BEFORE_END = re.compile(
    rf"(?P<before>{_any(dict(_BEFORE))})"
    rf"(?P<verb>(?<=至少){alternatives('light_verbs', 'making_verbs')})?$"
)
_EVERY_END = re.compile(rf"(?P<every>{_any(dict(FREQUENCIES))})[\u4e00-\u9fff]{{0,14}}$")
_VERB_END = re.compile(rf"{alternatives('light_verbs', 'making_verbs')}$")
_CHANGE_END = re.compile(
    r"(?P<change>(?:同比|比上年|较上年|平均)*"
    r"(?:下降|增长|减少|增加|提高|压减|压缩|提升|降低|缩短))$"
)
_SHARE_END = re.compile(r"(?:[占率]|占?比[例重]?|份额)$")
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
    every: Span | None = None  # 每季度: the number was multiplied to one of a year


def find_quantities(clause: str) -> Iterator[Quantity]:
    """The numbers in a clause that can be aimed at, in order; every value is finite."""
    for match in _NUMBER.finditer(clause):
        if quantity := _quantity(clause, match):
            yield quantity


def _quantity(clause: str, match: re.Match[str]) -> Quantity | None:
    low = max(0, match.start() - _LOOK_BACK)
    head = clause[low : match.start()]
    before = _BEFORE_END.search(head)
    comparator = _comparator(match, before)
    value = _value(match, upper=comparator in (Comparator.LE, Comparator.LT))
    if value is None or not _counts(clause, match, head=head, before=before):
        return None
    unit = (match["unit"] or "%").replace("％", "%")
    every = _EVERY_END.search(head) if unit not in _NO_SUM | _TIME_UNITS else None
    if every:
        value *= FREQUENCIES[every["every"]]
    change = None if before else _CHANGE_END.search(head)
    lead = before or change
    return Quantity(
        start=match.start() - (len(lead[0]) if lead else 0),
        end=_end(match),
        value=value,
        unit=unit,
        comparator=comparator,
        compared=before is not None and not before["verb"],
        change=change["change"] if change else "",
        every=Span(low + every.start("every"), low + every.end("every")) if every else None,
    )


def _value(match: re.Match[str], *, upper: bool) -> float | None:
    """The number as it counts; of a range (2至3名) the end that settles whether it is met."""
    last = parse_number(match["number"] or match["share"])
    first = parse_number(match["low"]) if match["low"] else last
    if first is None or last is None or first > last:
        return None
    value = last if upper else first
    if match["tenths"]:
        value = value * 10 + (5 if match["half"] else 0)
        return value if value <= 100 else None
    return value


def _comparator(match: re.Match[str], before: re.Match[str] | None) -> Comparator:
    """What is said of the number: 以上 behind it, 不少于 before it, 1万余份, 2至3名."""
    if after := _after(match):
        return _AFTER[after]
    named = _BEFORE[before["before"]] if before else Comparator.EQ
    above = match["over"] or match["over_share"] or match["low"]
    return Comparator.GE if above and named is Comparator.EQ else named


def _after(match: re.Match[str]) -> str:
    """以上, 左右 and so on; a bare 内 says something of time only (5公里内 does not)."""
    after = match["after"] or ""
    return "" if after == "内" and match["unit"] not in _TIME_UNITS else after


def _end(match: re.Match[str]) -> int:
    return match.end() if _after(match) or not match["after"] else match.start("after")


def _counts(clause: str, match: re.Match[str], *, head: str, before: re.Match[str] | None) -> bool:
    """Whether this is a number aimed at and not a part of a name, a time or a condition."""
    after, unit, number = _after(match), match["unit"], match["low"] or match["number"]
    if _is_no_aim(clause, match, compared=bool(before or after)):
        return False
    if match["tenths"]:
        return bool(before or after or _CHANGE_END.search(head) or _SHARE_END.search(head))
    if unit in _TIME_UNITS:
        return bool(after or (before and _BEFORE[before["before"]] is not Comparator.EQ))
    if unit is None or number[0].isascii() or match["low"]:
        return True
    if before or after or _EVERY_END.search(head):
        return True
    # A Chinese numeral alone is mostly a name or a style (三项制度, 两个方面); 开展两次 is not.
    return bool(_VERB_END.search(head)) and (unit in EVENTS or number not in ("一", "两"))


def _is_no_aim(clause: str, match: re.Match[str], *, compared: bool) -> bool:
    """优秀率低于40%的部门 is a condition, 10至50万元群体 a bracket, 一批 just some."""
    unit = match["unit"]
    condition = (
        _BEFORE_END.search(clause[max(0, match.start() - _LOOK_BACK) : match.start()])
        and unit != "次"
    )
    if condition and clause[match.end() : match.end() + 1] == "的":
        return True
    return (unit == "元" and bool(match["low"]) and not compared) or (
        unit == "批" and match["number"] == "一"
    )
