"""Things that a promise lists by name (列举事项): a list is not kept by one of its members."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from tracker.core.lexicon import alternatives, words
from tracker.core.outcomes.memos import remembered
from tracker.core.outcomes.naming import said
from tracker.core.tokens import background, content_words

_CLAUSE = re.compile(r"[^,，；;。！？]+")
_BETWEEN = re.compile(r"、|以及|(?<=[\u4e00-\u9fff]{2})[和及与](?=[\u4e00-\u9fff]{2})")
_VERB = re.compile(alternatives("making_verbs", "light_verbs", "making_acts"))
_GENERIC: Final = frozenset(words("generic_words"))
_MARKED = re.compile('[“”"《》()（）]')
_MOST: Final = 12
RARE: Final = 8.0  # idf from which a word is a name, or as rare as one
HALF: Final = 0.5  # share of a long word (上海合作组织) that names it as well


def member_open(promise: str, told: Sequence[str]) -> str:
    """The listed thing of which no passage says a word where another one is told, or ""."""
    text = "。".join(told)
    for members in _lists(promise):
        there = [any(said(word, text) >= HALF for word in own) for _, own in members]
        if any(there) and not all(there):
            return members[there.index(False)][0]
    return ""


@remembered
def _lists(promise: str) -> tuple[tuple[tuple[str, tuple[str, ...]], ...], ...]:
    """The lists of a promise: each member with the words that only it has, where all have some."""
    found = []
    for clause in _CLAUSE.findall(promise):
        parts = _BETWEEN.split(clause) if "、" in clause else []
        if not 2 <= len(parts) <= _MOST:
            continue
        cut = [content_words(part) for part in parts]
        often = Counter(word for one in cut for word in set(one))
        own = [tuple(w for w in one if often[w] == 1 and _telling(w)) for one in cut]
        if all(own) and any(count > 1 for count in often.values()):
            found.append(tuple(zip(parts, own, strict=True)))
    return tuple(found)


def _telling(word: str) -> bool:
    return (
        len(word) > 1
        and word not in _GENERIC
        and not _VERB.fullmatch(word)
        and background().weight(word) >= RARE
    )
