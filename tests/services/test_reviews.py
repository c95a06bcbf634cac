"""A person decides: what is allowed, what is refused, and that nothing is half written."""

from __future__ import annotations

from typing import Any

import pytest

from tests.factories import (
    ANSWERS,
    PROBLEMS,
    Pair,
    make_commitment,
)
from tests.services.deciding import code_of, decide, passage
from tracker.core.types import ReviewState, Status
from tracker.models import Review, User
from tracker.services.reviews import ReviewRefused

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.mark.parametrize(
    ("outcome", "status"),
    [
        ("no_evidence", Status.PENDING),
        ("in_progress", Status.PENDING),
        ("partial", Status.PENDING),
        ("not_fulfilled", Status.PENDING),
        ("not_assessable", Status.PENDING),
    ],
)
def test_a_pending_outcome_is_confirmed_by_one_person(
    pair: Pair, inspector: User, outcome: str, status: Status
) -> None:
    commitment = pair.commitments[0]
    review = decide(commitment, inspector, outcome, note=" 差三场 ")
    commitment.refresh_from_db()
    assert (commitment.status, commitment.outcome) == (status, outcome)
    assert commitment.review_state == ReviewState.CONFIRMED
    assert commitment.reviewed_at is not None
    assert commitment.version == review.commitment_version + 1 == 2
    assert (review.act, review.outcome, review.note) == ("decide", outcome, "差三场")


def test_fulfilled_stores_the_passages_as_the_report_has_them(pair: Pair, inspector: User) -> None:
    commitment = pair.commitments[0]
    assert commitment.suggestion is not None
    candidate = commitment.suggestion.candidates.get(rank=1)
    offered = passage(pair.result, ANSWERS[0], candidate_id=candidate.pk, section_kind="plan")
    free = passage(pair.result, PROBLEMS[0], candidate_id=candidate.pk)
    review = decide(commitment, inspector, "fulfilled", evidence=[free, offered, offered])
    commitment.refresh_from_db()
    assert (commitment.status, commitment.outcome) == ("fulfilled", "fulfilled")
    assert [(e["text"], e["section_kind"], e["candidate_id"]) for e in review.evidence] == [
        (ANSWERS[0], "achievements", candidate.pk),
        (PROBLEMS[0], "problems", None),
    ]


def test_what_was_shown_is_kept_when_the_machine_changes_its_view(
    pair: Pair, inspector: User
) -> None:
    commitment = pair.commitments[1]
    review = decide(commitment, inspector, "partial")
    pair.plan.plan_runs.all().delete()
    review.refresh_from_db()
    assert review.shown["outcome"] == "partial"
    assert review.shown["confidence"] == pytest.approx(0.65)
    assert review.shown["matcher_version"] == "test-1"
    assert [c["rank"] for c in review.shown["candidates"]] == [1, 2, 3]
    start, end = (review.shown["candidates"][0][k] for k in ("start", "end"))
    assert pair.result.text[start:end] == ANSWERS[0]


def test_without_a_suggestion_nothing_was_shown(inspector: User, pair: Pair) -> None:
    commitment = make_commitment(
        pair.plan, text="修整停车场。年内重新划线60个车位。", result_report=pair.result
    )
    assert decide(commitment, inspector, "no_evidence").shown == {}


BAD_EVIDENCE: list[dict[str, Any]] = [
    {"text": "周三傍晚的柜台延时值守全年办了99场"},  # words the report does not have there
    {"start": -4},
    {"end": 10_000_000},
    {"start": "1"},
    {"start": None},
    {"end": 0},
    {"start": 0.0},
    {"start": True},
    {"end": True},
]


@pytest.mark.parametrize("changes", BAD_EVIDENCE)
def test_evidence_must_stand_in_the_report(
    pair: Pair, inspector: User, changes: dict[str, Any]
) -> None:
    bad = passage(pair.result, ANSWERS[0]) | changes
    with pytest.raises(ReviewRefused) as caught:
        decide(pair.commitments[0], inspector, "fulfilled", evidence=[bad])
    assert code_of(caught) == "evidence_not_in_report"


def test_evidence_from_the_plan_report_does_not_count(pair: Pair, inspector: User) -> None:
    promise = pair.commitments[0]
    words = {"start": promise.start, "end": promise.end, "text": promise.text}
    with pytest.raises(ReviewRefused) as caught:
        decide(promise, inspector, "fulfilled", evidence=[words])
    assert code_of(caught) == "evidence_not_in_report"


def test_blank_evidence_does_not_count(pair: Pair, inspector: User) -> None:
    start = pair.result.text.index("\n")
    blank = {"start": start, "end": start + 1, "text": "\n"}
    with pytest.raises(ReviewRefused) as caught:
        decide(pair.commitments[0], inspector, "fulfilled", evidence=[blank])
    assert code_of(caught) == "evidence_too_short"


@pytest.mark.parametrize(
    ("words", "accepted"),
    [
        ("周", False),
        ("周三傍", False),
        ("43场，", False),
        ("周三傍晚", True),
        ("43场，值守安", True),
    ],
)
def test_evidence_needs_words(pair: Pair, inspector: User, words: str, *, accepted: bool) -> None:
    item = passage(pair.result, words)
    if accepted:
        assert decide(pair.commitments[0], inspector, "fulfilled", evidence=[item]).evidence
        return
    with pytest.raises(ReviewRefused) as caught:
        decide(pair.commitments[0], inspector, "fulfilled", evidence=[item])
    assert code_of(caught) == "evidence_too_short"
    assert caught.value.params == {"least": 4}


def test_a_flag_is_no_candidate(pair: Pair, inspector: User) -> None:
    item = passage(pair.result, ANSWERS[0], candidate_id=True)
    review = decide(pair.commitments[0], inspector, "fulfilled", evidence=[item])
    assert review.evidence[0]["candidate_id"] is None


@pytest.mark.parametrize(
    ("outcome", "fields", "code"),
    [
        ("fulfilled", {}, "evidence_missing"),
        ("dropped", {"note": "不办了", "evidence": []}, "evidence_missing_for_drop"),
        ("superseded", {"note": "并入", "evidence": []}, "evidence_missing_for_drop"),
        ("awaiting_report", {}, "outcome_not_allowed"),
        ("", {}, "outcome_not_allowed"),
        ("无此结论", {}, "outcome_not_allowed"),
        ("dropped", {"note": " \n"}, "note_missing"),
        ("superseded", {"note": ""}, "note_missing"),
        ("superseded", {"note": "并入新方案"}, "successor_missing"),
        ("superseded", {"note": "并入新方案", "successor_id": 987654}, "successor_missing"),
        ("partial", {"note": "长" * 4001}, "note_too_long"),
    ],
)
def test_refused_decisions_write_nothing(
    pair: Pair, inspector: User, outcome: str, fields: dict[str, Any], code: str
) -> None:
    commitment = pair.commitments[0]
    with pytest.raises(ReviewRefused) as caught:
        decide(commitment, inspector, outcome, **fields)
    assert code_of(caught) == code
    commitment.refresh_from_db()
    assert (commitment.version, commitment.review_state) == (1, ReviewState.PROPOSED)
    assert not Review.objects.exists()


def test_nothing_can_be_decided_before_the_next_report(inspector: User, pair: Pair) -> None:
    waiting = make_commitment(pair.result, text="来年接着扫描余下的旧卷宗，年中前收尾。")
    with pytest.raises(ReviewRefused) as caught:
        decide(waiting, inspector, "no_evidence")
    assert code_of(caught) == "awaiting_report"
