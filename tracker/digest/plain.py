"""Text from reports made safe to stand in one line of a mail, a header or a terminal."""

from __future__ import annotations

import unicodedata

ELLIPSIS = "…"


def one_line(text: str, *, limit: int) -> str:
    """The text in one line of at most `limit` characters.

    Report text is hostile: a line break could start a mail header or a line that looks like
    ours, a direction mark could turn a figure round, an escape code could drive a terminal.
    All characters of Unicode's category C (control, format, unassigned ...) go.
    """
    spaced = " ".join(text.split())
    kept = "".join(c for c in spaced if not unicodedata.category(c).startswith("C"))
    return kept if len(kept) <= limit else kept[: limit - 1].rstrip() + ELLIPSIS
