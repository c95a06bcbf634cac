"""Files that programs hand in: a call that is repeated under the same word happens once."""

from __future__ import annotations

import hashlib

from django.core.files.base import File
from django.db import transaction

from tracker.models import Batch, IdempotencyKey, Upload, User
from tracker.services.batches import open_batch
from tracker.services.turns import one_at_a_time
from tracker.services.uploads import receive_upload


class OtherRequest(Exception):  # noqa: N818 - what the caller did, not an error of ours
    """The word was used before, for another file or other hints."""


def hand_in(
    content: File[bytes],
    *,
    filename: str,
    user: User,
    agency_name: str = "",
    report_year: int | None = None,
    word: str = "",
) -> Upload:
    """Take in one file of a program; with `word` (Idempotency-Key), once however often it is sent.

    Raises OtherRequest, and what receive_upload raises.
    """
    hints = {"filename": filename, "agency_name": agency_name, "report_year": report_year}
    if not word:
        batch = open_batch(Batch.Source.API, user=user, expected=1)
        return receive_upload(content, user=user, batch=batch, **hints)  # type: ignore[arg-type]  # as named above
    fingerprint = _fingerprint(content, f"{agency_name} {report_year}")
    with transaction.atomic():
        one_at_a_time(f"{user.pk} {word}")
        known = IdempotencyKey.objects.filter(owner=user, word=word).first()
        if known is not None:
            if known.fingerprint != fingerprint:
                raise OtherRequest
            return known.upload
        batch = open_batch(Batch.Source.API, user=user, expected=1)
        upload = receive_upload(content, user=user, batch=batch, **hints)  # type: ignore[arg-type]  # as named above
        IdempotencyKey.objects.create(owner=user, word=word, fingerprint=fingerprint, upload=upload)
    return upload


def _fingerprint(content: File[bytes], hints: str) -> str:
    digest = hashlib.sha256(hints.encode())
    for chunk in content.chunks():
        digest.update(chunk)
    content.seek(0)
    return digest.hexdigest()
