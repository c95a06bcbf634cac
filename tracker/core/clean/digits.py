"""Blanks that a typesetter or a converter put into and around numbers (数字中的空格)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from tracker.core.clean.buffer import Buffer, cut, is_han
from tracker.core.lexicon import alternatives

# A whole row of digits, points and blanks: nothing is ever joined from within one.
_ROW = re.compile(
    r"(?<![\d. ])(?P<before> *)(?P<number>\d[\d.]*(?: +[\d.]+)*)(?![\d.])(?P<after> *)"
    rf"(?={alternatives('units')}|[万亿年月日]|季度)"
)
_BLANKS = re.compile(" +")
_SHAPE = re.compile(r"\d{1,8}(?: \d{1,4}){0,6}(?:(?:\.| \. )\d{1,8}(?: \d{1,4}){0,3})?")
_YEAR = re.compile(r"(?:19|20)\d\d")
_LARGEST: Final = {"月": 12, "日": 31}
# 第 3 部分, 附件 1 个人…: these order.
_ORDERING: Final = ("第", "附件", "附表")


def close_digits(buffer: Buffer) -> Buffer:
    """Take out the blanks in 2 024 年, 1 2 月, 培训 1 7 00 人 and 开展 12 次.

    Two numbers side by side stay apart: digits are joined only where one of the pieces is a
    single digit, and for a year, a month or a day only to one that there is.
    """
    found = [place for match in _ROW.finditer(buffer.text) for place in _blanks(match)]
    return cut(buffer, found) if found else buffer


def _blanks(match: re.Match[str]) -> Iterator[tuple[int, int]]:
    text, unit = match.string, match.string[match.end()]
    number = _BLANKS.sub(" ", match["number"])
    behind_a_word = match.start() > 0 and is_han(text[match.start() - 1])
    if unit == "年":
        if " " in number and not _YEAR.fullmatch(number.replace(" ", "")):
            return
    elif unit == "月" and " " in number:
        if not _is_one_number(number, unit=unit):
            return
    elif not behind_a_word or not _is_one_number(number, unit=unit):
        # What begins a line is an ordinal or the cell of a table.
        return
    if unit != "年" and behind_a_word:
        if text.endswith(_ORDERING, 0, match.start()):
            return
        yield match.span("before")
    yield match.span("after")
    for blank in _BLANKS.finditer(text, *match.span("number")):
        yield blank.span()


def _is_one_number(number: str, *, unit: str) -> bool:
    if not _SHAPE.fullmatch(number):
        return False
    pieces = number.replace(" . ", ".").split(" ")
    if len(pieces) == 1:
        return True
    joined = "".join(pieces)
    if unit in _LARGEST:
        return joined.isdecimal() and joined[0] != "0" and int(joined) <= _LARGEST[unit]
    return joined[0] != "0" and any(len(piece) == 1 for piece in pieces)
