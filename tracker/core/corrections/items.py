"""The items of a plan mended: cut in several, made one, called otherwise, set aside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from tracker.core.commitments import Item, commitment_of
from tracker.core.corrections.values import (
    Anchor,
    Correction,
    Merge,
    PartFrom,
    Retitle,
    SetAside,
    Split,
)
from tracker.core.sections import read_ordinal
from tracker.core.sentences import sentence_spans
from tracker.core.types import Commitment, ReportReading, Span


def anchor_of(items: Sequence[Commitment], index: int) -> Anchor:
    """How the item at this place of a plan is found again."""
    text = items[index].text
    return Anchor(text, sum(item.text == text for item in items[:index]))


def split_points(text: str) -> list[int]:
    """Where a commitment's words may be cut: where its second and further sentences begin."""
    return [span.start for span in sentence_spans(text)][1:]


def mended(
    reading: ReportReading, items: Sequence[Commitment], correction: Correction
) -> list[Commitment] | None:
    """The items with one of them mended; None if it is not there or can't be mended so."""
    if isinstance(correction, PartFrom):
        return None
    found = [n for n, item in enumerate(items) if item.text == correction.item.text]
    if correction.item.nth >= len(found):
        return None
    at, width = found[correction.item.nth], 1
    item, new = items[at], list[Commitment]()
    if isinstance(correction, Retitle):
        new = [replace(item, heading=correction.heading)]
    elif isinstance(correction, Split):
        new = _pieces(reading, item, correction.at)
    elif isinstance(correction, Merge):
        new, width = _merged(reading, items[at : at + 2], correction.following), 2
    if not new and not isinstance(correction, SetAside):
        return None
    return [*items[:at], *new, *items[at + width :]]


def _pieces(reading: ReportReading, item: Commitment, at: Sequence[int]) -> list[Commitment]:
    """The item cut at these places; none if one is not where a sentence begins."""
    text, start = reading.text.text, item.span.start
    if not at or not set(at) <= set(split_points(item.text)):
        return []
    borders = [0, *sorted(set(at)), len(item.text)]
    pieces = [Item(item.ordinal, _stripped(text, start, start + borders[1]))]
    for begin, end in pairwise(borders[1:]):
        ordinal = read_ordinal(text, start + begin, start + end)
        words = _stripped(text, ordinal.end if ordinal else start + begin, start + end)
        pieces.append(Item(ordinal.text if ordinal else "", words))
    if not all(_says_something(piece.span.of(text)) for piece in pieces):
        return []
    year = reading.identity.plan_year
    return [commitment_of(text, piece, plan_year=year) for piece in pieces]


def _merged(reading: ReportReading, pair: Sequence[Commitment], following: str) -> list[Commitment]:
    """The two as one, if nothing but an ordinal stands between them."""
    if len(pair) < 2 or pair[1].text != following or pair[0].span.end > pair[1].span.start:
        return []
    text = reading.text.text
    between = text[pair[0].span.end : pair[1].span.start].replace(" ", "")
    if _says_something(between.replace(pair[1].ordinal, "", 1)):
        return []
    item = Item(pair[0].ordinal, Span(pair[0].span.start, pair[1].span.end))
    return [commitment_of(text, item, plan_year=reading.identity.plan_year)]


def _stripped(text: str, start: int, end: int) -> Span:
    words = text[start:end]
    begin = start + len(words) - len(words.lstrip())
    return Span(begin, max(begin, start + len(words.rstrip())))


def _says_something(words: str) -> bool:
    return any(character.isalnum() for character in words)
