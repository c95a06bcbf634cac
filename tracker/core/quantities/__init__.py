"""Numbers aimed at in a text (量化目标): value, unit, comparator, object, deadline.

Only what is promised counts: years, document numbers, ordinals, names with digits in them,
what describes a thing (总投资5亿元的项目) and conditions (优秀率低于40%的部门) are left alone. A
number needs a unit. find_figures reads the numbers that a passage reports in the same way.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import NamedTuple

from tracker.core.lexicon import alternatives
from tracker.core.numerals import CHINESE
from tracker.core.quantities.deadlines import Deadline, find_deadlines
from tracker.core.quantities.numbers import EVENTS, Quantity, find_quantities
from tracker.core.quantities.objects import LIST_MARKS, is_verb, object_after, object_before
from tracker.core.quantities.periods import basis_of, strives
from tracker.core.quantities.printed import SHARES, TIME_UNITS
from tracker.core.quantities.wholes import find_wholes
from tracker.core.sentences import sentence_spans
from tracker.core.types import Span, Target

__all__ = ["EVENTS", "Deadline", "find_deadlines", "find_figures", "find_targets"]

_CLAUSE = re.compile(r"(?:[^,，；;。！？:：\n]|(?<=\d),(?=\d{3}))+")
_ALL_YEAR = re.compile(r"全年|每年|每半年|每季|每月|每周|按季|按月|逐月")
_AIMED_AT = re.compile(r"(?:实现|力争|确保|达到|做到|保持)(?:全年|年度)?$")
# Where none of these stands there is no number, and no 全覆盖 or 翻一番.
_MAY_AIM = re.compile(rf"\d|{CHINESE}|[全番]")
# 2、组织… : the ordinal is no part of what is counted.
_ORDINAL = re.compile(
    r"[（(]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})(?:[）)]、?|[.．、](?!\d))|[①-⑳⑴-⒇]"
    r"|[一二三四五六七八九十]{1,3}[是要]|第[一二三四五六七八九十]{1,2}[，,、]"
)
# Nothing in a title, in quotation marks or in a fixed name is a number aimed at.
_NAMES = re.compile(
    r"《[^》\n]{0,99}》|“[^”\n]{0,60}”|〔[^〕\n]{0,9}[〕\]](?:\d{1,6}号)?"
    rf"|{alternatives('fixed_names')}"
)


def find_targets(text: str, *, base: int = 0, plan_year: int | None = None) -> tuple[Target, ...]:
    """The numbers aimed at in a text, in order; spans are shifted by `base`.

    `plan_year` dates deadlines that name no year. 全覆盖 is 100 % (>=), 每季度一次 is 4 次.
    """
    return tuple(_find(text, base=base, plan_year=plan_year, reported=False))


def find_figures(text: str) -> tuple[Target, ...]:
    """The numbers that a passage reports (报告数字), in the form of targets, in order.

    What a plan says of the past or of a thing's size is no aim; in a report it is a figure.
    """
    return tuple(_find(text, base=0, plan_year=None, reported=True))


def _find(text: str, *, base: int, plan_year: int | None, reported: bool) -> Iterator[Target]:
    for sentence in sentence_spans(text):
        deadlines = _shifted(find_deadlines(sentence.of(text), plan_year=plan_year), sentence.start)
        earlier: _Earlier | None = None
        ordinal = _ORDINAL.match(text, sentence.start, sentence.end)
        first = ordinal.end() if ordinal else sentence.start
        for match in _CLAUSE.finditer(text, first, sentence.end):
            begin, end = match.span()
            quantities = _aimed_at(match[0], reported=reported)
            if not quantities:
                earlier = _Earlier(begin, end, "")
                continue
            found = list(
                _clause_targets(
                    text,
                    Span(begin, end),
                    quantities,
                    deadlines=deadlines,
                    earlier=earlier,
                    base=base,
                )
            )
            yield from found
            # 坚持会前学法, 全年不少于4次; 每月学法一次, 全年12次; 对9家企业开展检查, 每季度一次
            earlier = _Earlier(found[-1].span.end - base, end, found[-1].object)


class _Earlier(NamedTuple):
    """What the clause before says behind its last target, and the thing that this one counts."""

    start: int
    end: int
    named: str

    def known(self, text: str) -> str:
        """The thing that a clause counts which names none itself."""
        return object_before(text, start=self.start, end=self.end).of(text) or self.named


def _shifted(deadlines: Sequence[Deadline], by: int) -> list[Deadline]:
    return [Deadline(Span(d.span.start + by, d.span.end + by), d.date) for d in deadlines]


def _clause_targets(
    text: str,
    clause: Span,
    quantities: Sequence[Quantity],
    *,
    deadlines: Sequence[Deadline],
    earlier: _Earlier | None,
    base: int,
) -> Iterator[Target]:
    """The targets of one clause; `earlier` tells what they count where the clause doesn't say."""
    words = clause.of(text)
    known: str | None = None
    begin, last, listed = 0, "", False
    for quantity, following in zip(quantities, [*quantities[1:], None], strict=False):
        due = _due(text, deadlines, clause, quantity)
        ahead = Span(begin, begin)
        if due and clause.contains(due.span) and due.span.end <= clause.start + quantity.start:
            ahead = Span(begin, max(begin, due.span.start - clause.start))
            begin = max(begin, due.span.end - clause.start)
        high = following.start if following else len(words)
        place = _object(words, quantity, low=begin, high=high)
        name = place.of(words) or quantity.thing
        if not name and not listed:  # 窗口占比|年底前|达到85%
            name = object_before(words, start=ahead.start, end=ahead.end).of(words)
            name = "" if is_verb(name) else name
        elif not name:
            name = last  # 洁净煤6万户、10万吨
        if not name and earlier:
            known = earlier.known(text) if known is None else known
            name = known
        last = name = _with_change(name, quantity.change)
        starts = [quantity.start, *([place.start] if place.of(words) else [])]
        starts.extend([quantity.every.start] if quantity.every else [])
        span = Span(max(begin, min(starts)), max(place.end, quantity.end))
        listed = words[span.end : span.end + 1] in LIST_MARKS
        begin = span.end + listed
        yield Target(
            text=span.of(words),
            span=Span(span.start + clause.start + base, span.end + clause.start + base),
            value=quantity.value,
            unit=quantity.unit,
            comparator=quantity.comparator,
            object=name,
            deadline=due.date if due else None,
            other_end=quantity.other_end,
            basis=basis_of(
                words,
                quantity.end,
                every=quantity.period is not None,
                share=quantity.unit in SHARES,
            ),
            every=quantity.period,
            stretch=strives(words, quantity.start),
        )


