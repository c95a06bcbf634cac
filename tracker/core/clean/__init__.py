"""Raw text -> clean text that knows the way back (清洗).

A list of small steps, each from a buffer of (characters, origins) to another. Every step
is linear, and the whole is idempotent: clean(clean(x).text).text == clean(x).text.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from tracker.core.clean.asides import drop_asides
from tracker.core.clean.buffer import Buffer
from tracker.core.clean.characters import fold_characters
from tracker.core.clean.digits import close_digits
from tracker.core.clean.furniture import drop_furniture_lines
from tracker.core.clean.lines import restore_breaks, tidy_lines
from tracker.core.clean.stops import restore_full_stops
from tracker.core.types import CleanText

__all__ = ["clean"]

STEPS: Final[tuple[Callable[[Buffer], Buffer], ...]] = (
    fold_characters,
    drop_asides,
    restore_full_stops,
    close_digits,
    restore_breaks,
    drop_furniture_lines,
    tidy_lines,
)


def clean(raw: str) -> CleanText:
    """Clean a raw text: folded characters, no pinyin, no page, simplified, one paragraph a line.

    Never raises. An inserted line break has the origin of the character before it.
    """
    buffer = Buffer(raw, list(range(len(raw))))
    for step in STEPS:
        buffer = step(buffer)
    return CleanText(text=buffer.text, raw=raw, origins=(*buffer.origins, len(raw)))
