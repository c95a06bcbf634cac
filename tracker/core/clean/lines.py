"""Paragraphs: one a line, also where a line break was lost (断行)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from tracker.core.clean.buffer import Buffer, cut, rebuild

_NUMERAL: Final = "(?:[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])"
# （一）项 is a citation of a law; 一、二、三产业 and 一、二水厂 are lists.
_BRACKETED: Final = rf"[（(]{_NUMERAL}[）)](?! ?[项款目条])"
_LISTED: Final = rf"{_NUMERAL}、(?!{_NUMERAL}(?:、|[产级类线期号水]))"
_WORDS: Final = r" *(?:[\u4e00-\u9fff“《]|20\d\d年)"
# A sentence has ended and an ordinal with its heading begins: a line break was lost.
_LOST_BREAK = re.compile(
    rf"(?<=[。；;！？!”]) *(?=(?:{_BRACKETED}|{_LISTED}|\d{{1,2}}[.．、]){_WORDS})"
)
# …报告如下：一、主要做法; and where breaks became blanks: …取得成效 二、存在的问题
_AFTER_LEAD_IN = re.compile(rf"(?<=如下)[:：] *(?=(?:{_BRACKETED}|{_LISTED})[\u4e00-\u9fff])")
_AFTER_BLANK = re.compile(
    rf"(?<=[\u4e00-\u9fff）)]) +(?=(?:{_BRACKETED}|{_LISTED})[\u4e00-\u9fff]{{4}})"
)
# …不少于30条。某县审计局2025年1月20日: the signature of a copy without line breaks.
_BEFORE_SIGNATURE = re.compile(
    r"(?<=[。！]) *(?=[\u4e00-\u9fff（）]{4,40} *20\d\d年\d{1,2}月\d{1,2}日\s*\Z)"
)
_SIGNED_WITHIN: Final = 80  # characters from the end of the text


def restore_breaks(buffer: Buffer) -> Buffer:
    """Put back the line break before an ordinal such as 。(七)推进, and before a signature."""
    text = buffer.text
    at = {m.end() for m in _LOST_BREAK.finditer(text) if _ends_sentence(text, m.start())}
    at.update(match.end() for match in _AFTER_LEAD_IN.finditer(text))
    at.update(match.end() for match in _AFTER_BLANK.finditer(text))
    end = len(text.rstrip())
    at.update(
        match.end() for match in _BEFORE_SIGNATURE.finditer(text, max(0, end - _SIGNED_WITHIN))
    )
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
_BLANKS = re.compile(r"(?<= ) +")


def tidy_lines(buffer: Buffer) -> Buffer:
    """No blanks at the ends of lines, no two in a row; no empty lines, no break at either end."""
    buffer = cut(buffer, (match.span() for match in _BLANKS.finditer(buffer.text)))
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
