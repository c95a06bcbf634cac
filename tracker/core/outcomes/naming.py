"""Whether what a promise names is what the report names (点名的事项): documents, partners, objects.

《办法》 alone answers nothing: to study it, or to act by it, is not to amend it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from tracker.core.lexicon import alternatives, words
from tracker.core.outcomes.actions import like_acts
from tracker.core.outcomes.figures import pairs_of
from tracker.core.outcomes.memos import remembered
from tracker.core.outcomes.shortened import written_out
from tracker.core.tokens import background, content_words

_CLAUSE = re.compile(r"[^,，；;。！？]+")
_NAME = re.compile(r"《([^《》]{2,60})》")
_QUOTED = re.compile(r"[“《][^“”《》]{4,40}[”》]")
_MADE = re.compile(
    r"修订|修改|修正|制定|制订|起草|出台|印发|颁布|公布|发布|编制|编印|废止|清理|报送"
)
_MADE_IT = re.compile(_MADE.pattern + r"|施行|实施|通过|审议|审定|报批|完成|上报|定稿|失效")
_USED = re.compile(
    r"学习|宣传|宣讲|宣贯|解读|培训|依据|根据|按照|依照|贯彻|落实|对照|参照|遵循|执行"
)
_PARTNER = re.compile(
    r"(?:与|同|和|会同|联合)(?P<body>[\u4e00-\u9fff]{2,6}?)(?P<kind>机关|部门|院|局|单位|委员会|高校)"
)
_PAPER = re.compile(
    r"(?:(?:制定|制订|编制|出台|修订|起草)[^,，；;。、《]{1,30}?"
    r"(?P<paper>规划|办法|方案|条例|细则|预案|规定|清单|目录|基准|意见|标准)"
    r"|(?:建立(?!健全)|组建|设立|搭建)[^,，；;。、《]{2,30}?(?P<body>机制|制度|平台|系统|队伍|基金|专班))"
)
_VERB = re.compile(
    alternatives(
        "making_verbs",
        "light_verbs",
        "making_acts",
        "concrete_verbs",
        "verb_nouns",
        "done_words",
        "result_words",
    )
)
_COMMON = re.compile(alternatives("generic_words", "making_verbs", "light_verbs"))
_GENERIC: Final = frozenset(words("generic_words"))
_AMOUNT = re.compile(
    r"(?:不少于|不低于|不超过|至少|达到|力争)?\d[\d.]*[万亿]*(?:个?工作日|个?百分点|公里|公顷|平方米|[\u4e00-\u9fff%％])"
    r"|不少于|不低于|不超过|[上下]半年|年底|年初|年内|全年|季度|月底"
)
READ: Final = 4000  # characters of a promise, and of what answers it, that are read for names
NEAR: Final = 120  # characters before and behind a document's name that tell of it
TELLING: Final = 5.0  # idf from which a word tells one object from another


def act_open(promise: str, told: Sequence[str]) -> str:
    """The act (修订) on a 《document》 of the promise where the report only uses it, or ""."""
    for clause in _CLAUSE.findall(promise[:READ]):
        act, name = _MADE.search(clause), _NAME.search(clause)
        if not act or not name or _USED.search(clause[: name.start()]):
            continue
        around = [_around(name[0], text) for text in told if name[0] in text]
        if around and not any(_MADE_IT.search(words) for words in around):
            return act[0]
    return ""


def _around(name: str, text: str) -> str:
    """The clause that a document is named in, and the one behind it, without its own name."""
    start = text.find(name)
    begin = max(text.rfind(mark, max(0, start - NEAR), start) for mark in "，,；;。") + 1
    begin = max(begin, start - NEAR, 0)
    behind = _CLAUSE.findall(text[start + len(name) : start + len(name) + NEAR])[:2]
    return text[begin:start] + "，".join(behind)


def paper_open(promise: str, told: Sequence[str]) -> str:
    """The paper or body to be made (制定…规划, 建立…机制) of whose kind no passage says a word."""
    text = "。".join(told)
    papers = _PAPER.finditer(promise[:READ])
    return next((paper[0] for paper in papers if paper[paper.lastgroup or 0] not in text), "")


def partner_open(promise: str, told: Sequence[str]) -> str:
    """The body to do it with (与公安机关), where another is told of instead, or ""."""
    text = "。".join(told)[:READ]
    for partner in _PARTNER.finditer(promise[:READ]):
        other = next((m for m in _PARTNER.finditer(text) if m["body"] != partner["body"]), None)
        if other and partner["body"] not in text and like_acts(promise, text):
            return partner["body"] + partner["kind"]
    return ""


def object_told(promise: str, told: Sequence[str]) -> float:
    """The share (0..1, by idf) of the words that tell the promised object which the report says.

    1 where no word of the promise tells its object from another, and where one of a single
    clause puts names in quotes that are all told: they tell the object by themselves.
    """
    own = _telling(promise)
    text = written_out("。".join(told))
    names = () if "，" in promise or "," in promise else _QUOTED.findall(promise[:READ])
    if names and all(name in text for name in names):
        return 1.0
    whole = sum(weight for _, weight in own)
    return sum(weight * said(word, text) for word, weight in own) / whole if whole else 1.0


def nothing_said(promise: str, told: Sequence[str]) -> bool:
    """Whether no pair of neighbouring characters of a promise of common words is told.

    Where a word tells the object from another, `object_told` says more.
    """
    if _telling(promise):
        return False
    wanted = pairs_of(_COMMON.sub("，", promise))
    return bool(wanted) and wanted.isdisjoint(pairs_of("，".join(told)))


def said(word: str, text: str) -> float:
    """The share of a word that a text says: 执法检查 is half said by 检查."""
    if word in text:
        return 1.0
    pieces = [word[place : place + 2] for place in range(0, len(word) - 1, 2)]
    return sum(piece in text for piece in pieces) / len(pieces) if len(word) > 3 else 0.0


@remembered
def _telling(promise: str) -> tuple[tuple[str, float], ...]:
    table = background()
    words = dict.fromkeys(content_words(_AMOUNT.sub("，", written_out(promise))))
    weighed = ((word, table.weight(word)) for word in words if len(word) > 1)
    return tuple(
        (word, weight)
        for word, weight in weighed
        if weight >= TELLING and word not in _GENERIC and not _VERB.fullmatch(word)
    )
