"""Clauses that say no of the act itself (否定与延后): 没有公布, 推迟到明年公布, 取消公布工作.

One test of polarity for every clause on a promise. A word of negation that the promise uses itself
(取消, 停止, 未公布) denies nothing.
"""

from __future__ import annotations

import re
from typing import Final

from tracker.core.lexicon import alternatives
from tracker.core.outcomes.memos import remembered

LONGEST: Final = 2000  # characters of a clause that are read: a hostile one has no end
NEAR: Final = 10  # characters between the word that denies and the act

_ACT = re.compile(
    alternatives("making_acts", "making_verbs", "light_verbs", "concrete_verbs", "verb_nouns")
    + "|落实|到位|施行|执行|投入|打通|开工|达标"
)
_NOT = re.compile(
    r"尚未|未能|暂未|未(?![来成经必婚雨曾])|没有|没能|没(?=[完建公办召开出制])|不再|暂不|无法|不予"
)
_PUT_OFF = re.compile(r"推迟|延期|延后|延迟|暂缓|缓期|搁置|有待|尚待|暂停|中止|顺延")
_ENDED = re.compile(r"取消|终止|停止|撤销|叫停")
_CLAUSE = re.compile(r"[^,，；;。！？]+")
_SIGN = re.compile(f"{_NOT.pattern}|{_PUT_OFF.pattern}|{_ENDED.pattern}")
_WORK: Final = "(?:工作|任务|活动|计划|安排|项目|事宜|工程)?"
_NO_NEED = re.compile(r"[无未没零杜绝不]{1,2}(?:一|有|发生|出现|存在|再)?[\u4e00-\u9fff]{0,2}$")
# 未公布清单的单位 are those that were seen to; 未审查不得印发 is a rule that was kept.
_OF_OTHERS = re.compile(r"^[^的]{0,14}的(?!$)|^[^不]{0,6}(?:一律|坚决)?不(?:得|予|准|能)")
# Where less of it was promised (检查次数下降), 未安排 and 不再开展 are no failure.
_LESS = re.compile(r"不扰|减少|下降|压减|降低|免于|免除|减轻|避免|杜绝|禁止")
_HELD: Final = frozenset({"安排", "开展", "组织", "进行", "实施", "检查", "举办"})
_FOR_GOOD: Final = frozenset({"不再", "取消", "终止", "停止", "撤销", "叫停"})


def may_deny(text: str) -> bool:
    """Whether a text holds a word of negation at all: most don't, and need no closer reading."""
    return _SIGN.search(text) is not None


@remembered
def denial(clause: str, promise: str) -> str:
    """The words by which a clause says that an act was not done, put off or ended, or ""."""
    clause = clause[:LONGEST].strip("，,。；; ")
    return _not_done(clause, promise) or _put_off(clause, promise) or _ended(clause, promise)


def undenied(passage: str, promise: str) -> str:
    """The passage without the clauses that say no of an act."""
    if not may_deny(passage):
        return passage
    return "，".join(c for c in _CLAUSE.findall(passage) if not denial(c, promise))


def given_up(clause: str, promise: str) -> str:
    """The words by which a clause says that the act is not to be done any more, or ""."""
    found = denial(clause, promise)
    return found if any(found.startswith(word) for word in _FOR_GOOD) else ""


def _not_done(clause: str, promise: str) -> str:
    for word in _NOT.finditer(clause):
        act = _ACT.search(clause, word.end(), word.end() + NEAR)
        if act and act[0] in _HELD and _LESS.search(promise):
            continue
        if act and word[0] not in promise and not _OF_OTHERS.search(clause[act.end() :]):
            return clause[word.start() : act.end()]
    return ""


def _put_off(clause: str, promise: str) -> str:
    for word in _PUT_OFF.finditer(clause):
        if word[0] in promise or _NO_NEED.search(clause[: word.start()]):
            continue
        if act := _ACT.search(clause, word.end(), word.end() + NEAR):
            return clause[word.start() : act.end()]
        if act := _ACT.search(clause, max(0, word.start() - NEAR), word.start()):
            return clause[act.start() : word.end()]
    return ""


def _ended(clause: str, promise: str) -> str:
    """取消…公布工作: the act that was to be done ends the clause; 取消办理环节3个 is an act."""
    for word in _ENDED.finditer(clause):
        if word[0] in promise:
            continue
        rest = clause[word.end() : word.end() + 2 * NEAR]
        act = next((m for m in _ACT.finditer(rest) if re.fullmatch(_WORK, rest[m.end() :])), None)
        if act and word.end() + len(rest) == len(clause):
            return clause[word.start() :]
    return ""
