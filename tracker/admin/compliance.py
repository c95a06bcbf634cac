"""What the rules ask of a report, and what it has of it, in words (报告合规情况)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.core.compliance import MANDATED
from tracker.core.types import ReportKind, SectionKind, Topic
from tracker.models import Report
from tracker.selectors.commitments import IN_PLAN
from tracker.wording import SECTION_KINDS, TOPICS, UNCLASSIFIED


@dataclass(frozen=True, slots=True)
class CompliancePanel:
    """The panel of one report; facts, no verdict on the work."""

    applies: bool  # the rules are for 法治政府建设 reports only
    present: Sequence[str] = ()
    missing: Sequence[str] = ()
    filing: str = ""
    copied: str = ""


def compliance_of(report: Report) -> CompliancePanel:
    """What the panel shows; no query."""
    copied = _copied_words(report)
    if report.kind != ReportKind.RULE_OF_LAW:
        return CompliancePanel(applies=False, copied=copied)
    missing = set(report.missing_parts)
    return CompliancePanel(
        applies=True,
        present=[_part(kind) for kind in MANDATED if kind.value not in missing],
        missing=[_part(kind) for kind in MANDATED if kind.value in missing],
        filing=_filing_words(report),
        copied=copied,
    )


def missing_words(report: Report) -> str:
    """缺：… for a list; empty if nothing is missing."""
    parts = [_part(kind) for kind in MANDATED if kind.value in report.missing_parts]
    return _("缺：%(parts)s") % {"parts": "、".join(parts)} if parts else ""


def late_words(report: Report) -> str:
    """迟报 N 天 for a list; empty if it was on time or a date is not known."""
    if report.filed_on_time is not False or not (report.due and report.dated):
        return ""
    days = (report.dated - report.due).days
    return ngettext("迟报 %(days)d 天", "迟报 %(days)d 天", days) % {"days": days}


def topics_of(report: Report) -> str:
    """行政执法 3，… by number; one query."""
    rows = report.commitments.filter(IN_PLAN).order_by().values("topic").annotate(n=Count("pk"))
    counts = {row["topic"]: row["n"] for row in rows}
    named = [(str(TOPICS[Topic(code)]), n) for code, n in counts.items() if code]
    named.sort(key=lambda pair: -pair[1])
    unnamed = [(str(UNCLASSIFIED), counts[""])] if "" in counts else []
    return "，".join(f"{label} {n}" for label, n in named + unnamed)


def _part(kind: SectionKind) -> str:
    return str(SECTION_KINDS[kind])


def _filing_words(report: Report) -> str:
    """Due when, filed when, and whether that was in time."""
    if report.due is None:
        return _("报告年度或单位性质不确定，无法判断应报送日期。")
    due = date_format(report.due)
    if report.dated is None or report.filed_on_time is None:
        return _("应于%(due)s前报送；报告没有确定的落款日期，无法判断是否按期。") % {"due": due}
    days = {"due": due, "filed": date_format(report.dated)}
    if report.filed_on_time:
        return _("应于%(due)s前报送，落款日期%(filed)s，按期。") % days
    return _("应于%(due)s前报送，落款日期%(filed)s，%(late)s。") % {
        **days,
        "late": late_words(report),
    }


def _copied_words(report: Report) -> str:
    if report.copied_share is None:
        return _("没有上一年度的计划可比。")
    return _("%(percent)d%%：按字数计，与上一年度计划几乎相同的举措所占的比例。") % {
        "percent": round(100 * report.copied_share)
    }
