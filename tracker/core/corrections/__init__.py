"""What people mended of a reading (人工更正), found again by its words and done again.

A report is read again by a newer extractor, or comes again corrected by its agency. Each
correction names what it is about by the words that stood there; where they don't stand any
more, it is left undone and said to be, never guessed at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tracker.core.corrections.items import anchor_of, mended, split_points
from tracker.core.corrections.parts import line_at, with_parts
from tracker.core.corrections.values import (
    Anchor,
    Correction,
    Merge,
    PartFrom,
    Retitle,
    SetAside,
    Split,
)
from tracker.core.types import ReportReading

__all__ = [
    "Anchor",
    "Correction",
    "Merge",
    "PartFrom",
    "Retitle",
    "SetAside",
    "Split",
    "anchor_of",
    "apply",
    "line_at",
    "split_points",
]


def apply(
    reading: ReportReading, corrections: Sequence[Correction]
) -> tuple[ReportReading, tuple[int, ...]]:
    """The reading as people mended it, and which of the corrections found nothing to mend.

    Parts first, because they decide which items there are; then the items in the order in
    which they were mended. Those that found nothing are named by their place in `corrections`.
    """
    missed: list[int] = []
    parts = [(n, c) for n, c in enumerate(corrections) if isinstance(c, PartFrom)]
    reading = with_parts(reading, parts, missed)
    items = list(reading.commitments)
    for number, correction in enumerate(corrections):
        if isinstance(correction, PartFrom):
            continue
        after = mended(reading, items, correction)
        if after is None:
            missed.append(number)
        else:
            items = after
    return replace(reading, commitments=tuple(items)), tuple(sorted(missed))
