"""Clean text -> sentences with exact places (分句)."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Final

from tracker.core.types import Section, SectionKind, Sentence, Span

_PAIRS: Final = {
    "《": "》",
    "“": "”",
    "「": "」",
    "(": ")",
    "（": "）",
    "〔": "〕",
    "【": "】",
    "[": "]",
}
_CLOSERS: Final = frozenset(_PAIRS.values())
_ENDS: Final = frozenset("。！？；!?;")
_MARKS = re.compile(
    "[" + re.escape("".join([*_PAIRS, *_CLOSERS, *_ENDS])) + "\n]"
    # A point for a full stop behind a letter, a version or an amount: APP. v2.0. 98%.
    r"|(?<=[A-Za-z%％])[.．](?=[\u4e00-\u9fff“《（(]|\s|$)"
    # Behind a digit only where no ordinal can stand: 2.0.完成, not 1.完成 or ；2.完成.
    r"|(?<=[\u4e00-\u9fffA-Za-z.．]\d)[.．](?=[\u4e00-\u9fff“《（(]|\s|$)"
    r"|(?<=[\u4e00-\u9fffA-Za-z.．\d]\d\d)[.．](?=[\u4e00-\u9fff“《（(]|\s|$)"
)


def sentence_spans(text: str, *, start: int = 0, end: int | None = None) -> Iterator[Span]:
    """The sentences of text[start:end] as spans without blanks at either end.

    Sentences end with 。！？； (also half-width), a point typed for 。 or a line break, but not
    inside quotation marks, book-title marks or brackets; those end with their line at the latest.
    """
    end = len(text) if end is None else end
    begin, open_marks = start, list[str]()
    for match in _MARKS.finditer(text, start, end):
        mark = match[0]
        if mark in _PAIRS:
            open_marks.append(_PAIRS[mark])
        elif mark in _CLOSERS:
            if mark in open_marks[-3:]:
                while open_marks.pop() != mark:
                    pass
        elif mark == "\n" or not open_marks:
            if span := _trimmed(text, begin, match.end()):
                yield span
            begin = match.end()
            open_marks.clear()
    if span := _trimmed(text, begin, end):
        yield span


def _trimmed(text: str, start: int, end: int) -> Span | None:
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    end -= len(piece) - len(piece.rstrip())
    return Span(start, end) if start < end else None


def split_sentences(text: str, sections: Sequence[Section] = ()) -> tuple[Sentence, ...]:
    """All sentences of a clean text, numbered, each with the section it begins in."""
    starts = [section.span.start for section in sections]
    sentences = []
    for index, span in enumerate(sentence_spans(text)):
        at = bisect_right(starts, span.start) - 1
        section = sections[at] if at >= 0 and span.start < sections[at].span.end else None
        sentences.append(
            Sentence(
                index=index,
                text=span.of(text),
                span=span,
                section_kind=section.kind if section else SectionKind.OTHER,
                section_heading=section.heading if section else "",
            )
        )
    return tuple(sentences)
