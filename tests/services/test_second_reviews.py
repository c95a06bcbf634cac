"""Blind second readings: who is drawn, who may read, what agreement and dispute lead to."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from pytest_django import Settings

from tests.factories import PROBLEMS, Pair, make_inspector, make_pair, make_user
from tests.services.deciding import code_of, decide, passage
from tracker.core.types import Outcome, ReviewState, Status
from tracker.models import Commitment, Review, User
from tracker.selectors.agreement import agreement, cohens_kappa, following
from tracker.selectors.queue import queue
from tracker.services import reviews, second_reviews
from tracker.services.reviews import ReviewRefused

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture
def second(pair: Pair) -> User:
    return make_inspector(pair.agency, username="second")


@pytest.fixture
def drawn(pair: Pair, inspector: User, second: User, settings: Settings) -> Commitment:
    """Concluded as 部分兑现 by the inspector, and drawn."""
    settings.SECOND_REVIEW_SHARE = 1.0
    decide(pair.commitments[0], inspector, "partial", note="差三册")
    return fresh(pair.commitments[0])


def fresh(commitment: Commitment) -> Commitment:
    return Commitment.objects.get(pk=commitment.pk)


def read(commitment: Commitment, reviewer: User, outcome: str, **said: Any) -> Review:
    return second_reviews.read_second(
        commitment.pk, reviewer=reviewer, version=commitment.version, outcome=outcome, **said
    )


def resolve(commitment: Commitment, reviewer: User, outcome: str, **said: Any) -> Review:
    return second_reviews.resolve(
        commitment.pk, reviewer=reviewer, version=commitment.version, outcome=outcome, **said
    )


def state(commitment: Commitment) -> tuple[str, str, str]:
    row = fresh(commitment)
    return row.review_state, row.status, row.outcome


def test_what_is_drawn_is_not_yet_confirmed(drawn: Commitment) -> None:
    assert state(drawn) == (ReviewState.SECOND_REVIEW, Status.PENDING, "")


def test_it_waits_for_the_second_reader_only(
    drawn: Commitment, inspector: User, second: User
) -> None:
    assert drawn not in queue(inspector)
    assert drawn in queue(second)


def test_lots_are_even_and_stay() -> None:
    lots = [second_reviews.lot(Commitment(pk=number)) for number in range(1, 1001)]
    assert lots == [second_reviews.lot(Commitment(pk=number)) for number in range(1, 1001)]
    assert 30 <= sum(lot < 0.05 for lot in lots) <= 70
    assert 430 <= sum(lot < 0.5 for lot in lots) <= 570


def test_without_a_second_person_nothing_is_drawn(
    pair: Pair, inspector: User, settings: Settings
) -> None:
    settings.SECOND_REVIEW_SHARE = 1.0
    make_inspector(make_pair().agency)  # of another place
    decide(pair.commitments[0], inspector, "partial")
    assert state(pair.commitments[0])[0] == ReviewState.CONFIRMED


def test_a_drop_has_its_own_second_person(
    pair: Pair, inspector: User, second: User, settings: Settings
) -> None:
    settings.SECOND_REVIEW_SHARE = 1.0
    decide(pair.commitments[0], inspector, "dropped", note="撤并")
    assert state(pair.commitments[0])[0] == ReviewState.APPROVAL


def test_undoing_does_not_draw_anew(drawn: Commitment, inspector: User) -> None:
    reviews.undo(drawn.pk, reviewer=inspector, version=drawn.version)
    assert state(drawn)[0] == ReviewState.IN_REVIEW
    decide(fresh(drawn), inspector, "partial")
    assert state(drawn)[0] == ReviewState.SECOND_REVIEW


def test_the_same_outcome_confirms(drawn: Commitment, second: User) -> None:
    review = read(drawn, second, "partial")
    assert (review.act, review.outcome) == ("second", "partial")
    assert state(drawn) == (ReviewState.CONFIRMED, Status.PENDING, Outcome.PARTIAL)


@pytest.mark.parametrize("outcome", ["no_evidence", "dropped"])
def test_another_outcome_is_a_dispute_that_a_third_person_settles(
    drawn: Commitment, pair: Pair, second: User, approver: User, outcome: str
) -> None:
    evidence = [passage(pair.result, PROBLEMS[0])] if outcome == "dropped" else []
    read(drawn, second, outcome, note="撤并" if evidence else "", evidence=evidence)
    assert state(drawn) == (ReviewState.DISPUTED, Status.PENDING, "")
    assert fresh(drawn) in queue(approver)
    resolve(fresh(drawn), approver, outcome, note="原文没有提到", evidence=evidence)
    confirmed = Outcome(outcome)
    assert state(drawn) == (ReviewState.CONFIRMED, confirmed.status, confirmed)


def test_a_drop_that_nobody_proposed_before_needs_its_second_person(
    drawn: Commitment, pair: Pair, second: User, approver: User
) -> None:
    read(drawn, second, "no_evidence")
    evidence = [passage(pair.result, PROBLEMS[0])]
    resolve(fresh(drawn), approver, "dropped", note="撤并", evidence=evidence)
    assert state(drawn) == (ReviewState.APPROVAL, Status.PENDING, "")
    assert fresh(drawn) not in queue(approver)
    other = make_user(permissions=["tracker.approve_drop"], responsible_for=[pair.agency])
    reviews.approve_drop(drawn.pk, reviewer=other, version=fresh(drawn).version)
    assert state(drawn) == (ReviewState.CONFIRMED, Status.DROPPED, Outcome.DROPPED)


def test_who_may_not(drawn: Commitment, pair: Pair, inspector: User, second: User) -> None:
    outsider = make_user(
        permissions=["tracker.approve_drop", "tracker.review_commitment"],
        responsible_for=[make_pair().agency],
    )
    for who, code in ((inspector, "same_reader"), (outsider, "out_of_scope")):
        with pytest.raises(ReviewRefused) as caught:
            read(drawn, who, "partial")
        assert code_of(caught) == code
    read(drawn, second, "no_evidence")
    for who, code in ((second, "not_permitted"), (outsider, "out_of_scope")):
        with pytest.raises(ReviewRefused) as caught:
            resolve(fresh(drawn), who, "partial", note="依据原文")
        assert code_of(caught) == code


def test_a_reader_with_the_right_to_settle_may_not_settle_his_own(
    drawn: Commitment, pair: Pair
) -> None:
    both = make_user(
        permissions=["tracker.approve_drop", "tracker.review_commitment"],
        responsible_for=[pair.agency],
    )
    read(drawn, both, "no_evidence")
    with pytest.raises(ReviewRefused) as caught:
        resolve(fresh(drawn), both, "partial", note="依据原文")
    assert code_of(caught) == "same_reader"


@pytest.mark.parametrize("act", ["decide", "reopen", "resolve", "second"])
def test_states_in_which_an_act_is_refused(
    pair: Pair, drawn: Commitment, inspector: User, second: User, approver: User, act: str
) -> None:
    codes = {
        "decide": lambda: decide(drawn, second, "partial"),
        "reopen": lambda: reviews.reopen(
            drawn.pk, reviewer=second, version=drawn.version, note="重看"
        ),
        "resolve": lambda: resolve(drawn, approver, "partial", note="依据原文"),
        "second": lambda: read(fresh(pair.commitments[1]), second, "partial"),
    }
    expected = {
        "decide": "awaiting_second_review",
        "reopen": "not_confirmed",
        "resolve": "not_in_dispute",
        "second": "not_awaiting_second_review",
    }
    with pytest.raises(ReviewRefused) as caught:
        codes[act]()
    assert code_of(caught) == expected[act]


def test_agreement(pair: Pair, drawn: Commitment, inspector: User, second: User) -> None:
    decide(pair.commitments[1], inspector, "no_evidence")
    read(drawn, second, "partial")
    read(fresh(pair.commitments[1]), second, "partial")
    rows = {row.key: row for row in agreement(Commitment.objects.all())}
    assert (rows[""].pairs, rows[""].agreed, rows[""].kappa) == (2, 1, 0.0)
    assert (rows["partial"].pairs, rows["partial"].agreed) == (2, 1)
    assert rows[str(inspector.pk)].pairs == rows[str(second.pk)].pairs == 2
    assert agreement(Commitment.objects.none())[0].kappa is None


@pytest.mark.parametrize(
    ("pairs", "kappa"),
    [
        ([], None),
        ([("a", "a")] * 3, None),
        ([("a", "b")] * 3, 0.0),
        ([("a", "a"), ("b", "b")], 1.0),
        ([("a", "b"), ("b", "a")], -1.0),
        # 20 yes/yes, 5 yes/no, 10 no/yes, 15 no/no: po .7, pe .5
        (
            [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15,
            pytest.approx(0.4),
        ),
    ],
)
def test_kappa(pairs: list[tuple[str, str]], kappa: float | None) -> None:
    assert cohens_kappa(Counter(pairs)) == kappa


def test_how_often_the_machine_is_followed(pair: Pair, inspector: User) -> None:
    first, other = pair.commitments[:2]
    assert first.suggestion is not None
    assert other.suggestion is not None
    decide(first, inspector, first.suggestion.outcome, evidence=_evidence(pair, first))
    decide(other, inspector, "not_assessable")
    (row,) = following(Commitment.objects.all())
    assert (row.reviewer_id, row.decided, row.followed) == (inspector.pk, 2, 1)


def _evidence(pair: Pair, commitment: Commitment) -> list[dict[str, Any]]:
    assert commitment.suggestion is not None
    return [passage(pair.result, commitment.suggestion.candidates.order_by("rank")[0].text)]
