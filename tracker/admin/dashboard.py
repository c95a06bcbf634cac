"""统计看板: where promises stand, on one page, each figure with its table and its list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.admin import SimpleListFilter
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from tracker.admin import dashboard_panels as panels
from tracker.admin import dashboard_work as work
from tracker.admin import filters
from tracker.admin.base import ModelAdmin, person
from tracker.admin.dashboard_cells import Links, Panel, percent
from tracker.admin.dashboard_file import dashboard_file
from tracker.admin.figure_filters import NONE, number
from tracker.core.types import Topic
from tracker.models import Commitment, User
from tracker.selectors.extent import Extent
from tracker.selectors.filing import By as FilingBy
from tracker.selectors.filing import filing
from tracker.selectors.narrowing import Narrowing, latest_answered
from tracker.selectors.open_chains import open_chains
from tracker.selectors.overview import Overview, overview
from tracker.selectors.review_progress import ReviewProgress
from tracker.selectors.scope import visible_reports
from tracker.selectors.silence import SilenceRow
from tracker.selectors.statistics import By, FulfilmentRow, fulfilment, total

TEMPLATE = "admin/tracker/commitment/dashboard.html"
YEAR = str(filters.YearFilter.parameter_name)
# The same filters, choices and parameters as above the list of commitments.
FILTERS: Sequence[type[SimpleListFilter]] = (
    filters.RegionFilter,
    filters.AgencyFilter,
    filters.YearFilter,
    filters.TopicFilter,
)


@dataclass(frozen=True, slots=True)
class Tile:
    """One of the figures at the head: the figure, and what it is made of."""

    title: str
    figures: Sequence[tuple[str, str]]  # value, what of
    words: Sequence[str]


@dataclass(frozen=True, slots=True)
class Choice:
    """One filter of the form."""

    name: str
    title: str
    options: Sequence[tuple[str, Any]]
    chosen: str


def dashboard_page(admin: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """The page for what the person may see, narrowed by the query string; by POST its tables.

    Unasked, it is about the newest year that has been reported on; an empty year means all.
    """
    user = person(request)
    narrowing = narrowing_of(request)
    if YEAR not in request.GET:
        narrowing = replace(narrowing, year=latest_answered(visible_reports(user)))
    show_all = request.method == "POST" or request.GET.get("rows") == "all"
    context = {
        **admin.admin_site.each_context(request),
        "title": _("统计看板"),
        "opts": Commitment._meta,
        "choices": _choices(admin, request, narrowing),
        "now": timezone.now(),
        "all_rows_url": Links(narrowing).dashboard(rows="all"),
        "is_nav_sidebar_enabled": False,  # the charts need the width
        **_promises(user, narrowing, show_all=show_all),
        **_reports(user, narrowing, show_all=show_all),
    }
    if request.method == "POST":
        tables = [*context["panels"], *context.get("reports", [])]
        query, chosen = request.GET.urlencode(), _chosen_words(context["choices"])
        return dashboard_file(tables, user=user, query=query, chosen=chosen)
    return TemplateResponse(request, TEMPLATE, context)


def _chosen_words(choices: Sequence[Choice]) -> list[tuple[str, str]]:
    """What the figures were narrowed to."""
    return [
        (_("筛选"), f"{choice.title}：{label}")
        for choice in choices
        for value, label in choice.options
        if choice.chosen and str(value) == choice.chosen
    ]


def narrowing_of(request: HttpRequest) -> Narrowing:
    """The filters of a query string; a value that is none of theirs chooses nothing."""
    chosen = request.GET.get("topic")
    topic = "" if chosen == NONE else chosen if chosen in set(Topic) else None
    return Narrowing(
        region=number(request.GET.get("region")),
        agency=number(request.GET.get("agency")),
        year=number(request.GET.get("year")),
        topic=topic,
    )


def _promises(user: User, narrowing: Narrowing, *, show_all: bool) -> dict[str, Any]:
    """Everything that is counted over commitments."""
    now, today = timezone.now(), timezone.localdate()
    links, ever = Links(narrowing), Links(narrowing.every_year())
    scope, all_years = narrowing.extent(user), narrowing.every_year().extent(user)
    found = overview(scope, today=today)
    silent, silence_sum = panels.silence_panel(found.silent, links=links, show_all=show_all)
    chains = open_chains(all_years.commitments)
    return {
        "tiles": _tiles(total(found.agencies), silence_sum, found.progress),
        "panels": [
            *_rates(found, scope, ever=all_years, narrowing=narrowing, show_all=show_all),
            silent,
            panels.ageing_panel(scope, today=today, links=links),
            work.progress_panel(found.progress, links=links),
            work.months_panel(scope, now=now, links=links),
        ],
        # Of interest to those who decide where two readers differ.
        "agreement": work.agreement_words(scope) if user.has_perm("tracker.approve_drop") else "",
        "chains": work.chain_lines(chains),
        "chain_count": ever.count(chains.count, "renewed_open"),
    }


def _rates(
    found: Overview,
    scope: Extent,
    *,
    ever: Extent,
    narrowing: Narrowing,
    show_all: bool,
) -> list[Panel]:
    """兑现率 by agency, over the years, by region and by topic."""
    links = Links(narrowing)
    wanted: list[tuple[By, str, list[FulfilmentRow], Links]] = [
        ("agency", _("各单位兑现率（从低到高）"), found.agencies, links),
        (
            "year",
            _("历年兑现率（不受年度筛选）"),
            fulfilment(ever, by="year"),
            Links(narrowing.every_year()),
        ),
        ("region", _("各地区兑现率（只计直属单位）"), found.regions, links),
        ("topic", _("各主题兑现率"), fulfilment(scope, by="topic"), links),
    ]
    return [
        panels.fulfilment_panel(rows, by=by, title=title, links=where, show_all=show_all)
        for by, title, rows, where in wanted
    ]


def _reports(user: User, narrowing: Narrowing, *, show_all: bool) -> dict[str, Any]:
    """What is counted over reports, for who may see them."""
    if not user.has_perm("tracker.view_report"):
        return {}
    visible = visible_reports(user)
    reports = narrowing.reports(visible)
    by: FilingBy = "year" if narrowing.year is None else "region"
    rows = filing(reports, by=by)
    return {
        "reports": [
            work.filing_panel(rows, by=by, links=Links(narrowing), show_all=show_all),
            work.shortcomings_panel(reports, among=visible, links=Links(narrowing)),
        ],
    }


def _tiles(whole: FulfilmentRow, silent: SilenceRow, progress: ReviewProgress) -> list[Tile]:
    """The figures at the head."""
    return [
        Tile(
            _("兑现率"),
            [
                (percent(whole.fulfilled, whole.all), _("占全部")),
                (percent(whole.fulfilled_verifiable, whole.verifiable), _("占可核查")),
            ],
            [
                f"{whole.fulfilled}/{whole.all}；{whole.fulfilled_verifiable}/{whole.verifiable}",
                _reviewed_words(whole.reviewed, whole.all),
            ],
        ),
        Tile(
            _("未回应率"),
            [
                (percent(silent.silent, silent.all), _("占全部")),
                (percent(silent.silent_verifiable, silent.verifiable), _("占可核查")),
            ],
            [
                f"{silent.silent}/{silent.all}；{silent.silent_verifiable}/{silent.verifiable}",
                _("系统建议，未复核：另有 %(n)d 条") % {"n": silent.silent_suggested},
            ],
        ),
        Tile(
            _("未兑现"),
            [(str(whole.unfulfilled), _("条"))],
            [
                _("数字未达标 %(n)d 条（系统核对，已复核）") % {"n": silent.missed},
                _("另有待报告 %(n)d 条") % {"n": whole.awaiting},
            ],
        ),
        Tile(
            _("复核进度"),
            [(percent(progress.reviewed, progress.all), _("已确认"))],
            [
                f"{progress.reviewed}/{progress.all}",
                _("有争议 %(disputed)d，待盲审 %(second)d，待批准 %(approval)d，逾期 %(overdue)d")
                % {
                    "disputed": progress.disputed,
                    "second": progress.second,
                    "approval": progress.approval,
                    "overdue": progress.overdue,
                },
            ],
        ),
    ]


def _reviewed_words(reviewed: int, whole: int) -> str:
    facts = {"reviewed": reviewed, "all": whole, "share": percent(reviewed, whole)}
    return _("已复核 %(reviewed)d/%(all)d（%(share)s）") % facts


def _choices(admin: ModelAdmin, request: HttpRequest, narrowing: Narrowing) -> list[Choice]:
    """The form, with the visible choices of the list's filters."""
    chosen = {name: str(value) for name, value in Links(narrowing).kept().items()}
    found = []
    for kind in FILTERS:
        listed = kind(request, {}, Commitment, admin)
        options = [(str(value), label) for value, label in listed.lookup_choices]
        name = str(kind.parameter_name)
        found.append(Choice(name, str(kind.title), options, chosen.get(name, "")))
    return found
