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
# Works and papers: what is made, so that each of those named is either there or not.
_WORKS = re.compile(
    r"建设|建成|新建|改建|扩建|改造|翻修|修缮|打通|开工|投产|竣工|完工|启动|投入|运营|项目|工程|搬迁|迁建"
    r"|制定|编制|出台|修订"
)
_BROUGHT_ABOUT = re.compile(
    r"完成|建成|新建|改建|扩建|打通|启动|开工|投产|竣工|完工|投入使用|制定|编制|出台|修订|建立|设立|成立"
)
_BETWEEN = re.compile(r"、|以及|(?<=[\u4e00-\u9fff]{2})[和及与](?=[\u4e00-\u9fff]{2})")
_VERB = re.compile(alternatives("making_verbs", "light_verbs", "making_acts"))
_GENERIC: Final = frozenset(words("generic_words"))
_MARKED = re.compile('[“”"《》()（）]')
_MOST: Final = 12
RARE: Final = 8.0  # idf from which a word is a name, or as rare as one
UNCOMMON: Final = 7.0  # idf from which a word tells one of several works from another
TELLING: Final = 5.0  # idf from which a word tells what a clause is about
ENOUGH: Final = 10.0  # summed idf of such words without which a clause names no thing of its own
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


def work_open(promise: str, told: Sequence[str]) -> str:
    """The work or paper that a promise names and of which no passage says a word, or "".

    It is one of several listed where another is told of, or all that a clause brings about.
    What only goes on, or says what for, is not looked for: no report repeats all of it.
    """
    text = "。".join(told)
    for works in _works(promise):
        there = [not own or any(said(word, text) for word in own) for _, own in works]
        if not all(there) and (len(works) == 1 or any(there)):
            return works[there.index(False)][0]
    return ""


@remembered
def _works(promise: str) -> tuple[tuple[tuple[str, tuple[str, ...]], ...], ...]:
    """What a promise is to make, clause by clause: each with the words that tell it."""
    found = []
    for clause in _CLAUSE.findall(promise):
        parts = _BETWEEN.split(clause) if "、" in clause and _WORKS.search(clause) else []
        if 2 <= len(parts) <= _MOST:
            named = [tuple(w for w in content_words(p) if _telling(w, UNCOMMON)) for p in parts]
            found.append(tuple(zip(parts, named, strict=True)))
        elif _BROUGHT_ABOUT.search(clause):
            own = tuple(word for word in content_words(clause) if _telling(word, TELLING))
            if sum(map(background().weight, own)) >= ENOUGH:
                found.append(((clause, own),))
    return tuple(found)


def _telling(word: str, least: float = RARE) -> bool:
    return (
        len(word) > 1
        and word not in _GENERIC
        and not _VERB.fullmatch(word)
        and background().weight(word) >= least
    )
