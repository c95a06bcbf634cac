"""The door of the core: the verbs that services and commands call.

decode -> clean -> identify -> sections -> sentences -> commitments      (read_*)
plan x result -> candidates -> suggestion                                (assess_pair)
"""

from __future__ import annotations

from tracker.core.clean import clean
from tracker.core.commitments import find_commitments
from tracker.core.compliance import check_compliance
from tracker.core.identity import identify
from tracker.core.outcomes import assess_commitments
from tracker.core.readers import read_bytes, storable
from tracker.core.sections import find_sections
from tracker.core.sentences import split_sentences
from tracker.core.types import PairAssessment, ReportReading

# Raised with every change that makes stored reports read differently: they are then read again.
EXTRACTOR_VERSION = "2026.11.2"


def read_file(data: bytes, *, filename: str) -> ReportReading:
    """Read one report as it was published: bytes and file name in, all that was found out.

    Raises UnreadableReport for anything that is not a readable report of an accepted kind;
    no other exception, whatever the bytes.
    """
    return read_text(read_bytes(data, filename=filename), filename=filename)


def read_text(raw: str, *, filename: str = "") -> ReportReading:
    """Read one report from decoded text. Raises UnreadableReport.

    NUL and lone surrogates are dropped, so that every text of the reading can be stored.
    """
    cleaned = clean(storable(raw))
    text = cleaned.text
    identity = identify(text, filename=storable(filename))
    report_year = identity.report_year.value if identity.report_year else None
    sections = find_sections(text, kind=identity.kind, report_year=report_year)
    return ReportReading(
        text=cleaned,
        identity=identity,
        sections=sections,
        sentences=split_sentences(text, sections),
        commitments=find_commitments(text, sections, plan_year=identity.plan_year),
        compliance=check_compliance(identity, sections),
    )


def assess_pair(plan: ReportReading, result: ReportReading) -> PairAssessment:
    """Set every commitment and measure of `plan` against the report of the following year."""
    agency = plan.identity.agency.value if plan.identity.agency else ""
    return assess_commitments(plan.commitments, result.sentences, agency=agency)
