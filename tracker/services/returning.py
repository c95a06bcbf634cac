"""Decisions that a corrected report takes the ground from: they go back to review, and say why.

The one way in which a status changes without a person: never forward, only back to pending.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from tracker.core.types import ReturnReason, ReviewState, Status
from tracker.models import Commitment, Report, Review, Withdrawal
from tracker.models.commitments import UNKNOWN_CONFIDENCE
from tracker.models.reviews import CONCLUSIONS
from tracker.selectors.commitments import IN_PLAN, LEFT_PLAN

# No person has decided anything yet: there is nothing to return.
UNDECIDED = (ReviewState.UNMATCHED, ReviewState.PROPOSED)

# What `withdraw` sets, for bulk_update.
WITHDRAWN = (
    "status",
    "outcome",
    "review_state",
    "successor",
    "suggestion",
    "doubt",
    "reviewed_at",
    "returned_reason",
    "version",
)


def withdraw(row: Commitment, *, reason: ReturnReason) -> None:
    """Take a decision off a row in memory; the caller holds its lock and saves WITHDRAWN.

    The version goes up, so that a page that still shows the old words can't be saved.
    """
    if row.review_state not in UNDECIDED:
        row.returned_reason = reason.value
    row.status, row.outcome, row.successor = Status.PENDING.value, "", None
    row.review_state, row.reviewed_at = ReviewState.UNMATCHED.value, None
    row.suggestion, row.doubt = None, UNKNOWN_CONFIDENCE
    row.version += 1


def note_withdrawals(rows: Iterable[Commitment]) -> None:
    """Write down when these were returned (退回记录), and why; the rows as they are in memory."""
    Withdrawal.objects.bulk_create(
        Withdrawal(commitment=row, reason=row.returned_reason, commitment_version=row.version)
        for row in rows
    )


def note_return(rows: Iterable[Commitment]) -> None:
    """Write down that these, which had left their plan, are in it again from now on."""
    away = Withdrawal.objects.filter(commitment__in=[row.pk for row in rows], ended_at=None)
    away.filter(reason__in=LEFT_PLAN).update(ended_at=timezone.now())


def return_answered(result: Report) -> None:
    """A report's text was corrected: withdraw last year's decisions whose evidence is gone.

    A decision stays while every passage it rests on still stands in the new text. One that
    names no passage (未回应 and the like) was about the whole text, and goes back. What has left
    its plan is a record and stays as it is.
    """
    rows = list(
        Commitment.objects.select_for_update(of=("self",))
        .filter(IN_PLAN, result_report=result)
        .exclude(review_state__in=UNDECIDED)
    )
    passages = _passages(rows)
    returned = [row for row in rows if not _still_stands(passages.get(row.pk, []), result.text)]
    for row in returned:
        withdraw(row, reason=ReturnReason.RESULT_CHANGED)
        row.updated_at = timezone.now()
    Commitment.objects.bulk_update(returned, [*WITHDRAWN, "updated_at"])
    note_withdrawals(returned)


def _passages(rows: list[Commitment]) -> dict[int, list[str]]:
    """The texts of the passages that each row's newest conclusion rests on."""
    acts = (
        Review.objects.filter(commitment__in=rows, act__in=[*CONCLUSIONS, Review.Act.APPROVE])
        .order_by("commitment_version")
        .values_list("commitment_id", "evidence")
    )
    return {
        commitment_id: [str(item.get("text", "")) for item in evidence]
        for commitment_id, evidence in acts
    }


def _still_stands(passages: list[str], text: str) -> bool:
    return bool(passages) and all(passage in text for passage in passages)
