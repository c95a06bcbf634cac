"""A commitment cut into the separate actions it promises (具体举措)."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from tracker.core.commitments.clauses import (
    acts,
    aims,
    broad,
    clause_spans,
    is_measured,
    leads_in,
    only_counts,
)
from tracker.core.commitments.kinds import kind_of_words
from tracker.core.commitments.paragraphs import LONGEST_TOPIC
from tracker.core.lexicon import alternatives
from tracker.core.quantities import find_targets
from tracker.core.sections import read_ordinal
from tracker.core.sentences import sentence_spans
from tracker.core.types import Measure, MeasureKind, Span, Target

# 修订甲办法、出台乙方案; 完成甲并建立乙. Never before 并向社会公布: that is done to the same thing.
_NEXT_ACT = re.compile(rf"[、和并](?={alternatives('making_acts')}[^、,，和并]{{2}})")
_SHARED = re.compile(r"等(?:工作|方式|措施|举措|形式|活动|手段|任务|环节|制度)?$")
_OPENS = re.compile(alternatives("making_acts"))


def find_measures(
    text: str, span: Span, *, heading: str, plan_year: int | None
) -> tuple[Measure, ...]:
    """The actions of a commitment, with the numbers aimed at in each, and what else it says.

    Each measure tells its kind: an act, what the acts are for, an exhortation. The heading is
    a measure only where there is nothing else, or where it names a number that the rest does
    not.
    """
    targets = find_targets(span.of(text), base=span.start, plan_year=plan_year)
    head = Span(span.start, min(span.end, span.start + len(heading)))
    places = [
        (place, topic)
        for place, topic in _pieces(text, _behind(text, head, end=span.end))
        if place.of(text).strip("。；;.．、 ")
    ]
    said = {(t.value, t.unit) for t in targets if t.span.start >= head.end}
    titled = [t for t in targets if t.span.end <= head.end and (t.value, t.unit) not in said]
    if not places or titled:
        places.insert(0, (head, False))
    return tuple(_measure(text, place, targets, topic=topic) for place, topic in places)


def _measure(text: str, place: Span, targets: Sequence[Target], *, topic: bool) -> Measure:
    first = bisect_right(targets, place.start, key=_end)
    own = tuple(targets[first : bisect_right(targets, place.end, key=_end)])
    kind = MeasureKind.ACTION if own else kind_of_words(place.of(text))
    if topic and kind is MeasureKind.ACTION and not own:
        kind = MeasureKind.AIM
    return Measure(place.of(text), place, own, kind=kind)


def _end(target: Target) -> int:
    return target.span.end


def _behind(text: str, head: Span, *, end: int) -> Span:
    """What follows the heading and its punctuation."""
    start = head.end
    while start < end and text[start] in "。；;：:，,！？!?.．\n ":
        start += 1
    return Span(start, end)


def _pieces(text: str, span: Span) -> Iterator[tuple[Span, bool]]:
    """The actions of each sentence, and whether the sentence is the topic of those behind it."""
    sentences = list(sentence_spans(text, start=span.start, end=span.end))
    bodies = [_without_ordinal(text, sentence) for sentence in sentences]
    for index, (sentence, body) in enumerate(zip(sentences, bodies, strict=True)):
        opens = body.start > sentence.start or text[sentence.start - 1 : sentence.start] == "\n"
        following = sentences[index + 1 : index + 2]
        goes_on = bool(following) and bodies[index + 1].start == following[0].start
        if opens and goes_on and _is_topic(body.of(text)):
            yield body, True
        else:
            yield from ((place, False) for place in _actions(text, body))


def _without_ordinal(text: str, sentence: Span) -> Span:
    ordinal = read_ordinal(text, sentence.start, sentence.end)
    start = ordinal.end if ordinal and ordinal.end < sentence.end else sentence.start
    return Span(start, sentence.end)


def _is_topic(sentence: str) -> bool:
    """Whether a sentence is a heading inside the item: short, one broad clause, no figure."""
    words = sentence.rstrip("。；;.． ")
    if len(words) > LONGEST_TOPIC or not sentence.endswith(("。", ".")) or is_measured(words):
        return False
    return broad(words) and "，" not in words and "," not in words


def _actions(text: str, sentence: Span) -> Iterator[Span]:
    """Cut a sentence before each clause that begins another action.

    按照…, 通过… lead in the action behind them; 实现…, 确保… say what it is for, and
    全年不少于4次 how often the act before it is done.
    """
    begin = sentence.start
    has_action = False
    for clause in _separate_acts(text, sentence):
        words = clause.of(text)
        action, lead = acts(words), leads_in(words)
        if has_action and (action or lead) and not aims(words) and not only_counts(words):
            yield _stripped(text, begin, clause.start)
            begin, has_action = clause.start, False
        has_action = has_action or action
    yield _stripped(text, begin, sentence.end)


def _separate_acts(text: str, sentence: Span) -> Iterator[Span]:
    """The clauses, cut once more where one lists acts that each have their own object."""
    for clause in clause_spans(text, sentence):
        start = clause.start
        for at in _act_borders(text, clause):
            yield Span(start, at)
            start = at
        yield Span(start, clause.end)


def _act_borders(text: str, clause: Span) -> list[int]:
    words = clause.of(text)
    if not _OPENS.match(words) or _SHARED.search(words.rstrip("。；;. ")):
        return []
    depth, found, since = 0, list[int](), 0
    for at, char in enumerate(words):
        if char in "《“(（":
            depth += 1
        elif char in "》”)）":
            depth -= 1
        # 制定、修订办法: the first verb has no object of its own.
        elif not depth and char in "、和并" and at - since >= 4 and _NEXT_ACT.match(words, at):
            since = at + (char != "并")
            found.append(clause.start + since)
    return found


def _stripped(text: str, start: int, end: int) -> Span:
    while end > start and text[end - 1] in ",，、和 ":
        end -= 1
    return Span(start, end)
