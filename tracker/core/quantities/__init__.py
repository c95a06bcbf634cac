"""Numbers aimed at in a text (量化目标): value, unit, comparator, object, deadline.

Only what is promised counts: years, document numbers, ordinals, names with digits in them
and conditions (优秀率低于40%的部门) are left alone. A number needs a unit.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from operator import attrgetter

from tracker.core.lexicon import alternatives
from tracker.core.quantities.deadlines import Deadline, find_deadlines
from tracker.core.quantities.numbers import EVENTS, Quantity, find_quantities
from tracker.core.quantities.objects import LIST_MARKS, is_verb, object_after, object_before
from tracker.core.sentences import sentence_spans
from tracker.core.types import Comparator, Span, Target

__all__ = ["Deadline", "find_deadlines", "find_targets"]

_CLAUSE = re.compile(r"(?:[^,，；;。！？:：\n]|(?<=\d),(?=\d{3}))+")
_EVERYTHING = re.compile(r"(?<!基本)全覆盖")
# Nothing in a title, in quotation marks or in a fixed name is a number aimed at.
_NAMES = re.compile(
    r"《[^》\n]{0,99}》|“[^”\n]{0,60}”|〔[^〕\n]{0,9}〕?\]?\d{0,6}号?"
    rf"|{alternatives('fixed_names')}"
)


def find_targets(text: str, *, base: int = 0, plan_year: int | None = None) -> tuple[Target, ...]:
    """The numbers aimed at in a text, in order; spans are shifted by `base`.

    `plan_year` dates deadlines that name no year. 全覆盖 is 100 % (>=), 每季度一次 is 4 次.
    """
    found: list[Target] = []
    for sentence in sentence_spans(text):
        deadlines = _shifted(find_deadlines(sentence.of(text), plan_year=plan_year), sentence.start)
        earlier: Span | None = None
        for match in _CLAUSE.finditer(text, sentence.start, sentence.end):
            clause = Span(*match.span())
            found.extend(_clause_targets(text, clause, deadlines, earlier=earlier, base=base))
            earlier = clause
    return tuple(found)


def _shifted(deadlines: Sequence[Deadline], by: int) -> list[Deadline]:
    return [Deadline(Span(d.span.start + by, d.span.end + by), d.date) for d in deadlines]


def _clause_targets(
    text: str, clause: Span, deadlines: Sequence[Deadline], *, earlier: Span | None, base: int
) -> Iterator[Target]:
    words = clause.of(text)
    begin = 0
    quantities = _aimed_at(words)
    for quantity, following in zip(quantities, [*quantities[1:], None], strict=False):
        due = _due(deadlines, clause, quantity)
        if due and clause.contains(due.span) and due.span.end <= clause.start + quantity.start:
            begin = max(begin, due.span.end - clause.start)
        high = following.start if following else len(words)
        place = _object(words, quantity, low=begin, high=high)
        name = place.of(words)
        if not name and earlier:  # 坚持会前学法, 全年不少于4次
            name = object_before(text, start=earlier.start, end=earlier.end).of(text)
        starts = [quantity.start, *([place.start] if place.of(words) else [])]
        starts.extend([quantity.every.start] if quantity.every else [])
        span = Span(max(begin, min(starts)), max(place.end, quantity.end))
        begin = span.end + (words[span.end : span.end + 1] in LIST_MARKS)
        yield Target(
            text=span.of(words),
            span=Span(span.start + clause.start + base, span.end + clause.start + base),
            value=quantity.value,
            unit=quantity.unit,
            comparator=quantity.comparator,
            object=_with_change(name, quantity.change),
            deadline=due.date if due else None,
        )


def _aimed_at(words: str) -> list[Quantity]:
    names = [Span(*match.span()) for match in _NAMES.finditer(words)]
    found = [
        quantity
        for quantity in (*find_quantities(words), *_coverages(words))
        if not any(name.start < quantity.end and quantity.start < name.end for name in names)
    ]
    return sorted(found, key=lambda quantity: quantity.start)


def _due(deadlines: Sequence[Deadline], clause: Span, quantity: Quantity) -> Deadline | None:
    """The deadline that was named last before the number, else one later in its clause."""
    key = attrgetter("span.start")
    behind = bisect_left(deadlines, clause.start + quantity.end, key=key)
    if behind:
        return deadlines[behind - 1]
    later = deadlines[behind] if behind < len(deadlines) else None
    return later if later and clause.contains(later.span) else None


def _coverages(clause: str) -> Iterator[Quantity]:
    for match in _EVERYTHING.finditer(clause):
        yield Quantity(*match.span(), 100.0, "%", Comparator.GE, compared=True, change="")


def _object(words: str, quantity: Quantity, *, low: int, high: int) -> Span:
    """The object behind the number where nothing is compared, else the one before it."""
    before = _before(words, quantity, low=min(low, quantity.start))
    if quantity.unit not in EVENTS and is_verb(before.of(words)):
        before = Span(before.end, before.end)  # 完成80%以上 names no thing; 培训2期 does
    after = object_after(words, start=quantity.end, end=high)
    if quantity.compared or quantity.change or quantity.unit == "%":
        return before if before.start < before.end or quantity.unit == "%" else after
    return after if after.start < after.end else before


def _before(words: str, quantity: Quantity, *, low: int) -> Span:
    """The thing before the number: behind 每季度 (每季度组织培训一次), else before it."""
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
