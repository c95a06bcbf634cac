"""A report's text in lines and pieces, with marks laid over it (原文标注); templates escape it.

Marks may lie inside one another, overlap, and run over several lines. Linear in the length of
the text and the number of marks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

from tracker.models import Section


@dataclass(frozen=True, slots=True)
class TextMark:
    """A marked place of a text: a class of the style sheet, and what stands in front of it."""

    start: int
    end: int
    css: str
    label: object = None  # for the template, where the mark begins


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters under the same marks."""

    text: str
    css: str  # the classes of all marks over it, "" for none
    labels: Sequence[object]  # of the marks that begin here


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a report. `start` is its place in the clean text and its anchor on the page."""

    start: int
    pieces: Sequence[Piece]
    sections: Sequence[Section]  # those that begin in it
    kind: str  # of the part that it stands in

    @property
    def text(self) -> str:
        """Its words without marks."""
        return "".join(piece.text for piece in self.pieces)


def marked_lines(
    text: str, marks: Iterable[TextMark], *, sections: Sequence[Section]
) -> list[Line]:
    """The lines of a clean text that are not blank, with the marks and the parts in place."""
    parts = sorted(sections, key=lambda row: row.start)
    pieces = _Pieces(text, sorted(marks, key=lambda mark: (mark.start, -mark.end)))
    found, begun, start, part = list[Line](), list[Section](), 0, 0
    for line in text.split("\n"):
        end = start + len(line)
        while part < len(parts) and parts[part].start <= max(start, end - 1):
            begun.append(parts[part])
            part += 1
        own = list(pieces.take(end))
        if line.strip():
            kind = parts[part - 1].kind if part else ""
            found.append(Line(start, own, begun, kind))
            begun = []
        start = end + 1
    return found


class _Pieces:
    """The pieces of a text in order, taken line by line."""

    def __init__(self, text: str, marks: Sequence[TextMark]) -> None:
        self._text, self._marks = text, marks
        self._next = 0  # the first mark that has not begun
        self._open: list[tuple[int, int]] = []  # heap of (end, number) of those that have
        self._at = 0

    def take(self, end: int) -> Iterator[Piece]:
        """The pieces up to `end`, where a line ends; the line break itself is passed over."""
        while self._at < end:
            labels = self._begin()
            stop = self._stop(end)
            over = sorted(number for _end, number in self._open)
            css = " ".join(dict.fromkeys(self._marks[number].css for number in over))
            yield Piece(self._text[self._at : stop], css, labels)
            self._at = stop
        self._at = end + 1

    def _begin(self) -> list[object]:
        """Close what has ended and open what begins here; the labels of the latter."""
        labels = []
        while self._next < len(self._marks) and self._marks[self._next].start <= self._at:
            mark = self._marks[self._next]
            if mark.end > self._at:
                heappush(self._open, (mark.end, self._next))
                if mark.label is not None:
                    labels.append(mark.label)
            self._next += 1
        while self._open and self._open[0][0] <= self._at:
            heappop(self._open)
        return labels

    def _stop(self, end: int) -> int:
        """Where the marks over the text change next."""
        if self._open:
            end = min(end, self._open[0][0])
        if self._next < len(self._marks):
            end = min(end, self._marks[self._next].start)
        return end
