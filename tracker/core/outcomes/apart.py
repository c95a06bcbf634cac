"""Several things and as many numbers in one clause (A、B分别增长8%和9%): which is of which."""

from __future__ import annotations

import re
from typing import Final

from tracker.core.types import Span

_CLAUSE = re.compile(r"[^,，；;。！？]+")
_APART = re.compile(r"分别|依次")
_RUN = re.compile(r"[\u4e00-\u9fffA-Za-z“”、]*$")
_BETWEEN = re.compile(r"、|以及|和|与|及")
_NUMBER = re.compile(r"\d[\d.]*[万亿]?(?:[%％]|个百分点|[\u4e00-\u9fff])")
_NAMED = re.compile(
    r"(?!(?:同比|可比|比上年|较上年|分别|增长|下降|提高|增加|达到|年均)+$)[\u4e00-\u9fff]{4,}"
)
_STOPS: Final = "。；;！？"
_BOTH: Final = "城乡"
_MEASURED: Final = "率额量数值"  # 参保率 at the end is said of all that was listed
_MOST: Final = 12  # more things than this are no list that a person wrote
_LONGEST: Final = 200  # characters of such a list


def listed_before(text: str) -> list[str]:
    """The things listed at the end of a text (A、B和C); none when there is only one.

    The list is what stands at the end without a mark or a digit in it.
    """
    run = _RUN.search(text, max(0, len(text) - _LONGEST))
    things = [thing for thing in _BETWEEN.split(run[0] if run else "") if thing]
    return things if 2 <= len(things) <= _MOST else []


def named_apart(place: Span, text: str) -> str:
    """What the number at `place` is of, where several numbers are dealt out to a list; else "".

    城镇、农村居民收入分别增长8%和9%: the second number is of 农村居民收入. Only where there
    are as many numbers as things. What the last thing says of all (居民收入) is said of each,
    and so is what stands before the first number (增长). The numbers of the next clause
    (分别达2万元、1万元，增长8%、9%) are dealt out to the same list. 城乡 is 城镇 and 农村.
    """
    if not _APART.search(text):
        return ""
    things: list[str] = []
    for clause in _CLAUSE.finditer(text):
        apart = _APART.search(clause[0])
        numbers = list(_NUMBER.finditer(clause[0], apart.end() if apart else 0))
        head = clause[0][: apart.start() if apart else numbers[0].start() if numbers else None]
        if apart and (own := _things(head)):
            things = own
        elif _NAMED.search(head):
            things = []
        if clause.start() < place.end <= clause.end():
            start, end = apart.end() if apart else 0, place.end - clause.start()
            return _dealt(things, numbers, clause=clause[0], start=start, end=end)
        if clause[0] and text[clause.end() : clause.end() + 1] in _STOPS:
            things = []
    return ""


def _things(head: str) -> list[str]:
    """The things that numbers are dealt out to, each with what is said of all."""
    listed = listed_before(head)
    if listed:
        return [*(t + _shared(listed) for t in listed[:-1]), listed[-1]]
    run = _RUN.search(head, max(0, len(head) - _LONGEST))
    if run and _BOTH in run[0]:
        return [f"{run[0].replace(_BOTH, one)}，{run[0]}" for one in ("城镇", "农村")]
    return []


def _dealt(
    things: list[str], numbers: list[re.Match[str]], *, clause: str, start: int, end: int
) -> str:
    if not things or len(things) != len(numbers):
        return ""
    said = clause[start : numbers[0].start()]  # 增长, 新建停车场
    named = ""
    for thing, number in zip(things, numbers, strict=True):
        if number.start() < end:
            named = thing + said
    return named


def _shared(things: list[str]) -> str:
    """What only the last thing says, of all."""
    first, last = things[0], things[-1]
    tail = last[len(first) :]
    if not tail and last[-1] in _MEASURED:
        tail = last[-3:]
    return "" if first.endswith(tail) else tail
