"""What the database refuses, whoever writes."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests.factories import make_pair
from tracker.models import Commitment

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

CONFIRMED = {"review_state": "confirmed"}


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"review_state": "bogus"}, "commitment_review_state_known"),
        ({"status": "bogus"}, "commitment_(status|decided)"),
        ({"outcome": "bogus", "status": "pending", **CONFIRMED}, "commitment_outcome_known"),
        ({"outcome": "awaiting_report", **CONFIRMED}, "commitment_outcome_known"),
        ({"returned_reason": "bogus"}, "commitment_returned_reason_known"),
        ({"outcome": "partial"}, "commitment_decided_only_when_confirmed"),
        (CONFIRMED, "commitment_decided_only_when_confirmed"),
        ({"outcome": "fulfilled", **CONFIRMED}, "commitment_status_of_outcome"),
        (
            {"outcome": "superseded", "status": "dropped", **CONFIRMED},
            "commitment_superseded_has_successor",
        ),
    ],
)
def test_impossible_states_are_refused(changes: dict[str, Any], constraint: str) -> None:
    row = make_pair().commitments[0]
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Commitment.objects.filter(pk=row.pk).update(**changes)


@pytest.mark.parametrize(
    ("outcome", "status"),
    [("fulfilled", "fulfilled"), ("partial", "pending"), ("dropped", "dropped")],
)
def test_confirmed_states_are_stored(outcome: str, status: str) -> None:
    row = make_pair().commitments[0]
    changes = {"outcome": outcome, "status": status, **CONFIRMED}
    assert Commitment.objects.filter(pk=row.pk).update(**changes) == 1
