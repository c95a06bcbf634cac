"""The list behind a figure (统计口径): filters that only links of the dashboard choose.

They narrow by the very conditions that selectors.figures and selectors.filing count. Unchosen
they are not shown; a value that means nothing finds nothing.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.timezone import get_current_timezone, localdate
from django.utils.translation import gettext_lazy as _

from tracker.admin.base import person
from tracker.models import Region
from tracker.selectors.figures import CONFIRMED, NAMES, behind
from tracker.selectors.filing import FILINGS
from tracker.selectors.narrowing import Narrowing
from tracker.selectors.scope import visible_agencies, visible_regions
from tracker.wording import NO_REGION

NONE = "none"  # of no region

FIGURES = {
    "all": _("已提交下一年度报告"),
    "verifiable": _("可核查"),
    "fulfilled": _("已兑现"),
    "fulfilled_verifiable": _("已兑现（可核查）"),
    "dropped": _("不再推进"),
    "unfulfilled": _("未兑现"),
    "reviewed": _("已确认"),
    "reviewed_verifiable": _("已确认（可核查）"),
    "awaiting": _("待报告"),
    "silent": _("未回应"),
    "silent_verifiable": _("未回应（可核查）"),
    "silent_suggested": _("未回应（系统建议，未复核）"),
    "missed": _("数字未达标（系统核对，已复核）"),
    "missed_suggested": _("数字未达标（系统核对，未复核）"),
    "unfulfilled_verifiable": _("未兑现（可核查）"),
    "unfulfilled_confirmed": _("未兑现（已确认）"),
    "short": _("部分兑现或未达成"),
    "moving": _("推进中"),
    "vague": _("难以核查"),
    "unconfirmed": _("尚未确认"),
    "waiting": _("待复核"),
    "second": _("待盲审"),
    "disputed": _("有争议"),
    "approval": _("待批准"),
    "renewed_open": _("再次承诺而未了结"),
    "overdue": _("复核已逾期"),
    "soon": _("复核将到期"),
}
FILING = {
    "ruled": _("法治政府建设报告"),
    "on_time": _("按期报送"),
    "late": _("迟报"),
    "undated": _("无法判断是否按期"),
    "dated": _("可判断是否按期"),
    "incomplete": _("缺少法定内容"),
    "comparable": _("可与上年计划比"),
    "copied": _("半数以上沿用上年计划"),
}


class Linked(admin.SimpleListFilter):
    """Shows its one choice while it is chosen, and narrows the list only then."""

    def words(self, request: HttpRequest, value: str) -> Any:
        """What the choice is called."""
        return value

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """The chosen value."""
        value = request.GET.get(str(self.parameter_name))
        return [(value, self.words(request, value))] if value else []

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The whole list, or what `narrowed` leaves of it."""
        value = self.value()
        return queryset if value is None else self.narrowed(queryset, value)

    def narrowed(self, queryset: QuerySet[Any], value: str) -> QuerySet[Any]:
        """What of the list the choice means."""
        raise NotImplementedError


class FigureFilter(Linked):
    """What a figure of the dashboard counts."""

    title = _("统计口径")
    parameter_name = "figure"

    def words(self, request: HttpRequest, value: str) -> Any:
        """Its name."""
        return FIGURES.get(value, value)

    def narrowed(self, queryset: QuerySet[Any], value: str) -> QuerySet[Any]:
        """Of a list of commitments."""
        return behind(queryset, value, today=localdate()) if value in NAMES else queryset.none()


class MonthFilter(Linked):
    """Confirmed in one month (2026-05), local time."""

    title = _("确认月份")
    parameter_name = "month"

    def narrowed(self, queryset: QuerySet[Any], value: str) -> QuerySet[Any]:
        """Of a list of commitments."""
        try:
            first = dt.datetime.strptime(value, "%Y-%m").replace(tzinfo=get_current_timezone())
            after = first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)
        except ValueError:
            return queryset.none()
        return queryset.filter(CONFIRMED, reviewed_at__gte=first, reviewed_at__lt=after)


class HomeFilter(Linked):
    """The agencies that belong to a region directly, by its code; or those of none."""

    title = _("直属地区")
    parameter_name = "home"
    path = "report__agency__region"

    def words(self, request: HttpRequest, value: str) -> Any:
        """The region's name, if the person may see it."""
        if value == NONE:
            return str(NO_REGION)
        found: Region | None = visible_regions(person(request)).filter(code=value[:12]).first()
        return found.name if found else value

    def narrowed(self, queryset: QuerySet[Any], value: str) -> QuerySet[Any]:
        """Of a list that leads to a region by `path`."""
        wanted = ("isnull", True) if value == NONE else ("code", value)
        return queryset.filter((f"{self.path}__{wanted[0]}", wanted[1]))


class ReportHomeFilter(HomeFilter):
    """The same of a list of reports."""

    path = "agency__region"


class ReportPlaceFilter(Linked):
    """A region with all below it, by its key."""

    title = _("地区")
    parameter_name = "region"

    def words(self, request: HttpRequest, value: str) -> Any:
        """The region's name, if the person may see it."""
        key = number(value)
        found = visible_regions(person(request)).filter(pk=key).first() if key else None
        return found.name if found else value

    def narrowed(self, queryset: QuerySet[Any], value: str) -> QuerySet[Any]:
        """Of a list of reports."""
        key = number(value)
        return Narrowing(region=key).reports(queryset) if key else queryset.none()


class ReportAgencyFilter(ReportPlaceFilter):
    """One agency, by its key."""

    title = _("单位")
    parameter_name = "agency"

    def words(self, request: HttpRequest, value: str) -> Any:
        """The agency's name, if the person may see it."""
        key = number(value)
        found = visible_agencies(person(request)).filter(pk=key).first() if key else None
        return found.name if found else value

    def narrowed(self, queryset: QuerySet[Any], value: str) -> QuerySet[Any]:
        """Of a list of reports."""
        key = number(value)
        return Narrowing(agency=key).reports(queryset) if key else queryset.none()


class FilingFilter(Linked):
    """What a figure of 报告合规情况 counts."""

    title = _("统计口径")
    parameter_name = "filing"

    def words(self, request: HttpRequest, value: str) -> Any:
        """Its name."""
        return FILING.get(value, value)

    def narrowed(self, queryset: QuerySet[Any], value: str) -> QuerySet[Any]:
        """Of a list of reports."""
        return queryset.filter(FILINGS.get(value, Q(pk__in=[])))


OF_COMMITMENTS = (FigureFilter, HomeFilter, MonthFilter)
OF_REPORTS = (FilingFilter, ReportHomeFilter, ReportPlaceFilter, ReportAgencyFilter)


def number(value: str | None) -> int | None:
    """A key or a year out of a query string; None if it is none."""
    is_key = value and value.isascii() and value.isdecimal() and len(value) < 10
    return int(value) if value and is_key else None
