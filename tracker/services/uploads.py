"""Taking files in: every file becomes a row before anything else happens to it."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from pathlib import PurePath

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from tracker.core.pipeline import EXTRACTOR_VERSION
from tracker.models import Batch, Upload, User
from tracker.models.reports import EARLIEST_YEAR, LATEST_YEAR
from tracker.services import work
from tracker.services.batches import expect_one_less
from tracker.services.storing import stored_file
from tracker.services.turns import one_at_a_time


def receive_upload(
    content: File[bytes],
    *,
    filename: str,
    user: User | None = None,
    agency_name: str = "",
    report_year: int | None = None,
    again: bool = False,
    batch: Batch | None = None,
) -> Upload:
    """Store a file and the row that will see it through; the caller then wakes a worker.

    One person's same file with the same hints is not taken in twice: its row comes back as
    it is, or set to waiting again when it failed, was asked about or was read by an older
    extractor. A file that a newer version of its report has replaced since stays replaced,
    unless `again`. Hints for a file that is asked about are the answer: its row takes them.
    Hints are stripped; raises ValueError for a year or a name that can't be one.
    A file over settings.DOCUMENT_MEGABYTES is not stored: its row has failed, and says so.
    The row belongs to `batch` from now on. Raises NotStored when the storage takes no file:
    then there is no row either, and the same file can be handed in again.
    """
    agency_name = agency_name.strip()
    if len(agency_name) > Upload.AGENCY_NAME_LIMIT:
        raise ValueError("agency_name is too long")
    if report_year is not None and not EARLIEST_YEAR <= report_year <= LATEST_YEAR:
        raise ValueError("report_year is not a year")
    sha256 = _sha256(content)
    hints = {"sha256": sha256, "agency_name": agency_name, "report_year": report_year}
    with transaction.atomic():
        # There is no row to lock before the first has made it.
        one_at_a_time(f"{sha256} {user.pk if user else 0}")
        known = (
            Upload.objects.select_for_update(of=("self",))
            .select_related("report")
            .filter(_is_wish(agency_name, report_year), sha256=sha256, uploaded_by=user)
            .exclude(file="")  # it was over the limit then
            .first()
        )
        if known is None and (agency_name or report_year):
            asked = Upload.objects.select_for_update(of=("self",)).filter(
                sha256=sha256, uploaded_by=user, state=Upload.State.ASKED
            )
            known = asked.first()
            if known is not None:
                _into_batch(known, batch)
                take_answer(known, agency_name=agency_name, report_year=report_year, user=user)
                return known
        if known is not None:
            _into_batch(known, batch)
            if again or _must_be_read_again(known):
                work.renew(known)
                known.handed_in_at = timezone.now()
                known.save()
            return known
        name = shown_name(filename)
        upload = Upload(filename=name, uploaded_by=user, batch=batch, **hints)
        if content.size > settings.DOCUMENT_MEGABYTES * 2**20:
            return _refused_for_its_size(upload)
        # The stored name is ours: what a stranger called the file never becomes a path.
        stem = f"{sha256[:32]}-{secrets.token_hex(4)}"
        kept = f"{stem}{PurePath(name).suffix.lower()[:10]}"
        with stored_file(upload, content, name=kept):
            upload.save()
    return upload


def _refused_for_its_size(upload: Upload) -> Upload:
    """The row of a file that is not stored; the same file again has the same row."""
    known = Upload.objects.filter(
        sha256=upload.sha256, uploaded_by=upload.uploaded_by, error_code="oversize"
    ).first()
    if known is not None:
        _into_batch(known, upload.batch)
        return known
    upload.state, upload.finished_at = Upload.State.FAILED, timezone.now()
    upload.error_code = "oversize"
    upload.error_params = {"limit": settings.DOCUMENT_MEGABYTES}
    upload.save()
    return upload


def take_answer(
    upload: Upload, *, agency_name: str, report_year: int | None, user: User | None
) -> None:
    """Let a row that is asked about wait again, with what a person said. The row is locked.

    What it was handed in with is kept: the same wish again is still this row.
    """
    kept = [upload.agency_name, upload.report_year]
    upload.found = {
        **upload.found,
        "hints": upload.found.get("hints", kept),
        "answered_by": user.pk if user else None,
    }
    upload.agency_name = agency_name or upload.agency_name
    upload.report_year = report_year or upload.report_year
    work.renew(upload)
    upload.save()


def shown_name(filename: str) -> str:
    """The name to keep: the file's, behind its folder's (某县人民政府/2024.txt often says whose).

    Never used as a path; at most 255 characters, the end of it.
    """
    parts = [part for part in filename.replace("\\", "/").split("/") if part.strip(". ")]
    return "/".join(part for part in parts[-2:] if not part.endswith(":"))[-255:]


def uploads_left_behind(*, now: dt.datetime, most: int) -> list[int]:
    """Rows that were tried and are due again, at most so many."""
    return work.left_behind(Upload.objects.all(), now=now, most=most)


def uploads_unheard(*, before: dt.datetime, most: int) -> list[int]:
    """Rows that nobody has tried since before then, at most so many: their message was lost."""
    return work.unheard(Upload.objects.filter(handed_in_at__lt=before), most=most)


def _into_batch(upload: Upload, batch: Batch | None) -> None:
    """A file taken in again is watched with those it came with this time."""
    if batch is None or upload.batch_id == batch.pk:
        return
    if upload.batch is not None:  # which would tell of it as not saved
        expect_one_less(upload.batch)
    upload.batch = batch
    upload.save(update_fields=["batch"])


def _is_wish(agency_name: str, report_year: int | None) -> Q:
    """Handed in with these hints, or with these before somebody answered what was asked."""
    now = Q(agency_name=agency_name, report_year=report_year)
    return now | Q(found__hints=[agency_name, report_year])


def _must_be_read_again(upload: Upload) -> bool:
    if upload.state in (Upload.State.FAILED, Upload.State.ASKED):
        return True
    if upload.state != Upload.State.DONE:
        return False
    report = upload.report
    if report is None:
        return True
    current = report.sha256 == upload.sha256
    return current and report.extractor_version != EXTRACTOR_VERSION


def _sha256(content: File[bytes]) -> str:
    digest = hashlib.sha256()
    for chunk in content.chunks():
        digest.update(chunk)
    content.seek(0)
    return digest.hexdigest()
