"""Pinyin that a reading aid has left in the text: 建(jiàn), also garbled (夹注拼音)."""

from __future__ import annotations

import re
import unicodedata
from typing import Final, NamedTuple

from tracker.core.clean.buffer import Kept, is_han

_MARKS: Final = "\u0300\u0301\u0304\u0308\u030c"  # tone marks that stand for themselves
TONED: Final = frozenset("āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿĀÁǍÀĒÉĚÈŌÓǑÒ" + _MARKS)
LETTERS: Final = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZüêɡɑ") | TONED
_LONGEST_SYLLABLE: Final = 7  # zhuāng, its tone mark a character of its own
_LONGEST_READING: Final = 40  # several syllables in one pair of brackets
OPENERS: Final = frozenset("(（[【〔")
CLOSERS: Final = frozenset(")）]】〕")
_LOST: Final = frozenset("?？\ufffd@")  # what a failed conversion left in place of a character
_SYLLABLE = re.compile(
    r"(?:b|p|m|f|d|t|n|l|g|k|h|j|q|x|zh|ch|sh|r|z|c|s|y|w)?"
    r"(?:a|o|e|ai|ei|ao|ou|ang?|eng?|ong|i|ia|ie|iao|iu|ian|in|iang|ing|iong"
    r"|u|ua|uo|uai|ui|uan|un|uang|ue|v|ve|er|ng?)"
)
_WORD_GAP = re.compile(r"[ '’·\-]+")
_INSIDE: Final = LETTERS | _LOST | frozenset(" '’·-12345")
_HAN: Final = r"[\u3400-\u9fff]"
_LOST_TONE = re.compile(rf"{_HAN}[(（\[【〔](?=[a-z]*[?？\ufffd])[a-z?？\ufffd]{{2,7}}[)）\]】〕]")
_DIGIT_TONE = re.compile(rf"{_HAN}[(（][a-z]{{1,6}}[1-5][)）]")


class Reading(NamedTuple):
    """What is dropped: how many kept characters, whether the next one too, whether garbled."""

    drop: int = 0
    eats: bool = False
    garbled: bool = False


_NOTHING: Final = Reading()


def has_readings(text: str) -> bool:
    """Whether there is anything in this text that may be such a reading."""
    return bool(TONED.intersection(text) or _LOST_TONE.search(text) or is_aided(text))


def is_aided(text: str) -> bool:
    """Whether a reading aid went over this text: then light tones, 的(de), are readings, too."""
    if sum(text.count(char) for char in TONED) >= 3:
        return True
    return len(_DIGIT_TONE.findall(text)) >= 3


def reading_before(kept: Kept, char: str, *, aided: bool) -> Reading:
    """The reading that ends right before `char`; an empty Reading when there is none."""
    if not kept or kept[-1][0] not in _INSIDE:
        return _NOTHING
    length = _toned_length(kept)
    found = _syllable_before(kept, char, length=length) if length else _NOTHING
    if not found.drop and char in CLOSERS:
        return _bracketed(kept, aided=aided)
    return found


def _syllable_before(kept: Kept, char: str, *, length: int) -> Reading:
    """One syllable with a tone mark, whose brackets may be lost or garbled."""
    before = kept[-1 - length][0] if length < len(kept) else " "
    follows_han = length + 1 < len(kept) and is_han(kept[-2 - length][0])
    closes = char in CLOSERS
    ends = is_han(char) or char == "\n"
    if before in OPENERS:
        lost = char in _LOST and follows_han
        return Reading(length + 1, closes or lost) if closes or lost or ends else _NOTHING
    if before in _LOST:
        if closes:
            return Reading(length + 1, eats=True, garbled=True)
        return Reading(length + 1, char in _LOST) if follows_han and not _starts(char) else _NOTHING
    if not is_han(before):
        return _NOTHING
    if closes:
        return Reading(length, eats=True)
    bare = _is_syllable("".join(piece for piece, _ in kept[-length:]))
    return Reading(length) if bare and ends else _NOTHING


def _starts(char: str) -> bool:
    return not (is_han(char) or char in _LOST or char == "\n")


def _bracketed(kept: Kept, *, aided: bool) -> Reading:
    """(fǎ zhì), (ji?n) with its tone lost, and (de) or (jian4) where an aid was at work."""
    length = 0
    while length < len(kept) and kept[-1 - length][0] in _INSIDE:
        length += 1
        if length > _LONGEST_READING:
            return _NOTHING
    # `length + 1` is the bracket and what is before it the character that is read aloud.
    if length == 0 or length + 1 >= len(kept) or kept[-1 - length][0] not in OPENERS:
        return _NOTHING
    inside = "".join(piece for piece, _ in kept[-length:])
    if is_han(kept[-2 - length][0]) and _is_reading(inside, aided=aided):
        return Reading(length + 1, eats=True)
    return _NOTHING


def _is_reading(inside: str, *, aided: bool) -> bool:
    if not any(char in LETTERS for char in inside):
        return False
    if TONED.intersection(inside):
        return True
    if _LOST.intersection(inside):
        return len(inside) <= _LONGEST_SYLLABLE and inside.islower()
    words = _WORD_GAP.split(inside.strip())
    return aided and all(_is_syllable(word.rstrip("12345")) for word in words)


def _toned_length(kept: Kept) -> int:
    """How many kept characters at the end are a syllable with a tone mark; 0 for none."""
    length = 0
    toned = False
    while length < len(kept) and kept[-1 - length][0] in LETTERS:
        toned = toned or kept[-1 - length][0] in TONED
        length += 1
        if length > _LONGEST_SYLLABLE:
            return 0
    return length if toned else 0


def _is_syllable(word: str) -> bool:
    plain = "".join(c for c in unicodedata.normalize("NFD", word) if c not in _MARKS)
    return bool(_SYLLABLE.fullmatch(plain.lower().replace("ɡ", "g").replace("ɑ", "a")))
