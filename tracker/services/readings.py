"""From stored rows back to the core's values, so that what people corrected is what is matched."""

from __future__ import annotations

from tracker.core import types
from tracker.core.sentences import split_sentences
from tracker.core.types import (
    Basis,
    CleanText,
    Comparator,
    Found,
    Identity,
    MeasureKind,
    Period,
    ReportReading,
    SectionKind,
    Span,
    Topic,
)
from tracker.models import Commitment, Measure, Report, Target


def reading_of(report: Report) -> ReportReading:
    """The reading of a stored report, from its rows (prefetch them for a list: see prefetched).

    The clean text stands for the raw text, too: matching never goes back to raw places.
    """
    text = report.text
    sections = tuple(
        types.Section(SectionKind(row.kind), row.heading, Span(row.start, row.end))
        for row in report.sections.all()
    )
    return ReportReading(
        text=CleanText(text=text, raw=text, origins=tuple(range(len(text) + 1))),
        identity=Identity(
            kind=None,
            title=None,
            agency=Found(report.agency.name, "", 1.0),  # whose acts count as its own
            report_year=None,
            dated=None,
        ),
        sections=sections,
        sentences=split_sentences(text, sections),
        commitments=tuple(commitment_value(row) for row in report.commitments.all()),
    )


def commitment_value(row: Commitment) -> types.Commitment:
    """One stored commitment as the core's value; measures and targets in their order."""
    return types.Commitment(
        ordinal=row.ordinal,
        heading=row.heading,
        text=row.text,
        span=Span(row.start, row.end),
        measures=tuple(_measure(measure) for measure in row.measures.all()),
        verifiability=row.verifiability,
        verifiability_reasons=tuple(row.verifiability_reasons),
        topic=Topic(row.topic) if row.topic else None,
        documents=tuple(row.documents),
        partners=tuple(row.partners),
    )


def _measure(row: Measure) -> types.Measure:
    return types.Measure(
        text=row.text,
        span=Span(row.start, row.end),
        targets=tuple(_target(target) for target in row.targets.all()),
        kind=MeasureKind(row.kind),
    )


def _target(row: Target) -> types.Target:
    return types.Target(
        text=row.text,
        span=Span(row.start, row.end),
        value=row.value,
        unit=row.unit,
        comparator=Comparator(row.comparator),
        object=row.object,
        deadline=row.deadline,
        other_end=row.other_end,
        basis=Basis(row.basis) if row.basis else None,
        every=Period(row.every) if row.every else None,
        stretch=row.stretch,
    )
