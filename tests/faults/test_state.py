"""What two runs are compared by: a run that passes midnight is no other run."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.factories import make_pair
from tests.faults.state import differences, state
from tracker.models import Commitment, Report

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
LONG_BEFORE = dt.datetime(2026, 3, 4, 23, 59, tzinfo=dt.UTC)
SHIFTS = {"as it was": (0, 0, False), "a day later": (1, 1, False), "due otherwise": (0, 1, True)}


@pytest.mark.parametrize("shift", list(SHIFTS))
def test_by_when_a_promise_is_due(shift: str) -> None:
    came, due, differs = SHIFTS[shift]
    pair = make_pair()
    Report.objects.update(created_at=LONG_BEFORE)
    Commitment.objects.update(due_on=LONG_BEFORE.date() + 30 * DAY)
    before = state()
    Report.objects.filter(pk=pair.result.pk).update(created_at=LONG_BEFORE + came * DAY)
    Commitment.objects.update(due_on=LONG_BEFORE.date() + (30 + due) * DAY)
    assert bool(differences(before, state())) is differs
