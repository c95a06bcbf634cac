"""A person decides (人工复核): the only place where a status moves forward.

services/returning.py takes it back to pending when a corrected report removes its ground.

    decide -> CONFIRMED                       fulfilled, and the five pending outcomes
    decide -> APPROVAL -> approve_drop -> CONFIRMED    dropped, superseded: two persons
                       -> reject_drop  -> IN_REVIEW
    decide -> SECOND_REVIEW                   a share drawn by lot (services/second_reviews.py)
    CONFIRMED -> reopen -> IN_REVIEW          with a reason
    decide ... -> undo -> IN_REVIEW           one's own, within minutes
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Final, Unpack

from django.db import transaction
from django.utils import timezone

from tracker.core.types import Outcome, ReviewState
from tracker.models import Commitment, Review, User
from tracker.services.review_rules import (
    DROPPING_OUTCOMES,
    NOTE_LIMIT,
    PENDING_OUTCOMES,
    Conclusion,
    ReviewRefused,
    Said,
    checked_conclusion,
    require_still_allowed,
    stripped_note,
)
from tracker.services.review_steps import (
    StaleCommitment,
    change,
    confirmed,
    current,
    proposal_of,
    record,
    report_to_decide_on,
)
from tracker.services.second_reviews import is_drawn

__all__ = [
    "DROPPING_OUTCOMES",
    "NOTE_LIMIT",
    "PENDING_OUTCOMES",
    "ReviewRefused",
    "StaleCommitment",
]

UNDO_WINDOW: Final = dt.timedelta(minutes=10)
UNDOABLE: Final = (ReviewState.CONFIRMED, ReviewState.APPROVAL, ReviewState.SECOND_REVIEW)
OPEN_AGAIN: Final[dict[str, Any]] = {
    "review_state": ReviewState.IN_REVIEW.value,
    "outcome": "",
    "status": Outcome.NO_EVIDENCE.status.value,
    "successor": None,
    "reviewed_at": None,
}


@transaction.atomic
def decide(
    commitment_id: int,
    *,
    reviewer: User,
    version: int,
    suggestion_id: int | None = None,
    in_bulk: bool = False,
    **said: Unpack[Said],
) -> Review:
    """Record a person's conclusion; a drop only proposes it to a second person.

    `suggestion_id` is the one that was on the screen: a newer one makes the screen stale,
    because `shown` must be what the person saw. Of all other conclusions a share drawn by lot
    waits for a blind second reading (services/second_reviews.py).

    Raises ReviewRefused or StaleCommitment; then nothing is written.
    """
    commitment, conclusion = checked(
        commitment_id, reviewer=reviewer, version=version, suggestion_id=suggestion_id, **said
    )
    if conclusion.is_drop:
        change(commitment, {"review_state": ReviewState.APPROVAL.value})
    elif is_drawn(commitment, first=reviewer):
        change(commitment, {"review_state": ReviewState.SECOND_REVIEW.value})
    else:
        change(commitment, confirmed(commitment, conclusion.outcome, None))
    return record(
        commitment, reviewer, act=Review.Act.DECIDE, in_bulk=in_bulk, **conclusion.fields()
    )


def checked(
    commitment_id: int,
    *,
    reviewer: User,
    version: int,
    suggestion_id: int | None = None,
    **said: Unpack[Said],
) -> tuple[Commitment, Conclusion]:
    """What `decide` would record, by all its rules; writes nothing.

    Raises ReviewRefused or StaleCommitment, as `decide` does.
    """
    commitment = current(commitment_id, reviewer, version, permission="review_commitment")
    if suggestion_id is not None and suggestion_id != commitment.suggestion_id:
        raise StaleCommitment(None)
    result = report_to_decide_on(commitment)
    return commitment, checked_conclusion(said, commitment, result=result, reviewer=reviewer)


@transaction.atomic
def approve_drop(commitment_id: int, *, reviewer: User, version: int, note: str = "") -> Review:
    """The second person agrees that a commitment is dropped or superseded; it is confirmed.

    Raises ReviewRefused (also when the proposer is the same person) or StaleCommitment.
    """
    commitment = current(commitment_id, reviewer, version, permission="approve_drop")
    proposal = proposal_of(commitment)
    if proposal.reviewer_id == reviewer.pk:
        raise ReviewRefused("same_person")
    require_still_allowed(proposal, commitment)
    change(commitment, confirmed(commitment, Outcome(proposal.outcome), proposal.successor))
    return record(
        commitment,
        reviewer,
        act=Review.Act.APPROVE,
        outcome=proposal.outcome,
        note=stripped_note(note, required=False),
        evidence=proposal.evidence,
        successor=proposal.successor,
    )


@transaction.atomic
def reject_drop(commitment_id: int, *, reviewer: User, version: int, note: str) -> Review:
    """Refuse a proposed drop with a reason; the commitment goes back to review.

    Raises ReviewRefused or StaleCommitment.
    """
    commitment = current(commitment_id, reviewer, version, permission="approve_drop")
    proposal_of(commitment)
    note = stripped_note(note, required=True)
    change(commitment, {"review_state": ReviewState.IN_REVIEW.value})
    return record(commitment, reviewer, act=Review.Act.REJECT, note=note)


@transaction.atomic
def reopen(commitment_id: int, *, reviewer: User, version: int, note: str) -> Review:
    """Unlock a confirmed record with a reason; its status is PENDING again.

    Raises ReviewRefused or StaleCommitment.
    """
    commitment = current(commitment_id, reviewer, version, permission="review_commitment")
    if commitment.review_state != ReviewState.CONFIRMED:
        raise ReviewRefused("not_confirmed")
    note = stripped_note(note, required=True)
    change(commitment, OPEN_AGAIN)
    return record(commitment, reviewer, act=Review.Act.REOPEN, note=note)


@transaction.atomic
def undo(commitment_id: int, *, reviewer: User, version: int) -> Review:
    """Take back one's own newest conclusion while it is fresh and nobody has acted on it.

    The conclusion stays in the history, and this act beside it; the record is open again.
    Raises ReviewRefused (also after UNDO_WINDOW) or StaleCommitment.
    """
    commitment = current(commitment_id, reviewer, version, permission="review_commitment")
    newest = commitment.reviews.order_by("-seq").first()
    if newest is None or newest.act != Review.Act.DECIDE or newest.reviewer_id != reviewer.pk:
        raise ReviewRefused("not_yours_to_undo")
    if timezone.now() - newest.created_at > UNDO_WINDOW:
        raise ReviewRefused("too_late_to_undo", minutes=UNDO_WINDOW.seconds // 60)
    if commitment.review_state not in UNDOABLE:
        raise ReviewRefused("not_yours_to_undo")
    change(commitment, OPEN_AGAIN)
    return record(commitment, reviewer, act=Review.Act.UNDO)
