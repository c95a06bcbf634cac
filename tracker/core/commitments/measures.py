"""A commitment cut into the separate actions it promises (具体举措)."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.core.commitments.clauses import acts, aims, clause_spans, leads_in
from tracker.core.quantities import find_targets
from tracker.core.sections import read_ordinal
from tracker.core.sentences import sentence_spans
from tracker.core.types import Measure, Span, Target


def find_measures(
    text: str, span: Span, *, heading: str, plan_year: int | None
) -> tuple[Measure, ...]:
    """The actions of a commitment, with the numbers aimed at in each.

    The heading is a measure only where there is nothing else, or where it names a number
    that the rest does not.
    """
    targets = find_targets(span.of(text), base=span.start, plan_year=plan_year)
    head = Span(span.start, min(span.end, span.start + len(heading)))
    places = [
        place
        for place in _action_spans(text, _behind(text, head, end=span.end))
        if place.of(text).strip("。；; ")
    ]
    said = {(t.value, t.unit) for t in targets if t.span.start >= head.end}
    titled = [t for t in targets if t.span.end <= head.end and (t.value, t.unit) not in said]
    if not places or titled:
        places.insert(0, head)
    return tuple(
        Measure(place.of(text), place, tuple(t for t in targets if _belongs(t, place)))
        for place in places
    )


def _behind(text: str, head: Span, *, end: int) -> Span:
    """What follows the heading and its punctuation."""
    start = head.end
    while start < end and text[start] in "。；;：:，,！？!? \n":
        start += 1
    return Span(start, end)


def _belongs(target: Target, place: Span) -> bool:
    return place.start < target.span.end <= place.end


def _action_spans(text: str, span: Span) -> Iterator[Span]:
    for sentence in sentence_spans(text, start=span.start, end=span.end):
        ordinal = read_ordinal(text, sentence.start, sentence.end)
        start = ordinal.end if ordinal and ordinal.end < sentence.end else sentence.start
        yield from _actions(text, Span(start, sentence.end))


def _actions(text: str, sentence: Span) -> Iterator[Span]:
    """Cut a sentence before each clause that begins another action.

    按照…, 通过… lead in the action behind them; 实现…, 确保… say what it is for.
    """
    clauses = list(clause_spans(text, sentence))
    begin = sentence.start
    has_action = False
    for clause in clauses:
        words = clause.of(text)
        action, lead = acts(words), leads_in(words)
        if has_action and (action or lead) and not aims(words):
            yield _stripped(text, begin, clause.start)
            begin, has_action = clause.start, False
        has_action = has_action or action
    yield _stripped(text, begin, sentence.end)


def _stripped(text: str, start: int, end: int) -> Span:
    while end > start and text[end - 1] in ",， ":
        end -= 1
    return Span(start, end)
