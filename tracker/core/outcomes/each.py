"""Numbers that are aimed at for each of several things (各20场): one target for each of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from tracker.core.outcomes.apart import listed_before, named_apart
from tracker.core.types import Span, Target

_EACH = re.compile(r"(?:各|分别|均)[\u4e00-\u9fff]{0,6}$")
_NUMBER = re.compile(
    r"不少于|不低于|至少|达到?|\d|[一二两三四五六七八九十百]+[\u4e00-\u9fff]{1,2}$|全覆盖"
)
_VERB = re.compile(r"^(?:全年|年内|深入)?(?:分别)?(?:开展|组织|举办|推进|实施|完成|实现|推动)")
_SHARE: Final = frozenset({"%", "％"})
EVERYTHING: Final = 100.0
SHORTEST: Final = 2  # characters of a thing in a list: 和 inside a word leaves one


def spread(targets: Sequence[Target], promise: str) -> Iterator[tuple[Target, int, bool]]:
    """Every target, its place in the promise (-1 when not found), whether it is one of a list.

    A target for each of several listed things becomes one for each, named by the thing.
    """
    after = 0
    for target in targets:
        found = _place(target.text, promise, after)
        if found < 0:
            yield target, -1, False
            continue
        after = found + 1
        end = found + len(target.text)
        dealt = named_apart(Span(found, end), promise)  # 分别…300元和500元: one for each thing
        things = [] if dealt else _things(target, promise[:end])
        if not things:
            yield target, found, False
        for thing in things:
            yield replace(target, object=thing), found, True


def _place(words: str, promise: str, after: int) -> int:
    """Where the target's words stand, from `after` on or anywhere; 7% is not in 5.7%."""
    whole = re.compile(r"(?<![\d.])" + re.escape(words))
    found = whole.search(promise, after) or whole.search(promise)
    return found.start() if found else -1


def _things(target: Target, before: str) -> list[str]:
    """The things listed in front of 各20场, or of 全覆盖; none when there is no such list."""
    clause = re.split(r"[,，；;。:：]", before)[-1]
    number = _NUMBER.search(clause)
    head = clause[: number.start()] if number else clause
    each = _EACH.search(head)
    everything = target.unit in _SHARE and target.value == EVERYTHING
    if not (each or everything):
        return []
    things = listed_before(_VERB.sub("", _EACH.sub("", head)))
    if any(len(thing) < SHORTEST for thing in things):
        return []
    if things and not each:
        tail = _shared_tail(things)
        things = [thing if thing.endswith(tail) else thing + tail for thing in things]
    return things


def _shared_tail(things: Sequence[str]) -> str:
    """What the last thing says of all: A证、B证电子化 is 电子化 of both."""
    last = things[-1]
    return last[-3:] if len(last) > max(len(thing) for thing in things[:-1]) else ""
