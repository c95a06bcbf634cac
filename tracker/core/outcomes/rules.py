"""The rules that turn cues into a suggestion, each with its reason (规则见 design.md).

The two fitted models say how likely it is that the report answers the promise, and that the
answer means done. The rules then hold the outcome back where the design demands more than
likeness: a contradicted number, words that say "under way", an announcement.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tracker.core.matching import Model, Ranking, logistic
from tracker.core.outcomes.actions import clauses_on
from tracker.core.outcomes.cues import COMPLETION_CUES, EVIDENCE_CUES, Cues, gather
from tracker.core.outcomes.degrees import short_of_done
from tracker.core.outcomes.endings import ending
from tracker.core.outcomes.grounds import found, number_reasons, percent, support
from tracker.core.outcomes.likeness import SURE
from tracker.core.outcomes.naming import nothing_said, object_told
from tracker.core.outcomes.obstacles import (
    REMAINDER,
    VAGUE,
    admission,
    obstacles,
    promised_again,
    quoting,
)
from tracker.core.outcomes.shortfalls import other_thing
from tracker.core.types import (
    LedgerEntry,
    Outcome,
    Reason,
    Suggestion,
    Target,
    Verdict,
)

BLOCKED: Final = 0.15  # what is left of the chance of "done" when a rule forbids it
NAMED: Final = 0.95  # likeness from which a reported number is surely of the thing promised
BY_NUMBER: Final = 0.7  # least chance that the promise is answered where such a number is told
NOT_THIS: Final = 0.2  # most chance of an answer where another thing of the kind is told of
STRANGE: Final = 0.3  # share of the words telling the object below which another one is told of
PAPER: Final = 0.7  # what is left of the chance where the report only repeats the plan
ALL_MET: Final = 0.7  # least chance of "done" when every number aimed at is reported as reached


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
    own: str  # the promise without a heading that was put before it
    verifiability: int | None
    rankings: Rankings
    cues: Cues
    answered: float  # probability that the report answers the promise
    kept: float  # probability that the answer means done
    model: Model


@dataclass(frozen=True, slots=True)
class Judgement:
    """A suggestion with the numbers it rests on, so that a commitment can rest on the same."""

    suggestion: Suggestion
    ledger: tuple[LedgerEntry, ...]


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
    return judge(promise, rankings, cues=cues, verifiability=verifiability, model=model).suggestion


def judge(
    promise: str,
    rankings: Rankings,
    *,
    cues: Cues,
    verifiability: int | None,
    model: Model,
    own: str = "",
) -> Judgement:
    """The view of one promise whose cues are gathered, and its ledger.

    `own` are its own words where a heading was put before them: what only shares the heading's
    subject does not answer it.

    A number that names the promise's own object answers it, however unlike the words around
    it. Where the report does not answer the promise its other numbers answer nothing either.
    """
    own = own or promise
    answered = model.evidence.probability({name: cues.values[name] for name in EVIDENCE_CUES})
    kept = model.completion.probability({name: cues.values[name] for name in COMPLETION_CUES})
    if any(entry.likeness >= NAMED for entry in cues.ledger):
        answered = max(answered, BY_NUMBER)
    elif not rankings.evidence.candidates or _of_others(promise, cues):
        answered = 0.0
    elif _of_something_else(promise, own, cues, verifiability=verifiability):
        answered = min(answered, NOT_THIS)
    case = _Case(promise, own, verifiability, rankings, cues, answered, kept, model)
    given_up = ending((rankings.evidence, rankings.problems, rankings.plan), promise=promise)
    if given_up is not None:
        return Judgement(given_up, cues.ledger)
    if answered < model.settings["evidence_threshold"]:
        return Judgement(_unanswered(case), tuple(_if_named(entry) for entry in cues.ledger))
    return Judgement(_answered(case), cues.ledger)


def _if_named(entry: LedgerEntry) -> LedgerEntry:
    if entry.likeness >= SURE:
        return entry
    return LedgerEntry(entry.target, None, Verdict.UNREPORTED)


def _of_others(promise: str, cues: Cues) -> bool:
    """Whether only another body's act was found."""
    return bool(cues.actor) and not any(clauses_on(promise, text) for text in cues.told)


