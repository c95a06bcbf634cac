"""A person decides (人工复核): the only place where a status moves forward.

services/returning.py takes it back to pending when a corrected report removes its ground.

    decide -> CONFIRMED                       fulfilled, and the five pending outcomes
    decide -> APPROVAL -> approve_drop -> CONFIRMED    dropped, superseded: two persons
                       -> reject_drop  -> IN_REVIEW
    CONFIRMED -> reopen -> IN_REVIEW          with a reason

Each act is one transaction: a conditional UPDATE on Commitment.version whose rows are
counted (SQLite ignores select_for_update), and one appended Review.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from tracker.core.types import Outcome, ReturnReason, ReviewState
from tracker.models import Commitment, Report, Review, User
from tracker.selectors.scope import visible_commitments
from tracker.services.review_rules import (
    DROPPING_OUTCOMES,
    NOTE_LIMIT,
    PENDING_OUTCOMES,
    ReviewRefused,
    allowed_outcome,
    checked_passages,
    checked_successor,
    require_evidence,
    require_still_allowed,
    stripped_note,
)

__all__ = ["DROPPING_OUTCOMES", "NOTE_LIMIT", "PENDING_OUTCOMES", "ReviewRefused"]


class StaleCommitment(Exception):  # noqa: N818 - somebody was faster, not a program error
    """The record changed since it was shown.

    `review` is the act that changed it, or None when the machine did (a corrected report,
    a new match).
    """

    def __init__(self, review: Review | None) -> None:
        super().__init__(review)
        self.review = review


@transaction.atomic
def decide(
    commitment_id: int,
    *,
    reviewer: User,
    version: int,
    outcome: str,
    note: str = "",
    evidence: Iterable[Mapping[str, Any]] = (),
    successor_id: int | None = None,
    suggestion_id: int | None = None,
) -> Review:
    """Record a person's conclusion; a drop only proposes it to a second person.

    `evidence` items are {"start", "end", "text", "candidate_id"}, places in the text of the
    following year's report. `suggestion_id` is the one that was on the screen: a newer one
    makes the screen stale, because `shown` must be what the person saw.

    Raises ReviewRefused or StaleCommitment; then nothing is written.
    """
    commitment = _current(commitment_id, reviewer, version, permission="review_commitment")
    if suggestion_id is not None and suggestion_id != commitment.suggestion_id:
        raise StaleCommitment(None)
    result = _report_to_decide_on(commitment)
    decided = allowed_outcome(outcome)
    passages = checked_passages(evidence, commitment, result)
    note = stripped_note(note, required=decided in DROPPING_OUTCOMES)
    require_evidence(decided, passages)
    successor = checked_successor(successor_id, commitment, reviewer, decided)
    proposed = {"review_state": ReviewState.APPROVAL.value}
    is_drop = decided in DROPPING_OUTCOMES
    _change(commitment, proposed if is_drop else _confirmed(commitment, decided, None))
    return _record(
        commitment,
        reviewer,
        act=Review.Act.DECIDE,
        outcome=decided.value,
        note=note,
        evidence=passages,
        successor=successor,
    )


@transaction.atomic
def approve_drop(commitment_id: int, *, reviewer: User, version: int, note: str = "") -> Review:
    """The second person agrees that a commitment is dropped or superseded; it is confirmed.

    Raises ReviewRefused (also when the proposer is the same person) or StaleCommitment.
    """
    commitment = _current(commitment_id, reviewer, version, permission="approve_drop")
    proposal = _proposal(commitment)
    if proposal.reviewer_id == reviewer.pk:
        raise ReviewRefused("same_person")
    require_still_allowed(proposal, commitment)
    _change(commitment, _confirmed(commitment, Outcome(proposal.outcome), proposal.successor))
    return _record(
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
    commitment = _current(commitment_id, reviewer, version, permission="approve_drop")
    _proposal(commitment)
    note = stripped_note(note, required=True)
    _change(commitment, {"review_state": ReviewState.IN_REVIEW.value})
    return _record(commitment, reviewer, act=Review.Act.REJECT, note=note)


@transaction.atomic
def reopen(commitment_id: int, *, reviewer: User, version: int, note: str) -> Review:
    """Unlock a confirmed record with a reason; its status is PENDING again.

    Raises ReviewRefused or StaleCommitment.
    """
    commitment = _current(commitment_id, reviewer, version, permission="review_commitment")
    if commitment.review_state != ReviewState.CONFIRMED:
        raise ReviewRefused("not_confirmed")
    note = stripped_note(note, required=True)
    changes = {
        "review_state": ReviewState.IN_REVIEW.value,
        "outcome": "",
        "status": Outcome.NO_EVIDENCE.status.value,
        "successor": None,
        "reviewed_at": None,
    }
    _change(commitment, changes)
    return _record(commitment, reviewer, act=Review.Act.REOPEN, note=note)


def _current(commitment_id: int, reviewer: User, version: int, *, permission: str) -> Commitment:
    """The commitment, if the person may act on it and has seen its newest version."""
    if not reviewer.has_perm(f"tracker.{permission}"):
        raise ReviewRefused("not_permitted")
    commitment = (
        visible_commitments(reviewer)
        .select_related("report", "result_report", "suggestion__run")
        .filter(pk=commitment_id)
        .first()
    )
    if commitment is None:
        raise ReviewRefused("out_of_scope")
    if commitment.version != version:
        raise StaleCommitment(_changed_by(commitment_id, version))
    return commitment


def _changed_by(commitment_id: int, version: int) -> Review | None:
    """The newest act made on `version` or later."""
    return (
        Review.objects.select_related("reviewer")
        .filter(commitment_id=commitment_id, commitment_version__gte=version)
        .order_by("-commitment_version")
        .first()
    )


def _report_to_decide_on(commitment: Commitment) -> Report:
    """The following year's report, if the record's state allows a decision."""
    if commitment.review_state == ReviewState.CONFIRMED:
        raise ReviewRefused("locked")
    if commitment.review_state == ReviewState.APPROVAL:
        raise ReviewRefused("awaiting_approval")
    if commitment.result_report is None:
        raise ReviewRefused("awaiting_report")
    return commitment.result_report


def _proposal(commitment: Commitment) -> Review:
    """The drop that waits for its second person."""
    if commitment.review_state != ReviewState.APPROVAL:
        raise ReviewRefused("not_awaiting_approval")
    proposals = commitment.reviews.select_related("successor__report").filter(act=Review.Act.DECIDE)
    return proposals.order_by("-commitment_version")[0]


def _confirmed(
    commitment: Commitment, outcome: Outcome, successor: Commitment | None
) -> dict[str, Any]:
    # A decision answers a correction, but brings nothing back into a plan that it has left.
    is_gone = commitment.returned_reason == ReturnReason.TEXT_GONE
    return {
        "review_state": ReviewState.CONFIRMED.value,
        "outcome": outcome.value,
        "status": outcome.status.value,
        "successor": successor,
        "reviewed_at": timezone.now(),
        "returned_reason": commitment.returned_reason if is_gone else "",
    }


def _change(commitment: Commitment, changes: Mapping[str, Any]) -> None:
    """Write only if nobody has written since the read; raises StaleCommitment otherwise."""
    unchanged = Commitment.objects.filter(
        pk=commitment.pk, version=commitment.version, suggestion=commitment.suggestion
    )
    rows = unchanged.update(**changes, version=F("version") + 1, updated_at=timezone.now())
    if rows != 1:
        raise StaleCommitment(_changed_by(commitment.pk, commitment.version))


def _record(commitment: Commitment, reviewer: User, **fields: object) -> Review:
    review = Review(
        commitment=commitment,
        reviewer=reviewer,
        commitment_version=commitment.version,
        shown=_shown(commitment),
        **fields,
    )
    review.save()
    return review


def _shown(commitment: Commitment) -> dict[str, Any]:
    """What the machine had said at that moment; a later run may replace it."""
    suggestion = commitment.suggestion
    if suggestion is None:
        return {}
    return {
        "outcome": suggestion.outcome,
        "confidence": suggestion.confidence,
        "matcher_version": suggestion.run.matcher_version,
        "reasons": suggestion.reasons,
        "candidates": list(
            suggestion.candidates.order_by("rank").values(
                "id", "rank", "start", "end", "section_kind", "score"
            )
        ),
    }
