"""/stats, continued: silence, ageing and compliance, as flat rows."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Query, Router, Schema

from tracker.api.delivery import encoded
from tracker.api.errors import Problem
from tracker.api.figures import AgeTable, ComplianceTable, SilenceTable
from tracker.api.moments import AS_OF, day_of, moment_of
from tracker.api.parameters import RegionCode, ScopeFilters, Year, in_region, refuse_unknown
from tracker.api.statistics import FulfilmentFilters
from tracker.selectors import as_of_figures as then
from tracker.selectors import filing, silence, statistics
from tracker.selectors.ageing import AgeRow
from tracker.selectors.scope import visible_reports
from tracker.selectors.statistics import share

router = Router(tags=["统计"])

ERRORS = {401: Problem, 403: Problem, 422: Problem, 429: Problem}
# Of the past: what the newest run of the machine says now was not said then.
NOT_KEPT = ("missed", "silent_suggested", "missed_suggested")
PAST = ("past_0", "past_1", "past_2", "past_3_or_more")


class AgeFilters(ScopeFilters):
    """How to group, and of what; as it is now, or was."""

    by: statistics.By = Field(
        "year", description="分组：计划年度、单位、地区（只计直属该地区的单位）或主题"
    )
    as_of: str | None = AS_OF


class ComplianceFilters(Schema):
    """Of which reports."""

    by: filing.By = Field("year", description="分组：报告年度、单位，或地区（只计直属单位）")
    region: RegionCode | None = Field(
        None, description="行政区划代码，含其下级地区", examples=["330100"]
    )
    report_year: Year | None = Field(None, description="报告年度", examples=[2024])
    as_of: str | None = AS_OF


@router.get(
    "/silence",
    response={200: SilenceTable, **ERRORS},
    operation_id="silence",
    summary="未回应率",
    description="下一年度报告只字未提的承诺，以人工确认为准；系统看法另列，不计入比率。"
    "as_of 给出过去某日的数字；当时的系统看法没有保存，有关各项为 null。"
    "例：`/api/v1/stats/silence?by=agency&plan_year=2025`",
)
def get_silence(request: HttpRequest, filters: Query[FulfilmentFilters]) -> HttpResponse:
    """Silence within the caller's scope, now or at a moment in the past."""
    refuse_unknown(request, FulfilmentFilters)
    extent = filters.extent(request.user)
    moment = moment_of(filters.as_of)
    found: Sequence[silence.SilenceThen]
    if moment is None:
        found = silence.silence(extent, by=filters.by)
    else:
        found = then.silence_then(extent, at=moment, by=filters.by)
    return encoded(request, {"items": [_silence(row) for row in found]})


@router.get(
    "/ageing",
    response={200: AgeTable, **ERRORS},
    operation_id="ageing",
    summary="账龄",
    description="未兑现的承诺按计划年度（不给 by 时）、单位、地区或主题分组；"
    "各组又按已过几年分为四段，相加即为 open。"
    "不按计划年度分组时，plan_year 和 years_past 是本组有未兑现的最早一个计划年度的。"
    "as_of 给出过去某日的数字。例：`/api/v1/stats/ageing?by=region&plan_year=2024`",
)
def get_ageing(request: HttpRequest, filters: Query[AgeFilters]) -> HttpResponse:
    """Ageing within the caller's scope, now or at a moment in the past."""
    refuse_unknown(request, AgeFilters)
    extent = filters.extent(request.user)
    moment = moment_of(filters.as_of)
    today = timezone.localdate() if moment is None else day_of(moment)
    rows = then.ageing_then(extent, at=moment, today=today, by=filters.by)
    return encoded(request, {"items": [_age(row) for row in rows]})


@router.get(
    "/compliance",
    response={200: ComplianceTable, **ERRORS},
    operation_id="compliance",
    summary="报告合规情况",
    description="年度报告是否按期、内容是否齐全、计划沿用上年多少，按报告年度、单位或地区；"
    "报告没有主题，不能按主题分。"
    "as_of 只计该日已录入的报告，读法按现在的：其后的更正和核对已计在内，单位按现在的归属。"
    "例：`/api/v1/stats/compliance?by=agency&region=330100`",
)
def get_compliance(request: HttpRequest, filters: Query[ComplianceFilters]) -> HttpResponse:
    """Compliance of the reports in the caller's scope."""
    refuse_unknown(request, ComplianceFilters)
    reports = visible_reports(request.user)
    if filters.region is not None:
        reports = reports.filter(in_region(filters.region, "agency__region"))
    if filters.report_year is not None:
        reports = reports.filter(report_year=filters.report_year)
    moment = moment_of(filters.as_of)
    if moment is not None:
        reports = reports.filter(created_at__lte=moment)
    rows = filing.filing(reports, by=filters.by)
    return encoded(request, {"items": [_compliance(row) for row in rows]})


def _compliance(row: filing.FilingRow) -> dict[str, object]:
    return {
        "key": row.key,
        "label": row.label,
        "ruled": row.ruled,
        "on_time": row.on_time,
        "late": row.late,
        "undated": row.undated,
        "on_time_share": share(row.on_time, row.dated),
        "incomplete": row.incomplete,
        "comparable": row.comparable,
        "copied": row.copied,
        "mean_copied": row.mean_copied,
    }


def _age(row: AgeRow) -> dict[str, object]:
    return {
        "key": row.key,
        "label": row.label,
        "plan_year": row.plan_year,
        "years_past": row.years_past,
        "open": row.open,
        "denominator_all": row.all,
        "rate_all": row.rate,
        "verifiable": row.verifiable,
        "denominator_verifiable": row.all_verifiable,
        "rate_verifiable": row.rate_verifiable,
        **dict(zip(PAST, row.past, strict=True)),
        "silent": row.silent,
        "short": row.short,
        "moving": row.moving,
        "vague": row.vague,
        "unconfirmed": row.unconfirmed,
        "reviewed_share": row.reviewed_share,
    }


def _silence(row: silence.SilenceThen) -> dict[str, object]:
    return {
        "key": row.key,
        "label": row.label,
        "silent": row.silent,
        "denominator_all": row.all,
        "rate_all": row.rate,
        "silent_verifiable": row.silent_verifiable,
        "denominator_verifiable": row.verifiable,
        "rate_verifiable": row.rate_verifiable,
        "reviewed": row.reviewed,
        "reviewed_share": row.reviewed_share,
        **{name: getattr(row, name, None) for name in NOT_KEPT},
    }
