"""manage.py matchcommitments [--agency NAME] [--year N]: match or re-match stored reports."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from tracker.management.database import needs_database
from tracker.models import Report
from tracker.services.agencies import known_agency
from tracker.services.matching import all_pairs, match_pair


class Command(BaseCommand):
    """Match every stored pair, or those of one agency or one plan report's year."""

    help = "Match or re-match stored reports. Reviews are never touched."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Arguments."""
        parser.add_argument("--agency", default="", help="the publisher's full name or an alias")
        parser.add_argument("--year", type=int, help="report_year of the report with the plan")

    def handle(self, *args: Any, agency: str, year: int | None, **_options: Any) -> None:
        """Print one line a pair: insert where something new was stored, noop where not."""
        needs_database()
        known = known_agency(agency) if agency else None
        if agency and known is None:
            raise CommandError(_("没有名为“%(name)s”的单位。") % {"name": agency})
        pairs = all_pairs(agency_name=known.name if known else "", report_year=year)
        if not pairs:
            self.stdout.write(_("没有可比对的年度：同一单位须有相邻两年的报告。"))
            return
        reports = Report.objects.select_related("agency").in_bulk(
            {report_id for pair in pairs for report_id in pair}
        )
        for plan_id, result_id in pairs:
            done = match_pair(plan_id, result_id)
            word = "insert" if done is not None and done.inserted else "noop"
            plan = reports[plan_id]
            self.stdout.write(
                f"{word:<7} {plan.agency} {plan.report_year} → {reports[result_id].report_year}"
            )
