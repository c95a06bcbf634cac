"""The ordinals that open a paragraph or an item (序号): 一、 (一) 1. (1) 1) 一是 第一 首先."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final, NamedTuple

from tracker.core.numerals import parse_number


class Level(StrEnum):
    """How an ordinal is written; in the order in which reports nest them."""

    PART = "part"  # 第一部分
    HAN = "han"  # 一、
    PAREN = "paren"  # (一)
    DIGIT = "digit"  # 1.
    PAREN_DIGIT = "paren_digit"  # (1)
    CIRCLE = "circle"  # ①
    FIRST = "first"  # 第一，
    SHI = "shi"  # 一是
    WORD = "word"  # 首先，


class Ordinal(NamedTuple):
    """An ordinal at the start of a piece of text; offsets into the text it was read from."""

    level: Level
    text: str  # as printed, without blanks
    number: int
    end: int  # where the words after it begin


_HAN = "(?:[二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九](?![一二三四五六七八九]))"
_WORDS: Final = ("首先", "其次", "再次", "最后")
_ORDINAL = re.compile(
    rf"(?P<part>第{_HAN}部分)[、，,：: ]?"
    rf"|(?P<han>{_HAN} ?[、.．])(?![一二三四五六七八九十]{{1,3}}[、是])"
    rf"|(?P<paren>[（(] ?{_HAN} ?[）)])、?"
    r"|(?P<digit>\d{1,2}[.．、])(?!\d)"
    r"|(?P<paren_digit>[（(]?\d{1,2}[）)])、?"
    r"|(?P<circle>[①-⑳⑴-⒇])"
    rf"|(?P<first>[第其]{_HAN})[，,、]"
    rf"|(?P<word>{'|'.join(_WORDS)})[，,、]"
    rf"|(?P<shi>{_HAN}(?:是|要))(?!否)"
)
_NUMERAL = re.compile(rf"{_HAN}|\d{{1,2}}")


def read_ordinal(text: str, start: int = 0, end: int | None = None) -> Ordinal | None:
    """The ordinal that text[start:end] begins with, or None."""
    match = _ORDINAL.match(text, start, len(text) if end is None else end)
    if match is None or match.lastgroup is None:
        return None
    printed = match[match.lastgroup].replace(" ", "")
    after = match.end()
    while after < len(text) and text[after] == " ":
        after += 1
    return Ordinal(Level(match.lastgroup), printed, _number(printed), after)


def _number(printed: str) -> int:
    if "①" <= printed <= "⑳":
        return ord(printed) - ord("①") + 1
    if "⑴" <= printed <= "⒇":
        return ord(printed) - ord("⑴") + 1
    if printed in _WORDS:
        return _WORDS.index(printed) + 1
    numeral = _NUMERAL.search(printed)
    return int(parse_number(numeral[0]) or 0) if numeral else 0
