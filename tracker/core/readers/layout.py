"""Lines on pages -> paragraphs: what a PDF or a scan shows, made a text again (版面).

A page knows where ink is, not what a paragraph is. Lines are joined where the one before is
full and the next is not indented; page numbers (页码) and running heads (页眉页脚) go.
Lengths are in points, from the upper left corner of the page as it is shown.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Final

from tracker.core.readers.margins import Line, Page, without_margins

_NARROWEST: Final = 14  # characters in a line of running text
_STOPS: Final = tuple("。！？!?：:")
_ENDS: Final = (*_STOPS, *"；;")
_CLOSERS: Final = "”’》）)】」』\"'"
_ORDINAL: Final = re.compile(
    r"[（(][一二三四五六七八九十百\d]{1,4}[）)]|[一二三四五六七八九十百]{1,4}、"
    r"|第[一二三四五六七八九十百]{1,4}[，、章节条]|\d{1,2}(?:[、．]|\.(?!\d))"
)


def paragraphs(pages: Sequence[Page]) -> str:
    """The text of the pages, one paragraph a line; "" when nothing is on them."""
    kept = without_margins(pages)
    lines = [(number, line) for number, page in enumerate(kept) for line in page.lines]
    if not lines:
        return ""
    column = _Column.of(lines)
    pieces = [lines[0][1].text]
    for (before_page, before), (number, line) in pairwise(lines):
        joined = column.continues((before_page, before), (number, line))
        pieces.append(_glue(before.text, line.text) if joined else "\n")
        pieces.append(line.text)
    return "".join(pieces)


@dataclass(frozen=True, slots=True)
class _Column:
    """Where the text stands: its left edge on odd and even pages, and its width."""

    lefts: tuple[float, float]
    width: float
    size: float  # of a character
    leading: float  # from line to line
    indented: bool  # whether paragraphs begin with a blank

    @classmethod
    def of(cls, lines: Sequence[tuple[int, Line]]) -> _Column:
        size = median(line.height for _, line in lines)
        lefts = [_left([line for number, line in lines if number % 2 == side]) for side in (0, 1)]
        either = _left([line for _, line in lines])
        few = min(sum(number % 2 == side for number, _ in lines) for side in (0, 1)) < 8
        first, second = (either, either) if few else (lefts[0], lefts[1])
        widths = sorted(line.right - (first, second)[number % 2] for number, line in lines)
        gaps = [
            below.middle - above.middle
            for (page, above), (next_page, below) in pairwise(lines)
            if page == next_page
        ]
        width = widths[-(-len(widths) * 95 // 100) - 1]
        starts = [
            below.left - (first, second)[page % 2] > 1.2 * size
            for (before, above), (page, below) in pairwise(lines)
            if above.right - (first, second)[before % 2] < width - 2.6 * size
        ]
        return cls(
            indented=sum(starts) * 2 > len(starts),
            lefts=(first, second),
            # Nearly the longest line: one that sticks out does not set the measure.
            width=width,
            size=size,
            leading=median(gaps) if gaps else size * 1.5,
        )

    def continues(self, before: tuple[int, Line], after: tuple[int, Line]) -> bool:
        """Whether the second line goes on with the paragraph of the first."""
        (before_page, above), (page, below) = before, after
        if self.width < _NARROWEST * self.size:  # a list or a table, no running text
            return False
        left = self.lefts[page % 2]
        if below.left > left + 1.2 * self.size:  # indented
            return False
        left = self.lefts[before_page % 2]
        if above.left > left + 4 * self.size:  # in the middle or at the right: a title, a date
            return False
        if above.right - left < self.width - 2.6 * self.size:  # ends early
            return False
        if abs(above.height - below.height) > 0.25 * max(above.height, below.height):
            return False
        said = above.text.rstrip().rstrip(_CLOSERS)
        apart = page == before_page and below.middle - above.middle > 1.35 * self.leading
        # Without indents a new paragraph after a full line shows in its number only.
        begins = not self.indented and said.endswith(_STOPS) and _ORDINAL.match(below.text)
        return not (begins or (apart and said.endswith(_ENDS)))


def _left(lines: Sequence[Line]) -> float:
    """The left edge that lines come back to; a single line that sticks out is none."""
    if not lines:
        return 0.0
    places = Counter(round(line.left / 3) for line in lines)
    least = max(1 if len(lines) < 12 else 2, len(lines) // 25)
    common = [place for place, number in places.items() if number + places[place + 1] >= least]
    edge = min(common or places)
    near = [line.left for line in lines if round(line.left / 3) in (edge, edge + 1)]
    return min(near)


def _glue(before: str, after: str) -> str:
    """A space between two words of letters, nothing between Chinese characters."""
    words = before[-1:].isascii() and before[-1:].isalnum() and after[:1].isascii()
    return " " if words and after[:1].isalpha() and before[-1:].isalpha() else ""


def rows(pieces: Iterable[Line]) -> tuple[Line, ...]:
    """Pieces of the same height put side by side, from top to bottom."""
    found: list[list[Line]] = []
    for piece in sorted(pieces, key=lambda piece: piece.middle):
        above = found[-1][0] if found else None
        if above and abs(piece.middle - above.middle) < 0.4 * min(piece.height, above.height):
            found[-1].append(piece)
        else:
            found.append([piece])
    return tuple(_side_by_side(sorted(row, key=lambda piece: piece.left)) for row in found)


def _side_by_side(row: list[Line]) -> Line:
    text = row[0].text
    for before, after in pairwise(row):
        text += (" " if after.left - before.right > 0.5 * after.height else "") + after.text
    return Line(
        text,
        row[0].left,
        max(piece.right for piece in row),
        min(piece.top for piece in row),
        max(piece.bottom for piece in row),
    )
