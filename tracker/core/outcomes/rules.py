"""The rules that turn cues into a suggestion, each with its reason (规则见 design.md).

The two fitted models say how likely it is that the report answers the promise, and that the
answer means done. The rules then hold the outcome back where the design demands more than
likeness: a contradicted number, words that say "under way", an announcement.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tracker.core.matching import Model, Ranking, logistic
from tracker.core.outcomes.cues import COMPLETION_CUES, EVIDENCE_CUES, Cues, gather, pattern
from tracker.core.outcomes.ledger import Entry, Verdict
from tracker.core.types import EvidenceCandidate, Outcome, Reason, Suggestion, Target

VAGUE: Final = 1  # verifiability up to this is too vague to check
LOOKED_AT: Final = 3  # best passages that are searched for explicit words
LIKELY: Final = 0.5  # score from which a passage of problems or plan is on this very promise
ON_SUBJECT: Final = 0.25  # the same for explicit words of giving up
EXPLICIT_CONFIDENCE: Final = 0.85  # explicit words still have to be on this very promise
BLOCKED: Final = 0.15  # what is left of the chance of "done" when a rule forbids it
ALL_MET: Final = 0.7  # least chance of "done" when every number aimed at is reported as reached
QUOTED: Final = 60  # characters of a passage that a reason quotes

# What says that the sentence is about a promise made before.
_ANCHOR = re.compile(
    r"原计划|原定|(?:上年|去年|年初|此前)(?:度)?(?:提出|承诺|计划|确定|安排)|不再|由.{2,30}(?:替代|取代)"
)
_ISSUES_OR_MEETS = re.compile(
    r"印发|制定|出台|编制|起草|修订|召开|部署|方案|计划|办法|细则|清单|会议|例会|研究|公布|制度|机制"
)
_ACHIEVEMENT = re.compile(r"完成|建成|实现|达到|投入使用|上线|启用|覆盖|增长|下降|\d")
_PLANS = re.compile(
    r"(?:印发|制定|出台|召开|部署|起草)[^。；]{0,40}(?:方案|计划|通知|会|要点|意见)"
)


@dataclass(frozen=True, slots=True)
class Rankings:
    """What a report holds for one promise: done, admitted, promised again."""

    evidence: Ranking
    problems: Ranking
    plan: Ranking


@dataclass(frozen=True, slots=True)
class _Case:
    """All that the rules look at."""

    promise: str
    verifiability: int | None
    rankings: Rankings
    cues: Cues
    answered: float  # probability that the report answers the promise
    kept: float  # probability that the answer means done
    model: Model


def suggest(
    promise: str,
    rankings: Rankings,
    *,
    targets: Sequence[Target],
    verifiability: int | None,
    model: Model,
) -> Suggestion:
    """The machine's view of one promise. `verifiability` None means that nobody rated it."""
    cues = gather(promise, rankings.evidence, targets=targets)
    answered = model.evidence.probability({name: cues.values[name] for name in EVIDENCE_CUES})
    kept = model.completion.probability({name: cues.values[name] for name in COMPLETION_CUES})
    if not rankings.evidence.candidates:
        answered = 0.0
    case = _Case(promise, verifiability, rankings, cues, answered, kept, model)
    given_up = _given_up(case)
    if given_up is not None:
        return given_up
    if answered < model.settings["evidence_threshold"]:
        return _unanswered(case)
    return _answered(case)


def _given_up(case: _Case) -> Suggestion | None:
    """Dropped or superseded: only on explicit words, dropped only with a reason beside them."""
    for ranking in (case.rankings.evidence, case.rankings.problems, case.rankings.plan):
        for candidate in ranking.candidates[:LOOKED_AT]:
            text = candidate.sentence.text
            if candidate.score < ON_SUBJECT:
                continue
            instead = pattern("superseded_words").search(text)
            if instead and _ANCHOR.search(text) and instead[0] not in case.promise:
                return _explicit(Outcome.SUPERSEDED, "superseded", instead[0], candidate)
            ended = pattern("dropped_words").search(text)
            if ended and ended[0] not in case.promise and pattern("reason_words").search(text):
                return _explicit(Outcome.DROPPED, "dropped", ended[0], candidate)
    return None


def _explicit(outcome: Outcome, code: str, word: str, candidate: EvidenceCandidate) -> Suggestion:
    confidence = EXPLICIT_CONFIDENCE * (0.5 + candidate.score / 2)
    return Suggestion(outcome, confidence, (_quoting(code, candidate, word=word),))


def _unanswered(case: _Case) -> Suggestion:
    """Nothing in what was done answers the promise: admitted, carried over, vague or silent."""
    silent = 1 - case.answered
    nothing = Reason("nothing_found", (("score", _percent(case.answered)),))
    admitted = _likely(case.rankings.problems)
    if admitted:
        reasons = (nothing, _quoting("admitted", admitted))
        return _suggestion(case, Outcome.NOT_FULFILLED, silent * admitted.score, reasons)
    again = _likely(case.rankings.plan)
    if again:
        reasons = (nothing, _quoting("carried_over", again))
        return _suggestion(case, Outcome.IN_PROGRESS, silent * again.score, reasons)
    if case.verifiability is not None and case.verifiability <= VAGUE:
        reasons = (nothing, Reason("too_vague"))
        return _suggestion(case, Outcome.NOT_ASSESSABLE, silent, reasons)
    return _suggestion(case, Outcome.NO_EVIDENCE, silent, (nothing,))


