"""Units of work."""

from __future__ import annotations

from django.utils import timezone

from tests.factories.people import make_user
from tests.factories.reports import Pair, make_pair
from tracker.models import Export, MatchJob, User


def make_job(pair: Pair | None = None, **fields: object) -> MatchJob:
    """A job for a pair of reports, not matched yet; waiting unless its fields say otherwise."""
    pair = pair or make_pair(suggest=False)
    return MatchJob.objects.create(
        plan_report=pair.plan,
        result_report=pair.result,
        **{"requested_at": timezone.now(), **fields},
    )


def make_export(user: User | None = None, **fields: object) -> Export:
    """A list of commitments that somebody wants as a file; it waits unless its fields differ."""
    values = {"table": "commitment", "query": "queue=all", **fields}
    return Export.objects.create(requested_by=user or make_user(is_superuser=True), **values)
