"""What is read off one report.

Every offset counts characters (Python code points) of the clean text unless it says
otherwise; spans are half-open.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from tracker.core.types.codes import (
    Basis,
    BodyKind,
    Comparator,
    MeasureKind,
    Period,
    RegionLevel,
    ReportKind,
    SectionKind,
    Topic,
)

T_co = TypeVar("T_co", covariant=True)


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
    """A number aimed at (量化目标): 不少于2次 is value 2, unit 次, comparator >=.

    Of a range (2至3名) `value` is the end that settles whether it is met, `other_end` the
    other. What is promised 每季度 has the value of a whole year.
    """

    text: str
    span: Span
    value: float
    unit: str
    comparator: Comparator
    object: str
    deadline: dt.date | None = None
    other_end: float | None = None
    basis: Basis | None = None  # None: the words don't say
    every: Period | None = None
    stretch: bool = False  # 力争: striven for, not promised outright


@dataclass(frozen=True, slots=True)
class Measure:
    """One action inside a commitment (具体举措), or the aim or slogan that stands in its place."""

    text: str
    span: Span
    targets: tuple[Target, ...] = ()
    kind: MeasureKind = MeasureKind.ACTION


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
    topic: Topic | None = None
    documents: tuple[str, ...] = ()  # cited: the words between 《 and 》
    partners: tuple[str, ...] = ()  # bodies named as doing it together with this one


@dataclass(frozen=True, slots=True)
class Identity:
    """Who reports on which year. A fact that was not found is None."""

    kind: ReportKind | None
    title: Found[str] | None
    agency: Found[str] | None
    report_year: Found[int] | None  # the year looked back at
    dated: Found[dt.date] | None
    planned: Found[int] | None = None  # the year that the plan names; uncertain if not the next
    region: Found[str] | None = None  # the place that the agency belongs to
    level: Found[RegionLevel] | None = None
    body: Found[BodyKind] | None = None
    addressee: Found[str] | None = None  # 报送对象: 中共X市委、X市人民政府

    @property
    def plan_year(self) -> int | None:
        """The year promised for: report_year + 1."""
        return None if self.report_year is None else self.report_year.value + 1


@dataclass(frozen=True, slots=True)
class Compliance:
    """Whether a report is what the rules ask for (报告合规情况); facts, no verdict on the work.

    Source: 《法治政府建设与责任落实督察工作规定》, articles 24 to 27.
    """

    present: tuple[SectionKind, ...]  # mandated parts that are there
    missing: tuple[SectionKind, ...]
    due: dt.date | None = None  # 1 March for a department, 1 April for a government
    filed: dt.date | None = None  # the report's own date

    @property
    def on_time(self) -> bool | None:
        """Whether it was filed by the day; None where a date is not known."""
        return None if self.due is None or self.filed is None else self.filed <= self.due


@dataclass(frozen=True, slots=True)
class ReportReading:
    """All that the machine read off one report."""

    text: CleanText
    identity: Identity
    sections: tuple[Section, ...]
    sentences: tuple[Sentence, ...]
    commitments: tuple[Commitment, ...]
    compliance: Compliance | None = None  # None for a genre without such rules


class UnreadableReport(Exception):  # noqa: N818 - a verdict on a document, not a program error
    """The one error that reading raises: this file can't be taken in, and why.

    `code` names a sentence in tracker.wording; `params` fill it.
    """

    def __init__(self, code: str, **params: str | int | float) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params
