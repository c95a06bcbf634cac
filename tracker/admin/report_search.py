"""Any place of a report, found by words (查找): sentences, best first, with the words' places."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from tracker.core.sentences import sentence_spans

MOST_HITS: Final = 20
LONGEST_QUERY: Final = 60  # characters
# Full-width letters, digits and signs as half-width, capitals as small: one for one, so that
# places stay what they are.
_HALF = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_SMALL = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}
_ALIKE: Final = _HALF | _SMALL | {code + 0xFEE0: small for code, small in _SMALL.items()}


@dataclass(frozen=True, slots=True)
class Hit:
    """A sentence of the text, and where the words stand in it: places of the whole text."""

    start: int
    end: int
    words: Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Hits:
    """What was found: all are counted, the best are listed."""

    total: int = 0
    best: Sequence[Hit] = ()
    is_loose: bool = False  # nothing has the words as they were typed; these have most of them


NOTHING: Final = Hits()


def find(text: str, query: str) -> Hits:
    """The sentences with the words of a query, those with the most different words first.

    Chinese is typed without blanks: where no sentence has a word as it stands, those count that
    have at least half of the query's pairs of neighbouring characters. Time is linear in the
    text, whatever it holds.
    """
    plain = text.translate(_ALIKE)
    words = list(dict.fromkeys(query[:LONGEST_QUERY].translate(_ALIKE).split()))
    if found := _sentences(text, plain, words, least=1):
        return Hits(len(found), found[:MOST_HITS])
    pairs = list(dict.fromkeys(pair for word in words for pair in _pairs(word)))
    loose = _sentences(text, plain, pairs, least=max(2, (len(pairs) + 1) // 2))
    return Hits(len(loose), loose[:MOST_HITS], is_loose=bool(loose))


def _sentences(text: str, plain: str, words: Sequence[str], *, least: int) -> list[Hit]:
    """Sentences with at least so many different words, most first, then as they stand."""
    places = sorted(place for word in words for place in _places(plain, word))
    if not places:
        return []
    ranked = []
    at = 0
    for span in sentence_spans(text):
        begin = at
        while at < len(places) and places[at][0] < span.end:
            at += 1
        inside = [place for place in places[begin:at] if place[0] >= span.start]
        number = len({plain[start:end] for start, end in inside})
        if number >= least:
            cut = ((start, min(end, span.end)) for start, end in inside)
            ranked.append((-number, Hit(span.start, span.end, list(_joined(cut)))))
    return [hit for _, hit in sorted(ranked, key=lambda row: row[0])]


def _places(plain: str, word: str) -> Iterator[tuple[int, int]]:
    start = plain.find(word)
    while start >= 0:
        yield start, start + len(word)
        start = plain.find(word, start + len(word))


def _joined(places: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Places in order, those that touch as one."""
    last: tuple[int, int] | None = None
    for start, end in places:
        if last is not None and start <= last[1]:
            last = (last[0], max(last[1], end))
            continue
        if last is not None:
            yield last
        last = (start, end)
    if last is not None:
        yield last


def _pairs(word: str) -> Iterator[str]:
    return ("".join(pair) for pair in itertools.pairwise(word))
