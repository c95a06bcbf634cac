"""Paragraphs: one a line, also where a line break was lost (断行)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tracker.core.clean.buffer import Buffer, rebuild

# A sentence has ended and an ordinal with its heading begins: a line break was lost.
_LOST_BREAK = re.compile(
    r"(?<=[。；;！？”])(?P<blanks> *)"
    r"(?=(?:[（(][一二三四五六七八九十]{1,3}[）)]|(?:[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])、|\d{1,2}[.．、])"
    r" ?(?:[\u4e00-\u9fff“《]|20\d\d年))"
)


def restore_breaks(buffer: Buffer) -> Buffer:
    """Put back the line break before an ordinal such as 。(七)推进."""
    found = _LOST_BREAK.finditer(buffer.text)
    at = {match.end() for match in found if _ends_sentence(buffer.text, match.start())}
    if not at:
        return buffer

    def pieces() -> Iterable[tuple[str, int]]:
        for index, (char, origin) in enumerate(zip(buffer.text, buffer.origins, strict=True)):
            if index in at:
                yield "\n", buffer.origins[index - 1]
            yield char, origin

    return rebuild(pieces())


def _ends_sentence(text: str, end: int) -> bool:
    """A closing quotation mark ends a sentence only when the full stop stands inside it."""
    return text[end - 1] != "”" or text[max(end - 2, 0) : end - 1] in ("。", "！", "？")


_LINE = re.compile(r"[^\n]+")


def tidy_lines(buffer: Buffer) -> Buffer:
    """No blanks at the ends of lines, no empty lines, no line break at either end."""
    chars: list[str] = []
    origins: list[int] = []
    for match in _LINE.finditer(buffer.text):
        line = match[0]
        start = match.start() + len(line) - len(line.lstrip(" "))
        end = match.start() + len(line.rstrip(" "))
        if start >= end:
            continue
        if chars:
            chars.append("\n")
            origins.append(min(origins[-1] + 1, buffer.origins[start]))
        chars.append(buffer.text[start:end])
        origins.extend(buffer.origins[start:end])
    return Buffer("".join(chars), origins)
