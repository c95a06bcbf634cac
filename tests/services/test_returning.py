"""A corrected report of the year after: decisions stay while their evidence stands."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from tests.factories import ANSWERS, Pair, make_approver, make_inspector
from tracker.core.types import Outcome, ReturnReason, ReviewState
from tracker.models import Commitment, Review
from tracker.services.returning import return_answered
from tracker.services.reviews import StaleCommitment, decide
from tracker.services.second_reviews import read_second, resolve

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


@pytest.mark.parametrize("passages", [[ANSWERS[0]], []])
@pytest.mark.parametrize("disputed", [False, True])
def test_what_two_people_read_goes_back_and_the_pages_open_on_it_are_stale(
    pair: Pair, settings: Settings, disputed: bool, passages: list[str]
) -> None:
    settings.SECOND_REVIEW_SHARE = 1.0
    second, third = make_inspector(pair.agency), make_approver(pair.agency)
    row = decided(pair, Outcome.IN_PROGRESS, passages)
    shown = [{"start": 0, "end": 5, "text": pair.result.text[:5]}]
    if disputed:
        evidence = Review.objects.get().evidence
        read_second(
            row.pk, reviewer=second, version=row.version, outcome="partial", evidence=evidence
        )
        row.refresh_from_db()
    assert row.review_state == ("disputed" if disputed else "second_review")
    correct(pair, "43场", "38场")
    act, who = (resolve, third) if disputed else (read_second, second)
    with pytest.raises(StaleCommitment):
        act(row.pk, reviewer=who, version=row.version, outcome="partial", evidence=shown, note="有")
    row.refresh_from_db()
    assert (row.review_state, row.returned_reason) == ("unmatched", "result_changed")
    assert (row.status, row.outcome, row.doubt) == ("pending", "", -1)
    decide(row.pk, reviewer=second, version=row.version, outcome="partial")  # from the beginning
    row.refresh_from_db()
    assert row.review_state == "second_review"


@pytest.mark.parametrize("disputed", [False, True])
def test_what_two_people_read_stays_while_its_evidence_stands(
    pair: Pair, settings: Settings, disputed: bool
) -> None:
    settings.SECOND_REVIEW_SHARE = 1.0
    second = make_inspector(pair.agency)
    row = decided(pair, Outcome.FULFILLED, [ANSWERS[0]])
    if disputed:
        evidence = Review.objects.get().evidence
        read_second(
            row.pk, reviewer=second, version=row.version, outcome="partial", evidence=evidence
        )
        row.refresh_from_db()
    before = row.review_state
    correct(pair, "香樟", "银杏")
    row.refresh_from_db()
    assert (row.review_state, row.returned_reason) == (before, "")


def test_undecided_rows_are_left_alone(pair: Pair) -> None:
    before = list(Commitment.objects.order_by("pk").values())
    correct(pair, "43场", "38场")
    assert list(Commitment.objects.order_by("pk").values()) == before
