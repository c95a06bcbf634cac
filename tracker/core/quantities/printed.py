"""A number with its unit as it is printed, and the words in front of it (数字原文)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from tracker.core.lexicon import alternatives
from tracker.core.numerals import ARABIC, CHINESE
from tracker.core.quantities.aims import RUNS_ON
from tracker.core.quantities.comparators import AFTER, BEFORE_END, CHANGE_END, longest_first
from tracker.core.quantities.periods import EVERY_END

TIME_UNITS: Final = frozenset({"小时", "分钟", "天", "日", "个工作日", "工作日", "个月"})
SHARES: Final = frozenset({"%", "个百分点", "‰", "倍", "度", "番"})

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
_LOOK_BACK: Final = 20  # characters before a number that say how it is meant


class Said(NamedTuple):
    """The parts of a number as they are printed, in the order of the pattern's groups."""

    low: str | None
    share: str | None
    over_share: str | None
    part: str | None
    number: str | None
    over: str | None
    tenths: str | None
    half: str | None
    measure: str | None
    money: str | None
    behind: str | None

    @property
    def unit(self) -> str:
        """The unit as printed; of a share %, of an amount of money without one 元."""
        if self.money is not None:
            return "元"
        return (self.measure or "%").replace("％", "%")

    @property
    def after(self) -> str:
        """以上, 左右 and so on; a bare 内 says something of time only (5公里内 does not)."""
        after = self.behind or ""
        return "" if after == "内" and self.measure not in TIME_UNITS else after


class Number(NamedTuple):
    """A number where it stands in its clause, and what the words around it say of it."""

    clause: str
    start: int
    end: int  # after 以上, 左右
    head: str  # what stands in front of it
    said: Said
    unit: str
    after: str
    before: re.Match[str] | None  # 不少于, 达到
    change: re.Match[str] | None  # 同比下降
    every: re.Match[str] | None  # 每季度


def numbers_in(clause: str) -> Iterator[Number]:
    """Everything in a clause that is printed as a number with a unit, in order."""
    for match in _NUMBER.finditer(clause):
        yield _read(clause, match)


def _read(clause: str, match: re.Match[str]) -> Number:
    said, start, end = Said._make(match.groups()), match.start(), match.end()
    head = clause[max(0, start - _LOOK_BACK) : start]
    before, unit, after = BEFORE_END.search(head), said.unit, said.after
    # 下降 in 同比下降10% and 增长不低于6%; in 提升4个出入口 it is a plain verb.
    runs_on = said.measure and said.measure not in SHARES and not said.behind
    change = None
    if not (runs_on and RUNS_ON.match(clause, end)):
        change = CHANGE_END.search(head, 0, before.start() if before else len(head))
    end = end if after or not said.behind else match.start("after")
    every = EVERY_END.search(head)
    return Number(clause, start, end, head, said, unit, after, before, change, every)
