"""Storing what was read: one report per agency and year, tied to the years beside it."""

from __future__ import annotations

from tracker.core import pipeline
from tracker.core.types import ReportReading
from tracker.models import Agency, Report, Section, Upload
from tracker.services.copying import measure_copying
from tracker.services.facts import facts_of
from tracker.services.reconciling import store_commitments
from tracker.services.returning import return_answered
from tracker.services.successions import propose_successions
from tracker.services.years import link_years, lock_family


def store_report(
    reading: ReportReading, upload: Upload, *, agency: Agency, report_year: int
) -> tuple[Report, Upload.Result]:
    """Insert or update the one report of this agency and year; say which, or that nothing is new.

    To be called inside a transaction, in which the agency and those it is tied to stay locked.
    """
    lock_family(agency)
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
        if not same_text and _is_older(upload, report):
            return report, Upload.Result.OLDER
        for name, value in fields.items():
            setattr(report, name, value)
        report.save()
        if not same_text:
            return_answered(report)
    _store_sections(report, reading)
    store_commitments(report, reading.commitments)
    link_years(report)
    measure_copying(report)
    propose_successions(report)
    return report, Upload.Result.INSERT if created else Upload.Result.UPDATE


def _is_older(upload: Upload, report: Report) -> bool:
    """Whether the stored version was handed in after this one, which came late (a retry)."""
    current = Upload.objects.filter(
        report=report, sha256=report.sha256, state=Upload.State.DONE
    ).exclude(result=Upload.Result.OLDER)
    return current.filter(handed_in_at__gt=upload.handed_in_at).exists()


def _report_fields(reading: ReportReading, upload: Upload) -> dict[str, object]:
    identity, compliance = reading.identity, reading.compliance
    said = {"agency": upload.agency_name, "report_year": upload.report_year}
    return {
        "kind": identity.kind.value if identity.kind else "",
        "title": identity.title.value[:300] if identity.title else "",
        "dated": identity.dated.value if identity.dated else None,
        "filename": upload.filename,
        "file": upload.file.name,
        "sha256": upload.sha256,
        "raw_text": reading.text.raw,
        "text": reading.text.text,
        "facts": facts_of(identity, given=[name for name, value in said.items() if value]),
        "missing_parts": [kind.value for kind in compliance.missing] if compliance else [],
        "due": compliance.due if compliance else None,
        "filed_on_time": compliance.on_time if compliance else None,
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
