"""Which agencies changed since they were counted (待重新计数)."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import BigIntegerField, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from tracker.models import Report, TallyMark, TallyRun

# With more agencies marked, the tallies of the others save too little to be worth a look.
MOST_STALE: Final = 1000
MOST_MARKS: Final = 10_000


def stale_agencies() -> set[int] | None:
    """The agencies whose tallies are not true any more; None where counting them anew is quicker.

    Two queries at most, of which one looks at the MOST_MARKS oldest changes.
    """
    if not TallyRun.objects.exists():
        return None
    owners = marks_by_owner().order_by("pk").values_list("owner", flat=True)
    found = list(owners[: MOST_MARKS + 1])
    stale = {key for key in found if key is not None}
    return None if len(found) > MOST_MARKS or len(stale) > MOST_STALE else stale


def marks_by_owner() -> QuerySet[Any]:
    """Each mark with its agency, `owner`; None where the report is gone.

    The report is looked up mark by mark: whatever the planner believes of a table that fills and
    empties all day, it won't read all reports for a few.
    """
    owner = Report.objects.filter(pk=OuterRef("report_id")).values("agency_id")
    key: BigIntegerField[Any, Any] = BigIntegerField()
    return TallyMark.objects.annotate(
        owner=Coalesce(F("agency_id"), Subquery(owner, output_field=key), output_field=key)
    )
