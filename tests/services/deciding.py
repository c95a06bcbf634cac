"""Short forms for tests that decide on commitments."""

from __future__ import annotations

from typing import Any

import pytest

from tracker.models import Commitment, Report, Review, User
from tracker.services import reviews
from tracker.services.reviews import ReviewRefused


def passage(report: Report, words: str, **changes: object) -> dict[str, Any]:
    start = report.text.index(words)
    place = {"start": start, "end": start + len(words), "text": words, "candidate_id": None}
    return place | changes


def decide(commitment: Commitment, reviewer: User, outcome: str, **fields: Any) -> Review:
    return reviews.decide(
        commitment.pk,
        reviewer=reviewer,
        version=fields.pop("version", commitment.version),
        outcome=outcome,
        **fields,
    )


def code_of(caught: pytest.ExceptionInfo[ReviewRefused]) -> str:
    return caught.value.code
