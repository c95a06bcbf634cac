"""Drops with their second person, reopening, and two people at once."""

from __future__ import annotations

from typing import Any

import pytest

from tests.factories import (
    PROBLEMS,
    Pair,
    make_inspector,
    make_pair,
    make_suggestion,
    make_user,
)
from tests.services.deciding import code_of, decide
from tracker.core.types import Outcome, ReviewState, Status
from tracker.models import Commitment, Review, User
from tracker.services import review_rules, reviews
from tracker.services.reviews import ReviewRefused, StaleCommitment

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def test_a_drop_needs_a_second_person(pair: Pair, inspector: User, approver: User) -> None:
    commitment = pair.commitments[2]
    decide(commitment, inspector, "dropped", note="场地收回，不再做")
    commitment.refresh_from_db()
    assert (commitment.review_state, commitment.status, commitment.outcome) == (
        ReviewState.APPROVAL,
        Status.PENDING,
        "",
    )
    review = reviews.approve_drop(commitment.pk, reviewer=approver, version=commitment.version)
    commitment.refresh_from_db()
    assert (commitment.review_state, commitment.status, commitment.outcome) == (
        ReviewState.CONFIRMED,
        Status.DROPPED,
        Outcome.DROPPED,
    )
    assert (review.act, review.outcome, review.note) == ("approve", "dropped", "")


def test_evidence_that_a_correction_took_away_is_not_approved(
    pair: Pair, inspector: User, approver: User
) -> None:
    own = pair.commitments[0]
    decide(own, inspector, "dropped", note="场地收回")
    pair.result.text = pair.result.text.replace(PROBLEMS[0], "旧卷宗扫描已经全部完成。")
    pair.result.save()
    with pytest.raises(ReviewRefused) as caught:
        reviews.approve_drop(own.pk, reviewer=approver, version=2)
    assert code_of(caught) == "evidence_not_in_report"


def test_the_proposer_cannot_approve(pair: Pair) -> None:
    both = make_user(
        permissions=["tracker.review_commitment", "tracker.approve_drop"],
        responsible_for=[pair.agency],
    )
    commitment = pair.commitments[0]
    decide(commitment, both, "dropped", note="场地收回")
    with pytest.raises(ReviewRefused) as caught:
        reviews.approve_drop(commitment.pk, reviewer=both, version=2)
    assert code_of(caught) == "same_person"


def test_a_rejected_drop_goes_back_to_review(pair: Pair, inspector: User, approver: User) -> None:
    commitment = pair.commitments[0]
    decide(commitment, inspector, "dropped", note="场地收回")
    with pytest.raises(ReviewRefused) as caught:
        reviews.reject_drop(commitment.pk, reviewer=approver, version=2, note=" ")
    assert code_of(caught) == "note_missing"
    reviews.reject_drop(commitment.pk, reviewer=approver, version=2, note="文件里没有写")
    commitment.refresh_from_db()
    assert (commitment.review_state, commitment.status) == ("in_review", "pending")
    commitment.refresh_from_db()
    decide(commitment, inspector, "no_evidence")
    commitment.refresh_from_db()
    assert commitment.review_state == ReviewState.CONFIRMED


def test_while_a_drop_waits_nothing_else_can_be_decided(pair: Pair, inspector: User) -> None:
    commitment = pair.commitments[0]
    decide(commitment, inspector, "dropped", note="场地收回")
    with pytest.raises(ReviewRefused) as caught:
        decide(commitment, inspector, "no_evidence", version=2)
    assert code_of(caught) == "awaiting_approval"


@pytest.mark.parametrize("act", [reviews.approve_drop, reviews.reject_drop])
def test_only_a_proposed_drop_can_be_approved_or_rejected(
    pair: Pair, approver: User, act: Any
) -> None:
    with pytest.raises(ReviewRefused) as caught:
        act(pair.commitments[0].pk, reviewer=approver, version=1, note="不同意")
    assert code_of(caught) == "not_awaiting_approval"


