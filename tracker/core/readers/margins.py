"""What stands at the edges of pages and is no text: page numbers (页码), heads, feet (页眉页脚)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text and the box it stands in."""

    text: str
    left: float
    right: float
    top: float
    bottom: float

    @property
    def height(self) -> float:
        """About the size of the characters."""
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        """Half-way down the line."""
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Page:
    """The lines of a page from top to bottom, and its height."""

    height: float
    lines: tuple[Line, ...]


_EDGE: Final = 0.14  # of the height: where heads, feet and page numbers stand
_SAME_PLACE: Final = 4.0  # points
_MOST: Final = 0.7  # of the pages, or of the left or of the right ones
# 3 / - 3 - / 第3页 / 第 3 页 共 9 页 / 3/9 / Page 3 of 9, each with what is around it.
_DASH: Final = r"[-\u2010-\u2015\u2212－·•.．~～\s]{0,6}"
_DECORATED: Final = re.compile(
    rf"第\s{{0,3}}\d{{1,4}}\s{{0,3}}页[\s,，/／（(]{{0,4}}(?:共\s{{0,3}}\d{{1,4}}\s{{0,3}}页[)）]?)?"
    r"|\d{1,4}\s{0,3}[/／]\s{0,3}\d{1,4}"
    r"|Page\s{0,3}\d{1,4}(?:\s{0,3}(?:of|/)\s{0,3}\d{1,4})?"
    rf"|[-\u2010-\u2015\u2212－]{_DASH[:-5]}{{0,5}}\d{{1,4}}{_DASH}",
    re.IGNORECASE,
)
_BARE: Final = re.compile(r"\d{1,4}")


def without_margins(pages: Sequence[Page]) -> list[Page]:
    """The pages without page numbers and without what stands at the same place on most."""
    heads = _running_heads(pages)
    numbering = _numbering(pages)
    return [
        Page(
            page.height,
            tuple(
                line
                for line in page.lines
                if not (
                    _at_edge(page, line)
                    and (_key(page, line) in heads or _is_page_number(line, index, numbering))
                )
            ),
        )
        for index, page in enumerate(pages)
    ]


def _at_edge(page: Page, line: Line) -> bool:
    return line.bottom < page.height * _EDGE or line.top > page.height * (1 - _EDGE)


def _key(page: Page, line: Line) -> tuple[str, int]:
    """What a running head is known by: its words without numbers, and how high it stands."""
    return re.sub(r"[\d\s]+", "", line.text), round(line.middle / _SAME_PLACE)


def _running_heads(pages: Sequence[Page]) -> frozenset[tuple[str, int]]:
    if len(pages) < 2:
        return frozenset()
    seen: tuple[Counter[tuple[str, int]], ...] = (Counter(), Counter())
    for index, page in enumerate(pages):
        seen[index % 2].update({_key(page, line) for line in page.lines if _at_edge(page, line)})
    sides = ((len(pages) + 1) // 2, len(pages) // 2)

    def is_head(key: tuple[str, int]) -> bool:
        text, place = key
        near = [(text, place + shift) for shift in (-1, 0, 1)]
        odd, even = (sum(side[each] for each in near) for side in seen)
        often = odd + even >= len(pages) * _MOST
        on_a_side = any(n >= max(2, of * _MOST) for n, of in zip((odd, even), sides, strict=True))
        return bool(text) and odd + even >= 2 and (often or on_a_side)

    return frozenset(filter(is_head, {*seen[0], *seen[1]}))


def _is_page_number(line: Line, index: int, numbering: frozenset[int]) -> bool:
    text = line.text.strip()
    if _DECORATED.fullmatch(text):
        return True
    return bool(_BARE.fullmatch(text)) and int(text) - index in numbering


def _numbering(pages: Sequence[Page]) -> frozenset[int]:
    """The differences between bare numbers at the edges and the places of their pages.

    A number by itself is a page number where it rises with the pages.
    """
    offsets = Counter(_offsets(pages))
    return frozenset(offset for offset, number in offsets.items() if number >= 2)


def _offsets(pages: Sequence[Page]) -> Iterable[int]:
    for index, page in enumerate(pages):
        for line in page.lines:
            if _at_edge(page, line) and _BARE.fullmatch(line.text.strip()):
                yield int(line.text.strip()) - index
