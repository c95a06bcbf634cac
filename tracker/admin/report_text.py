"""The text of a report with its parts and promises marked in place, and a list to jump by."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.urls import reverse

from tracker.admin.standings import Standing, standing_of
from tracker.admin.text_marks import Line, TextMark, marked_lines
from tracker.core.types import MeasureKind, SectionKind
from tracker.models import Commitment, Report, Section
from tracker.selectors.commitments import IN_PLAN

_TINTS: Final = ("promise", "promise other")  # in turn, so that neighbours can be told apart


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise as the text and the list beside it name it."""

    pk: int
    ordinal: str
    heading: str
    standing: Standing
    url: str  # of its review page


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the report in the list to jump by; the anchor is that of its first line."""

    code: str
    kind: str
    heading: str
    anchor: int
    promises: Sequence[Promise]


@dataclass(frozen=True, slots=True)
class ReportText:
    """All of a text's page."""

    lines: Sequence[Line]
    parts: Sequence[Part]


def report_text(report: Report) -> ReportText:
    """The page of a report's text; five queries, however long it is."""
    sections = list(report.sections.all())
    rows = report.commitments.filter(IN_PLAN, end__gt=0).select_related("suggestion")
    rows = rows.order_by("start").prefetch_related("measures__targets")
    promises = {row.pk: promise_of(row) for row in rows}
    lines = marked_lines(report.text, promise_marks(rows, promises), sections=sections)
    return ReportText(lines, list(_parts(lines, rows, promises)))


def promise_of(row: Commitment) -> Promise:
    """What is shown of a commitment in a text."""
    url = reverse("admin:tracker_commitment_review", args=[row.pk])
    return Promise(row.pk, row.ordinal, row.heading, standing_of(row), url)


def promise_marks(rows: Iterable[Commitment], promises: dict[int, Promise]) -> Iterator[TextMark]:
    """The marks of promises, and inside them of what is to be done and the numbers aimed at."""
    for number, row in enumerate(rows):
        yield TextMark(row.start, row.end, _TINTS[number % 2], label=promises[row.pk])
        for measure in row.measures.all():
            if measure.kind == MeasureKind.ACTION:
                yield TextMark(measure.start, measure.end, "measure")
            for target in measure.targets.all():
                yield TextMark(target.start, target.end, "target")


def _parts(
    lines: Sequence[Line], rows: Iterable[Commitment], promises: dict[int, Promise]
) -> Iterator[Part]:
    """The parts in order; what has no heading and no promise is no place to jump to."""
    begun = [(section, line.start) for line in lines for section in line.sections]
    starts = [section.start for section, _anchor in begun]
    inside: dict[int, list[Promise]] = {}
    for row in rows:
        inside.setdefault(bisect_right(starts, row.start) - 1, []).append(promises[row.pk])
    for number, (section, anchor) in enumerate(begun):
        own = inside.get(number, [])
        if own or is_named(section):
            kind = str(section.get_kind_display())
            yield Part(section.kind, kind, section.heading, anchor, own)


def is_named(section: Section) -> bool:
    """Whether a part is one that the margin names; 其他 without a heading is not."""
    return section.kind != SectionKind.OTHER or bool(section.heading)
