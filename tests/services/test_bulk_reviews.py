"""Confirming many at once: what may, what may not and why, and nothing that was not shown."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.factories import (
    ANSWERS,
    Pair,
    make_candidate,
    make_inspector,
    make_pair,
    make_suggestion,
    make_user,
)
from tests.services.deciding import code_of, decide
from tracker.core.types import Outcome, ReviewState, Status
from tracker.models import Commitment, Review, Suggestion, User
from tracker.services import bulk_reviews
from tracker.services.bulk_reviews import Shown, confirm, preview
from tracker.services.reviews import ReviewRefused

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture
def sure(pair: Pair) -> Commitment:
    """Suggested as fulfilled, 95 %, with a passage of the achievements."""
    row = pair.commitments[0]
    make_suggestion(
        row, outcome=Outcome.FULFILLED, confidence=0.95, passages=[ANSWERS[0]], matcher_version="2"
    )
    return Commitment.objects.get(pk=row.pk)


def shown(*rows: Commitment) -> list[Shown]:
    return [Shown(row.pk, row.version, row.suggestion_id or 0) for row in rows]


def test_a_sure_one_is_confirmed_as_one_by_one(sure: Commitment, inspector: User) -> None:
    (candidate,) = preview(inspector, [sure.pk])
    assert (candidate.outcome, candidate.refused) == ("fulfilled", "")
    assert candidate.passage is not None
    result = confirm(inspector, shown(sure))
    assert not result.refused
    (review,) = result.made
    assert (review.act, review.outcome, review.in_bulk) == ("decide", "fulfilled", True)
    assert [item["text"] for item in review.evidence] == [ANSWERS[0]]
    sure.refresh_from_db()
    assert (sure.review_state, sure.status) == (ReviewState.CONFIRMED, Status.FULFILLED)


def suggested(**fields: object) -> Callable[[Commitment, User], object]:
    return lambda row, _user: Suggestion.objects.filter(commitment=row).update(**fields)


def changed(**fields: object) -> Callable[[Commitment, User], object]:
    return lambda row, _user: Commitment.objects.filter(pk=row.pk).update(**fields)


REFUSED: list[tuple[str, Callable[[Commitment, User], object]]] = [
    ("bulk_no_suggestion", changed(suggestion=None)),
    ("awaiting_report", changed(result_report=None)),
    ("bulk_not_open", lambda row, user: decide(row, user, "partial")),
    ("bulk_not_open", changed(review_state="second_review")),
    ("bulk_not_open", changed(review_state="disputed")),
    ("bulk_returned", changed(returned_reason="result_changed")),
    ("bulk_drop", suggested(outcome="dropped")),
    ("bulk_drop", suggested(outcome="superseded")),
    ("bulk_unsure", suggested(confidence=0.89)),
    ("bulk_number_missed", suggested(numbers_missed=1)),
    (
        "bulk_no_passage",
        lambda row, _user: row.suggestion and row.suggestion.candidates.update(score=0.4),
    ),
    (
        "bulk_no_passage",
        lambda row, _user: (
            row.suggestion and row.suggestion.candidates.update(section_kind="problems")
        ),
    ),
]


@pytest.mark.parametrize(("code", "spoil"), REFUSED)
def test_what_is_never_confirmed_together(
    sure: Commitment, inspector: User, code: str, spoil: Callable[[Commitment, User], object]
) -> None:
    spoil(sure, inspector)
    before = Review.objects.count()
    (candidate,) = preview(inspector, [sure.pk])
    assert candidate.refused == code
    result = confirm(inspector, shown(Commitment.objects.get(pk=sure.pk)))
    assert (list(result.made), list(result.refused)) == ([], [(sure.pk, code)])
    assert Review.objects.count() == before


def test_the_best_passage_is_the_evidence(sure: Commitment, inspector: User) -> None:
    assert sure.suggestion is not None
    make_candidate(sure.suggestion, ANSWERS[1], rank=2)
    (candidate,) = preview(inspector, [sure.pk])
    assert candidate.passage is not None
    assert candidate.passage.rank == 1


def test_what_changed_since_the_preview_is_left_alone(
    pair: Pair, sure: Commitment, inspector: User
) -> None:
    old = shown(sure)
    make_suggestion(sure, confidence=0.99, passages=[ANSWERS[0]], matcher_version="3")
    assert confirm(inspector, old).refused == [(sure.pk, "changed_meanwhile")]
    now = shown(Commitment.objects.get(pk=sure.pk))
    Commitment.objects.filter(pk=sure.pk).update(version=9)
    assert confirm(inspector, now).refused == [(sure.pk, "changed_meanwhile")]


def test_one_refusal_does_not_hold_up_the_others(
    pair: Pair, sure: Commitment, inspector: User
) -> None:
    result = confirm(inspector, shown(pair.commitments[1], sure))
    assert [review.commitment_id for review in result.made] == [sure.pk]
    assert [pk for pk, _code in result.refused] == [pair.commitments[1].pk]


def test_only_in_ones_scope(sure: Commitment) -> None:
    stranger = make_inspector(make_pair().agency)
    assert preview(stranger, [sure.pk]) == []
    assert confirm(stranger, shown(sure)).refused == [(sure.pk, "out_of_scope")]


def test_only_with_the_right_to_review(pair: Pair, sure: Commitment) -> None:
    reader = make_user(responsible_for=[pair.agency])
    with pytest.raises(ReviewRefused) as caught:
        preview(reader, [sure.pk])
    assert code_of(caught) == "not_permitted"


def test_at_most_so_many(inspector: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk_reviews, "MOST", 2)
    with pytest.raises(ReviewRefused) as caught:
        preview(inspector, [1, 2, 3])
    assert code_of(caught) == "too_many_at_once"
