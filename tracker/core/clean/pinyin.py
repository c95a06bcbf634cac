"""Pinyin that a reading aid has left in brackets: 建(jiàn) (夹注拼音)."""

from __future__ import annotations

from typing import Final

from tracker.core.clean.buffer import Buffer, is_han, rebuild

_TONED: Final = frozenset("āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿĀÁǍÀĒÉĚÈŌÓǑÒ")
_LETTERS: Final = frozenset("abcdefghijklmnopqrstuvwxyzüêɡ") | _TONED
_LONGEST_SYLLABLE: Final = 6  # zhuāng
_OPENERS: Final = "(（"
_CLOSERS: Final = ")）"
_LOST: Final = "?？\ufffd"  # what a failed conversion left in place of a character


def drop_pinyin(buffer: Buffer) -> Buffer:
    """Remove 建(jiàn) style readings, also where an encoding error ate a bracket.

    One pass with a stack of kept characters, so that nested leftovers go as well.
    """
    if not _TONED.intersection(buffer.text):
        return buffer
    kept: list[tuple[str, int]] = []
    after_garble = False
    for char, origin in zip(buffer.text, buffer.origins, strict=True):
        if after_garble:
            after_garble = False
            if char == "@" or (char.isascii() and char.isalpha()):
                continue
        if char in _LETTERS:
            kept.append((char, origin))
            continue
        eats_char, after_garble = _drop_reading(kept, char)
        if not eats_char:
            kept.append((char, origin))
    _drop_reading(kept, "中")  # a reading cut off by the end of the text
    return rebuild(kept)


def _drop_reading(kept: list[tuple[str, int]], char: str) -> tuple[bool, bool]:
    """Drop the reading, or the row of unclosed ones, before `char`; (is it eaten, garbled)."""
    drop, eats_char, garbled = _reading_before(kept, char)
    while drop:
        del kept[-drop:]
        drop = 0 if eats_char else _reading_before(kept, char)[0]
    return eats_char, garbled


def _reading_before(kept: list[tuple[str, int]], char: str) -> tuple[int, bool, bool]:
    """Length of the reading that ends before `char`, whether it takes `char`, was garbled."""
    length = _syllable_length(kept)
    if not length:
        return 0, False, False
    before = kept[-1 - length][0] if length < len(kept) else " "
    closes = char in _CLOSERS
    if before in _OPENERS:
        taken = length + 1 if closes or is_han(char) else 0
        return taken, closes, False
    if closes and before in _LOST:
        return length + 1, True, True
    return (length, True, False) if closes and is_han(before) else (0, False, False)


def _syllable_length(kept: list[tuple[str, int]]) -> int:
    """How many kept characters at the end are a syllable with a tone mark; 0 for none."""
    length = 0
    toned = False
    while length < len(kept) and kept[-1 - length][0] in _LETTERS:
        toned = toned or kept[-1 - length][0] in _TONED
        length += 1
        if length > _LONGEST_SYLLABLE:
            return 0
    return length if toned else 0
