"""From a claimed upload to a stored report: read, say whose it is, store, link its years."""

from __future__ import annotations

import logging
from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils import timezone

from tracker.core import pipeline
from tracker.core.types import ReportReading, UnreadableReport
from tracker.models import Agency, Commitment, Report, Section, Upload
from tracker.services.agencies import agency_named, may_file
from tracker.services.reconciling import store_commitments
from tracker.services.uploads import claim_upload

logger = logging.getLogger(__name__)

# Below this a fact was guessed rather than read: the person who uploads is asked (指定单位/年度).
SURE_ENOUGH = 0.5


@dataclass(frozen=True, slots=True)
class Ingested:
    """What became of one upload. `report_id` is None when it failed."""

    upload_id: int
    result: str  # Upload.Result, or "" when it failed
    report_id: int | None
    error_code: str = ""


def process_upload(upload_id: int) -> Ingested | None:
    """Read one upload and store its report. None when the row is gone or another worker has it.

    Whatever goes wrong with the file ends in the row as FAILED with its reason; only errors
    that are not the file's (the database away) are raised, and the lease then runs out.
    """
    upload = claim_upload(upload_id)
    if upload is None:
        return None
    try:
        with upload.file.open("rb") as handle:
            data = handle.read()
        reading = pipeline.read_file(data, filename=upload.filename)
        agency_name, report_year = _whose(upload, reading)
        if not may_file(upload.uploaded_by, agency_name):
            raise UnreadableReport("out_of_scope", agency=agency_name)
    except UnreadableReport as verdict:
        return _failed(upload, verdict)
    except FileNotFoundError:
        return _failed(upload, UnreadableReport("file_missing"))
    except Exception:  # the reader broke on this file: the file fails, the others go on
        logger.exception("upload %s: the reader failed", upload.pk)
        return _failed(upload, UnreadableReport("reader_failed"))
    with transaction.atomic():
        report, result = store_report(
            reading, upload, agency=agency_named(agency_name), report_year=report_year
        )
        _finish(upload, state=Upload.State.DONE, result=result, report=report)
    return Ingested(upload.pk, result, report.pk)


def store_report(
    reading: ReportReading, upload: Upload, *, agency: Agency, report_year: int
) -> tuple[Report, Upload.Result]:
    """Insert or update the one report of this agency and year; say which, or that nothing is new.

    To be called inside a transaction: two files for the same year wait for one another here.
    """
    fields = _report_fields(reading, upload)
    report, created = Report.objects.select_for_update(of=("self",)).get_or_create(
        agency=agency,
        report_year=report_year,
        defaults={**fields, "plan_year": report_year + 1},
    )
    if not created:
        same_text = report.text == reading.text.text
        if same_text and report.extractor_version == pipeline.EXTRACTOR_VERSION:
            return report, Upload.Result.NOOP
        for name, value in fields.items():
            setattr(report, name, value)
        report.save()
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
    Commitment.objects.filter(report__in=neighbours.filter(plan_year=report.report_year)).update(
        result_report=report
    )
    following = neighbours.filter(report_year=report.plan_year).first()
    Commitment.objects.filter(report=report).update(result_report=following, suggestion=None)


def _whose(upload: Upload, reading: ReportReading) -> tuple[str, int]:
    identity = reading.identity
    agency, year = upload.agency_name, upload.report_year
    if not agency and identity.agency and identity.agency.confidence >= SURE_ENOUGH:
        agency = identity.agency.value
    if year is None and identity.report_year and identity.report_year.confidence >= SURE_ENOUGH:
        year = identity.report_year.value
    if not agency:
        raise UnreadableReport("agency_unknown")
    if year is None:
        raise UnreadableReport("year_unknown")
    return agency[:200], year


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


def _failed(upload: Upload, verdict: UnreadableReport) -> Ingested:
    upload.error_code, upload.error_params = verdict.code, dict(verdict.params)
    _finish(upload, state=Upload.State.FAILED, result="", report=None)
    return Ingested(upload.pk, "", None, error_code=verdict.code)


def _finish(upload: Upload, *, state: Upload.State, result: str, report: Report | None) -> None:
    upload.state, upload.result, upload.report = state, result, report
    upload.lease_until, upload.finished_at = None, timezone.now()
    upload.save()