def _aimed_at(words: str, *, reported: bool) -> list[Quantity]:
    if not _MAY_AIM.search(words):
        return []
    numbers = list(find_quantities(words, reported=reported))
    found = [*numbers, *find_wholes(words, alone=not numbers)]
    if not found:
        return []
    names = [Span(*match.span()) for match in _NAMES.finditer(words) if not _is_aim(words, match)]
    apart = (quantity for quantity in found if not _touches(names, quantity))
    return sorted(apart, key=lambda quantity: quantity.start)


def _is_aim(words: str, name: re.Match[str]) -> bool:
    """Whether what stands in quotation marks is striven for: 力争实现“零投诉”."""
    if not name[0].startswith("“零") or words[name.end() :].strip("。"):
        return False
    return bool(_AIMED_AT.search(words, max(0, name.start() - 6), name.start()))


def _touches(names: Sequence[Span], quantity: Quantity) -> bool:
    """Whether a number stands in one of the names, which are in order and apart."""
    behind = bisect_left(names, quantity.end, key=attrgetter("start"))
    return behind > 0 and names[behind - 1].end > quantity.start


def _due(
    text: str, deadlines: Sequence[Deadline], clause: Span, quantity: Quantity
) -> Deadline | None:
    """The deadline that was named last before the number, else one later in its clause.

    10月底前完成修订, 各乡镇全年演练2次: what is done all year has none of another clause.
    """
    if not deadlines:
        return None
    key = attrgetter("span.start")
    behind = bisect_left(deadlines, clause.start + quantity.end, key=key)
    if behind:
        last = deadlines[behind - 1]
        until = clause.start + quantity.start
        near = last.span.end > clause.start or not _ALL_YEAR.search(text, last.span.end, until)
        return last if near else None
    later = deadlines[behind] if behind < len(deadlines) else None
    return later if later and clause.contains(later.span) else None


def _object(words: str, quantity: Quantity, *, low: int, high: int) -> Span:
    """The object behind the number where nothing is compared, else the one before it."""
    compared = quantity.compared or quantity.change or quantity.unit in TIME_UNITS
    if compared or quantity.unit == "%":
        before = _before(words, quantity, low=min(low, quantity.start))
        if before.start < before.end or quantity.unit == "%":
            return before
        return object_after(words, start=quantity.end, end=high)
    after = object_after(words, start=quantity.end, end=high)
    if after.start < after.end:
        return after
    return _before(words, quantity, low=min(low, quantity.start))


def _before(words: str, quantity: Quantity, *, low: int) -> Span:
    """The thing before the number, if what stands there names one.

    完成80%以上 names no thing; 培训2期 does.
    """
    before = _place_before(words, quantity, low=low)
    if quantity.unit not in EVENTS and is_verb(before.of(words)):
        return Span(before.end, before.end)
    return before


def _place_before(words: str, quantity: Quantity, *, low: int) -> Span:
    """Behind 每季度 (每季度组织培训一次), else before the number."""
    every = quantity.every
    if every is None or every.start < low:
        return object_before(words, start=low, end=quantity.start)
    between = object_before(words, start=every.end, end=quantity.start)
    if between.start < between.end and not is_verb(between.of(words)):
        return between
    return object_before(words, start=low, end=every.start)


def _with_change(name: str, change: str) -> str:
    """涉企检查户次 and 同比下降 are 涉企检查户次(同比下降); 平均 says nothing of the object."""
    change = change.replace("平均", "")
    return f"{name}({change})" if change else name
