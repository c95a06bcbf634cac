"""Only decisions that stand, made one at a time, become labels."""

from __future__ import annotations

import pytest

from tests.factories import ANSWERS, make_inspector, make_pair
from tests.services.deciding import decide, passage
from tracker.models import Review
from tracker.selectors.training import individual_reviews, reviewed_pairs

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
    review = decide(commitment, make_inspector(pair.agency), "no_evidence")
    assert list(individual_reviews()) == [review]
    # Rows are append-only for the program; a test may say what a bulk acceptance would have said.
    Review.objects.filter(pk=review.pk)._raw_delete("default")
    Review.objects.create(
        commitment=commitment,
        reviewer=review.reviewer,
        act=Review.Act.DECIDE,
        outcome="no_evidence",
        commitment_version=review.commitment_version,
        in_bulk=True,
    )
    assert not individual_reviews().exists()
    assert reviewed_pairs() == ()
