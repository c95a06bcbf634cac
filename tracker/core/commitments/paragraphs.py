"""Plans without ordinals: which paragraphs and sentences are promises (无序号的安排)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from tracker.core.commitments.clauses import acts, broad, clause_spans, is_measured
from tracker.core.commitments.kinds import kind_of_words
from tracker.core.sentences import sentence_spans
from tracker.core.types import MeasureKind, Span

_LONGEST_INTRODUCTION: Final = 90  # characters
LONGEST_TOPIC: Final = 24  # characters of 做强园区承载平台。 in front of the actions
_SHORT_TOPIC: Final = 12  # characters of one whose verb we don't know
_COUNT = r"[几两三四五六七八九十\d]{1,3}"
_INTRODUCING = re.compile(
    rf"(?:以下|下列|如下|{_COUNT}个方面|{_COUNT}(?:项|件)(?:重点|主要|民生)?(?:工作|任务|实事)).{{0,12}}$"
)
_SALUTATION = re.compile(r"(?:各位代表|同志们)[！!，,：:]")
# 过去五年, 我们…: looks back, even in a part that plans.
_LOOKING_BACK = re.compile(
    r"(?:这|过去的?|刚刚过去的?)[一两三四五几]年|[一两三四五几]年来|“十[一二三四五六]五”(?:时期|期间)?(?:是|[,，])"
)
# 总体思路是: 以…为指导, …. Where no figure is named, nothing is promised yet.
_GUIDING = re.compile(
    r"[^。：:]{0,40}(?:指导思想|总体要求|总体思路|总的要求|总要求|工作思路)(?:是)?[：:]"
)
_BULLETS: Final = frozenset("—–-●○◆◇▲■□·•★☆* ")
_GOES_ON = re.compile(r"(?:并|同时|此外|从而|进而|确保|实现|做到|其中|通过上述)")


def introduces(paragraph: str) -> bool:
    """Whether a paragraph only leads in the list behind it (…重点抓好以下工作)."""
    words = paragraph.rstrip("。：: ")
    if is_measured(_INTRODUCING.sub("", words)):
        return False
    if paragraph.rstrip().endswith(("：", ":")):
        return True
    return len(words) <= _LONGEST_INTRODUCTION and bool(_INTRODUCING.search(words))


def promises(paragraph: str) -> bool:
    """Whether a paragraph promises something one can check, and not only a direction."""
    return any(
        acts(clause.of(paragraph)) and not broad(clause.of(paragraph))
        for sentence in sentence_spans(paragraph)
        if kind_of_words(sentence.of(paragraph)) is MeasureKind.ACTION
        for clause in clause_spans(paragraph, sentence)
    )


def unnumbered_items(text: str, lines: Sequence[Span]) -> list[Span]:
    """The items of a plan that numbers nothing.

    Several paragraphs are a topic each, and each is one item, as long as they say what is
    done: an introduction or an exhortation is none. A single paragraph is cut by the topics in
    it (抓好学法。…抓好执法。…); with one topic in front it is one item; any other one is cut
    into its sentences, each with those that only go on with it, because an inspector ticks off
    acts and not paragraphs.
    """
    kept = [without_lead(text, line) for line in lines if not introduces(line.of(text))]
    kept = [line for line in kept if _says_something(line.of(text))]
    if len(kept) != 1:
        return kept
    sentences = list(sentence_spans(text, start=kept[0].start, end=kept[0].end))
    if topics := _by_topic(text, sentences):
        return topics
    if len(sentences) < 2 or _is_topic(sentences[0].of(text)):
        return kept
    return _by_sentence(text, sentences) or kept


def without_lead(text: str, line: Span) -> Span:
    """A paragraph without the bullet or the salutation in front of it: ——, 各位代表."""
    salutation = _SALUTATION.match(text, line.start, line.end)
    start = salutation.end() if salutation else line.start
    while start < line.end and text[start] in _BULLETS:
        start += 1
    return Span(start, line.end)


def _says_something(paragraph: str) -> bool:
    if _LOOKING_BACK.match(paragraph):
        return False
    if _GUIDING.match(paragraph) and not is_measured(paragraph):
        return False
    return any(
        kind_of_words(sentence.of(paragraph)) is not MeasureKind.SLOGAN
        for sentence in sentence_spans(paragraph)
    )


def _is_topic(sentence: str) -> bool:
    """Whether a sentence names a topic: all of its clauses are broad acts, none is measured."""
    clauses = [clause.of(sentence) for clause in clause_spans(sentence, Span(0, len(sentence)))]
    return all(broad(clause) and not is_measured(clause) for clause in clauses)


def _by_topic(text: str, sentences: Sequence[Span]) -> list[Span]:
    """The items of a paragraph that holds several topics, each with what is done behind it."""
    topics = [s for s in sentences if _heads_a_topic(s.of(text))]
    if len(topics) < 2:
        return []
    before = [s for s in sentences if s.end <= topics[0].start and promises(s.of(text))]
    stops = [topic.start for topic in topics[1:]] + [sentences[-1].end]
    return [*before, *(_stripped(text, t.start, end) for t, end in zip(topics, stops, strict=True))]


def _heads_a_topic(sentence: str) -> bool:
    """Whether a sentence inside a paragraph is a heading (锤炼实干作风)."""
    words = sentence.rstrip("。；;. ")
    if "《" in words or "，" in words or "," in words or is_measured(words):
        return False
    known = broad(words) and len(words) <= LONGEST_TOPIC
    return known or (len(words) <= _SHORT_TOPIC and not acts(words))


def _stripped(text: str, start: int, end: int) -> Span:
    return Span(start, start + len(text[start:end].rstrip()))


def _by_sentence(text: str, sentences: Sequence[Span]) -> list[Span]:
    found: list[Span] = []
    for sentence in sentences:
        words = sentence.of(text)
        if introduces(words) or kind_of_words(words) is MeasureKind.SLOGAN:
            continue
        kind = kind_of_words(words)
        if found and (_GOES_ON.match(words) or kind is MeasureKind.AIM):
            found[-1] = Span(found[-1].start, sentence.end)
        else:
            found.append(sentence)
    if len(found) > 2 and not promises(found[0].of(text)):
        checkable = all(promises(item.of(text)) for item in found[1:])
        return found[1:] if checkable else found
    return found
