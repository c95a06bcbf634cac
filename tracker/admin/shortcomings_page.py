"""不足整改对照: what a report admits, what its plan does about it, and what came of it.

All of it is the machine's view (系统对照，未复核), except an outcome that a person confirmed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.contrib.admin import AdminSite
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.admin.base import person
from tracker.admin.exporting import about, exported
from tracker.admin.passages import line_url
from tracker.admin.report_choice import number_in, reporting
from tracker.admin.report_text import Promise, promise_of
from tracker.core.shortcomings import ANSWERED
from tracker.models import Agency, Report, Shortcoming, User
from tracker.papers.xlsx import Fact
from tracker.selectors.scope import visible_agencies, visible_reports
from tracker.selectors.shortcomings import (
    RETURNING,
    UNPLANNED,
    shortcoming_counts,
    shortcomings_of,
    with_plan_and_result,
)
from tracker.services import exports

PER_PAGE: Final = 40  # shortcomings
TABLE: Final = "shortcoming"
QUESTIONS: Final = {UNPLANNED: gettext_lazy("未见对应安排"), RETURNING: gettext_lazy("次年再现")}


@dataclass(frozen=True, slots=True)
class Planned:
    """A commitment of the same report that takes the shortcoming up, or may."""

    promise: Promise
    is_answer: bool  # False: it only may have to do with it


@dataclass(frozen=True, slots=True)
class Row:
    """A shortcoming with its plan and its return."""

    shortcoming: Shortcoming
    url: str  # the report's own page
    is_first: bool  # of its report on this page
    plans: Sequence[Planned]
    returned: Sequence[tuple[str, Shortcoming]]  # address of its line in the later report
    is_followed: bool  # the year after has a report

    @property
    def height(self) -> int:
        """Table rows that it takes."""
        return max(1, len(self.plans))


@dataclass(frozen=True, slots=True)
class _Chosen:
    """What a query string asks of this page, in a person's scope."""

    agency: int | None
    year: int | None
    question: str
    reports: QuerySet[Report]


def _chosen(user: User, query: QueryDict) -> _Chosen:
    reports = visible_reports(user)
    agency, year = number_in(query, "agency"), number_in(query, "year")
    reports = reports if agency is None else reports.filter(agency=agency)
    reports = reports if year is None else reports.filter(report_year=year)
    return _Chosen(agency, year, query.get("only", ""), reports)


def shortcomings_page(site: AdminSite, request: HttpRequest) -> HttpResponse:
    """The table over what the person may see, as filtered; a constant number of queries."""
    user, chosen = person(request), _chosen(person(request), request.GET)
    visible = visible_reports(user)
    rows = shortcomings_of(chosen.reports, among=visible, question=chosen.question)
    found = with_plan_and_result(rows, among=visible)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("p"))
    kept = request.GET.copy()
    kept.pop("p", None)
    years = visible.order_by("-report_year").values_list("report_year", flat=True).distinct()
    context = {
        **site.each_context(request),
        "title": _("不足整改对照"),
        "opts": Report._meta,
        "agencies": reporting(visible_agencies(user)),
        "agency": chosen.agency,
        "years": years,
        "year": chosen.year,
        "questions": QUESTIONS.items(),
        "question": chosen.question,
        "counts": shortcoming_counts(chosen.reports, among=visible),
        "page": page,
        "rows": _rows(page),
        "query": kept.urlencode(),
        "is_nav_sidebar_enabled": False,  # the columns need the width
    }
    return TemplateResponse(request, "admin/tracker/report/shortcomings.html", context)


def read_shortcomings(user: User, query: str) -> exports.Listed:
    """The page's list for this person now, for its file. Raises ExportRefused."""
    if not (user.is_active and user.is_staff and user.has_perm("tracker.view_report")):
        raise exports.ExportRefused("export_not_permitted")
    chosen = _chosen(user, QueryDict(query))
    visible = visible_reports(user)
    rows = shortcomings_of(chosen.reports, among=visible, question=chosen.question)
    page = reverse("admin:tracker_report_shortcomings")
    url = f"{page}?{query}" if query else page
    facts = [*about(user, title=_("不足整改对照"), url=url), *_filters(chosen)]
    return exports.Listed(TABLE, rows, rows.count(), facts)


def shortcomings_file(request: HttpRequest) -> HttpResponseBase:
    """What the page lists, as a workbook."""
    back = reverse("admin:tracker_report_shortcomings")
    return exported(request, table=TABLE, read=read_shortcomings, back=back)


exports.offer(TABLE, read_shortcomings)


def _filters(chosen: _Chosen) -> Iterator[Fact]:
    if chosen.agency is not None:
        named = Agency.objects.filter(reports__in=chosen.reports.order_by()).first()
        yield _("筛选"), f"{_('单位')}：{named or '—'}"
    if chosen.year is not None:
        yield _("筛选"), f"{_('报告年度')}：{chosen.year}"
    if chosen.question in QUESTIONS:
        yield _("筛选"), str(QUESTIONS[chosen.question])


def _rows(shortcomings: Iterable[Shortcoming]) -> list[Row]:
    rows: list[Row] = []
    for shortcoming in shortcomings:
        before = rows[-1].shortcoming.report_id if rows else None
        plans = [
            Planned(promise_of(remedy.commitment), is_answer=remedy.score >= ANSWERED)
            for remedy in shortcoming.remedies.all()
        ]
        returned = [
            (line_url(again.later.report_id, getattr(again, "line", 0)), again.later)
            for again in shortcoming.recurrences.all()
        ]
        rows.append(
            Row(
                shortcoming,
                reverse("admin:tracker_report_change", args=[shortcoming.report_id]),
                is_first=shortcoming.report_id != before,
                plans=plans,
                returned=returned,
                is_followed=bool(getattr(shortcoming, "is_followed", False)),
            )
        )
    return rows