def _of_something_else(promise: str, own: str, cues: Cues, *, verifiability: int | None) -> bool:
    """Whether only another thing of the kind was found, or hardly a word that tells the object."""
    if other_thing(promise, cues.told, all_names=True):
        return True
    concrete = verifiability is not None and verifiability > VAGUE
    if not concrete and own == promise:
        return False
    return object_told(own, cues.told) < STRANGE or nothing_said(own, cues.told)


def _unanswered(case: _Case) -> Suggestion:
    """Nothing in what was done answers the promise: admitted, carried over, vague or silent."""
    silent = 1 - case.answered
    found = [Reason("nothing_found", (("score", percent(case.answered)),))]
    if case.cues.actor:
        found.append(Reason("other_body", (("word", case.cues.actor),)))
    nothing = tuple(found)
    if admitted := admission(case.rankings.problems):
        reasons = (*nothing, quoting("admitted", admitted))
        lacking = REMAINDER.search(admitted.sentence.text)
        outcome = Outcome.PARTIAL if lacking else Outcome.NOT_FULFILLED
        return _suggestion(case, outcome, silent * admitted.score, reasons)
    if again := promised_again(case.rankings.plan, model=case.model):
        reasons = (*nothing, quoting("carried_over", again))
        return _suggestion(case, Outcome.IN_PROGRESS, silent * again.score, reasons)
    if case.verifiability is not None and case.verifiability <= VAGUE:
        reasons = (*nothing, Reason("too_vague"))
        return _suggestion(case, Outcome.NOT_ASSESSABLE, silent, reasons)
    return _suggestion(case, Outcome.NO_EVIDENCE, silent, nothing)


def _answered(case: _Case) -> Suggestion:
    """Something answers the promise: done, in part, under way or admitted as failed."""
    admitted = admission(case.rankings.problems)
    again = promised_again(case.rankings.plan, model=case.model)
    blocks = obstacles(
        case.promise,
        case.cues,
        own=case.own,
        verifiability=case.verifiability,
        admitted=admitted,
        again=again,
    )
    kept = max(case.kept, ALL_MET) if case.cues.all_met else case.kept
    kept = min(kept, BLOCKED) if blocks else kept
    reasons = [found(case.cues, answered=case.answered), *number_reasons(case.cues), *blocks]
    if case.answered * kept >= case.model.settings["fulfilled_threshold"]:
        reasons += support(case.cues)
        chance = case.answered * kept * (PAPER if _on_paper(case) else 1.0)
        return _suggestion(case, Outcome.FULFILLED, chance, reasons)
    if again:
        reasons.append(quoting("carried_over", again))
    outcome = short_of_done(case.promise, case.cues, admitted=admitted, again=again)
    return _suggestion(case, outcome, case.answered * (1 - kept), reasons)


def _on_paper(case: _Case) -> bool:
    """Whether a promise that could be checked is only said again, without a new fact."""
    concrete = case.verifiability is not None and case.verifiability > VAGUE
    return concrete and not case.cues.new_fact


def _suggestion(
    case: _Case, outcome: Outcome, probability: float, reasons: Sequence[Reason]
) -> Suggestion:
    once = tuple(dict.fromkeys(reasons))
    return Suggestion(outcome, calibrate(probability, case.model), once)


def calibrate(probability: float, model: Model) -> float:
    """Map a raw confidence to how often it was right on labelled pairs; monotone, in log-odds."""
    inside = min(max(probability, 1e-4), 1 - 1e-4)
    odds = math.log(inside / (1 - inside))
    settings = model.settings
    return logistic(settings["calibration_intercept"] + settings["calibration_slope"] * odds)
