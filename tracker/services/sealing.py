"""The chain of seals (封印链) over all reviews: what was cut away or changed can be seen.

Triggers in the database refuse changes; a seal shows those of somebody who could lift the
triggers. Each covers its review and the seal before it, so that one printed elsewhere (the
footer of every digest) vouches for all reviews up to it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import F

from tracker.models import Review, ReviewChainHead
from tracker.selectors.seals import FIRST


@dataclass(frozen=True, slots=True)
class Break:
    """Where the chain does not hold: `seq` of the review, and a code of wording.CHAIN_BREAKS."""

    seq: int
    code: str


def append(review: Review) -> None:
    """Give a new review its number and seal, and save it. Needs a transaction.

    The head's row is locked: two reviews at once follow one another.
    """
    ReviewChainHead.objects.get_or_create(pk=1, defaults={"length": 0, "seal": FIRST})
    newest = ReviewChainHead.objects.select_for_update().get(pk=1)
    review.seq = newest.length + 1
    review.seal = seal_of(review, previous=newest.seal)
    review.save()
    moved = ReviewChainHead.objects.filter(pk=1, length=newest.length)
    if moved.update(length=F("length") + 1, seal=review.seal) != 1:
        raise RuntimeError("the head of the review chain moved under its lock")


def seal_of(review: Review, *, previous: str) -> str:
    """SHA-256 over the previous seal and all that a review says, as hexadecimal digits."""
    facts = {
        "previous": previous,
        "seq": review.seq,
        "commitment": review.commitment_id,
        "reviewer": review.reviewer_id,
        "act": review.act,
        "outcome": review.outcome,
        "note": review.note,
        "evidence": review.evidence,
        "marks": review.marks,
        "shown": review.shown,
        "successor": review.successor_id,
        "in_bulk": review.in_bulk,
        "version": review.commitment_version,
        "at": int(review.created_at.timestamp() * 1_000_000),
    }
    if review.review_state:  # reviews sealed before there was the column have none
        facts["review_state"] = review.review_state
    return hashlib.sha256(_canonical(facts).encode()).hexdigest()


def breaks(*, printed: tuple[int, str] | None = None) -> Iterator[Break]:
    """Every place where the chain does not hold, oldest first; none when it is whole.

    `printed` is a length and the beginning of a seal, as a digest's footer has them: the review
    of that number must still carry that seal.
    """
    previous, expected = FIRST, 1
    for review in Review.objects.order_by("seq").iterator(chunk_size=500):
        if review.seq != expected:
            yield Break(expected, "missing")
        if review.seal != seal_of(review, previous=previous):
            yield Break(review.seq, "altered")
        if (
            printed is not None
            and review.seq == printed[0]
            and not review.seal.startswith(printed[1])
        ):
            yield Break(review.seq, "not_as_printed")
        previous, expected = review.seal, review.seq + 1
    newest = ReviewChainHead.objects.filter(pk=1).first()
    length, seal = (newest.length, newest.seal) if newest else (0, FIRST)
    if (length, seal) != (expected - 1, previous):
        yield Break(expected, "cut")
    elif printed is not None and printed[0] >= expected:
        yield Break(printed[0], "cut")


def _canonical(facts: dict[str, Any]) -> str:
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
