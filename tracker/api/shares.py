"""/stats, continued: silence, ageing, compliance, review progress and agreement, as flat rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Literal, TypeVar

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Query, Router, Schema

from tracker.api.delivery import encoded
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
    SilenceTable,
)
from tracker.api.moments import AS_OF, day_of, moment_of
from tracker.api.parameters import RegionCode, ScopeFilters, Year, in_region, refuse_unknown
from tracker.api.statistics import FulfilmentFilters
from tracker.selectors import agreement as agreeing
from tracker.selectors import as_of_figures as then
from tracker.selectors import filing, review_progress, silence
from tracker.selectors.ageing import ageing
from tracker.selectors.as_of import standing
from tracker.selectors.scope import visible_commitments, visible_reports
from tracker.selectors.statistics import share

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

router = Router(tags=["统计"])

ERRORS = {401: Problem, 403: Problem, 422: Problem, 429: Problem}
# Of the past: what the newest run of the machine says now was not said then.
NOT_KEPT = ("missed", "silent_suggested", "missed_suggested")
MONTHS = 24  # of the confirmed ones
S = TypeVar("S", bound=Schema)


class ThenFilters(ScopeFilters):
    """As it is now, or was."""

    as_of: str | None = AS_OF


class ComplianceFilters(Schema):
    """Of which reports."""

    by: filing.By = Field("year", description="分组：报告年度，或地区（只计直属单位）")
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
        found = then.silence_then(standing(extent.commitments, at=moment), by=filters.by)
    return encoded(request, {"items": [_silence(row) for row in found]})


@router.get(
    "/ageing",
    response={200: AgeTable, **ERRORS},
    operation_id="ageing",
    summary="账龄",
    description="未兑现的承诺按计划年度分布；as_of 给出过去某日的数字。"
    "例：`/api/v1/stats/ageing?region=330100`",
)
def get_ageing(request: HttpRequest, filters: Query[ThenFilters]) -> AgeTable:
    """Ageing within the caller's scope, now or at a moment in the past."""
    refuse_unknown(request, ThenFilters)
    extent = filters.extent(request.user)
    moment = moment_of(filters.as_of)
    if moment is None:
        rows = ageing(extent, today=timezone.localdate())
    else:
        rows = then.ageing_then(standing(extent.commitments, at=moment), today=day_of(moment))
    return AgeTable(items=[_made(Age, row, reviewed_share=row.reviewed_share) for row in rows])


@router.get(
    "/compliance",
    response={200: ComplianceTable, **ERRORS},
    operation_id="compliance",
    summary="报告合规情况",
    description="年度报告是否按期、内容是否齐全、计划沿用上年多少。"
    "as_of 只计该日已录入的报告，读法按现在的：其后的更正和核对已计在内，单位按现在的归属。"
    "例：`/api/v1/stats/compliance?by=year`",
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


@router.get(
    "/review-progress",
    response={200: Progress, **ERRORS},
    operation_id="review_progress",
    summary="复核进度",
    description="复核到哪一步，以及每月确认数；as_of 给出过去某日的数字，复核期限按现在的。"
    "例：`/api/v1/stats/review-progress?plan_year=2025`",
)
def get_progress(request: HttpRequest, filters: Query[ThenFilters]) -> Progress:
    """Progress within the caller's scope, now or at a moment in the past."""
    refuse_unknown(request, ThenFilters)
    extent = filters.extent(request.user)
    moment = moment_of(filters.as_of)
    today = timezone.localdate() if moment is None else day_of(moment)
    since = _months_before(today, number=MONTHS - 1)
    if moment is None:
        counts = review_progress.review_progress(extent, today=today)
        months = review_progress.confirmed_by_month(extent, since=since)
    else:
        rows = standing(extent.commitments, at=moment)
        counts = then.progress_then(rows, today=today)
        months = then.confirmed_by_month_then(rows, since=since)
    return _made(
        Progress,
        counts,
        reviewed_share=counts.reviewed_share,
        months=[Month(month=month, confirmed=number) for month, number in months],
    )


@router.get(
    "/agreement",
    response={200: AgreementTable, **ERRORS},
    operation_id="agreement",
    summary="一致性",
    description="两名复核人各自读同一事项的一致程度，以及结论与系统建议相同的比例；"
    "as_of 只计该日以前的复核，当时的系统建议随复核一并保存。"
    "例：`/api/v1/stats/agreement?region=330100`",
)
def get_agreement(request: HttpRequest, filters: Query[ThenFilters]) -> AgreementTable:
    """Agreement on the commitments of the caller's scope, now or at a moment in the past."""
    refuse_unknown(request, ThenFilters)
    commitments = filters.narrow(visible_commitments(request.user))
    until = moment_of(filters.as_of)
    return AgreementTable(
        items=[_agreement(row) for row in agreeing.agreement(commitments, until=until)],
        following=[
            Following(reviewer=row.reviewer_id, decided=row.decided, followed=row.followed)
            for row in agreeing.following(commitments, until=until)
        ],
    )


def _compliance(row: filing.FilingRow) -> dict[str, object]:
    fields = {**asdict(row), "on_time_share": share(row.on_time, row.dated)}
    return {name: fields[name] for name in Compliance.model_fields}


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


def _months_before(day: dt.date, *, number: int) -> dt.datetime:
    """When the month began, so many months before that of a day."""
    year, month = divmod(day.year * 12 + day.month - 1 - number, 12)
    return timezone.make_aware(dt.datetime(year, month + 1, 1))  # noqa: DTZ001 - made aware here


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
