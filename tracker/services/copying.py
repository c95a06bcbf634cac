"""How much of a plan is last year's again (沿用上年计划), kept with the later report."""

from __future__ import annotations

from django.db.models import Prefetch

from tracker.core.compliance import copied_share
from tracker.models import Commitment, Report
from tracker.selectors.commitments import IN_PLAN
from tracker.services.readings import commitment_value


def measure_copying(report: Report) -> None:
    """Set the share copied of this report and of the next year's; needs a transaction."""
    measure_copying_at(report.agency_id, report.report_year)


def measure_copying_at(agency_id: int, report_year: int) -> None:
    """The same for an agency and a year, whose report may be there no longer.

    Both, so that the order of arrival does not matter; a constant number of queries.
    """
    years = [report_year + step for step in (-1, 0, 1)]
    planned = Commitment.objects.filter(IN_PLAN).prefetch_related("measures__targets")
    rows = Report.objects.filter(agency=agency_id, report_year__in=years)
    rows = rows.defer("raw_text", "text").prefetch_related(Prefetch("commitments", planned))
    plans = {
        row.report_year: (row.pk, [commitment_value(item) for item in row.commitments.all()])
        for row in rows
    }
    for year in years[1:]:
        if year not in plans:
            continue
        pk, plan = plans[year]
        _, previous = plans.get(year - 1, (None, []))
        Report.objects.filter(pk=pk).update(copied_share=copied_share(plan, previous))
