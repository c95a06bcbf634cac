"""manage.py matchcommitments [--agency NAME] [--year N]: match or re-match stored reports."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from tracker.management.database import needs_database
from tracker.models import MatchJob
from tracker.services.agencies import known_agency
from tracker.services.jobs import all_pairs, in_batches, request_jobs
from tracker.services.matching import Matched, match_batch

WORDS = {Matched.INSERTED: "insert", Matched.PUT_BACK: "failed", Matched.FAILED: "failed"}


class Command(BaseCommand):
    """Match every stored pair, or those of one agency or one plan report's year."""

    help = "Match or re-match stored reports. Reviews are never touched."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Arguments."""
        parser.add_argument("--agency", default="", help="the publisher's full name or an alias")
        parser.add_argument("--year", type=int, help="report_year of the report with the plan")

    def handle(self, *args: Any, agency: str, year: int | None, **_options: Any) -> None:
        """Print one line a pair: insert where something new was stored, noop where not.

        What another process has taken meanwhile is noop here. Exit code 1 if any pair failed.
        """
        needs_database()
        known = known_agency(agency) if agency else None
        if agency and known is None:
            raise CommandError(_("没有名为“%(name)s”的单位。") % {"name": agency})
        pairs = all_pairs(agency_name=known.name if known else "", report_year=year)
        if not pairs:
            self.stdout.write(_("没有可比对的年度：同一单位须有相邻两年的报告。"))
            return
        outcomes: dict[int, Matched] = {}
        asked = request_jobs(pairs)
        for batch in in_batches(asked):
            outcomes |= match_batch(batch)
        jobs = MatchJob.objects.select_related("plan_report__agency", "result_report")
        for job in jobs.filter(pk__in=asked).order_by("plan_report", "result_report"):
            plan, result = job.plan_report, job.result_report
            word = WORDS.get(outcomes.get(job.pk, Matched.LOST), "noop")
            self.stdout.write(f"{word:<7} {plan.agency} {plan.report_year} → {result.report_year}")
        if failed := sum(word in (Matched.PUT_BACK, Matched.FAILED) for word in outcomes.values()):
            raise CommandError(_("有 %(n)d 对年度比对时出错，已记入日志。") % {"n": failed})
