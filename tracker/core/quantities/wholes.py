"""Targets said without a number and a unit: 全覆盖, 全部办结, 零投诉, 翻一番."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from tracker.core.lexicon import alternatives
from tracker.core.numerals import parse_number
from tracker.core.quantities.numbers import Quantity
from tracker.core.types import Comparator

_EVERYTHING = re.compile(r"(?<!基本)全覆盖")
_ALL_DONE = re.compile(r"全部(?:按期|如期|按时)?(?:完成|办结|整改|清零|销号|达标|兑现|化解)")
_DOUBLED = re.compile(r"翻(?P<number>[一两二三四1-4])?番(?P<above>以上)?")
_NOTHING = re.compile(rf"零(?P<thing>{alternatives('zero_things')})")
_MARKED = re.compile("[全零番]")  # one of them stands in every such aim
_HAPPENS: Final = frozenset({"发生", "新增"})  # 事故零发生: the thing stands before
_ZERO_UNIT: Final = "件"


def find_wholes(clause: str, *, alone: bool) -> Iterator[Quantity]:
    """The aims in a clause that name all or nothing.

    全覆盖 is 100 % (>=), 零投诉 0 件 (=), 翻一番 1 番. `alone`: no number stands in the clause;
    only then 全部办结 is 100 % (=), else it says something of the things counted.
    """
    if not _MARKED.search(clause):
        return
    for match in _EVERYTHING.finditer(clause):
        yield _whole(match, value=100.0, unit="%", comparator=Comparator.GE)
    for match in _NOTHING.finditer(clause):
        thing = "" if match["thing"] in _HAPPENS else match["thing"]
        none = _whole(match, value=0.0, unit=_ZERO_UNIT, comparator=Comparator.EQ)
        yield none._replace(thing=thing)
    for match in _DOUBLED.finditer(clause):
        value = parse_number(match["number"] or "一") or 1.0
        comparator = Comparator.GE if match["above"] else Comparator.EQ
        yield _whole(match, value=value, unit="番", comparator=comparator)
    if alone and (done := _ALL_DONE.search(clause)):
        yield _whole(done, value=100.0, unit="%", comparator=Comparator.EQ)


def _whole(match: re.Match[str], *, value: float, unit: str, comparator: Comparator) -> Quantity:
    return Quantity(
        *match.span(), value=value, unit=unit, comparator=comparator, compared=True, change=""
    )
