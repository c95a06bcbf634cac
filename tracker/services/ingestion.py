"""From an upload to a stored report: claim, read, say whose it is, store."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone

from tracker.core import pipeline
from tracker.core.types import ReportReading, UnreadableReport
from tracker.models import Report, Upload
from tracker.models.reports import EARLIEST_YEAR, LATEST_YEAR
from tracker.services.agencies import agency_named, may_file
from tracker.services.reports import store_report
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

    Whatever goes wrong with the file ends in the row as FAILED with its reason; only a
    database that is away is raised, and the lease then runs out.
    """
    upload = claim_upload(upload_id)
    if upload is None:
        return None
    try:
        report, result = _read_and_store(upload)
    except UnreadableReport as verdict:
        return _failed(upload, verdict)
    except FileNotFoundError:
        return _failed(upload, UnreadableReport("file_missing"))
    except (OperationalError, InterfaceError):
        raise
    except Exception:  # this file breaks something: it fails, the others go on
        logger.exception("upload %s: reading or storing failed", upload.pk)
        return _failed(upload, UnreadableReport("reader_failed"))
    return Ingested(upload.pk, result, report.pk)


def _read_and_store(upload: Upload) -> tuple[Report, Upload.Result]:
    with upload.file.open("rb") as handle:
        data = handle.read()
    reading = pipeline.read_file(data, filename=upload.filename)
    agency_name, report_year = _whose(upload, reading)
    if not may_file(upload.uploaded_by, agency_name):
        raise UnreadableReport("out_of_scope", agency=agency_name)
    with transaction.atomic():
        report, result = store_report(
            reading, upload, agency=agency_named(agency_name), report_year=report_year
        )
        _finish(upload, state=Upload.State.DONE, result=result, report=report)
    return report, result


def _whose(upload: Upload, reading: ReportReading) -> tuple[str, int]:
    identity = reading.identity
    agency, year = upload.agency_name, upload.report_year
    if not agency and identity.agency and identity.agency.confidence >= SURE_ENOUGH:
        agency = identity.agency.value[:200]
    if year is None and identity.report_year and identity.report_year.confidence >= SURE_ENOUGH:
        year = identity.report_year.value
    if not agency:
        raise UnreadableReport("agency_unknown")
    if year is None or not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise UnreadableReport("year_unknown")
    return agency, year


def _failed(upload: Upload, verdict: UnreadableReport) -> Ingested:
    upload.error_code, upload.error_params = verdict.code, dict(verdict.params)
    _finish(upload, state=Upload.State.FAILED, result="", report=None)
    return Ingested(upload.pk, "", None, error_code=verdict.code)


def _finish(upload: Upload, *, state: Upload.State, result: str, report: Report | None) -> None:
    upload.state, upload.result, upload.report = state, result, report
    upload.lease_until, upload.finished_at = None, timezone.now()
    upload.save()
