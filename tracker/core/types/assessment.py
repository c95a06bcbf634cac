"""What setting a plan against the next report gives: the machine's view, never a decision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from tracker.core.types.codes import Outcome, Verdict
from tracker.core.types.reading import Commitment, Measure, Sentence, Target


class Comparison(NamedTuple):
    """One labelled reason for a score (比对项): what was compared, how it came out, what it adds.

    `name` is a stable code (words, characters, numbers, names, section ...); `label` the
    facts compared, language-neutral where possible ("6/7", "3期≠4期", "《…条例》").
    """

    name: str
    level: int
    label: str
    contribution: float


@dataclass(frozen=True, slots=True)
class EvidenceCandidate:
    """A passage of the result report put forward for one commitment or measure (候选证据)."""

    rank: int  # 1 is best
    sentence: Sentence
    score: float  # 0..1
    comparisons: tuple[Comparison, ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a suggestion came out so: a stable code and the facts to fill its sentence with."""

    code: str
    params: tuple[tuple[str, str | int | float], ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The machine's view (系统建议); never a decision."""

    outcome: Outcome
    confidence: float  # 0..1, that the outcome is right
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """A number aimed at beside the number reported for the same thing (数字核对).

    `reported` has its place in the result report's text, and its own unit, time basis and
    object. `gap` is reported minus aimed at, in the unit of the target; above zero is more.
    """

    target: Target
    reported: Target | None
    verdict: Verdict
    gap: float | None = None
    likeness: float = 0.0  # 0..1: how much of the target's object stands at the number reported


@dataclass(frozen=True, slots=True)
class MeasureAssessment:
    """What the result report says of one measure."""

    measure: Measure
    suggestion: Suggestion
    candidates: tuple[EvidenceCandidate, ...] = ()
    ledger: tuple[LedgerEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class CommitmentAssessment:
    """What the result report says of one commitment; candidates best first, at most 10."""

    commitment: Commitment
    suggestion: Suggestion
    candidates: tuple[EvidenceCandidate, ...] = ()
    measures: tuple[MeasureAssessment, ...] = ()
    ledger: tuple[LedgerEntry, ...] = ()  # of all its measures


@dataclass(frozen=True, slots=True)
class Renewal:
    """A commitment that the next plan makes again (再次承诺), by position in either plan."""

    earlier: int
    later: int
    likeness: float  # 0..1
    differences: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class PairAssessment:
    """A plan set against the next report, with what is needed to do it again."""

    commitments: tuple[CommitmentAssessment, ...]
    matcher_version: str
    settings: tuple[tuple[str, float | int | str], ...] = ()
    renewals: tuple[Renewal, ...] = ()
