"""The steps that every act of review is made of: read the newest, check, change once, record.

Each act is one transaction: a conditional UPDATE on Commitment.version whose rows are counted
(SQLite ignores select_for_update), and one appended Review, sealed to the one before it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import F
from django.utils import timezone

from tracker.core.types import Outcome, ReviewState
from tracker.models import Commitment, Report, Review, User
from tracker.models.commitments import DROPPING
from tracker.selectors.commitments import LEFT_PLAN
from tracker.selectors.scope import visible_commitments
from tracker.services import sealing
from tracker.services.review_rules import ReviewRefused


class StaleCommitment(Exception):  # noqa: N818 - somebody was faster, not a program error
    """The record changed since it was shown.

    `review` is the act that changed it, or None when the machine did (a corrected report,
    a new match).
    """

    def __init__(self, review: Review | None) -> None:
        super().__init__(review)
        self.review = review


def current(commitment_id: int, reviewer: User, version: int, *, permission: str) -> Commitment:
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
        raise StaleCommitment(changed_by(commitment_id, version))
    return commitment


def changed_by(commitment_id: int, version: int) -> Review | None:
    """The newest act made on `version` or later."""
    return (
        Review.objects.select_related("reviewer")
        .filter(commitment_id=commitment_id, commitment_version__gte=version)
        .order_by("-commitment_version")
        .first()
    )


def report_to_decide_on(commitment: Commitment) -> Report:
    """The following year's report, if the record's state allows a decision."""
    if commitment.review_state == ReviewState.CONFIRMED:
        raise ReviewRefused("locked")
    if commitment.review_state == ReviewState.APPROVAL:
        raise ReviewRefused("awaiting_approval")
    if commitment.review_state == ReviewState.SECOND_REVIEW:
        raise ReviewRefused("awaiting_second_review")
    if commitment.review_state == ReviewState.DISPUTED:
        raise ReviewRefused("in_dispute")
    if commitment.result_report is None:
        raise ReviewRefused("awaiting_report")
    return commitment.result_report


def proposal_of(commitment: Commitment) -> Review:
    """The drop that waits for its second person."""
    if commitment.review_state != ReviewState.APPROVAL:
        raise ReviewRefused("not_awaiting_approval")
    proposals = commitment.reviews.select_related("successor__report").filter(outcome__in=DROPPING)
    return proposals.order_by("-commitment_version")[0]


def confirmed(
    commitment: Commitment, outcome: Outcome, successor: Commitment | None
) -> dict[str, Any]:
    """The columns of a commitment that is confirmed now with this outcome."""
    # A decision answers a correction, but brings nothing back into a plan that it has left.
    is_gone = commitment.returned_reason in LEFT_PLAN
    return {
        "review_state": ReviewState.CONFIRMED.value,
        "outcome": outcome.value,
        "status": outcome.status.value,
        "successor": successor,
        "reviewed_at": timezone.now(),
        "returned_reason": commitment.returned_reason if is_gone else "",
    }


def change(commitment: Commitment, changes: Mapping[str, Any]) -> None:
    """Write only if nobody has written since the read; raises StaleCommitment otherwise.

    The new review_state, which every act sets, is then the instance's, too: `record` notes it.
    """
    unchanged = Commitment.objects.filter(
        pk=commitment.pk, version=commitment.version, suggestion=commitment.suggestion
    )
    rows = unchanged.update(**changes, version=F("version") + 1, updated_at=timezone.now())
    if rows != 1:
        raise StaleCommitment(changed_by(commitment.pk, commitment.version))
    commitment.review_state = changes["review_state"]


def record(commitment: Commitment, reviewer: User, **fields: object) -> Review:
    """Append one act, with what the machine had said when it was done."""
    review = Review(
        commitment=commitment,
        reviewer=reviewer,
        commitment_version=commitment.version,
        review_state=commitment.review_state,
        shown=_shown(commitment),
        **fields,
    )
    sealing.append(review)
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
