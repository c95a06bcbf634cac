"""Only decisions that stand, made one at a time, become labels."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from tests.factories import ANSWERS, make_approver, make_inspector, make_pair
from tests.services.deciding import decide, passage
from tracker.selectors.training import individual_reviews, reviewed_pairs
from tracker.services import reviews, second_reviews

pytestmark = pytest.mark.django_db


def test_a_confirmed_decision_becomes_an_item() -> None:
    pair = make_pair()
    reviewer = make_inspector(pair.agency)
    kept, silent = pair.commitments[0], pair.commitments[2]
    decide(kept, reviewer, "fulfilled", evidence=[passage(pair.result, ANSWERS[0])])
    decide(silent, reviewer, "no_evidence")
    (made,) = reviewed_pairs()
    assert {item.id: item.status for item in made.items} == {
        str(kept.pk): "fulfilled",
        str(silent.pk): "not_reported",
    }
    (item,) = (item for item in made.items if item.direct)
    direct, doubtful = made.marks(item)
    assert [s.text for s, yes in zip(made.sentences, direct, strict=True) if yes] == [ANSWERS[0]]
    assert not doubtful.any()
    assert item.text == kept.text


@pytest.mark.parametrize("outcome", ["not_assessable", "partial"])
def test_what_teaches_nothing_is_left_out(outcome: str) -> None:
    """A partial without a passage among what was done, too: nothing shows what answered it."""
    pair = make_pair()
    decide(pair.commitments[0], make_inspector(pair.agency), outcome)
    assert reviewed_pairs() == ()


def test_bulk_acceptances_never_teach() -> None:
    pair = make_pair()
    commitment = pair.commitments[2]
    reviewer = make_inspector(pair.agency)
    review = decide(commitment, reviewer, "no_evidence")
    assert list(individual_reviews()) == [review]
    reviews.undo(commitment.pk, reviewer=reviewer, version=commitment.version + 1)
    commitment.refresh_from_db()
    decide(commitment, reviewer, "no_evidence", in_bulk=True)
    assert not individual_reviews().exists()
    assert reviewed_pairs() == ()


def test_a_blind_second_reading_and_a_settlement_teach(settings: Settings) -> None:
    settings.SECOND_REVIEW_SHARE = 1.0
    pair = make_pair()
    first, second = make_inspector(pair.agency), make_inspector(pair.agency)
    agreed, disputed = pair.commitments[1:3]
    decide(agreed, first, "no_evidence", in_bulk=True)
    decide(disputed, first, "no_evidence")
    for row, outcome in ((agreed, "no_evidence"), (disputed, "not_assessable")):
        second_reviews.read_second(row.pk, reviewer=second, version=2, outcome=outcome)
    assert [review.act for review in individual_reviews()] == ["second"]
    settler = make_approver(pair.agency)
    second_reviews.resolve(
        disputed.pk, reviewer=settler, version=3, outcome="no_evidence", note="原文没有提到"
    )
    assert [review.act for review in individual_reviews()] == ["second", "resolve"]
