"""Taking files in: every file becomes a row before anything else happens to it."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import PurePath

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from tracker.core.pipeline import EXTRACTOR_VERSION
from tracker.models import Upload, User
from tracker.models.reports import EARLIEST_YEAR, LATEST_YEAR

LEASE = dt.timedelta(minutes=5)  # longer than reading the largest report takes
ATTEMPTS = 3


def receive_upload(
    content: File[bytes],
    *,
    filename: str,
    user: User | None = None,
    agency_name: str = "",
    report_year: int | None = None,
    again: bool = False,
) -> Upload:
    """Store a file and the row that will see it through; the caller then wakes a worker.

    One person's same file with the same hints is not taken in twice: its row comes back as
    it is, or set to waiting again when it failed, was asked about or was read by an older
    extractor. A file that a newer version of its report has replaced since stays replaced,
    unless `again`. Hints for a file that is asked about are the answer: its row takes them.
    Hints are stripped; raises ValueError for a year or a name that can't be one.
    A file over settings.DOCUMENT_MEGABYTES is not stored: its row has failed, and says so.
    """
    agency_name = agency_name.strip()
    if len(agency_name) > Upload.AGENCY_NAME_LIMIT:
        raise ValueError("agency_name is too long")
    if report_year is not None and not EARLIEST_YEAR <= report_year <= LATEST_YEAR:
        raise ValueError("report_year is not a year")
    sha256 = _sha256(content)
    hints = {"sha256": sha256, "agency_name": agency_name, "report_year": report_year}
    with transaction.atomic():
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
                take_answer(known, agency_name=agency_name, report_year=report_year, user=user)
                return known
        if known is not None:
            if again or _must_be_read_again(known):
                known.state = Upload.State.WAITING
                known.error_code, known.error_params, known.attempts = "", {}, 0
                known.save()
            return known
        name = shown_name(filename)
        upload = Upload(filename=name, uploaded_by=user, **hints)
        if content.size > settings.DOCUMENT_MEGABYTES * 2**20:
            return _refused_for_its_size(upload)
        # The stored name is ours: what a stranger called the file never becomes a path.
        upload.file.save(f"{sha256[:32]}{PurePath(name).suffix.lower()[:10]}", content, save=False)
        upload.save()
    return upload


def _refused_for_its_size(upload: Upload) -> Upload:
    """The row of a file that is not stored; the same file again has the same row."""
    known = Upload.objects.filter(
        sha256=upload.sha256, uploaded_by=upload.uploaded_by, error_code="oversize"
    ).first()
    if known is not None:
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
    upload.state, upload.attempts = Upload.State.WAITING, 0
    upload.save()


def shown_name(filename: str) -> str:
    """The name to keep: the file's, behind its folder's (某县人民政府/2024.txt often says whose).

    Never used as a path; at most 255 characters, the end of it.
    """
    parts = [part for part in filename.replace("\\", "/").split("/") if part.strip(". ")]
    return "/".join(part for part in parts[-2:] if not part.endswith(":"))[-255:]


def claim_upload(upload_id: int) -> Upload | None:
    """Take a waiting row, or one whose worker is gone, for this process; None if another has it.

    A row whose worker was lost ATTEMPTS times fails instead: the file may be what kills them.
    """
    now = timezone.now()
    free = Q(state=Upload.State.WAITING) | Q(state=Upload.State.RUNNING, lease_until__lt=now)
    with transaction.atomic():
        row = Upload.objects.select_for_update().filter(free, pk=upload_id).first()
        if row is None:
            return None
        # The row count decides: on SQLite select_for_update locks nothing.
        unchanged = Upload.objects.filter(free, pk=upload_id, attempts=row.attempts)
        if row.attempts >= ATTEMPTS:
            unchanged.update(
                state=Upload.State.FAILED,
                error_code="gave_up",
                error_params={"attempts": row.attempts},
                lease_until=None,
                finished_at=now,
            )
            return None
        taken = unchanged.update(
            state=Upload.State.RUNNING, attempts=row.attempts + 1, lease_until=now + LEASE
        )
    return Upload.objects.get(pk=upload_id) if taken else None


def extend_lease(upload: Upload) -> None:
    """Keep a claimed row for longer: recognising a long scan takes a while, and it goes on."""
    still_ours = Upload.objects.filter(
        pk=upload.pk, state=Upload.State.RUNNING, attempts=upload.attempts
    )
    still_ours.update(lease_until=timezone.now() + LEASE)


def uploads_to_wake(*, older_than: dt.timedelta) -> list[int]:
    """Rows that no worker is busy with although they are due: their message was lost."""
    now = timezone.now()
    due = Q(state=Upload.State.WAITING, created_at__lt=now - older_than)
    abandoned = Q(state=Upload.State.RUNNING, lease_until__lt=now)
    return list(Upload.objects.filter(due | abandoned).order_by("pk").values_list("pk", flat=True))


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
