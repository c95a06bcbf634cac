"""The table at the end: what was promised, and what the machine thinks became of it."""

from __future__ import annotations

from collections import Counter

from django.utils.translation import gettext as _
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from tracker.core.types import Outcome, ReviewState
from tracker.models import Commitment, Report
from tracker.wording import OUTCOMES


def print_overview(console: Console) -> None:
    """One row a report. Suggestions stand apart from what people have confirmed."""
    table = Table(title=_("承诺事项与系统建议（系统建议，未复核）"), box=box.SIMPLE_HEAD)
    table.add_column(_("单位"))
    table.add_column(_("年度"))
    table.add_column(_("承诺事项"), justify="right")
    table.add_column(_("系统建议（未复核）"))
    table.add_column(_("已复核"), justify="right")
    for report in Report.objects.select_related("agency").order_by("agency__name", "report_year"):
        commitments = list(report.commitments.select_related("suggestion"))
        confirmed = [c for c in commitments if c.review_state == ReviewState.CONFIRMED]
        table.add_row(
            escape(report.agency.name),
            str(report.report_year),
            str(len(commitments)),
            _suggested([c for c in commitments if c not in confirmed]),
            str(len(confirmed)),
        )
    console.print(table)


def _suggested(commitments: list[Commitment]) -> str:
    """Counts by suggested outcome, in the order of the outcomes; without a suggestion: 待报告."""
    counts = Counter(
        Outcome(c.suggestion.outcome) if c.suggestion else Outcome.AWAITING_REPORT
        for c in commitments
    )
    return _("，").join(f"{label} {counts[o]}" for o, label in OUTCOMES.items() if counts[o])
