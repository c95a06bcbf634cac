"""Keeping what reports admit, and where it comes up again (不足整改对照): the machine's view.

Rows are replaced with every reading; nothing of a person's hangs on them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db import transaction

from tracker.core import types
from tracker.core.shortcomings import find_recurrences, find_remedies, find_shortcomings
from tracker.core.types import SectionKind, Span
from tracker.models import Commitment, Recurrence, Remedy, Report, Shortcoming
from tracker.selectors.commitments import IN_PLAN
from tracker.selectors.successors import forebears, heirs
from tracker.services.years import answers_of, lock_family


def store_shortcomings(report: Report) -> None:
    """Find anew what a stored report admits, and tie it to its plan and the years beside it.

    From the stored parts and commitments, so that what people corrected counts. Needs a
    transaction in which the agency is locked.
    """
    report.shortcomings.all().delete()
    parts = [
        types.Section(SectionKind(row.kind), row.heading, Span(row.start, row.end))
        for row in report.sections.all()
    ]
    rows = Shortcoming.objects.bulk_create(
        Shortcoming(
            report=report,
            position=position,
            text=found.text,
            start=found.span.start,
            end=found.span.end,
        )
        for position, found in enumerate(find_shortcomings(report.text, parts))
    )
    _store_remedies(rows, list(report.commitments.filter(IN_PLAN).order_by("position")))
    before = Report.objects.filter(
        agency__in=forebears(report.agency_id), plan_year=report.report_year
    )
    _store_recurrences([*before, report])


def relink_shortcomings(agency_ids: Collection[int]) -> None:
    """Tie the shortcomings of some agencies to next year's anew, after a succession changed.

    With those before and after, as services.years.relink. Needs a transaction.
    """
    family = {pk for start in agency_ids for pk in heirs(start) | forebears(start)}
    _store_recurrences(Report.objects.filter(agency__in=family).defer("raw_text", "text"))


def find_again(report: Report) -> int:
    """Find the shortcomings of a report that was stored before; how many there are."""
    with transaction.atomic():
        lock_family(report.agency)
        store_shortcomings(report)
        return report.shortcomings.count()


def _store_remedies(rows: list[Shortcoming], plan: list[Commitment]) -> None:
    values = [
        types.Commitment(row.ordinal, row.heading, row.text, Span(row.start, row.end))
        for row in plan
    ]
    Remedy.objects.bulk_create(
        Remedy(shortcoming=rows[tie.shortcoming], commitment=plan[tie.other], score=tie.score)
        for tie in find_remedies([row.text for row in rows], values)
    )


def _store_recurrences(plans: Iterable[Report]) -> None:
    """Set what each of these reports admits against what the report of the year after admits."""
    for plan in plans:
        Recurrence.objects.filter(earlier__report=plan).delete()
        earlier = list(plan.shortcomings.all())
        later = list(Shortcoming.objects.filter(report__in=answers_of(plan))) if earlier else []
        Recurrence.objects.bulk_create(
            Recurrence(earlier=earlier[tie.shortcoming], later=later[tie.other], score=tie.score)
            for tie in find_recurrences([row.text for row in earlier], [row.text for row in later])
        )
