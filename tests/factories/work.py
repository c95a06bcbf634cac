"""Units of work."""

from __future__ import annotations

from django.utils import timezone

from tests.factories.reports import Pair, make_pair
from tracker.models import MatchJob


def make_job(pair: Pair | None = None, **fields: object) -> MatchJob:
    """A job for a pair of reports, not matched yet; waiting unless its fields say otherwise."""
    pair = pair or make_pair(suggest=False)
    return MatchJob.objects.create(
        plan_report=pair.plan,
        result_report=pair.result,
        **{"requested_at": timezone.now(), **fields},
    )
