"""已被替代: what may take a promise over, and no circles."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from threading import Barrier, BrokenBarrierError

import pytest
from django.db import connection
from django.utils import timezone

from tests.factories import (
    Pair,
    make_approver,
    make_inspector,
    make_pair,
    make_review,
)
from tests.services.deciding import code_of, decide
from tracker.core.types import ReviewState
from tracker.models import AgencySuccession, Commitment, Responsibility, User
from tracker.selectors.successors import leads_to
from tracker.services import reviews
from tracker.services.reviews import ReviewRefused

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def test_a_successor_is_linked_when_the_second_person_agrees(
    pair: Pair, inspector: User, approver: User
) -> None:
    old, new = pair.commitments[:2]
    decide(old, inspector, "superseded", note="合并到图解", successor_id=new.pk)
    old.refresh_from_db()
    assert old.successor_id is None
    reviews.approve_drop(old.pk, reviewer=approver, version=old.version)
    old = Commitment.objects.get(pk=old.pk)
    assert (old.successor, old.outcome, old.status) == (new, "superseded", "dropped")
    with pytest.raises(ReviewRefused) as caught:
        decide(new, inspector, "superseded", note="反向合并", successor_id=old.pk)
    assert code_of(caught) == "successor_circular"


def test_a_commitment_does_not_replace_itself(pair: Pair, inspector: User) -> None:
    own = pair.commitments[0]
    with pytest.raises(ReviewRefused) as caught:
        decide(own, inspector, "superseded", note="合并", successor_id=own.pk)
    assert code_of(caught) == "successor_missing"


def test_two_that_wait_cannot_replace_each_other(
    pair: Pair, inspector: User, approver: User
) -> None:
    one, two, three = pair.commitments
    for old, new in ((one, two), (two, three), (three, one)):
        decide(old, inspector, "superseded", note="合并", successor_id=new.pk)
    for old in (one, two):
        reviews.approve_drop(old.pk, reviewer=approver, version=2)
    with pytest.raises(ReviewRefused) as caught:
        reviews.approve_drop(three.pk, reviewer=approver, version=2)
    assert code_of(caught) == "successor_circular"
    three.refresh_from_db()
    assert (three.review_state, three.successor_id) == (ReviewState.APPROVAL, None)
    reviews.reject_drop(three.pk, reviewer=approver, version=2, note="绕回来了")


def test_a_circle_over_several_steps_is_not_proposed(
    pair: Pair, inspector: User, approver: User
) -> None:
    one, two, three = pair.commitments
    for old, new in ((one, two), (two, three)):
        decide(old, inspector, "superseded", note="合并", successor_id=new.pk)
        reviews.approve_drop(old.pk, reviewer=approver, version=2)
    with pytest.raises(ReviewRefused) as caught:
        decide(three, inspector, "superseded", note="合并", successor_id=one.pk)
    assert code_of(caught) == "successor_circular"


@pytest.mark.parametrize("act", ["decide", "approve"])
def test_a_successor_is_of_the_same_body_and_not_older(
    pair: Pair, inspector: User, approver: User, act: str
) -> None:
    other, earlier = make_pair(), make_pair(pair.agency, report_year=2020)
    Responsibility.objects.create(user=inspector, agency=other.agency)
    own = pair.commitments[0]
    for successor in (other.commitments[0], earlier.commitments[0]):
        if act == "decide":
            with pytest.raises(ReviewRefused) as caught:
                decide(own, inspector, "superseded", note="合并", successor_id=successor.pk)
        else:
            make_review(own, inspector, outcome="superseded", note="合并", successor=successor)
            own.review_state, own.version = ReviewState.APPROVAL, own.version + 1
            own.save()
            with pytest.raises(ReviewRefused) as caught:
                reviews.approve_drop(own.pk, reviewer=approver, version=own.version)
        assert code_of(caught) == "successor_not_allowed"


def test_a_confirmed_heir_of_the_body_may_take_over(pair: Pair, inspector: User) -> None:
    heir = make_pair()
    Responsibility.objects.create(user=inspector, agency=heir.agency)
    link = AgencySuccession.objects.create(
        predecessor=pair.agency, successor=heir.agency, since_year=2025
    )
    fields = {"note": "职责划转", "successor_id": heir.commitments[0].pk}
    with pytest.raises(ReviewRefused) as caught:
        decide(pair.commitments[0], inspector, "superseded", **fields)
    assert code_of(caught) == "successor_not_allowed"
    link.confirmed_at = timezone.now()
    link.save()
    review = decide(pair.commitments[0], inspector, "superseded", **fields)
    assert review.successor == heir.commitments[0]


def test_a_successor_out_of_scope_is_not_taken(pair: Pair, inspector: User) -> None:
    foreign = make_pair().commitments[0]
    with pytest.raises(ReviewRefused) as caught:
        decide(pair.commitments[0], inspector, "superseded", note="合并", successor_id=foreign.pk)
    assert code_of(caught) == "successor_missing"


def test_a_superseded_record_can_be_reopened(pair: Pair, inspector: User, approver: User) -> None:
    old, new = pair.commitments[:2]
    decide(old, inspector, "superseded", note="合并", successor_id=new.pk)
    reviews.approve_drop(old.pk, reviewer=approver, version=2)
    reviews.reopen(old.pk, reviewer=inspector, version=3, note="合并撤销")
    old.refresh_from_db()
    assert (old.successor, old.status) == (None, "pending")


@pytest.mark.django_db(transaction=True)
def test_two_approvals_at_once_close_no_circle(monkeypatch: pytest.MonkeyPatch) -> None:
    pair = make_pair()
    inspector, approver = make_inspector(pair.agency), make_approver(pair.agency)
    one, two, _ = pair.commitments
    for old, new in ((one, two), (two, one)):
        decide(old, inspector, "superseded", note="合并", successor_id=new.pk)
    together = Barrier(2, timeout=1)  # without the lock both check before either writes

    def meeting(start: Commitment, goal: Commitment) -> bool:
        with suppress(BrokenBarrierError):
            together.wait()
        return leads_to(start, goal)

    monkeypatch.setattr("tracker.services.review_rules.leads_to", meeting)

    def approve(commitment: Commitment) -> str:
        with closing(connection):
            try:
                reviews.approve_drop(commitment.pk, reviewer=approver, version=2)
            except ReviewRefused as refused:
                return refused.code
            return "approved"

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(approve, (one, two)))
    assert answers == ["approved", "successor_circular"]
