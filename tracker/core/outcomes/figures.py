"""The numbers that a passage reports, each with the words that stand at it (报告数字).

Reports also count without a number: 2月、5月、8月分别举办 is three times, 4月、9月各举办一期
is two, 分两期 is two, 全部参训 is all of them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from tracker.core.numerals import parse_number
from tracker.core.outcomes.apart import named_apart
from tracker.core.outcomes.memos import remembered
from tracker.core.quantities import find_figures
from tracker.core.types import Comparator, Span, Target


@dataclass(frozen=True, slots=True)
class Figure:
    """A reported number; `near` are the words between it and the one before, and behind it."""

    target: Target
    lead: str  # what stands in front of it: 新增, 累计
    near: str
    passage: str  # all of the sentence that it was read from
    clause: str = ""  # what it stands in, between commas
    item: str = ""  # what it stands in, between 、 as well; the clause where 各 stands before it
    digits: int = 0  # where its digits begin in that sentence


# 同比增长20% and 达51亿元 belong to what stood at the number before them.
_NAMES_NOTHING = re.compile(
    r"[,，、和及]?(?:同比|按可比(?:口径|价格)|可比|预计|分别|比上年|较上年|增长|下降|减少|增加|提高|达到|达|为|占)*"
    r"[\d.,]+[万亿]*(?:[%％]|[\u4e00-\u9fff]{1,4})"
)
_FILLERS = re.compile(
    r"全年|今年|年内|本年|累计|共计?|总计|分别|均?已|预计|达到?|实现|完成|同比|比上年|较上年|增长|下降|提高|增加|减少"
    r"|[\d.]+[万亿]*(?:个?百分点|[\u4e00-\u9fff%％])?"
)
_HAN_RUN = re.compile(r"[\u3400-\u9fff]{2,}")
_HAN_PAIR = re.compile(r"(?=([\u3400-\u9fff]{2}))")
LEAD: Final = 8  # characters
# What is longer, or holds more numbers, is no sentence that a person wrote; reading on would
# take a hostile one's square of time.
LONGEST: Final = 2000
MOST: Final = 40
_HINT = re.compile(r"[\d一二两三四五六七八九十百半]|全部|全员|全覆盖|每")
_CLAUSE = re.compile(r"[^,，；;。！？]+")
_ITEM = re.compile(r"[^、]*(?:、|$)")
_DIGITS = re.compile(r"\d+(?:\.\d+)?")
_SIZES: Final = (1.0, 10.0, 100.0, 1e3, 1e4, 1e6, 1e7, 1e8, 1e12)  # 十, 百, 千, 万, 百万 ...
_MARKS = re.compile(r"[,，、；;。！？]")
_MONTH: Final = r"\d{1,2}月(?:份|初|底|上旬|中旬|下旬)?"
_MONTHS = re.compile(rf"(?:{_MONTH}[、和及与])+{_MONTH}")
_HALVES = re.compile(r"上半年[、和及与]下半年|上、下半年|上下半年")
_EACH = re.compile(r"各|分别|均")
_ROUNDS = re.compile(r"分(?P<number>[两二三四五六七八九十\d]+)(?P<unit>期|批|场|次|轮|批次)")
_ALL = re.compile(r"全部|全员|全覆盖|无一例外")
_SPELT = re.compile(
    r"(?<![第一二三四五六七八九十])(?P<number>[两二三四五六七八九十]{1,3})(?P<unit>期|批|轮)(?=[,，；;。、]|$)"
)
_IMPLIES = re.compile(
    rf"{_MONTHS.pattern}|分[两二三四五六七八九十\d]|全[部员覆]|无一例外|[两二三四五六七八九十][期批轮]"
)
_EVENTS: Final = frozenset({"次", "场", "场次", "期", "轮", "批", "批次"})


@remembered
def figures_in(text: str) -> tuple[Figure, ...]:
    """Every number that a passage reports, in order, 40 at most. Empty where it reports none."""
    text = text[:LONGEST]
    if not _HINT.search(text):
        return ()
    targets = sorted([*_multiplied(text), *_unspoken(text)], key=lambda target: target.span)[:MOST]
    found, end, near = [], 0, ""
    for target in targets:
        between = _between(text, end, target.span)
        goes_on = _NAMES_NOTHING.fullmatch(between) is not None
        digits = target.span.start + digits_of(target).start
        behind = "" if goes_on else _object_behind(target, text[: min(digits, target.span.end)])
        near = near + between if goes_on else f"{between}，{behind}"
        dealt = named_apart(target.span, text)
        thing = f"{dealt}，{behind}" if dealt else near
        lead = dealt or lead_of(target.span.start, text)
        clause = clause_at(target.span.end, text)
        item = _item(target, clause)
        found.append(Figure(target, lead, thing, text, clause, item, digits))
        end = target.span.end
    return tuple(found)


def _object_behind(target: Target, before: str) -> str:
    """The object of a number that stands behind it (5处停车场); "" when it stands before."""
    return "" if target.object.split("(")[0] in before else target.object


def _between(text: str, end: int, place: Span) -> str:
    """The words that name what a number is of: from the number before it, within its clause.

    A clause that names nothing of its own (全年6次) goes on about what stands before it.
    """
    start = min(end, place.start)
    clause = next((first for first, last in _clauses(text) if last >= place.start), 0)
    own = text[max(start, min(clause, place.start)) : place.end]
    return own if _HAN_RUN.search(_FILLERS.sub("", own)) else text[start : place.end]


def lead_of(start: int, text: str) -> str:
    """The few characters in front of a number's place, where verbs like 新增 stand."""
    lead = text[max(0, start - LEAD) : max(0, start)]
    return _MARKS.split(lead)[-1]


