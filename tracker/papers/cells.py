"""What may stand in a cell of a file that goes out (单元格): text that no program takes for code.

A text that begins with = + - @ is a formula to a spreadsheet program, not in an xlsx, where it is
stored as text, but in the CSV that somebody saves from it, and reports are strangers' texts. So it
gets an apostrophe in front, a real one: the format that only hides one (quotePrefix) is lost on
the way into a CSV. `unguarded` takes it away again where such a file is read.
"""

from __future__ import annotations

import re
from typing import Final

from django.utils.translation import gettext as _

CELL_LIMIT: Final = 32_767  # UTF-16 units; Excel's own
_STARTS: Final = frozenset("=+-@＝＋－＠")
_FORMULA: Final = re.compile(r"\s*[=+\-@＝＋－＠]")
_GUARDED: Final = re.compile(r"'\s*[=+\-@＝＋－＠]")
# What no XML may hold, and what breaks a line in ways that only some programs know.
_NO_TEXT: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def guarded(text: str) -> str:
    """The text without control characters, never a formula, and cut where a cell ends."""
    if not text.isprintable():
        lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
        text = _NO_TEXT.sub(" ", lines)
    # To ask the pattern of every cell took a third of the time of a table.
    if (text[:1] in _STARTS or text[:1].isspace()) and _FORMULA.match(text):
        text = f"'{text}"
    return _cut(text) if len(text) > CELL_LIMIT // 2 else text


def unguarded(text: str) -> str:
    """The text without the apostrophe that `guarded` put before it."""
    return text[1:] if _GUARDED.match(text) else text


def _cut(text: str) -> str:
    units = text.encode("utf-16-le")
    if len(units) // 2 <= CELL_LIMIT:
        return text
    note = _("……（原文过长，已截断）")
    kept = units[: 2 * (CELL_LIMIT - len(note))].decode("utf-16-le", "ignore")
    return f"{kept}{note}"
