"""The door of the core: the verbs that services and commands call.

decode -> clean -> identify -> sections -> sentences -> commitments      (read_*)
plan x result -> candidates -> suggestion                                (assess_pair)
"""

from __future__ import annotations

from dataclasses import replace

from tracker.core.clean import clean
from tracker.core.commitments import find_commitments
from tracker.core.compliance import check_compliance
from tracker.core.identity import identify
from tracker.core.outcomes import assess_commitments
from tracker.core.readers import read_bytes, storable
from tracker.core.renewals import find_renewals
from tracker.core.sections import find_sections
from tracker.core.sentences import split_sentences
from tracker.core.types import CleanText, Found, Identity, PairAssessment, ReportReading

# Raised with every change that makes stored reports read differently: they are then read again.
EXTRACTOR_VERSION = "2026.11.5"


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
    return _understood(cleaned, identify(cleaned.text, filename=storable(filename)))


def read_as(reading: ReportReading, *, agency: str, report_year: int) -> ReportReading:
    """The same text read again by one who was told whose it is and on which year.

    The year decides what 年底前 means and which headings look ahead.
    """
    told = replace(
        reading.identity, agency=Found(agency, "", 1.0), report_year=Found(report_year, "", 1.0)
    )
    return _understood(reading.text, told)


def _understood(cleaned: CleanText, identity: Identity) -> ReportReading:
    text = cleaned.text
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
    year = result.identity.report_year.value if result.identity.report_year else None
    assessment = assess_commitments(plan.commitments, result.sentences, agency=agency, year=year)
    return replace(assessment, renewals=find_renewals(plan.commitments, result.commitments))
