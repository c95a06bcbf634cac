"""Units of work."""

from __future__ import annotations

from django.core.files.base import ContentFile
from django.utils import timezone

from tests.factories.people import SERIAL, make_user
from tests.factories.reports import Pair, make_pair
from tracker.models import Export, MatchJob, Upload, User


def make_upload(content: bytes = b"text", *, user: User | None = None, **fields: object) -> Upload:
    """An upload that waits, with its file in the storage."""
    upload = Upload(
        filename=str(fields.pop("filename", "report.txt")),
        sha256=f"{next(SERIAL):064x}",
        uploaded_by=user,
        **fields,
    )
    upload.file.save(upload.filename, ContentFile(content), save=True)
    return upload


def make_job(pair: Pair | None = None, **fields: object) -> MatchJob:
    """A job for a pair of reports, not matched yet; waiting unless its fields say otherwise."""
    pair = pair or make_pair(suggest=False)
    return MatchJob.objects.create(
        plan_report=pair.plan,
        result_report=pair.result,
        **{"requested_at": timezone.now(), **fields},
    )


def make_export(user: User | None = None, **fields: object) -> Export:
    """A list of commitments that somebody wants as a file; it waits unless its fields differ."""
    values = {"table": "commitment", "query": "queue=all", **fields}
    return Export.objects.create(requested_by=user or make_user(is_superuser=True), **values)
