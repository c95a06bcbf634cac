"""Storing what was read: one report per agency and year, tied to the years beside it."""

from __future__ import annotations

from dataclasses import asdict

from tracker.core import pipeline
from tracker.core.types import ReportReading
from tracker.models import Agency, Commitment, Report, Section, Upload
from tracker.services.reconciling import store_commitments
from tracker.services.returning import return_answered


def store_report(
    reading: ReportReading, upload: Upload, *, agency: Agency, report_year: int
) -> tuple[Report, Upload.Result]:
    """Insert or update the one report of this agency and year; say which, or that nothing is new.

    To be called inside a transaction. The agency's row is locked: two reports of one agency
    wait for one another here, so that the second sees the first and the years get linked.
    """
    agency = Agency.objects.select_for_update(of=("self",)).get(pk=agency.pk)
    fields = _report_fields(reading, upload)
    report, created = Report.objects.get_or_create(
        agency=agency,
        report_year=report_year,
        defaults={**fields, "plan_year": report_year + 1},
    )
    if not created:
        same_text = report.text == fields["text"]
        if same_text and report.extractor_version == pipeline.EXTRACTOR_VERSION:
            return report, Upload.Result.NOOP
        for name, value in fields.items():
            setattr(report, name, value)
        report.save()
        if not same_text:
            return_answered(report)
    _store_sections(report, reading)
    store_commitments(report, reading.commitments)
    link_years(report)
    return report, Upload.Result.INSERT if created else Upload.Result.UPDATE


def link_years(report: Report) -> None:
    """Tie this report to its neighbours: it answers last year's plan, next year's answers its own.

    Both ways round, so that the order of arrival does not matter. The suggestions on both
    sides were about another text: they are taken off, which also marks the pairs as due.
    """
    neighbours = Report.objects.filter(agency=report.agency)
    before = neighbours.filter(plan_year=report.report_year)
    Commitment.objects.filter(report__in=before).update(result_report=report, suggestion=None)
    following = neighbours.filter(report_year=report.plan_year).first()
    Commitment.objects.filter(report=report).update(result_report=following, suggestion=None)


def _report_fields(reading: ReportReading, upload: Upload) -> dict[str, object]:
    identity = reading.identity
    found = {
        "title": identity.title,
        "agency": identity.agency,
        "report_year": identity.report_year,
        "dated": identity.dated,
    }
    return {
        "kind": identity.kind.value if identity.kind else "",
        "title": identity.title.value[:300] if identity.title else "",
        "dated": identity.dated.value if identity.dated else None,
        "filename": upload.filename,
        "file": upload.file.name,
        "sha256": upload.sha256,
        "raw_text": reading.text.raw,
        "text": reading.text.text,
        "facts": {k: asdict(v) | {"value": str(v.value)} for k, v in found.items() if v},
        "extractor_version": pipeline.EXTRACTOR_VERSION,
    }


def _store_sections(report: Report, reading: ReportReading) -> None:
    report.sections.all().delete()
    Section.objects.bulk_create(
        Section(
            report=report,
            position=position,
            kind=section.kind.value,
            heading=section.heading,
            start=section.span.start,
            end=section.span.end,
        )
        for position, section in enumerate(reading.sections)
    )
