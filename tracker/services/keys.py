"""Keys to the API (接口密钥): made once, recognised by their digest, taken back at any time."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from contextlib import suppress
from typing import Final

from django.db import OperationalError, transaction
from django.db.models import Q
from django.utils import timezone

from tracker.models import ApiKey, User

# The first letters tell a secret scanner, and people, what was leaked.
MARK: Final = "ctk"
PREFIX: Final = 8  # characters
# How exactly 最近使用 is known: a write with every request would cost more than the request.
NOTED_EVERY: Final = dt.timedelta(minutes=5)


def issue_key(
    owner: User,
    *,
    name: str,
    may_read: bool = True,
    may_upload: bool = False,
    expires_at: dt.datetime | None = None,
    by: User | None = None,
) -> tuple[ApiKey, str]:
    """A new key and its words, which nobody can be shown again."""
    prefix = secrets.token_hex(PREFIX // 2)
    words = f"{MARK}_{prefix}_{secrets.token_urlsafe(32)}"
    key = ApiKey.objects.create(
        owner=owner,
        name=name,
        prefix=prefix,
        digest=_digest(words),
        may_read=may_read,
        may_upload=may_upload,
        expires_at=expires_at,
        created_by=by,
    )
    return key, words


def key_of(words: str) -> ApiKey | None:
    """The key of these words with its owner, if both are still good; notes that it was used."""
    now = timezone.now()
    alive = Q(revoked_at__isnull=True) & (Q(expires_at__isnull=True) | Q(expires_at__gt=now))
    key = (
        ApiKey.objects.filter(alive, digest=_digest(words), owner__is_active=True)
        .select_related("owner")
        .first()
    )
    if key is not None and (key.last_used_at is None or now - key.last_used_at > NOTED_EVERY):
        # A reading does not fail because somebody else is writing (SQLite: database is locked).
        with suppress(OperationalError), transaction.atomic():
            ApiKey.objects.filter(pk=key.pk).update(last_used_at=now)
    return key


def revoke_keys(key_ids: list[int]) -> int:
    """Take keys back, from the next request on; how many were still good. The rows stay."""
    rows = ApiKey.objects.filter(pk__in=key_ids, revoked_at__isnull=True)
    return rows.update(revoked_at=timezone.now())


def _digest(words: str) -> str:
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()
