"""manage.py findshortcomings: what stored reports admit (存在不足), found anew."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from tracker.management.database import needs_database
from tracker.models import Report
from tracker.services.shortcomings import find_again


class Command(BaseCommand):
    """For reports stored before shortcomings were kept; new ones need it not. Safe to repeat."""

    help = "Find shortcomings, the commitments that take them up, and their return, in all reports."

    def handle(self, *args: Any, **options: Any) -> None:
        """One line a report: how many shortcomings it admits."""
        needs_database()
        reports = Report.objects.select_related("agency").order_by("report_year", "pk")
        for report in reports.iterator(chunk_size=20):
            number = find_again(report)
            self.stdout.write(f"{number:<4} {report.agency} {report.report_year}")
        self.stdout.write(_("不足整改对照已更新。"))
