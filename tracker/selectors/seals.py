"""The head of the chain of seals over all reviews (封印链), as it is printed for later."""

from __future__ import annotations

import datetime as dt
from typing import Final

from tracker.models import Review, ReviewChainHead

FIRST: Final = "0" * 64  # stands before the first review


def head(*, at: dt.datetime | None = None) -> str:
    """The length and the first 16 digits of the newest seal, "128:0f3a…"; one query.

    With `at`, of the newest one at that moment.
    """
    if at is not None:
        last = Review.objects.filter(created_at__lte=at).order_by("-seq").first()
        return _printed(last.seq, last.seal) if last else _printed(0, FIRST)
    newest = ReviewChainHead.objects.filter(pk=1).first()
    return _printed(newest.length, newest.seal) if newest else _printed(0, FIRST)


def _printed(length: int, seal: str) -> str:
    return f"{length}:{seal[:16]}"
