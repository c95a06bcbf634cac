"""From an upload to a stored report: claim, read, say whose it is, store."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from django.db import InterfaceError, OperationalError, transaction

from tracker.core import pipeline
from tracker.core.types import ReportReading, UnreadableReport
from tracker.models import Upload, User
from tracker.services import work
from tracker.services.agencies import agency_named, may_file
from tracker.services.asking import Whose, question_of, whose
from tracker.services.documents import read_document
from tracker.services.reports import store_report
from tracker.services.years import lock_family

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Ingested:
    """What became of one upload. `report_id` is None when it failed or a person is asked."""

    upload_id: int
    state: Upload.State
    result: str  # Upload.Result, or "" without a report
    report_id: int | None
    error_code: str = ""


def process_upload(upload_id: int) -> Ingested | None:
    """Read one upload and store its report; None when there is nothing to do or to store.

    That is: the row is gone, another worker has it, or has taken it over meanwhile. What is
    wrong with the file ends in the row as FAILED with its reason, and what a person must say
    first as ASKED. A fault of ours lets the row wait for another try, and in the end fail. Only
    a database that is away is raised, and the lease then runs out.
    """
    held = work.claim(Upload.objects.filter(pk=upload_id))
    if not held:
        return None
    upload = held[0]
    try:
        return _taken_in(upload)
    except work.ClaimLost:
        logger.warning("upload %s: another worker has it by now; nothing stored", upload.pk)
        return None
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        logger.exception("upload %s: reading or storing failed", upload.pk)
        again = work.put_back(upload, error_code="reader_failed")
        state = Upload.State.WAITING if again else Upload.State.FAILED
        return Ingested(upload.pk, state, "", None, error_code="reader_failed")


def _taken_in(upload: Upload) -> Ingested:
    try:
        return _read_and_store(upload)
    except UnreadableReport as verdict:
        return _failed(upload, verdict)
    except FileNotFoundError:
        return _failed(upload, UnreadableReport("file_missing"))


def _read_and_store(upload: Upload) -> Ingested:
    with upload.file.open("rb") as handle:
        reading = read_document(handle, filename=upload.filename, keep=work.keeper([upload]))
    return _store(upload, reading)


def _store(upload: Upload, reading: ReportReading) -> Ingested:
    found = whose(upload, reading.identity)
    if found.is_agency_sure and not _may_file(upload, found):
        raise UnreadableReport("out_of_scope", agency=found.agency_name)
    if found.doubts or found.report_year is None:
        return _asked(upload, reading, found)
    agency_name, year = found.agency_name, found.report_year
    told = (
        pipeline.read_as(reading, agency=agency_name, report_year=year) if found.told else reading
    )
    with transaction.atomic():
        agency = agency_named(agency_name, region_name=found.region_name)
        lock_family(agency)
        if whose(upload, reading.identity) == found:
            report, result = store_report(
                told, upload, agency=agency, report_year=year, told=found.told
            )
            _finish(upload, state=Upload.State.DONE, result=result, report=report)
            return Ingested(upload.pk, Upload.State.DONE, result, report.pk)
    # A person moved this very report to another body or year before we had the lock.
    return _store(upload, reading)


def _may_file(upload: Upload, found: Whose) -> bool:
    """Whoever answered what was asked stands for the report, else whoever handed it in."""
    user, answered_by = upload.uploaded_by, upload.found.get("answered_by")
    if answered_by is not None:
        user = User.objects.filter(pk=answered_by).first() or user
    return may_file(user, found.agency_name, region_name=found.region_name)


def _asked(upload: Upload, reading: ReportReading, found: Whose) -> Ingested:
    kept = {name: upload.found[name] for name in ("hints",) if name in upload.found}
    question = {**question_of(reading, found, filename=upload.filename), **kept}
    _finish(upload, state=Upload.State.ASKED, result="", found=question)
    return Ingested(upload.pk, Upload.State.ASKED, "", None)


def _failed(upload: Upload, verdict: UnreadableReport) -> Ingested:
    params = dict(verdict.params)
    fields = {"error_code": verdict.code, "error_params": params, "report": None}
    _finish(upload, state=Upload.State.FAILED, result="", **fields)
    return Ingested(upload.pk, Upload.State.FAILED, "", None, error_code=verdict.code)


def _finish(upload: Upload, **fields: object) -> None:
    """Raises ClaimLost: then nothing that was read may be stored."""
    if not work.finish(upload, **fields):
        raise work.ClaimLost
