"""The indexes of the lists: PostgreSQL sees that each serves what it was made for."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from tests import factories
from tracker.api.commitment_filters import CommitmentFilters
from tracker.core.types import ReviewState
from tracker.models import Commitment
from tracker.models.commitments import LIST_INDEXES
from tracker.selectors.commitments import VERIFIABLE

pytestmark = pytest.mark.django_db

CASES = [
    ({"review_state": "proposed"}, "id", "commitment_state_key"),
    ({"review_state": "proposed"}, "-plan_year", "commitment_state_year"),
    ({"review_state": "unmatched"}, "updated_at", "commitment_state_change"),
    ({"outcome": "partial"}, "-id", "commitment_outcome_key"),
    ({"outcome": "partial"}, "plan_year", "commitment_outcome_year"),
    ({"outcome": "fulfilled"}, "-updated_at", "commitment_outcome_change"),
    ({"plan_year": 2025}, "updated_at", "commitment_plan_change"),
    ({"report_year": 2024}, "-updated_at", "commitment_plan_change"),
    ({"outcome": "awaiting_report"}, "id", "commitment_awaiting_key"),
    ({"outcome": "awaiting_report"}, "plan_year", "commitment_awaiting_year"),
    ({"outcome": "awaiting_report"}, "-updated_at", "commitment_awaiting_change"),
    ({"suggested_outcome": "partial"}, "-id", "commitment_suggested_key"),
    ({"suggested_outcome": "partial"}, "-plan_year", "commitment_suggested_year"),
    ({"suggested_outcome": "partial"}, "updated_at", "commitment_suggested_change"),
    ({"verifiable": False}, "-verifiability", "commitment_unverifiable"),
]


_IN_THE_WAY = {"commitment_by_plan_year", "commitment_by_change", "commitment_by_verifiability"}


@pytest.mark.postgresql
@pytest.mark.parametrize(("asked", "sort", "index"), CASES)
def test_what_is_asked_for_is_found_in_its_order(
    asked: dict[str, Any], sort: str, index: str
) -> None:
    """With every other index out of the way: that this one would do, and needs no sorting."""
    factories.make_pair()
    root = factories.make_user(is_superuser=True)
    found, _ = CommitmentFilters.model_validate(asked).found(root)
    down = "-" if sort.startswith("-") else ""
    ordered = found.order_by(sort, f"{down}pk").values("pk")[:5]
    others = {made.name for made in LIST_INDEXES} - {index}
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
        for other in others | _IN_THE_WAY:
            cursor.execute(f"DROP INDEX {other}")
    plan = ordered.explain()
    assert index in plan
    assert "Sort" not in plan


def test_every_index_has_a_case() -> None:
    assert {index.name for index in LIST_INDEXES} == {index for _, _, index in CASES}


@pytest.mark.sqlite
def test_unverifiable_is_what_is_not_verifiable() -> None:
    """The index says in its own words what selectors.commitments says."""
    rows = [("", 2, ""), ("", 1, ""), ("text_gone", 5, ""), ("text_changed", 3, ""), ("", 4, "x")]
    made = []
    for returned, points, outcome in rows:
        concluded: dict[str, Any] = {}
        if outcome:
            concluded = {"outcome": "not_assessable", "review_state": ReviewState.CONFIRMED}
        row = factories.make_commitment(returned_reason=returned, verifiability=points, **concluded)
        made.append(row.pk)
    [index] = [index for index in LIST_INDEXES if index.name == "commitment_unverifiable"]
    assert index.condition is not None
    found = set(Commitment.objects.filter(index.condition).values_list("pk", flat=True))
    assert found == set(Commitment.objects.exclude(VERIFIABLE).values_list("pk", flat=True))
    assert found == {made[1], made[2], made[4]}
