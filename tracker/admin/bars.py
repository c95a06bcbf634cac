"""Comparisons as bars: where each piece begins and how wide it is, in percent of one line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tracker.core.outcomes.pairs import SECTION
from tracker.core.types import SectionKind
from tracker.wording import COMPARISONS, SECTION_KINDS

COLOURS = 7  # c1 .. c7 in review.css
CONSTANT = "base"  # the same for every passage: said in words, not drawn


@dataclass(frozen=True, slots=True)
class Bar:
    """One comparison. Positions are strings with a point, for SVG attributes."""

    title: str
    label: str
    contribution: str  # signed, two decimals
    colour: str
    x: str
    width: str
    is_deduction: bool
    is_constant: bool


def widest(rows: Iterable[Sequence[Mapping[str, Any]]]) -> float:
    """The longest line of bars on a page: all lines share its scale and can be compared."""
    return max((_length(row) for row in rows), default=0.0) or 1.0


def bars_of(comparisons: Sequence[Mapping[str, Any]], *, scale: float) -> list[Bar]:
    """Gains one after the other from the left, then deductions, hatched."""
    bars, x = [], 0.0
    for comparison in sorted(comparisons, key=lambda c: float(c["contribution"]) < 0):
        width = 100 * _drawn(comparison) / scale
        bars.append(_bar(comparison, x, width))
        x += width
    return bars


def _bar(comparison: Mapping[str, Any], x: float, width: float) -> Bar:
    name, contribution = str(comparison["name"]), float(comparison["contribution"])
    names = list(COMPARISONS)
    number = names.index(name) if name in names else len(names)
    return Bar(
        title=str(COMPARISONS.get(name, name)),
        label=_label(name, str(comparison["label"])),
        contribution=f"{contribution:+.2f}".replace("-", "−"),
        colour=f"c{number % COLOURS + 1}",
        x=f"{x:.1f}",
        width=f"{width:.1f}",
        is_deduction=contribution < 0,
        is_constant=name == CONSTANT,
    )


def _label(name: str, label: str) -> str:
    """The facts compared; a section's kind is a code and has a word of its own."""
    return str(SECTION_KINDS[SectionKind(label)]) if name == SECTION else label


def _length(comparisons: Sequence[Mapping[str, Any]]) -> float:
    return sum(_drawn(comparison) for comparison in comparisons)


def _drawn(comparison: Mapping[str, Any]) -> float:
    return 0.0 if comparison["name"] == CONSTANT else abs(float(comparison["contribution"]))
