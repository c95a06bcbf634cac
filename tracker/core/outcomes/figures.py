"""The numbers that a passage reports, each with the words that stand at it (报告数字).

Reports also count without a number: 2月、5月、8月分别举办 is three times, 4月、9月各举办一期
is two, 分两期 is two, 全部参训 is all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from tracker.core.numerals import parse_number
from tracker.core.quantities import find_targets
from tracker.core.types import Comparator, Span, Target


@dataclass(frozen=True, slots=True)
class Figure:
    """A reported number; `near` are the character pairs between it and the one before."""

    target: Target
    lead: str  # what stands in front of it: 新增, 累计
    near: frozenset[str]
    around: frozenset[str]  # the pairs of the whole passage
    clause: str = ""  # what it stands in, between commas
    item: str = ""  # what it stands in, between 、 as well; the clause where 各 stands before it


# 同比增长20% and 达51亿元 belong to what stood at the number before them.
_NAMES_NOTHING = re.compile(
    r"[,，、和及]?(?:同比|分别|比上年|较上年|增长|下降|减少|增加|提高|达到|达|为|占)*"
    r"[\d.,]+[万亿]*(?:[%％]|[\u4e00-\u9fff]{1,4})"
)
_HAN_RUN = re.compile(r"[\u3400-\u9fff]{2,}")
LEAD: Final = 4  # characters
_HINT = re.compile(r"[\d一二两三四五六七八九十百半]|全部|全员|全覆盖|每")
_CLAUSE = re.compile(r"[^,，；;。！？]+")
_ITEM = re.compile(r"[^、]*(?:、|$)")
_DIGITS = re.compile(r"\d[\d.]*")
_MONTH: Final = r"\d{1,2}月(?:份|初|底|上旬|中旬|下旬)?"
_MONTHS = re.compile(rf"(?:{_MONTH}[、和及与])+{_MONTH}")
_EACH = re.compile(r"各|分别|均")
_ROUNDS = re.compile(r"分(?P<number>[两二三四五六七八九十\d]+)(?P<unit>期|批|场|次|轮|批次)")
_ALL = re.compile(r"全部|全员|全覆盖|无一例外")
_EVENTS: Final = frozenset({"次", "场", "场次", "期", "轮", "批", "批次"})


@lru_cache(maxsize=4096)
def figures_in(text: str) -> tuple[Figure, ...]:
    """Every number that a passage reports, in order. Empty where it reports none."""
    if not _HINT.search(text):
        return ()
    targets = sorted([*_multiplied(text), *_unspoken(text)], key=lambda target: target.span)
    around = pairs_of(text)
    found, end, near = [], 0, frozenset[str]()
    for target in targets:
        between = text[min(end, target.span.start) : target.span.end]
        own = pairs_of(between) | pairs_of(target.object)
        near = own if _NAMES_NOTHING.fullmatch(between) is None else near | own
        lead, clause = lead_of(target.span.start, text), clause_at(target.span.end, text)
        found.append(Figure(target, lead, near, around, clause, _item(target, clause)))
        end = target.span.end
    return tuple(found)


def lead_of(start: int, text: str) -> str:
    """The few characters in front of a number's place, where verbs like 新增 stand."""
    return text[max(0, start - LEAD) : max(0, start)]


def clause_at(end: int, text: str) -> str:
    """The clause (between commas) in which a number ends that ends at `end`; may be empty."""
    return next((m[0] for m in _CLAUSE.finditer(text) if m.start() < end <= m.end()), "")


def _item(target: Target, clause: str) -> str:
    number = _DIGITS.search(target.text)
    place = clause.find(number[0]) if number else -1
    if place < 0 or _EACH.search(clause[:place]):
        return clause
    return next(m[0] for m in _ITEM.finditer(clause) if m.start() <= place < m.end())


def pairs_of(text: str) -> frozenset[str]:
    """The pairs of neighbouring Han characters: words are cut differently in other company."""
    runs = _HAN_RUN.findall(text)
    return frozenset(run[at : at + 2] for run in runs for at in range(len(run) - 1))


def _multiplied(text: str) -> Iterator[Target]:
    """The plain numbers; 各举办一期 after a list of months counts once for each."""
    for target in find_targets(text):
        months = _months_before(text, target.span.end)
        if months and target.value == 1 and target.unit in _EVENTS:
            yield replace(target, value=float(months))
        else:
            yield target


def _months_before(text: str, end: int) -> int:
    clause = next((m for m in _CLAUSE.finditer(text) if m.start() < end <= m.end()), None)
    listed = _MONTHS.search(clause[0]) if clause else None
    if clause is None or listed is None or not _EACH.search(clause[0]):
        return 0
    return listed[0].count("月")


def _unspoken(text: str) -> Iterator[Target]:
    """Counts without a number of their own."""
    for clause in _CLAUSE.finditer(text):
        words, start = clause[0], clause.start()
        if listed := _MONTHS.search(words):
            yield _implied(words, start, listed.span(), float(listed[0].count("月")), "次")
        for rounds in _ROUNDS.finditer(words):
            value = parse_number(rounds["number"])
            if value:
                yield _implied(words, start, rounds.span(), value, rounds["unit"])
        if (every := _ALL.search(words)) and "%" not in words:
            yield _implied(words, start, every.span(), 100.0, "%")


def _implied(clause: str, start: int, place: tuple[int, int], value: float, unit: str) -> Target:
    return Target(
        text=clause[place[0] : place[1]],
        span=Span(start + place[0], start + place[1]),
        value=value,
        unit=unit,
        comparator=Comparator.EQ,
        object=clause,
    )
