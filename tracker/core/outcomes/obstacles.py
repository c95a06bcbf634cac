"""What forbids "fulfilled", whatever the likeness (不得建议已兑现的情形), each with its reason.

A wrong "fulfilled" is the error that hurts: every rule here only ever holds the outcome back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from tracker.core.matching import Model, Ranking
from tracker.core.outcomes.actions import (
    asks_for_result,
    clauses_on,
    is_completed,
    like_acts,
    only_prepared,
    open_step,
    says_whole,
)
from tracker.core.outcomes.cues import Cues, pattern
from tracker.core.outcomes.deadlines import late
from tracker.core.outcomes.denials import denial, may_deny
from tracker.core.outcomes.each import EVERYTHING
from tracker.core.outcomes.likeness import is_bare
from tracker.core.outcomes.members import member_open, work_open
from tracker.core.outcomes.memos import remembered
from tracker.core.outcomes.naming import act_open, object_told, paper_open, partner_open
from tracker.core.outcomes.shortfalls import done_in_part, intended, other_thing, taken_back
from tracker.core.outcomes.units import kind_of
from tracker.core.types import EvidenceCandidate, LedgerEntry, Reason, Verdict

VAGUE: Final = 1  # verifiability up to this is too vague to check
LIKELY: Final = 0.5  # score from which a passage of problems or plan is on this very promise
REPEATED: Final = {"words": 0.7, "clause": 0.5}  # shares from which a plan says the same again
ON_SUBJECT: Final = 0.25  # the same for explicit words of giving up and of failure
LOOKED_AT: Final = 3  # best passages that are searched for explicit words
NAMED: Final = 0.5  # share of the words telling the object below which nothing concrete is kept
QUOTED: Final = 60  # characters of a passage that a reason quotes

FAILED = re.compile(
    r"未能|未完成|未实现|未达|未按|未建成|未落实|未启动|未开展|尚未|仍未|暂未|没有完成|没有达到|没能|滞后|落空"
)
# 仍有2个镇未建成, 只覆盖餐饮: what is admitted is a part, and the rest was done.
REMAINDER = re.compile(
    r"[仍尚还]有[^,，；;。]{0,4}?(?:\d|[一两二三四五六七八九十]|个别|部分|少数)[^,，；;。]{1,24}?(?:未|没有)"
    r"|[只仅](?:覆盖|接入|实现)(?!\d)|(?:个别|部分|少数)[^,，；;。]{1,16}?(?:未|没有)"
)
_ISSUES_OR_MEETS = re.compile(
    r"印发|制定|出台|编制|起草|修订|召开|部署|方案|计划|办法|细则|清单|会议|例会|研究|公布|制度|机制"
)
_AT_A_STAGE = re.compile(r"进入[^,，；;。新]{0,8}(?:程序|阶段|环节|流程)")
_STILL = re.compile(r"[,，](?:目前|现|仍)?(?:正在|尚在)")
PUSHED: Final = "推进"
_A_WORK = re.compile(r"项目|工程|园区|道路|管网|施工|搬迁|安置|征迁|改造|修复|治理")
_NEXT = re.compile(r"[,，][^,，；;。！？]{1,20}")
_ACHIEVEMENT = re.compile(r"完成|建成|实现|达到|投入使用|上线|启用|覆盖|增长|下降|\d")
_PLANS = re.compile(
    r"(?:印发|制定|出台|召开|部署|起草)[^。；]{0,40}(?:方案|计划|通知|会|要点|意见)"
)


def promised_again(plan: Ranking, *, model: Model) -> EvidenceCandidate | None:
    """The passage of the next plan that makes this very promise again (重复承诺).

    Two plans of one body are alike throughout, so the score, which is fitted on what was
    done, says too little here: most of the words must return, and one clause nearly whole.
    """
    for candidate in plan.candidates[:LOOKED_AT]:
        if candidate.score < LIKELY:
            continue
        if all(_share(plan, candidate, name, model=model) >= REPEATED[name] for name in REPEATED):
            return candidate
    return None


def _share(plan: Ranking, candidate: EvidenceCandidate, name: str, *, model: Model) -> float:
    weight = model.ranking.weights.get(name)
    return plan.added(candidate, name) / weight if weight else 0.0


def admission(problems: Ranking) -> EvidenceCandidate | None:
    """The passage of the problems section that admits this promise; plain words need less."""
    for candidate in problems.candidates[:LOOKED_AT]:
        plain = FAILED.search(candidate.sentence.text)
        if candidate.score >= LIKELY or (plain and candidate.score >= ON_SUBJECT):
            return candidate
    return None


def quoting(code: str, candidate: EvidenceCandidate, **more: str) -> Reason:
    """A reason that quotes a passage, shortened."""
    text = candidate.sentence.text
    quoted = text if len(text) <= QUOTED else text[: QUOTED - 1] + "…"
    return Reason(code, (*more.items(), ("text", quoted)))


def obstacles(
    promise: str,
    cues: Cues,
    *,
    own: str = "",
    verifiability: int | None,
    admitted: EvidenceCandidate | None,
    again: EvidenceCandidate | None,
) -> list[Reason]:
    """Why "fulfilled" must not be said; empty when nothing forbids it.

    `own` is the promise without a heading that was put before it.
    """
    concrete = verifiability is not None and verifiability > VAGUE
    found = [*_numbers(cues), *_words(promise, cues)]
    if concrete and not cues.all_met and object_told(own or promise, cues.told) < NAMED:
        found.append(Reason("faint"))
    if concrete and not cues.new_fact and not cues.done:
        found.append(Reason("no_new_fact"))
    if admitted:
        found.append(quoting("admitted", admitted))
    if again and not _explicitly_done(promise, cues):
        found.append(quoting("carried_over", again))
    return found


def _numbers(cues: Cues) -> Iterator[Reason]:
    if cues.entries(Verdict.MISSED):
        yield Reason("number_blocks")
    for entry in cues.entries(Verdict.UNREPORTED):
        if not _whole(entry, cues):
            yield Reason("number_open", (("target", entry.target.text),))


def _whole(entry: LedgerEntry, cues: Cues) -> bool:
    """Whether the report says of the very object that all of it is done; no share but 100%.

    Once is enough for a target of one: 4月组织旁听庭审 answers 不少于1次.
    """
    if kind_of(entry.target) == "次" and entry.target.value <= 1 and cues.new_fact:
        return any(clauses_on(entry.target.object, text) for text in cues.told[:1])
    if kind_of(entry.target) == "%" and entry.target.value != EVERYTHING:
        return False
    if is_bare(entry.target.object):  # 完成 stands at many a 投资
        return False
    return any(says_whole(entry.target.object, text) for text in cues.told)


def _words(promise: str, cues: Cues) -> Iterator[Reason]:
    ongoing = going_on(promise, cues.passage)
    if ongoing and not cues.all_met:
        yield Reason("under_way", (("word", ongoing),))
    elif prepared := only_prepared(promise, cues.passage):
        yield Reason("under_way", (("word", prepared),))
    announced = _PLANS.search(cues.passage)
    if announced and not _ISSUES_OR_MEETS.search(promise) and not _ACHIEVEMENT.search(cues.passage):
        yield Reason("announced_only", (("words", announced[0][:QUOTED]),))
    yield from _taken_back(promise, cues)
    if name := other_thing(promise, cues.told):
        yield Reason("other_thing", (("name", name),))
    if cues.actor:
        yield Reason("other_body", (("word", cues.actor),))
    if step := _open(promise, cues):
        yield Reason("step_open", (("word", step),))


def _behind(promise: str, passage: str) -> Iterator[str]:
    """What only goes on about a clause on the promise: …完成报送，目前正在征求意见."""
    place = 0
    for clause in clauses_on(promise, passage):
        place = passage.find(clause, place) + len(clause)
        if behind := _STILL.match(passage, place):
            yield behind[0]


@remembered
def going_on(promise: str, passage: str) -> str:
    """The word by which a clause on the promise says that it still goes on (正在), or ""."""
    words = "，".join((*clauses_on(promise, passage), *_behind(promise, passage))) or passage
    found = (m[0] for p in (pattern("ongoing_words"), _AT_A_STAGE) for m in p.finditer(words))
    # 推进法治政府建设 asks for no more than the 深入推进 that is told of it.
    pushed = PUSHED in promise and not (asks_for_result(promise) or _A_WORK.search(promise))
    return next((w for w in found if w not in promise and not (pushed and w.endswith(PUSHED))), "")


def _taken_back(promise: str, cues: Cues) -> Iterator[Reason]:
    """What is told, but as not done, later than promised, intended, or only in part."""
    if word := denied(promise, cues.told):
        yield Reason("denied", (("word", word),))
    if after := late(promise, "。".join(cues.told)):
        yield Reason("late", (("target", after[0]), ("reported", after[1])))
    if word := intended(promise, cues.passage):
        yield Reason("intended", (("word", word),))
    if word := done_in_part(promise, cues.passage) or taken_back(promise, cues.passage):
        yield Reason("in_part", (("word", word),))


def _open(promise: str, cues: Cues) -> str:
    """What the promise names and the report leaves open: a step, an act, a partner, a member."""
    told = cues.told
    return (
        open_step(promise, "。".join(told))
        or act_open(promise, told)
        or paper_open(promise, cues.near)
        or partner_open(promise, told)
        or member_open(promise, cues.near)
        or work_open(promise, cues.near)
    )


def denied(promise: str, told: Sequence[str]) -> str:
    """The words by which a clause on the promise says that it was not done (没有公布), or "".

    So does one that names nothing else, behind such a clause: 整理案例12个，尚未公开.
    """
    for text in told:
        if not may_deny(text):
            continue
        on, rest = clauses_on(promise, text), text
        for clause in on:
            if word := denial(clause, promise):
                return word
            rest = rest[rest.find(clause) + len(clause) :]
            behind = _NEXT.match(rest)
            word = denial(behind[0], promise) if behind else ""
            if word and behind and word == behind[0].strip("，,") and like_acts(promise, word):
                return word
    return ""


def _explicitly_done(promise: str, cues: Cues) -> bool:
    """Completed in so many words, or by its numbers, and every number reconciled."""
    if cues.entries(Verdict.MISSED) or cues.entries(Verdict.UNREPORTED):
        return False
    if cues.all_met or is_completed(promise, cues.passage):
        return True
    # What goes on every year (坚持会前学法) is promised again although a number tells of it.
    told = clauses_on(promise, cues.passage)
    return not asks_for_result(promise) and any(re.search(r"\d", clause) for clause in told)
