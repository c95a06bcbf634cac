"""What the pages for mending a report by hand show (人工更正); a constant number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from tracker.admin.correction_rows import CorrectionRow, rows_of
from tracker.core.corrections import split_points
from tracker.core.types import ReportReading, Section, SectionKind
from tracker.models import Agency, Commitment, Correction, Report, User
from tracker.selectors.commitments import IN_PLAN
from tracker.selectors.scope import visible_agencies
from tracker.services.corrections import may_correct, state_of
from tracker.services.mending import stored_reading
from tracker.services.returning import UNDECIDED
from tracker.wording import SECTION_KINDS

FIRST_WORDS = 60  # characters of a part or a line


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the report, with the words that it begins with."""

    start: int
    kind: str
    words: str
    is_first: bool


@dataclass(frozen=True, slots=True)
class ItemLine:
    """An item of the plan. `state` is its review state where somebody has decided on it."""

    position: int
    commitment: Commitment
    state: str
    can_split: bool
    has_next: bool


@dataclass(frozen=True, slots=True)
class CorrectionPage:
    """All of the page."""

    report: Report
    seen: str
    may_move: bool
    may_cut: bool
    agencies: Sequence[Agency]
    kinds: Sequence[tuple[str, str]]
    parts: Sequence[Part]
    items: Sequence[ItemLine]
    history: Sequence[CorrectionRow]


def build_page(report: Report, *, user: User) -> CorrectionPage:
    """The page of a report that the person may see."""
    seen = state_of(report)  # first: what changes while the page is put together makes it stale
    reading = stored_reading(report)
    may_move = may_correct(user, Correction.Kind.AGENCY)
    return CorrectionPage(
        report=report,
        seen=seen,
        may_move=may_move,
        may_cut=may_correct(user, Correction.Kind.SPLIT),
        agencies=list(visible_agencies(user)) if may_move else [],
        kinds=kinds(),
        parts=[
            Part(part.span.start, part.kind.value, _first_words(reading, part), not number)
            for number, part in enumerate(reading.sections)
        ],
        items=_items(report),
        history=rows_of(report),
    )


def kinds() -> list[tuple[str, str]]:
    """What a part can be of."""
    return [(kind.value, str(label)) for kind, label in SECTION_KINDS.items()]


def pieces_of(text: str) -> list[tuple[int, str]]:
    """A commitment's sentences, each with the character that it begins at."""
    borders = [0, *split_points(text), len(text)]
    return [(begin, text[begin:end].strip()) for begin, end in pairwise(borders)]


def lines_of(reading: ReportReading, start: int) -> list[tuple[int, str]]:
    """Where a part may begin inside the one that begins here: each line but the first."""
    part = next((part for part in reading.sections if part.span.start == start), None)
    if part is None:
        return []
    text, places = reading.text.text, list[tuple[int, str]]()
    for sentence in reading.sentences:
        at = sentence.span.start
        if part.span.start < at < part.span.end and text[at - 1] == "\n":
            places.append((at, text[at : at + FIRST_WORDS].split("\n", 1)[0]))
    return places


def _items(report: Report) -> list[ItemLine]:
    rows = list(Commitment.objects.filter(IN_PLAN, report=report).order_by("position"))
    return [
        ItemLine(
            position=position,
            commitment=row,
            state="" if row.review_state in UNDECIDED else row.get_review_state_display(),
            can_split=bool(split_points(row.text)),
            has_next=position + 1 < len(rows),
        )
        for position, row in enumerate(rows)
    ]


def _first_words(reading: ReportReading, part: Section) -> str:
    words = part.heading or part.span.of(reading.text.text)[:FIRST_WORDS]
    return words.strip().split("\n", 1)[0][:FIRST_WORDS]


def is_kind(value: str) -> bool:
    """Whether a posted word is the code of a kind of part."""
    return value in {kind.value for kind in SectionKind}
