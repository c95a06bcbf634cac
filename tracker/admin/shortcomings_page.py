"""不足整改对照: what a report admits, what its plan does about it, and what came of it.

All of it is the machine's view (系统对照，未复核), except an outcome that a person confirmed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.contrib.admin import AdminSite
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from tracker.admin.base import person
from tracker.admin.report_choice import number_in, reporting
from tracker.admin.report_text import Promise, promise_of
from tracker.core.shortcomings import ANSWERED
from tracker.models import Report, Shortcoming
from tracker.selectors.scope import visible_agencies, visible_reports
from tracker.selectors.shortcomings import (
    RETURNING,
    UNPLANNED,
    shortcoming_counts,
    shortcomings_of,
    with_plan_and_result,
)

PER_PAGE: Final = 40  # shortcomings


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
    returned: Sequence[tuple[str, Shortcoming]]  # address of the later report's page
    is_followed: bool  # the year after has a report

    @property
    def height(self) -> int:
        """Table rows that it takes."""
        return max(1, len(self.plans))


def shortcomings_page(site: AdminSite, request: HttpRequest) -> HttpResponse:
    """The table over what the person may see, as filtered; a constant number of queries."""
    user, query = person(request), request.GET
    visible = visible_reports(user)
    agency, year = number_in(query, "agency"), number_in(query, "year")
    question = query.get("only", "")
    reports = visible if agency is None else visible.filter(agency=agency)
    reports = reports if year is None else reports.filter(report_year=year)
    found = with_plan_and_result(shortcomings_of(reports, question=question), among=visible)
    page = Paginator(found, PER_PAGE).get_page(query.get("p"))
    kept = query.copy()
    kept.pop("p", None)
    years = visible.order_by("-report_year").values_list("report_year", flat=True).distinct()
    context = {
        **site.each_context(request),
        "title": _("不足整改对照"),
        "opts": Report._meta,
        "agencies": reporting(visible_agencies(user)),
        "agency": agency,
        "years": years,
        "year": year,
        "questions": [(UNPLANNED, _("未见对应安排")), (RETURNING, _("次年再现"))],
        "question": question,
        "counts": shortcoming_counts(reports),
        "page": page,
        "rows": _rows(page),
        "query": kept.urlencode(),
        "is_nav_sidebar_enabled": False,  # the columns need the width
    }
    return TemplateResponse(request, "admin/tracker/report/shortcomings.html", context)


def _rows(shortcomings: Iterable[Shortcoming]) -> list[Row]:
    rows: list[Row] = []
    for shortcoming in shortcomings:
        before = rows[-1].shortcoming.report_id if rows else None
        plans = [
            Planned(promise_of(remedy.commitment), is_answer=remedy.score >= ANSWERED)
            for remedy in shortcoming.remedies.all()
        ]
        later = [recurrence.later for recurrence in shortcoming.recurrences.all()]
        rows.append(
            Row(
                shortcoming,
                _url(shortcoming),
                is_first=shortcoming.report_id != before,
                plans=plans,
                returned=[(_url(again), again) for again in later],
                is_followed=bool(getattr(shortcoming, "is_followed", False)),
            )
        )
    return rows


def _url(shortcoming: Shortcoming) -> str:
    return reverse("admin:tracker_report_change", args=[shortcoming.report_id])