def _likely(ranking: Ranking) -> EvidenceCandidate | None:
    best = ranking.candidates[0] if ranking.candidates else None
    return best if best and best.score >= LIKELY else None


def _answered(case: _Case) -> Suggestion:
    """Something answers the promise: done, in part, under way or admitted as failed."""
    blocks = _blocks(case)
    kept = max(case.kept, ALL_MET) if case.cues.all_met else case.kept
    kept = min(kept, BLOCKED) if blocks else kept
    reasons = [_found(case), *_number_reasons(case.cues), *blocks]
    if kept >= case.model.settings["fulfilled_threshold"]:
        reasons += _support(case)
        return _suggestion(case, Outcome.FULFILLED, case.answered * kept, reasons)
    admitted = _likely(case.rankings.problems)
    again = _likely(case.rankings.plan)
    if admitted:
        reasons.append(_quoting("admitted", admitted))
    if again:
        reasons.append(_quoting("carried_over", again))
    outcome = _short_of_done(case, admitted, again)
    return _suggestion(case, outcome, case.answered * (1 - kept), reasons)


def _short_of_done(
    case: _Case, admitted: EvidenceCandidate | None, again: EvidenceCandidate | None
) -> Outcome:
    cues = case.cues
    under_way = bool(pattern("ongoing_words").search(cues.passage)) or (
        bool(cues.underway) and not cues.done
    )
    some_done = bool(cues.entries(Verdict.MET)) or (bool(cues.done) and not under_way)
    if admitted and not some_done and not under_way:
        return Outcome.NOT_FULFILLED
    if under_way and not cues.entries(Verdict.MET):
        return Outcome.IN_PROGRESS
    if again and not some_done:
        return Outcome.IN_PROGRESS
    return Outcome.PARTIAL


def _blocks(case: _Case) -> list[Reason]:
    """Why "fulfilled" must not be said, whatever the likeness."""
    cues, found = case.cues, []
    if cues.entries(Verdict.MISSED):
        found.append(Reason("number_blocks"))
    ongoing = pattern("ongoing_words").search(cues.passage)
    if ongoing and ongoing[0] not in case.promise and not cues.entries(Verdict.MET):
        found.append(Reason("under_way", (("word", ongoing[0]),)))
    announced = _PLANS.search(cues.passage)
    if (
        announced
        and not _ISSUES_OR_MEETS.search(case.promise)
        and not _ACHIEVEMENT.search(cues.passage)
    ):
        found.append(Reason("announced_only", (("words", announced[0][:QUOTED]),)))
    concrete = case.verifiability is not None and case.verifiability > VAGUE
    if concrete and not cues.new_fact and not cues.done:
        found.append(Reason("no_new_fact"))
    return found


def _support(case: _Case) -> list[Reason]:
    """What speaks for "fulfilled", and the warning when it is only on paper (纸面兑现风险)."""
    found = []
    if case.cues.done:
        found.append(Reason("done", (("words", "、".join(dict.fromkeys(case.cues.done))),)))
    if not case.cues.new_fact:
        found.append(Reason("repeats_plan"))
    return found


def _number_reasons(cues: Cues) -> list[Reason]:
    return [
        *(_number("number_missed", entry) for entry in cues.entries(Verdict.MISSED)),
        *(_number("number_met", entry) for entry in cues.entries(Verdict.MET)),
        *(
            Reason("number_open", (("target", entry.target.text),))
            for entry in cues.entries(Verdict.UNREPORTED)
        ),
    ]


def _number(code: str, entry: Entry) -> Reason:
    reported = entry.reported.text if entry.reported else ""
    gap = f"{abs(entry.gap or 0.0):g}{entry.target.unit}"
    return Reason(code, (("target", entry.target.text), ("reported", reported), ("gap", gap)))


def _found(case: _Case) -> Reason:
    covered = _percent(case.cues.values["covered"])
    return Reason("found", (("score", _percent(case.answered)), ("covered", covered)))


def _quoting(code: str, candidate: EvidenceCandidate, **more: str) -> Reason:
    text = candidate.sentence.text
    quoted = text if len(text) <= QUOTED else text[: QUOTED - 1] + "…"
    return Reason(code, (*more.items(), ("text", quoted)))


def _percent(probability: float) -> int:
    return round(100 * probability)


def _suggestion(
    case: _Case, outcome: Outcome, probability: float, reasons: Sequence[Reason]
) -> Suggestion:
    return Suggestion(outcome, calibrate(probability, case.model), tuple(reasons))


def calibrate(probability: float, model: Model) -> float:
    """Map a raw confidence to how often it was right on labelled pairs; monotone, in log-odds."""
    inside = min(max(probability, 1e-4), 1 - 1e-4)
    odds = math.log(inside / (1 - inside))
    settings = model.settings
    return logistic(settings["calibration_intercept"] + settings["calibration_slope"] * odds)
