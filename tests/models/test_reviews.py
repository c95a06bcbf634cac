"""Reviews are only ever added."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests.factories import Pair, make_inspector, make_pair
from tests.services.deciding import decide
from tracker.models import Review

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture
def pair() -> Pair:
    return make_pair()


@pytest.fixture
def review(pair: Pair) -> Review:
    return decide(pair.commitments[0], make_inspector(pair.agency), "partial", note="差三册")


def unsaved(review: Review, **fields: Any) -> Review:
    values = {"act": "decide", "outcome": "partial", "note": "理由", "commitment_version": 90}
    values |= {"seq": 90, "seal": "0" * 64}
    return Review(
        commitment_id=review.commitment_id, reviewer_id=review.reviewer_id, **(values | fields)
    )


REFUSED: list[Callable[[Review], object]] = [
    lambda review: Review.objects.update(note="改"),
    lambda review: Review.objects.filter(pk=review.pk).update(note="改"),
    lambda review: review.commitment.reviews.update(note="改"),
    lambda review: Review.objects.all().delete(),
    lambda review: review.commitment.reviews.filter(act="decide").delete(),
    lambda review: Review.objects.bulk_update([review], ["note"]),
    lambda review: Review.objects.bulk_create([unsaved(review)]),
    lambda review: Review.objects.update_or_create(pk=review.pk, defaults={"note": "改"}),
    lambda review: review.save(),
    lambda review: review.delete(),
]


@pytest.mark.parametrize("change", REFUSED)
def test_nothing_changes_or_removes_one(review: Review, change: Callable[[Review], object]) -> None:
    with pytest.raises(TypeError, match="append-only"):
        change(review)
    assert Review.objects.get().note == "差三册"


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"act": "bogus"}, "review_act_and_outcome"),
        ({"outcome": "bogus"}, "review_act_and_outcome"),
        ({"outcome": ""}, "review_act_and_outcome"),
        ({"outcome": "awaiting_report"}, "review_act_and_outcome"),
        ({"act": "approve"}, "review_act_and_outcome"),
        ({"act": "reopen"}, "review_act_and_outcome"),
        ({"outcome": "dropped", "note": ""}, "review_reason_where_required"),
        ({"act": "reject", "outcome": "", "note": ""}, "review_reason_where_required"),
    ],
)
def test_impossible_acts_are_refused(
    review: Review, fields: dict[str, Any], constraint: str
) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        unsaved(review, **fields).save()
