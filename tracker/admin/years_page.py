"""两年对照: the plan of one year, in order, beside what the report of the year after says of it.

On the right stand the passages that a person confirmed; where nobody has concluded yet, those
that the machine puts forward, said to be that. What waits for its blind second reading (盲审)
shows neither.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.contrib.admin import AdminSite
from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from tracker.admin.base import person
from tracker.admin.columns import is_blind
from tracker.admin.passages import full_text_url
from tracker.admin.report_choice import number_in, reporting
from tracker.admin.report_text import Promise, promise_marks, promise_of
from tracker.admin.text_marks import Line, TextMark, marked_lines
from tracker.core.types import ReviewState
from tracker.models import Commitment, EvidenceCandidate, Report, Review
from tracker.models.reviews import CONCLUSIONS
from tracker.selectors.commitments import IN_PLAN
from tracker.selectors.scope import visible_agencies, visible_reports

OFFERED: Final = 3  # of the machine's passages, best first


@dataclass(frozen=True, slots=True)
class Answer:
    """A passage of the later report."""

    report: Report
    start: int
    end: int
    text: str
    is_suggested: bool  # 系统建议，未复核

    @property
    def url(self) -> str:
        """Its place on the later report's own page."""
        return full_text_url(self.report, self.start)


@dataclass(frozen=True, slots=True)
class Row:
    """A promise, how it stands, and what the later report says of it."""

    promise: Promise
    more: str  # what the promise says behind its heading
    answers: Sequence[Answer]
    is_blind: bool


@dataclass(frozen=True, slots=True)
class FullText:
    """One of the two reports in full, with the same places marked; `prefix` keeps anchors apart."""

    report: Report
    lines: Sequence[Line]
    prefix: str


def years_page(site: AdminSite, request: HttpRequest) -> HttpResponse:
    """The page of one plan, that of the address or the newest that is answered."""
    user = person(request)
    reports = visible_reports(user).defer("raw_text").select_related("agency")
    plan = _chosen(reports, request)
    context = {
        **site.each_context(request),
        "title": _("两年对照"),
        "opts": Report._meta,
        "agencies": reporting(visible_agencies(user)),
        "plan": plan,
        "is_nav_sidebar_enabled": False,  # two columns need the width
        **(_compared(plan, reports) if plan else {}),
    }
    return TemplateResponse(request, "admin/tracker/report/years.html", context)


def _chosen(reports: QuerySet[Report], request: HttpRequest) -> Report | None:
    key, agency = number_in(request.GET, "report"), number_in(request.GET, "agency")
    if key is not None:
        return get_object_or_404(reports, pk=key)
    if agency is not None:
        reports = reports.filter(agency=agency)
    answered = Commitment.objects.filter(report=OuterRef("pk"), result_report__isnull=False)
    order = ("-is_answered", "-report_year", "agency__name", "pk")
    return reports.annotate(is_answered=Exists(answered)).order_by(*order).first()


def _compared(plan: Report, reports: QuerySet[Report]) -> dict[str, object]:
    """What the page shows of one plan; a constant number of queries."""
    commitments = list(_commitments(plan))
    keys = {row.result_report_id for row in commitments if row.result_report_id}
    results = {report.pk: report for report in reports.filter(pk__in=keys).order_by("agency")}
    promises = {row.pk: promise_of(row) for row in commitments}
    rows = [
        Row(promises[row.pk], _more(row), list(_answers(row, results)), is_blind(row))
        for row in commitments
    ]
    of_agency = reports.filter(agency=plan.agency_id).order_by("report_year")
    texts = [_plan_text(plan, commitments, promises), *_result_texts(results.values(), rows)]
    return {
        "rows": rows,
        "results": list(results.values()),
        "pairs": of_agency.values_list("pk", "report_year", "plan_year"),
        "texts": texts,
    }


def _commitments(plan: Report) -> QuerySet[Commitment]:
    candidates = EvidenceCandidate.objects.filter(rank__lte=OFFERED).order_by("rank")
    conclusions = Review.objects.filter(act__in=CONCLUSIONS).order_by("-seq")
    return (
        plan.commitments.filter(IN_PLAN)
        .select_related("suggestion")
        .prefetch_related(
            "measures__targets",
            Prefetch("suggestion__candidates", candidates),
            Prefetch("reviews", conclusions),
        )
        .order_by("position")
    )


def _more(row: Commitment) -> str:
    return row.text.removeprefix(row.heading).lstrip("。：:；; \n")


def _answers(row: Commitment, results: dict[int, Report]) -> Iterator[Answer]:
    """The passages of a promise that may be shown, in the order of the report."""
    report = results.get(row.result_report_id or 0)
    if report is None or is_blind(row):
        return
    if row.review_state == ReviewState.CONFIRMED:
        newest = next(iter(row.reviews.all()), None)
        for item in sorted(newest.evidence if newest else [], key=lambda item: item["start"]):
            yield Answer(report, item["start"], item["end"], item["text"], is_suggested=False)
    elif row.suggestion is not None:
        for found in sorted(row.suggestion.candidates.all(), key=lambda found: found.start):
            yield Answer(report, found.start, found.end, found.text, is_suggested=True)


def _plan_text(
    plan: Report, commitments: Sequence[Commitment], promises: dict[int, Promise]
) -> FullText:
    placed = [row for row in commitments if row.end]
    sections = list(plan.sections.all())
    lines = marked_lines(plan.text, promise_marks(placed, promises), sections=sections)
    return FullText(plan, lines, "plan-")


def _result_texts(results: Iterable[Report], rows: Sequence[Row]) -> Iterator[FullText]:
    for report in results:
        answers = [a for row in rows for a in row.answers if a.report.pk == report.pk]
        marks = [
            TextMark(a.start, a.end, "offered" if a.is_suggested else "picked")
            for a in answers
            if report.text[a.start : a.end] == a.text
        ]
        lines = marked_lines(report.text, marks, sections=list(report.sections.all()))
        yield FullText(report, lines, f"result{report.pk}-")
