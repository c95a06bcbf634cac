"""What says by itself that a thing is not done, not all of it, or not this one (未到位的表述)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from tracker.core.lexicon import alternatives
from tracker.core.outcomes.actions import asks_for_result, clauses_on
from tracker.core.outcomes.memos import remembered
from tracker.core.tokens import background, content_words

_DOING: Final = (
    "(?:完成|建成|出台|印发|制定|修订|实现|开展|启动|推出|组织|举办|召开|设立|建立|公布|新建"
    "|新增|招录)"
)
_INTENDED = re.compile(
    rf"(?<!模)拟(?={_DOING})|(?:计划|将|争取|力争|确保|准备)(?=[^,，；;。]{{0,8}}{_DOING})"
    r"|年初(?:提出|计划|确定|部署|安排|承诺)|原计划|原定"
    rf"|(?:将于|明年|下一步|下一?年度|来年)(?=[^,，；;。]{{0,10}}{_DOING})"
)
_REACHED = re.compile(r"完成|超额|如期|已|实现[^,，；;。]{0,6}$")
_SHARE = re.compile(
    r"(?:完成|建成)(?:率|度|进度|量)?(?:已?达到?|为|近|超过?)?(?P<share>\d{1,3}(?:\.\d+)?)[%％]"
)
_TENTHS = re.compile(
    r"(?:完成|建成|达到?|推进|过)(?:了|近|约|不足|超过?)?(?P<tenths>[一二三四五六七八九]成(?![效果立为功都长本熟交员])|过?半(?![年天月]))"
)
_IN_PART = re.compile(
    r"部分完成|大部分完成|另有[^,，；;。]{0,12}(?:未|在建|待)"
    r"|除(?!法定|依法|涉密|涉及国家|不可抗|国家规定)[^,，；;。]{1,16}外[^,，；;。]{0,4}(?:均|全部|都|其余|其他|已)"
    r"|(?:一|首)期(?=[^,，；;。二]{0,8}(?:完工|建成|竣工|完成|投产|投用|投入))"
)
_NEARLY = re.compile(r"基本(?:完成|完工|建成|竣工)")
# …建成使用，但与省平台的接口还没有打通: what is behind the turn takes back a part of it.
_BUT = re.compile(
    r"(?:^|[,，；;])(?:(?:但是?|不过|然而|只是)[^,，；;。]{0,30}?(?:未|没|有待|尚待|不足|不够|欠缺)"
    r"|[\u4e00-\u9fff]{1,10}?(?:尚|仍|还)(?:未|没|待|有[^,，；;。]{1,8}[未没待]))[^,，；;。]{0,12}"
)
_ALL: Final = 100.0
# Kinds of things that have names; what stands before the word tells one from another.
_KIND = re.compile(rf"^[\u4e00-\u9fff]*{alternatives('named_kinds')}$")
_ANY_KIND = re.compile(alternatives("named_kinds"))
_MARKS = re.compile(r"[,，、；;。]")
_VERB = re.compile(alternatives("making_verbs", "light_verbs"))
_LIKE: Final = ("型", "化", "性")  # 制度型开放 names no 制度
_BEFORE: Final = 3  # words that may belong to a name
LONGEST: Final = 2000  # characters of a passage in which a turn is looked for
OTHER: Final = 0.4  # share of a name's words, by weight, up to which another thing is meant


def intended(promise: str, passage: str) -> str:
    """The word by which a clause on the promise only intends (拟, 力争, 年初提出), or ""."""
    for clause in clauses_on(promise, passage):
        found = _INTENDED.search(clause)
        if found and found[0] not in promise and not _REACHED.search(clause[: found.start()]):
            return found[0]
    return ""


def done_in_part(promise: str, passage: str) -> str:
    """The words by which a clause on the promise tells that only some of it is done, or ""."""
    for clause in clauses_on(promise, passage):
        share = _SHARE.search(clause)
        if share and "%" not in promise and float(share["share"]) < _ALL:
            return share[0]
        tenths = _TENTHS.search(clause)
        if tenths and tenths["tenths"] not in promise:
            return tenths[0]
        part = _IN_PART.search(clause)
        if part and part[0] not in promise:
            return part[0]
        nearly = _NEARLY.search(clause)
        if nearly and asks_for_result(promise) and "基本" not in promise:
            return nearly[0]
    return ""


def taken_back(promise: str, passage: str) -> str:
    """The words behind a turn (但…还没有打通) that take back a part of what is told, or ""."""
    turn = _BUT.search(passage[:LONGEST])
    return turn[0].strip("，,；;") if turn and clauses_on(promise, passage[: turn.start()]) else ""


def other_thing(promise: str, told: Sequence[str], *, all_names: bool = False) -> str:
    """The name in the promise (智慧水务监管平台) where the report names another of its kind, or "".

    A name is a word such as 平台, 办法, 中心 with what stands before it. Where the kind is told
    of, but less than `OTHER` of the words before it, it is another thing. `all_names` asks
    whether that is so of every name in the promise.
    """
    text = "。".join(told)
    weight = background().weight
    others, names = [], _names(promise)
    for name, before in names:
        whole = sum(map(weight, before))
        shared = sum(weight(word) for word in before if word in text)
        if before and name in text and shared <= OTHER * whole:
            others.append("".join((*before, name)))
    return others[0] if others and (not all_names or len(others) == len(names)) else ""


def _names(promise: str) -> list[tuple[str, list[str]]]:
    """The kind words of a promise, each with the words of its name that stand before it."""
    return [named for clause in _MARKS.split(promise) for named in _named(clause)]


@remembered
def _named(clause: str) -> list[tuple[str, list[str]]]:
    found = []
    cut = content_words(clause) if _ANY_KIND.search(clause) else ()
    for place, word in enumerate(cut):
        like = "".join(cut[place + 1 : place + 2]).startswith(_LIKE)
        if _KIND.match(word) and len(word) > 1 and not like:
            before = list(cut[max(0, place - _BEFORE) : place])
            verbs = [n for n, w in enumerate(before) if _VERB.fullmatch(w)]
            found.append((word, before[verbs[-1] + 1 if verbs else 0 :]))
    return found