def test_a_confirmed_record_is_locked_until_reopened(pair: Pair, inspector: User) -> None:
    commitment = pair.commitments[0]
    decide(commitment, inspector, "partial")
    with pytest.raises(ReviewRefused) as caught:
        decide(commitment, inspector, "no_evidence", version=2)
    assert code_of(caught) == "locked"
    with pytest.raises(ReviewRefused) as caught:
        reviews.reopen(commitment.pk, reviewer=inspector, version=2, note="")
    assert code_of(caught) == "note_missing"
    reviews.reopen(commitment.pk, reviewer=inspector, version=2, note="补交了材料")
    commitment.refresh_from_db()
    assert (commitment.status, commitment.outcome, commitment.review_state) == (
        "pending",
        "",
        "in_review",
    )
    assert commitment.reviewed_at is None
    assert [r.act for r in commitment.reviews.order_by("pk")] == ["decide", "reopen"]


def test_only_a_confirmed_record_can_be_reopened(pair: Pair, inspector: User) -> None:
    with pytest.raises(ReviewRefused) as caught:
        reviews.reopen(pair.commitments[0].pk, reviewer=inspector, version=1, note="再看")
    assert code_of(caught) == "not_confirmed"


def test_the_second_of_two_is_told_what_the_first_did(pair: Pair, inspector: User) -> None:
    other = make_inspector(pair.agency)
    commitment = pair.commitments[0]
    first = decide(commitment, inspector, "partial")
    with pytest.raises(StaleCommitment) as caught:
        decide(commitment, other, "fulfilled", version=1)
    assert caught.value.review == first
    assert caught.value.review.reviewer == inspector
    commitment.refresh_from_db()
    assert commitment.outcome == "partial"
    assert Review.objects.count() == 1


def test_somebody_faster_between_read_and_write_is_seen(
    pair: Pair, inspector: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    commitment = pair.commitments[0]
    check = review_rules.checked_passages

    def meanwhile(*args: Any) -> Any:
        Commitment.objects.filter(pk=commitment.pk).update(version=7)
        return check(*args)

    monkeypatch.setattr("tracker.services.review_rules.checked_passages", meanwhile)
    with pytest.raises(StaleCommitment) as caught:
        decide(commitment, inspector, "partial")
    assert caught.value.review is None
    assert not Review.objects.exists()


def test_a_newer_suggestion_makes_the_screen_stale(pair: Pair, inspector: User) -> None:
    commitment = pair.commitments[0]
    seen = commitment.suggestion
    assert seen is not None
    make_suggestion(commitment, outcome=Outcome.PARTIAL, matcher_version="test-2")
    with pytest.raises(StaleCommitment) as caught:
        decide(commitment, inspector, "partial", suggestion_id=seen.pk)
    assert caught.value.review is None


@pytest.mark.parametrize(
    ("verb", "fields"),
    [
        ("decide", {"outcome": "partial"}),
        ("approve_drop", {}),
        ("reject_drop", {"note": "不同意"}),
        ("reopen", {"note": "再看"}),
    ],
)
def test_permission_and_scope_come_first(pair: Pair, verb: str, fields: dict[str, Any]) -> None:
    act = getattr(reviews, verb)
    rights = ["tracker.review_commitment", "tracker.approve_drop"]
    without = make_user(permissions=["tracker.view_commitment"], responsible_for=[pair.agency])
    elsewhere = make_user(permissions=rights, responsible_for=[make_pair().agency])
    for person, code in ((without, "not_permitted"), (elsewhere, "out_of_scope")):
        with pytest.raises(ReviewRefused) as caught:
            act(pair.commitments[0].pk, reviewer=person, version=1, **fields)
        assert code_of(caught) == code


def test_a_person_who_has_left_decides_nothing(pair: Pair, inspector: User) -> None:
    inspector.is_active = False
    inspector.save()
    with pytest.raises(ReviewRefused) as caught:
        decide(pair.commitments[0], User.objects.get(pk=inspector.pk), "partial")
    assert code_of(caught) == "not_permitted"


@pytest.mark.parametrize(
    ("before", "after"),
    [("text_changed", ""), ("result_changed", ""), ("text_gone", "text_gone")],
)
def test_deciding_answers_a_correction_but_brings_nothing_back(
    pair: Pair, inspector: User, before: str, after: str
) -> None:
    commitment = pair.commitments[0]
    Commitment.objects.filter(pk=commitment.pk).update(returned_reason=before)
    decide(commitment, inspector, "partial")
    commitment.refresh_from_db()
    assert commitment.returned_reason == after
