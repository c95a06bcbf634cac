"""Moving a report to the agency or the year that it is of (改单位, 改年度)."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.core.types import UnreadableReport
from tracker.models import Agency, Report
from tracker.services.copying import measure_copying, measure_copying_at
from tracker.services.mending import CorrectionRefused, Wish
from tracker.services.reports import read_again
from tracker.services.shortcomings import relink_shortcomings, store_shortcomings
from tracker.services.successions import propose_successions
from tracker.services.years import plans_before, retie


def move(report: Report, wishes: Sequence[Wish]) -> None:
    """Make a report that of another agency or year, and tie the years on both sides anew.

    To be called inside a transaction that holds the report and the families of both agencies.
    It is read again, because the year decides what 年底前 means. Raises CorrectionRefused where
    that agency has a report of that year.
    """
    agency_id, report_year = report.agency_id, report.report_year
    for wish in wishes:
        agency_id = wish.said.get("agency_id", agency_id)
        report_year = wish.said.get("report_year", report_year)
    _free(report, agency_id=agency_id, report_year=report_year)
    left = (report.agency_id, report.report_year)
    plans = plans_before(*left)
    report.agency = Agency.objects.get(pk=agency_id)
    report.report_year, report.plan_year = report_year, report_year + 1
    report.facts = _facts(report, wishes)
    try:
        read_again(report)
    except UnreadableReport as verdict:
        raise CorrectionRefused("unreadable_again") from verdict
    report.commitments.update(plan_year=report.plan_year)
    plans += [*plans_before(agency_id, report_year), report]
    retie(list({plan.pk: plan for plan in plans}.values()))
    store_shortcomings(report)
    relink_shortcomings([left[0], agency_id])
    measure_copying(report)
    measure_copying_at(*left)
    propose_successions(report)


def _free(report: Report, *, agency_id: int, report_year: int) -> None:
    others = Report.objects.filter(agency=agency_id, report_year=report_year)
    if others.exclude(pk=report.pk).exists():
        name = Agency.objects.values_list("name", flat=True).get(pk=agency_id)
        raise CorrectionRefused("place_taken", agency=name, year=report_year)


def _facts(report: Report, wishes: Sequence[Wish]) -> dict[str, object]:
    """What is known of the report: said by a person now, or as it was read, where taken back."""
    facts = dict(report.facts)
    for wish in wishes:
        name = "agency" if "agency_id" in wish.said else "report_year"
        fact = {"value": str(wish.said[name]), "evidence": "", "confidence": 1.0, "given": True}
        facts[name] = wish.said.get("fact") or fact
    return facts