def digits_of(target: Target) -> Span:
    """Where the digits themselves stand in the words of a number; empty when it is spelt out."""
    return _digits_of(target.text, target.value)


@remembered
def _digits_of(text: str, value: float) -> Span:
    for run in _DIGITS.finditer(text):
        digits = float(run[0])
        if digits == value or any(math.isclose(digits * size, value) for size in _SIZES):
            return Span(*run.span())
    return Span(len(text), len(text))


def clause_at(end: int, text: str) -> str:
    """The clause (between commas) in which a number ends that ends at `end`; may be empty."""
    return next((text[first:last] for first, last in _clauses(text) if first < end <= last), "")


@remembered
def _clauses(text: str) -> tuple[tuple[int, int], ...]:
    """Where the clauses stand, between any two marks."""
    return tuple(match.span() for match in _CLAUSE.finditer(text))


def _item(target: Target, clause: str) -> str:
    number = _DIGITS.search(target.text)
    place = clause.find(number[0]) if number else -1
    if place < 0 or _EACH.search(clause[:place]):
        return clause
    return next(m[0] for m in _ITEM.finditer(clause) if m.start() <= place < m.end())


def pairs_of(text: str) -> frozenset[str]:
    """The pairs of neighbouring Han characters: words are cut differently in other company."""
    return frozenset(_HAN_PAIR.findall(text))


def _multiplied(text: str) -> Iterator[Target]:
    """The plain numbers; 各举办一期 after a list of months counts once for each."""
    for target in find_figures(text):
        once = target.value == 1 and target.unit in _EVENTS
        months = _months_before(text, target.span.end) if once else 0
        yield replace(target, value=float(months)) if months else target


def _months_before(text: str, end: int) -> int:
    clause = next((m for m in _CLAUSE.finditer(text) if m.start() < end <= m.end()), None)
    listed = _MONTHS.search(clause[0]) if clause else None
    if clause and _HALVES.search(clause[0]) and _EACH.search(clause[0]):
        return 2
    if clause is None or listed is None or not _EACH.search(clause[0]):
        return 0
    return listed[0].count("月")


def _unspoken(text: str) -> Iterator[Target]:
    """Counts without a number of their own."""
    if not _IMPLIES.search(text):
        return
    for clause in _CLAUSE.finditer(text):
        words, start = clause[0], clause.start()
        if listed := _MONTHS.search(words):
            yield _implied(words, start, listed.span(), float(listed[0].count("月")), "次")
        for rounds in _ROUNDS.finditer(words):
            value = parse_number(rounds["number"])
            if value:
                yield _implied(words, start, rounds.span(), value, rounds["unit"])
        for spelt in _SPELT.finditer(words):
            value = parse_number(spelt["number"])
            if value:
                yield _implied(words, start, spelt.span(), value, spelt["unit"])
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
