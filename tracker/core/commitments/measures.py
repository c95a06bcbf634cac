"""A commitment cut into the separate actions it promises (具体举措)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tracker.core.lexicon import alternatives
from tracker.core.quantities import find_deadlines, find_targets
from tracker.core.sections import read_ordinal
from tracker.core.sentences import sentence_spans
from tracker.core.types import Measure, Span, Target

_ACTION = re.compile(
    rf"(?:{alternatives('action_adverbs')}|\d+月(?:底|份|\d+日)?前)*"
    rf"{alternatives('action_verbs')}"
)
_AIM = re.compile(alternatives("aim_words"))
_PREFIX = re.compile(alternatives("prefix_words"))
_MARKS = re.compile(r"[,，《》“”()（）]")


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
        for place in _action_spans(text, span)
        if place.start >= head.end and place.of(text).strip("。；; ")
    ]
    said = {(t.value, t.unit) for t in targets if t.span.start >= head.end}
    titled = [t for t in targets if t.span.end <= head.end and (t.value, t.unit) not in said]
    if not places or titled:
        places.insert(0, head)
    return tuple(
        Measure(place.of(text), place, tuple(t for t in targets if _belongs(t, place)))
        for place in places
    )


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
    clauses = list(_clauses(text, sentence))
    begin = sentence.start
    has_action = False
    for clause in clauses:
        words = clause.of(text)
        measured = bool(find_targets(words) or find_deadlines(words, plan_year=2000))
        acts = measured or bool(_ACTION.match(words))
        leads_in = bool(_PREFIX.match(words)) and not acts
        aims = bool(_AIM.match(words)) and not measured
        if has_action and ((acts and not aims) or (leads_in and not aims)):
            yield _stripped(text, begin, clause.start)
            begin, has_action = clause.start, False
        has_action = has_action or (acts and not leads_in)
    yield _stripped(text, begin, sentence.end)


def _stripped(text: str, start: int, end: int) -> Span:
    while end > start and text[end - 1] in ",， ":
        end -= 1
    return Span(start, end)


def _clauses(text: str, sentence: Span) -> Iterator[Span]:
    """Pieces between commas that stand outside quotation marks and brackets."""
    depth, start = 0, sentence.start
    for match in _MARKS.finditer(text, sentence.start, sentence.end):
        if match[0] in "《“(（":
            depth += 1
        elif match[0] in "》”)）":
            depth = max(0, depth - 1)
        elif not depth:
            yield Span(start, match.start())
            start = match.end()
    yield Span(start, sentence.end)
