"""Short forms for tests that decide on commitments."""

from __future__ import annotations

from typing import Any

import pytest

from tests.factories import PROBLEMS
from tracker.models import Commitment, Report, Review, User
from tracker.services import reviews
from tracker.services.reviews import DROPPING_OUTCOMES, ReviewRefused


def passage(report: Report, words: str, **changes: object) -> dict[str, Any]:
    start = report.text.index(words)
    place = {"start": start, "end": start + len(words), "text": words, "candidate_id": None}
    return place | changes


def decide(commitment: Commitment, reviewer: User, outcome: str, **fields: Any) -> Review:
    """As the service; a drop rests on the report's first problem unless told otherwise."""
    if outcome in DROPPING_OUTCOMES and commitment.result_report is not None:
        fields.setdefault("evidence", [passage(commitment.result_report, PROBLEMS[0])])
    return reviews.decide(
        commitment.pk,
        reviewer=reviewer,
        version=fields.pop("version", commitment.version),
        outcome=outcome,
        **fields,
    )


def code_of(caught: pytest.ExceptionInfo[ReviewRefused]) -> str:
    return caught.value.code
