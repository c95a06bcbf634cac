"""The head of the chain of seals over all reviews (封印链), as it is printed for later."""

from __future__ import annotations

from typing import Final

from tracker.models import ReviewChainHead

FIRST: Final = "0" * 64  # stands before the first review


def head() -> str:
    """The length and the first 16 digits of the newest seal, "128:0f3a…"; one query."""
    newest = ReviewChainHead.objects.filter(pk=1).first()
    return f"{newest.length}:{newest.seal[:16]}" if newest else f"0:{FIRST[:16]}"
