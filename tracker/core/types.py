"""The values that the core passes on: frozen, without behaviour beyond their own fields.

Every offset counts characters (Python code points) of the clean text unless it says
otherwise; spans are half-open.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar

T_co = TypeVar("T_co", covariant=True)


class ReportKind(StrEnum):
    """The two genres that are accepted."""

    RULE_OF_LAW = "rule_of_law"  # 法治政府建设年度报告
    GOVERNMENT_WORK = "government_work"  # 政府工作报告


class SectionKind(StrEnum):
    """What a part of a report is about."""

    ACHIEVEMENTS = "achievements"  # 成效
    PROBLEMS = "problems"  # 不足
    LEADERSHIP = "leadership"  # 第一责任人履职
    PLAN = "plan"  # 下一年度安排
    OTHER = "other"


class Status(StrEnum):
    """The public state of a commitment; leaves PENDING only by a confirmed Review."""

    PENDING = "pending"  # 待兑现
    FULFILLED = "fulfilled"  # 已兑现
    DROPPED = "dropped"  # 不再推进


class Outcome(StrEnum):
    """The finer result behind a status (兑现情况)."""

    AWAITING_REPORT = "awaiting_report"  # 待报告
    NO_EVIDENCE = "no_evidence"  # 未回应
    IN_PROGRESS = "in_progress"  # 推进中
    PARTIAL = "partial"  # 部分兑现
    NOT_FULFILLED = "not_fulfilled"  # 未达成
    FULFILLED = "fulfilled"  # 已兑现
    DROPPED = "dropped"  # 不再推进
    SUPERSEDED = "superseded"  # 已被替代
    NOT_ASSESSABLE = "not_assessable"  # 难以核查

    @property
    def status(self) -> Status:
        """The public status that a confirmed review with this outcome gives."""
        if self is Outcome.FULFILLED:
            return Status.FULFILLED
        if self in (Outcome.DROPPED, Outcome.SUPERSEDED):
            return Status.DROPPED
        return Status.PENDING


class ReviewState(StrEnum):
    """How far the human review has come. The machine writes only the first two."""

    UNMATCHED = "unmatched"
    PROPOSED = "proposed"
    IN_REVIEW = "in_review"
    SECOND_REVIEW = "second_review"
    APPROVAL = "approval"
    DISPUTED = "disputed"
    CONFIRMED = "confirmed"


class ReturnReason(StrEnum):
    """Why a commitment went back to review when a corrected report came in."""

    TEXT_CHANGED = "text_changed"
    TEXT_GONE = "text_gone"


class Comparator(StrEnum):
    """How a reported number is held against a target."""

    EQ = "="
    GE = ">="
    GT = ">"
    LE = "<="
    LT = "<"
    ABOUT = "~"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open place in a text."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: {self.start}..{self.end}")

    def of(self, text: str) -> str:
        """The text at this place."""
        return text[self.start : self.end]

    def contains(self, other: Span) -> bool:
        """Whether `other` lies wholly inside."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class CleanText:
    """A cleaned text that knows where each of its characters stood in the raw text.

    `origins` has one entry more than `text`: clean character i came from
    raw[origins[i]], and origins[len(text)] is where the raw text ends.
    """

    text: str
    raw: str
    origins: tuple[int, ...] = field(repr=False)

    def to_raw(self, span: Span) -> Span:
        """The place in the raw text that a place in the clean text came from."""
        if span.start == span.end:
            return Span(self.origins[span.start], self.origins[span.start])
        return Span(self.origins[span.start], self.origins[span.end - 1] + 1)


@dataclass(frozen=True, slots=True)
class Found(Generic[T_co]):
    """One fact read off a document, with the words it was read from and how sure that is."""

    value: T_co
    evidence: str
    confidence: float  # 0..1


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a report. The span begins with the heading."""

    kind: SectionKind
    heading: str
    span: Span


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, with the section it stands in."""

    index: int
    text: str
    span: Span
    section_kind: SectionKind
    section_heading: str


@dataclass(frozen=True, slots=True)
class Target:
    """A number aimed at (量化目标): 不少于2次 is value 2, unit 次, comparator >=."""

    text: str
    span: Span
    value: float
    unit: str
    comparator: Comparator
    object: str
    deadline: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """One action inside a commitment (具体举措)."""

    text: str
    span: Span
    targets: tuple[Target, ...] = ()


@dataclass(frozen=True, slots=True)
class Commitment:
    """One planned item (承诺事项). Text and span begin with the heading, after the ordinal."""

    ordinal: str
    heading: str
    text: str
    span: Span
    measures: tuple[Measure, ...] = ()
    verifiability: int = 0  # 0..5; 0 and 1 are left out of the verifiable denominator
    verifiability_reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Identity:
    """Who reports on which year. A fact that was not found is None."""

    kind: ReportKind | None
    title: Found[str] | None
    agency: Found[str] | None
    report_year: Found[int] | None  # the year looked back at
    dated: Found[dt.date] | None

    @property
    def plan_year(self) -> int | None:
        """The year promised for: report_year + 1."""
        return None if self.report_year is None else self.report_year.value + 1


@dataclass(frozen=True, slots=True)
class ReportReading:
    """All that the machine read off one report."""

    text: CleanText
    identity: Identity
    sections: tuple[Section, ...]
    sentences: tuple[Sentence, ...]
    commitments: tuple[Commitment, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
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
class MeasureAssessment:
    """What the result report says of one measure."""

    measure: Measure
    suggestion: Suggestion
    candidates: tuple[EvidenceCandidate, ...] = ()


@dataclass(frozen=True, slots=True)
class CommitmentAssessment:
    """What the result report says of one commitment; candidates best first, at most 10."""

    commitment: Commitment
    suggestion: Suggestion
    candidates: tuple[EvidenceCandidate, ...] = ()
    measures: tuple[MeasureAssessment, ...] = ()


@dataclass(frozen=True, slots=True)
class PairAssessment:
    """A plan set against the next report, with what is needed to do it again."""

    commitments: tuple[CommitmentAssessment, ...]
    matcher_version: str
    settings: tuple[tuple[str, float | int | str], ...] = ()


class UnreadableReport(Exception):  # noqa: N818 - a verdict on a document, not a program error
    """The one error that reading raises: this file can't be taken in, and why.

    `code` names a sentence in tracker.wording; `params` fill it.
    """

    def __init__(self, code: str, **params: str | int | float) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params
