"""Blind second readings (盲审): a share of the conclusions, drawn by lot, is read twice.

The second reader sees neither the first conclusion nor what the machine suggests.

    SECOND_REVIEW -> read_second -> CONFIRMED    the same outcome
                                 -> DISPUTED     another one
    DISPUTED -> resolve -> CONFIRMED             a third person; a drop that neither of the
                        -> APPROVAL              two proposed still needs its second person
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Unpack

from django.conf import settings
from django.db import transaction

from tracker.core.types import ReviewState
from tracker.models import Commitment, Report, Review, User
from tracker.selectors.scope import visible_commitments
from tracker.selectors.second_readers import reviewers
from tracker.services.review_rules import (
    ReviewRefused,
    Said,
    checked_conclusion,
    require_successor_now,
)
from tracker.services.review_steps import change, confirmed, current, record


def is_drawn(commitment: Commitment, *, first: User) -> bool:
    """Whether a conclusion on this commitment gets a second reading.

    The lot is the commitment's own: undoing and deciding again does not draw anew, and nobody
    without the installation's key can tell it beforehand. Without a second person who may
    read it, nothing is drawn: it would wait for ever.
    """
    if lot(commitment) >= settings.SECOND_REVIEW_SHARE:
        return False
    others = reviewers().exclude(pk=first.pk)
    return any(visible_commitments(user).filter(pk=commitment.pk).exists() for user in others)


def lot(commitment: Commitment) -> float:
    """The commitment's lot, 0..1, evenly spread over commitments; always the same."""
    key, message = settings.SECRET_KEY.encode(), f"second {commitment.pk}".encode()
    drawn = hmac.new(key, message, hashlib.sha256).digest()[:8]
    return int.from_bytes(drawn, "big") / 2**64


@transaction.atomic
def read_second(
    commitment_id: int, *, reviewer: User, version: int, **said: Unpack[Said]
) -> Review:
    """The second person's own conclusion: the same confirms the first, another is a dispute.

    Raises ReviewRefused (also for the first reader) or StaleCommitment.
    """
    commitment = current(commitment_id, reviewer, version, permission="review_commitment")
    if commitment.review_state != ReviewState.SECOND_REVIEW:
        raise ReviewRefused("not_awaiting_second_review")
    first = _readings(commitment)[0]
    if first.reviewer_id == reviewer.pk:
        raise ReviewRefused("same_reader")
    result = _result(commitment)
    conclusion = checked_conclusion(said, commitment, result=result, reviewer=reviewer)
    agreed = conclusion.outcome == first.outcome
    disputed = {"review_state": ReviewState.DISPUTED.value}
    change(commitment, confirmed(commitment, conclusion.outcome, None) if agreed else disputed)
    return record(commitment, reviewer, act=Review.Act.SECOND, **conclusion.fields())


@transaction.atomic
def resolve(commitment_id: int, *, reviewer: User, version: int, **said: Unpack[Said]) -> Review:
    """A third person settles a dispute, with a reason.

    Raises ReviewRefused (also for the two readers) or StaleCommitment.
    """
    commitment = current(commitment_id, reviewer, version, permission="approve_drop")
    if commitment.review_state != ReviewState.DISPUTED:
        raise ReviewRefused("not_in_dispute")
    second, first = _readings(commitment)[:2]
    if reviewer.pk in (first.reviewer_id, second.reviewer_id):
        raise ReviewRefused("same_reader")
    conclusion = checked_conclusion(
        said, commitment, result=_result(commitment), reviewer=reviewer, reasoned=True
    )
    lone = conclusion.is_drop and second.outcome != conclusion.outcome
    if lone:
        change(commitment, {"review_state": ReviewState.APPROVAL.value})
    else:
        if conclusion.successor is not None:
            require_successor_now(conclusion.successor, commitment)
        change(commitment, confirmed(commitment, conclusion.outcome, conclusion.successor))
    return record(commitment, reviewer, act=Review.Act.RESOLVE, **conclusion.fields())


def _readings(commitment: Commitment) -> list[Review]:
    """The conclusions on a commitment, newest first."""
    acts = [Review.Act.DECIDE, Review.Act.SECOND]
    return list(commitment.reviews.filter(act__in=acts).order_by("-seq")[:2])


def _result(commitment: Commitment) -> Report:
    if commitment.result_report is None:
        raise ReviewRefused("awaiting_report")
    return commitment.result_report
