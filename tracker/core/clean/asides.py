"""What stands between the words and was never part of them: readings, buttons, addresses."""

from __future__ import annotations

import re
from typing import Final

from tracker.core.clean.buffer import Buffer, Kept, cut
from tracker.core.clean.characters import simplify
from tracker.core.clean.furniture import bracketed_furniture, may_have_furniture
from tracker.core.clean.pinyin import (
    CLOSERS,
    LETTERS,
    OPENERS,
    Reading,
    has_readings,
    is_aided,
    reading_before,
)

_ROUNDS: Final = 8  # taking one thing out may bring the two halves of another together

_ESCAPES = re.compile(r"(?:\\r)?\\n(?![A-Za-z])|\\r(?![A-Za-z\\])|&(?:nbsp|ensp|emsp|#160);")

# Blanks at the end of a line, and ?? at its beginning: blanks that a conversion lost.
_LOST_BLANKS = re.compile(
    r"(?<! ) +(?=\n|\Z)|(?<![^\n]) *[?\ufffd]{2,} *(?=[\u4e00-\u9fff（(《“\d])"
)
_EDGE: Final = r"[\u4e00-\u9fff，。；、：！？]"
# A site's name dropped into a sentence by whoever copied it. A government's own address, and
# one that the sentence leads up to (登录…), belong there.
_ADDRESS = re.compile(
    rf"(?<={_EDGE})(?:https?://)?(?<![A-Za-z0-9.\-])(?:[A-Za-z0-9\-]{{1,30}}\.){{1,4}}"
    r"(?:com|cn|net|org|cc|top|xyz|info|vip|club|site|wang)(?![A-Za-z0-9.\-@])"
    rf"(?:/[A-Za-z0-9/_.?=&%\-]{{0,100}}+)?(?={_EDGE})",
    re.IGNORECASE,
)
_LED_UP_TO = re.compile(
    r"(?:网址|登录|登陆|访问|网站|官网|平台|链接|网页|地址|邮箱|域名|门户|系统|[在至到从为由]|：)$"
)
_SOURCE = re.compile(
    r"(?<=[。！？；\n])(?:本文|文章|本篇)(?:来自|来源|转自|摘自|源自|由)[^，。；！？\n]{1,40}"
    r"(?:网|网站|公众号|客户端|整理|提供|发布|收集|[a-z])[。！]"
)


def drop_asides(buffer: Buffer) -> Buffer:
    """Remove readings in brackets, buttons of a page and inserted addresses; simplify.

    Simplifying is done here, because a button may be written in traditional characters and
    the words before and behind a reading are one phrase only when it is gone.
    """
    for _ in range(_ROUNDS):
        before = buffer.text
        buffer = _drop_inserts(simplify(_drop_bracketed(_unescape(buffer))))
        if buffer.text == before:
            break
    return buffer


def _unescape(buffer: Buffer) -> Buffer:
    """Line breaks and blanks that a program wrote out instead of making them."""
    lost = [match.span() for match in _LOST_BLANKS.finditer(buffer.text)]
    buffer = cut(buffer, lost) if lost else buffer
    found = list(_ESCAPES.finditer(buffer.text))
    if not found:
        return buffer
    text = _ESCAPES.sub(lambda match: _unescaped(match[0]).ljust(len(match[0])), buffer.text)
    return cut(Buffer(text, buffer.origins), [(match.start() + 1, match.end()) for match in found])


def _unescaped(word: str) -> str:
    return " " if word.startswith("&") else "\n"


def _drop_inserts(buffer: Buffer) -> Buffer:
    text = buffer.text
    found = [match.span() for match in _SOURCE.finditer(text)]
    found += [match.span() for match in _ADDRESS.finditer(text) if _inserted(text, match)]
    return cut(buffer, found) if found else buffer


def _inserted(text: str, match: re.Match[str]) -> bool:
    before = text[max(0, match.start() - 4) : match.start()]
    return ".gov." not in match[0].lower() and not _LED_UP_TO.search(before)


def _drop_bracketed(buffer: Buffer) -> Buffer:
    """One pass with a stack of kept characters, so that nested leftovers go as well."""
    text = buffer.text
    if not has_readings(text) and not may_have_furniture(text):
        return buffer
    aided = is_aided(text)
    kept: Kept = []
    openers: list[int] = []  # where in `kept` brackets open
    after_garble = False
    for index, (char, origin) in enumerate(zip(text, buffer.origins, strict=True)):
        if after_garble:
            after_garble = False
            if char == "@" or (char.isascii() and char.isalpha()):
                continue
        if char not in LETTERS:
            found = _drop_before(kept, char, aided=aided)
            after_garble = found.garbled
            if found.eats or _drop_button(
                kept, openers, closer=char, after=text[index + 1 : index + 2]
            ):
                continue
            if char in OPENERS:
                openers.append(len(kept))
        kept.append((char, origin))
    _drop_before(kept, "\n", aided=aided)  # a reading cut off by the end of the text
    return Buffer("".join(char for char, _ in kept), [origin for _, origin in kept])


def _drop_button(kept: Kept, openers: list[int], *, closer: str, after: str) -> bool:
    """Drop the button that `closer` ends, back to the last bracket that opens."""
    while openers and openers[-1] >= len(kept):
        openers.pop()
    if closer not in CLOSERS or not openers:
        return False
    length = bracketed_furniture(kept, openers[-1], after=after)
    if length:
        del kept[-length:]
    return bool(length)


def _drop_before(kept: Kept, char: str, *, aided: bool) -> Reading:
    """Drop the reading, or the row of unclosed ones, before `char`; tells what became of it."""
    first = found = reading_before(kept, char, aided=aided)
    while found.drop:
        del kept[-found.drop :]
        found = Reading() if first.eats else reading_before(kept, char, aided=aided)
    return first
