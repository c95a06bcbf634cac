"""The named sets of commitments."""

from __future__ import annotations

import pytest

from tests.factories import make_agency, make_commitment, make_report
from tracker.core.types import Outcome, ReviewState, Status
from tracker.models import Commitment
from tracker.selectors.commitments import answered, awaiting, in_plan, unfulfilled, verifiable

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def test_named_sets() -> None:
    agency = make_agency()
    plan, result = make_report(agency, report_year=2024), make_report(agency, report_year=2025)
    rows = {
        "waits": make_commitment(plan),
        "open": make_commitment(plan, result_report=result),
        "vague": make_commitment(plan, result_report=result, verifiability=1),
        "done": make_commitment(
            plan,
            result_report=result,
            review_state=ReviewState.CONFIRMED,
            status=Status.FULFILLED,
            outcome=Outcome.FULFILLED,
        ),
        "unclear": make_commitment(
            plan,
            result_report=result,
            review_state=ReviewState.CONFIRMED,
            outcome=Outcome.NOT_ASSESSABLE,
        ),
        "gone": make_commitment(plan, result_report=result, returned_reason="text_gone"),
        "gone early": make_commitment(plan, returned_reason="text_gone"),
        "changed": make_commitment(plan, result_report=result, returned_reason="text_changed"),
    }
    names = {row.pk: name for name, row in rows.items()}
    every = Commitment.objects.all()
    found = {
        cut.__name__: {names[row.pk] for row in cut(every)}
        for cut in (in_plan, answered, awaiting, verifiable, unfulfilled)
    }
    assert found == {
        "in_plan": set(rows) - {"gone", "gone early"},
        "answered": {"open", "vague", "done", "unclear", "changed"},
        "awaiting": {"waits"},
        "verifiable": {"waits", "open", "done", "changed"},
        "unfulfilled": {"open", "vague", "unclear", "changed"},
    }
