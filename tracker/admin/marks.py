"""Texts cut at the marks of core.annotate, as segments for a template that escapes them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tracker.core.annotate import Mark, matched_spans


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of text. `kind` is "", "words", "numbers" or "found"."""

    text: str
    kind: str = ""


def marked_passage(passage: str, *, promise: str) -> list[Segment]:
    """A passage with what it has in common with the promise."""
    return _cut(passage, matched_spans(promise, passage)[1])


def marked_promise(promise: str, *, passages: Iterable[str]) -> list[Segment]:
    """A promise with what any of the passages has in common with it."""
    return _cut(promise, matched_spans(promise, "\n".join(passages))[0])


def marked_hit(text: str, *, start: int, words: Sequence[tuple[int, int]]) -> list[Segment]:
    """A sentence that begins at `start` of a report, with the searched words at their places."""
    return _cut(text, [Mark(begin - start, end - start, "found") for begin, end in words])


def _cut(text: str, marks: Iterable[Mark]) -> list[Segment]:
    """Marks are in order and do not overlap."""
    segments, start = [], 0
    for mark in marks:
        segments += [Segment(text[start : mark.start]), Segment(mark.of(text), mark.kind)]
        start = mark.end
    return [segment for segment in [*segments, Segment(text[start:])] if segment.text]
