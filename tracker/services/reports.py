"""Storing what was read: one report per agency and year, tied to the years beside it."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from tracker.core import pipeline
from tracker.core.types import ReportReading
from tracker.models import Agency, Report, Section, Upload
from tracker.services.copying import measure_copying
from tracker.services.facts import facts_of
from tracker.services.reconciling import store_commitments
from tracker.services.replaying import replayed
from tracker.services.returning import return_answered
from tracker.services.shortcomings import store_shortcomings
from tracker.services.successions import propose_successions
from tracker.services.years import link_years, lock_family


def store_report(
    reading: ReportReading,
    upload: Upload,
    *,
    agency: Agency,
    report_year: int,
    told: Collection[str] = (),
) -> tuple[Report, Upload.Result]:
    """Insert or update the one report of this agency and year; say which, or that nothing is new.

    What people mended of it is mended again (人工更正). `told` names the facts that a person
    said. To be called inside a transaction, in which the agency and those it is tied to stay
    locked.
    """
    lock_family(agency)
    fields = _file_fields(reading, upload, told=told) | _read_fields(reading)
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
        reading = replayed(report, reading)
        _write(report, fields | _read_fields(reading))
        if not same_text:
            return_answered(report)
    store_parts(report, reading)
    link_years(report)
    store_shortcomings(report)
    measure_copying(report)
    propose_successions(report)
    return report, Upload.Result.INSERT if created else Upload.Result.UPDATE


def _is_older(upload: Upload, report: Report) -> bool:
    """Whether the stored version was handed in after this one, which came late (a retry)."""
    current = Upload.objects.filter(
        report=report, sha256=report.sha256, state=Upload.State.DONE
    ).exclude(result=Upload.Result.OLDER)
    return current.filter(handed_in_at__gt=upload.handed_in_at).exists()


def read_again(report: Report) -> None:
    """Read the stored text anew, with all that people mended of it. Needs a transaction.

    As its agency's and of its year, whatever they are by now: deadlines and headings depend on
    the year. Decisions on what is cut otherwise now are withdrawn, because of a person. The
    caller ties the years. Raises UnreadableReport.
    """
    reading = pipeline.read_text(report.raw_text, filename=report.filename)
    reading = pipeline.read_as(reading, agency=report.agency.name, report_year=report.report_year)
    reading = replayed(report, reading)
    same_text = report.text == reading.text.text
    _write(report, _read_fields(reading))
    if not same_text:
        return_answered(report)
    store_parts(report, reading, by_hand=True)


def store_parts(report: Report, reading: ReportReading, *, by_hand: bool = False) -> None:
    """Make the stored sections and commitments those of a reading."""
    _store_sections(report, reading)
    store_commitments(report, reading.commitments, by_hand=by_hand)


def _write(report: Report, fields: Mapping[str, object]) -> None:
    for name, value in fields.items():
        setattr(report, name, value)
    report.save()


def _file_fields(
    reading: ReportReading, upload: Upload, *, told: Collection[str]
) -> dict[str, object]:
    identity = reading.identity
    return {
        "kind": identity.kind.value if identity.kind else "",
        "title": identity.title.value[:300] if identity.title else "",
        "dated": identity.dated.value if identity.dated else None,
        "filename": upload.filename,
        "file": upload.file.name,
        "sha256": upload.sha256,
        "facts": facts_of(identity, given=told),
    }


def _read_fields(reading: ReportReading) -> dict[str, object]:
    compliance = reading.compliance
    return {
        "raw_text": reading.text.raw,
        "text": reading.text.text,
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
