"""/reports: the annual reports and their parts (年度报告及其部分)."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Field, Path, Query, Router, Schema

from tracker.api.errors import Problem
from tracker.api.paging import Paging, Record, Selection, answer, page_of
from tracker.api.parameters import (
    Key,
    NoParameters,
    RegionCode,
    Year,
    in_region,
    refuse_unknown,
)
from tracker.api.schemas import AgencyRef, Place
from tracker.core.types import ReportKind, SectionKind
from tracker.models import Commitment, Report, Section
from tracker.selectors.commitments import IN_PLAN
from tracker.selectors.scope import visible_reports

router = Router(tags=["年度报告"])

ERRORS = {401: Problem, 403: Problem, 422: Problem, 429: Problem}
Number = Annotated[Key, Path(description="报告编号")]


class ReportRow(Schema):
    """年度报告."""

    id: int = Field(description="报告编号", examples=[12])
    agency: AgencyRef = Field(description="单位")
    report_year: int = Field(description="报告年度：回顾的年份", examples=[2024])
    plan_year: int = Field(description="计划年度：所作承诺应兑现的年份", examples=[2025])
    kind: ReportKind | None = Field(
        description="类型：rule_of_law 法治政府建设年度报告，government_work 政府工作报告"
    )
    title: str = Field(description="标题")
    dated: dt.date | None = Field(description="落款日期")
    due: dt.date | None = Field(description="应报送日期；null 即没有规定")
    filed_on_time: bool | None = Field(description="是否按期报送；null 即无从判断")
    missing_parts: list[str] = Field(description="缺少的法定内容（部分的代码）")
    copied_share: float | None = Field(
        description="计划沿用上年的比例，0 到 1；null 即没有上年计划可比", examples=[0.35]
    )
    commitments: int = Field(description="承诺事项数", examples=[12])
    sha256: str = Field(description="原文件指纹")
    extractor_version: str = Field(description="抽取版本")
    created_at: dt.datetime = Field(description="录入时间")
    updated_at: dt.datetime = Field(description="更新时间")


class ReportPage(Schema):
    """One page of reports."""

    items: list[ReportRow] = Field(description="年度报告")
    next_cursor: str | None = Field(description="下一页的游标；null 即已到末页")


class SectionRow(Schema):
    """报告的一个部分."""

    position: int = Field(description="序号，0 起", examples=[2])
    kind: SectionKind = Field(
        description="achievements 成效，problems 不足，leadership 第一责任人履职，"
        "plan 下一年度安排，other 其他",
        examples=["plan"],
    )
    heading: str = Field(description="标题")
    span: Place = Field(description="原文位置 [起, 止)，按整理后文本的字符计")
    text: str = Field(description="原文")


class Sections(Schema):
    """The parts of one report, in order."""

    items: list[SectionRow] = Field(description="各部分，依原文顺序")


class ReportFilters(Paging):
    """Which reports."""

    agency: Key | None = Field(None, description="单位编号", examples=[3])
    region: RegionCode | None = Field(
        None, description="行政区划代码，含其下级地区", examples=["330100"]
    )
    report_year: Year | None = Field(None, description="报告年度", examples=[2024])
    kind: ReportKind | None = Field(None, description="类型", examples=["rule_of_law"])
    filed_on_time: bool | None = Field(None, description="是否按期报送", examples=[False])
    sort: Literal["id", "-id", "report_year", "-report_year", "updated_at", "-updated_at"] = Field(
        "id", description="排序"
    )

    def narrow(self, reports: QuerySet[Report]) -> QuerySet[Report]:
        """A scoped set, narrowed by every filter but the paging."""
        for name in ("agency", "report_year", "kind", "filed_on_time"):
            value = getattr(self, name)
            if value is not None:
                reports = reports.filter(**{name: value})
        if self.region is not None:
            reports = reports.filter(in_region(self.region, "agency__region"))
        return reports


@router.get(
    "",
    response={200: ReportPage | Selection, **ERRORS},
    operation_id="list_reports",
    summary="年度报告列表",
    description="责任范围内的年度报告及其合规情况，不含全文。"
    "例：`/api/v1/reports?report_year=2024&filed_on_time=false`",
)
def list_reports(request: HttpRequest, filters: Query[ReportFilters]) -> HttpResponse:
    """The caller's reports."""
    refuse_unknown(request, ReportFilters)
    found = filters.narrow(visible_reports(request.user))
    page = page_of(found, filters, present=_report, sort=filters.sort, loaded=_counted)
    return answer(page, filters, whole=ReportPage)


@router.get(
    "/{report_id}",
    response={200: ReportRow, 404: Problem, **ERRORS},
    operation_id="get_report",
    summary="一份年度报告",
    description="一份年度报告及其合规情况。例：`/api/v1/reports/12`",
)
def get_report(request: HttpRequest, report_id: Number) -> Record:
    """One report of the caller's scope."""
    refuse_unknown(request, NoParameters)
    return _report(get_object_or_404(_counted(visible_reports(request.user)), pk=report_id))


@router.get(
    "/{report_id}/sections",
    response={200: Sections, 404: Problem, **ERRORS},
    operation_id="list_sections",
    summary="报告的各部分",
    description="一份报告的各部分连同原文，依原文顺序。例：`/api/v1/reports/12/sections`",
)
def list_sections(request: HttpRequest, report_id: Number) -> Sections:
    """The parts of one report of the caller's scope."""
    refuse_unknown(request, NoParameters)
    rows = visible_reports(request.user).defer("raw_text").prefetch_related("sections")
    report = get_object_or_404(rows, pk=report_id)
    return Sections(items=[_section(row, report.text) for row in report.sections.all()])


def _counted(reports: QuerySet[Report]) -> QuerySet[Report]:
    """With the number of commitments in the plan, and without the texts."""
    mine = Commitment.objects.filter(IN_PLAN, report=OuterRef("pk")).order_by()
    number = mine.values("report").annotate(number=Count("pk")).values("number")
    counted = reports.annotate(promises=Coalesce(Subquery(number), 0))
    return counted.select_related("agency").defer("raw_text", "text", "facts")


def _report(row: Report) -> Record:
    return {
        "id": row.pk,
        "agency": {"id": row.agency.pk, "name": row.agency.name},
        "report_year": row.report_year,
        "plan_year": row.plan_year,
        "kind": row.kind or None,
        "title": row.title,
        "dated": row.dated,
        "due": row.due,
        "filed_on_time": row.filed_on_time,
        "missing_parts": row.missing_parts,
        "copied_share": row.copied_share,
        "commitments": int(getattr(row, "promises", 0)),
        "sha256": row.sha256,
        "extractor_version": row.extractor_version,
        "created_at": row.created_at,
        "updated_at": row.updated_at,
    }


def _section(row: Section, text: str) -> SectionRow:
    return SectionRow(
        position=row.position,
        kind=SectionKind(row.kind),
        heading=row.heading,
        span=(row.start, row.end),
        text=text[row.start : row.end],
    )
