"""Characters that stand for the same thing are folded into one (字符归一、繁简转换)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache
from typing import Final

import opencc

from tracker.core.clean.buffer import Buffer, rebuild
from tracker.core.clean.radicals import RADICALS

_LINE_ENDS: Final = "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
# Kangxi radicals, radicals supplement, compatibility ideographs: they look like the
# ordinary character and come out of PDF converters.
_LOOKALIKES: Final = ((0x2F00, 0x2FD5), (0xF900, 0xFAFF), (0x2F800, 0x2FA1F))
# Blanks that Unicode counts as letters or marks, and the points that fonts of symbols use.
_INVISIBLE: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_NO_WORDS: Final = (
    (0xFE00, 0xFE0F),
    (0x180B, 0x180F),
    (0xE0100, 0xE01EF),
    (0xF020, 0xF0FF),
)


def _fold(char: str) -> str:
    """What one character becomes: itself, another one, or nothing. fold(fold(c)) == fold(c)."""
    if char in _LINE_ENDS:
        return "\n"
    category = unicodedata.category(char)
    if char == "\t" or category == "Zs":
        return " "
    code = ord(char)
    if category in ("Cc", "Cf", "Cs") or char in _INVISIBLE or _within(code, _NO_WORDS):
        return ""
    if 0xFF10 <= code <= 0xFF5A and char.isalnum():
        return unicodedata.normalize("NFKC", char)
    if _within(code, _LOOKALIKES):
        folded = unicodedata.normalize("NFKC", char)
        return folded if len(folded) == 1 else char
    return RADICALS.get(char, char)


def _within(code: int, ranges: tuple[tuple[int, int], ...]) -> bool:
    return any(low <= code <= high for low, high in ranges)


@cache
def _fold_cached(char: str) -> str:
    return _fold(char)


def fold_characters(buffer: Buffer) -> Buffer:
    """Fold what stands for the same character.

    Line ends become a line feed, blanks a space, controls and zero-width characters nothing,
    full-width letters and digits ASCII (punctuation stays), radicals the character they show.
    """
    table = {char: _fold_cached(char) for char in set(buffer.text)}
    if all(char == folded for char, folded in table.items()):
        return buffer
    pairs = zip(buffer.text, buffer.origins, strict=True)
    return rebuild((table[char], origin) for char, origin in pairs if table[char])


@cache
def _converter() -> Callable[[str], str]:
    """OpenCC's t2s (phrase-aware), loaded once; the wheel has no type hints."""
    convert: Callable[[str], str] = opencc.OpenCC("t2s").convert
    return convert


# 著 is left alone by t2s, because it is a simplified character, too (名著); these are verbs.
_VERB_ZHE = re.compile(r"(?<![名编原专译论遗巨显昭卓合])著(?=[力手眼重]|实力|实推|实抓)")


@cache
def _simplify_char(char: str) -> str:
    folded = _converter()(char)
    return folded if len(folded) == 1 else char


def simplify(buffer: Buffer) -> Buffer:
    """Traditional characters to simplified ones, one for one, so that origins stay.

    Phrase-aware where the length stays the same, else character by character.
    """
    text = buffer.text
    for _ in range(4):  # a conversion may make room for another phrase; two is the most seen
        converted = _converter()(text)
        if len(converted) != len(text):
            converted = "".join(map(_simplify_line, text.splitlines(keepends=True)))
        converted = _VERB_ZHE.sub("着", converted)
        if converted == text:
            break
        text = converted
    return Buffer(text, buffer.origins)


def _simplify_line(line: str) -> str:
    converted = _converter()(line)
    return converted if len(converted) == len(line) else "".join(map(_simplify_char, line))
