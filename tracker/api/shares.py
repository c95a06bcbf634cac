"""/stats, continued: silence, ageing, compliance, review progress and agreement, as flat rows."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import TYPE_CHECKING, Literal, TypeVar

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Router, Schema

from tracker.api.errors import Problem
from tracker.api.figures import (
    Age,
    AgeTable,
    Agreement,
    AgreementTable,
    Compliance,
    ComplianceTable,
    Following,
    Month,
    Progress,
    Silence,
    SilenceTable,
)
from tracker.api.parameters import RegionCode, ScopeFilters, Year, in_region, refuse_unknown
from tracker.api.statistics import StatisticsFilters
from tracker.selectors import agreement as agreeing
from tracker.selectors import filing, review_progress, silence
from tracker.selectors.ageing import ageing
from tracker.selectors.scope import visible_commitments, visible_reports
from tracker.selectors.statistics import share

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

router = Router(tags=["统计"])

ERRORS = {401: Problem, 403: Problem, 422: Problem, 429: Problem}
MONTHS = 24  # of the confirmed ones
S = TypeVar("S", bound=Schema)


class ComplianceFilters(Schema):
    """Of which reports."""

    by: filing.By = Field("year", description="分组：报告年度，或地区（只计直属单位）")
    region: RegionCode | None = Field(
        None, description="行政区划代码，含其下级地区", examples=["330100"]
    )
    report_year: Year | None = Field(None, description="报告年度", examples=[2024])


@router.get(
    "/silence",
    response={200: SilenceTable, **ERRORS},
    operation_id="silence",
    summary="未回应率",
    description="下一年度报告只字未提的承诺，以人工确认为准；系统看法另列，不计入比率。"
    "例：`/api/v1/stats/silence?by=agency&plan_year=2025`",
)
def get_silence(request: HttpRequest, filters: Query[StatisticsFilters]) -> SilenceTable:
    """Silence within the caller's scope."""
    refuse_unknown(request, StatisticsFilters)
    found = silence.silence(filters.narrow(visible_commitments(request.user)), by=filters.by)
    return SilenceTable(
        items=[
            _made(
                Silence,
                row,
                denominator_all=row.all,
                rate_all=row.rate,
                denominator_verifiable=row.verifiable,
                rate_verifiable=row.rate_verifiable,
                reviewed_share=row.reviewed_share,
            )
            for row in found
        ]
    )


@router.get(
    "/ageing",
    response={200: AgeTable, **ERRORS},
    operation_id="ageing",
    summary="账龄",
    description="未兑现的承诺按计划年度分布。例：`/api/v1/stats/ageing?region=330100`",
)
def get_ageing(request: HttpRequest, filters: Query[ScopeFilters]) -> AgeTable:
    """Ageing within the caller's scope."""
    refuse_unknown(request, ScopeFilters)
    rows = ageing(filters.narrow(visible_commitments(request.user)), today=timezone.localdate())
    return AgeTable(items=[_made(Age, row, reviewed_share=row.reviewed_share) for row in rows])


@router.get(
    "/compliance",
    response={200: ComplianceTable, **ERRORS},
    operation_id="compliance",
    summary="报告合规情况",
    description="年度报告是否按期、内容是否齐全、计划沿用上年多少。"
    "例：`/api/v1/stats/compliance?by=year`",
)
def get_compliance(request: HttpRequest, filters: Query[ComplianceFilters]) -> ComplianceTable:
    """Compliance of the reports in the caller's scope."""
    refuse_unknown(request, ComplianceFilters)
    reports = visible_reports(request.user)
    if filters.region is not None:
        reports = reports.filter(in_region(filters.region, "agency__region"))
    if filters.report_year is not None:
        reports = reports.filter(report_year=filters.report_year)
    rows = filing.filing(reports, by=filters.by)
    return ComplianceTable(
        items=[_made(Compliance, row, on_time_share=share(row.on_time, row.dated)) for row in rows]
    )


@router.get(
    "/review-progress",
    response={200: Progress, **ERRORS},
    operation_id="review_progress",
    summary="复核进度",
    description="复核到哪一步，以及每月确认数。例：`/api/v1/stats/review-progress?plan_year=2025`",
)
def get_progress(request: HttpRequest, filters: Query[ScopeFilters]) -> Progress:
    """Progress within the caller's scope."""
    refuse_unknown(request, ScopeFilters)
    commitments = filters.narrow(visible_commitments(request.user))
    today = timezone.localdate()
    counts = review_progress.review_progress(commitments, today=today)
    since = timezone.now() - dt.timedelta(days=31 * MONTHS)
    months = review_progress.confirmed_by_month(commitments, since=since)
    return _made(
        Progress,
        counts,
        reviewed_share=counts.reviewed_share,
        months=[Month(month=month, confirmed=number) for month, number in months[-MONTHS:]],
    )


@router.get(
    "/agreement",
    response={200: AgreementTable, **ERRORS},
    operation_id="agreement",
    summary="一致性",
    description="两名复核人各自读同一事项的一致程度，以及结论与系统建议相同的比例。"
    "例：`/api/v1/stats/agreement?region=330100`",
)
def get_agreement(request: HttpRequest, filters: Query[ScopeFilters]) -> AgreementTable:
    """Agreement on the commitments of the caller's scope."""
    refuse_unknown(request, ScopeFilters)
    commitments = filters.narrow(visible_commitments(request.user))
    return AgreementTable(
        items=[_agreement(row) for row in agreeing.agreement(commitments)],
        following=[
            Following(reviewer=row.reviewer_id, decided=row.decided, followed=row.followed)
            for row in agreeing.following(commitments)
        ],
    )


def _agreement(row: agreeing.Agreement) -> Agreement:
    kind: Literal["all", "outcome", "reviewer"] = "outcome"
    if not row.key:
        kind = "all"
    elif row.key.isdecimal():
        kind = "reviewer"
    return Agreement(kind=kind, **asdict(row))


def _made(schema: type[S], row: DataclassInstance, **more: object) -> S:
    """A schema from a row of a selector: the fields that bear the same name, and some more."""
    fields = {**asdict(row), **more}
    return schema(**{name: fields[name] for name in schema.model_fields})
