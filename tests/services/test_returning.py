"""A corrected report of the year after: decisions stay while their evidence stands."""

from __future__ import annotations

import pytest

from tests.factories import ANSWERS, Pair, make_inspector
from tracker.core.types import Outcome, ReturnReason, ReviewState
from tracker.models import Commitment
from tracker.services.returning import return_answered
from tracker.services.reviews import decide

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def decided(pair: Pair, outcome: Outcome, passages: list[str]) -> Commitment:
    row = pair.commitments[0]
    text = pair.result.text
    decide(
        row.pk,
        reviewer=make_inspector(pair.agency),
        version=row.version,
        outcome=outcome.value,
        note="有据",
        evidence=[
            {"start": text.index(p), "end": text.index(p) + len(p), "text": p} for p in passages
        ],
    )
    row.refresh_from_db()
    return row


def correct(pair: Pair, old: str, new: str) -> None:
    pair.result.text = pair.result.text.replace(old, new)
    pair.result.save()
    return_answered(pair.result)


def test_evidence_that_still_stands_keeps_its_decision(pair: Pair) -> None:
    row = decided(pair, Outcome.FULFILLED, [ANSWERS[0]])
    correct(pair, "办成的事", "今年办成的事")  # the place moves, the words don't
    row.refresh_from_db()
    assert (row.status, row.returned_reason) == ("fulfilled", "")


@pytest.mark.parametrize("outcome", [Outcome.FULFILLED, Outcome.PARTIAL])
def test_evidence_that_changed_takes_its_decision_along(pair: Pair, outcome: Outcome) -> None:
    row = decided(pair, outcome, [ANSWERS[0], ANSWERS[1]])
    version = row.version
    correct(pair, "43场", "38场")
    row.refresh_from_db()
    assert (row.status, row.outcome, row.review_state) == ("pending", "", ReviewState.UNMATCHED)
    assert (row.returned_reason, row.version) == (ReturnReason.RESULT_CHANGED, version + 1)
    assert (row.reviewed_at, row.suggestion) == (None, None)
    assert row.reviews.count() == 1


def test_a_finding_of_silence_goes_back_with_any_change(pair: Pair) -> None:
    row = decided(pair, Outcome.NO_EVIDENCE, [])
    correct(pair, "香樟", "银杏")
    row.refresh_from_db()
    assert (row.review_state, row.returned_reason) == ("unmatched", "result_changed")


def test_a_proposed_drop_goes_back_too(pair: Pair) -> None:
    row = decided(pair, Outcome.DROPPED, [ANSWERS[2]])
    assert row.review_state == ReviewState.APPROVAL
    correct(pair, "香樟", "银杏")
    row.refresh_from_db()
    assert (row.review_state, row.returned_reason) == ("unmatched", "result_changed")


def test_undecided_rows_are_left_alone(pair: Pair) -> None:
    before = list(Commitment.objects.order_by("pk").values())
    correct(pair, "43场", "38场")
    assert list(Commitment.objects.order_by("pk").values()) == before
