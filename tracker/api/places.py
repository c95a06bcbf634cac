"""/regions and /agencies: who publishes, where, and who came before and after (机构沿革)."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Field, Path, Query, Router, Schema

from tracker.api.errors import Problem
from tracker.api.paging import Paging, Record, Selection, answer, page_of
from tracker.api.parameters import Key, NoParameters, RegionCode, in_region, refuse_unknown
from tracker.api.schemas import AgencyRef, RegionRef
from tracker.core.types import RegionLevel
from tracker.models import Agency, AgencySuccession, Region
from tracker.selectors.scope import visible_agencies, visible_regions

router = Router(tags=["地区和单位"])

ERRORS = {401: Problem, 403: Problem, 422: Problem, 429: Problem}

Words = Annotated[str, Field(min_length=1, max_length=100, pattern="^[^\\x00]+$")]


class RegionRow(Schema):
    """地区."""

    id: int = Field(description="地区编号", examples=[2])
    code: str = Field(description="行政区划代码（GB/T 2260）", examples=["330100"])
    name: str = Field(description="名称", examples=["某某市"])
    level: RegionLevel = Field(description="层级", examples=["prefecture"])
    parent: RegionRef | None = Field(description="上级地区")


class RegionPage(Schema):
    """One page of regions."""

    items: list[RegionRow] = Field(description="地区")
    next_cursor: str | None = Field(description="下一页的游标；null 即已到末页")


class RegionFilters(Paging):
    """Which regions."""

    level: RegionLevel | None = Field(None, description="层级", examples=["county"])
    parent: RegionCode | None = Field(None, description="直接上级的代码", examples=["330000"])
    q: Words | None = Field(None, description="名称中的文字", examples=["某某"])
    sort: Literal["id", "-id", "code", "-code"] = Field("code", description="排序")

    def narrow(self, regions: QuerySet[Region]) -> QuerySet[Region]:
        """A scoped set, narrowed by every filter but the paging."""
        if self.level is not None:
            regions = regions.filter(level=self.level)
        if self.parent is not None:
            regions = regions.filter(parent__code=self.parent)
        return regions if self.q is None else regions.filter(name__icontains=self.q)


class Succession(Schema):
    """One confirmed step of 机构沿革."""

    agency: AgencyRef = Field(description="另一单位")
    kind: Literal["renamed", "merged", "split"] = Field(
        description="沿革方式：renamed 更名，merged 合并，split 拆分"
    )
    since_year: int = Field(description="起始报告年度", examples=[2024])
    confirmed_at: dt.datetime = Field(description="人工确认时间")


class AgencyRow(Schema):
    """单位."""

    id: int = Field(description="单位编号", examples=[3])
    name: str = Field(description="单位全称", examples=["某某县示例局"])
    region: RegionRef | None = Field(description="所属地区")
    aliases: list[str] = Field(description="别称")
    predecessors: list[Succession] = Field(description="承接了哪些单位，只列人工确认的")
    successors: list[Succession] = Field(description="由哪些单位承接，只列人工确认的")


class AgencyPage(Schema):
    """One page of agencies."""

    items: list[AgencyRow] = Field(description="单位")
    next_cursor: str | None = Field(description="下一页的游标；null 即已到末页")


class AgencyFilters(Paging):
    """Which agencies."""

    region: RegionCode | None = Field(
        None, description="行政区划代码，含其下级地区", examples=["330100"]
    )
    q: Words | None = Field(None, description="名称中的文字", examples=["司法局"])
    sort: Literal["id", "-id", "name", "-name"] = Field("id", description="排序")

    def narrow(self, agencies: QuerySet[Agency]) -> QuerySet[Agency]:
        """A scoped set, narrowed by every filter but the paging."""
        if self.region is not None:
            agencies = agencies.filter(in_region(self.region, "region"))
        return agencies if self.q is None else agencies.filter(name__icontains=self.q)


@router.get(
    "/regions",
    response={200: RegionPage | Selection, **ERRORS},
    operation_id="list_regions",
    summary="地区列表",
    description="责任范围内的地区，默认按区划代码排序。例：`/api/v1/regions?level=county`",
)
def list_regions(request: HttpRequest, filters: Query[RegionFilters]) -> HttpResponse:
    """The caller's regions."""
    refuse_unknown(request, RegionFilters)
    page = page_of(
        *(filters.narrow(visible_regions(request.user)), filters),
        present=_region,
        sort=filters.sort,
        loaded=lambda rows: rows.select_related("parent"),
    )
    return answer(page, filters, whole=RegionPage)


@router.get(
    "/regions/{code}",
    response={200: RegionRow, 404: Problem, **ERRORS},
    operation_id="get_region",
    summary="一个地区",
    description="按行政区划代码取一个地区。例：`/api/v1/regions/330100`",
)
def get_region(
    request: HttpRequest,
    code: Annotated[str, Path(pattern="^[0-9]{1,12}$", description="行政区划代码")],
) -> Record:
    """One region of the caller's scope."""
    refuse_unknown(request, NoParameters)
    rows = visible_regions(request.user).select_related("parent")
    return _region(get_object_or_404(rows, code=code))


@router.get(
    "/agencies",
    response={200: AgencyPage | Selection, **ERRORS},
    operation_id="list_agencies",
    summary="单位列表",
    description="责任范围内的单位，连同人工确认的机构沿革。例：`/api/v1/agencies?region=330100`",
)
def list_agencies(request: HttpRequest, filters: Query[AgencyFilters]) -> HttpResponse:
    """The caller's agencies."""
    refuse_unknown(request, AgencyFilters)
    found = filters.narrow(visible_agencies(request.user))
    page = page_of(found, filters, present=_agency, sort=filters.sort, loaded=_with_successions)
    return answer(page, filters, whole=AgencyPage)


@router.get(
    "/agencies/{agency_id}",
    response={200: AgencyRow, 404: Problem, **ERRORS},
    operation_id="get_agency",
    summary="一个单位",
    description="一个单位，连同人工确认的机构沿革。例：`/api/v1/agencies/3`",
)
def get_agency(
    request: HttpRequest,
    agency_id: Annotated[Key, Path(description="单位编号")],
) -> Record:
    """One agency of the caller's scope."""
    refuse_unknown(request, NoParameters)
    rows = _with_successions(visible_agencies(request.user))
    return _agency(get_object_or_404(rows, pk=agency_id))


def _with_successions(agencies: QuerySet[Agency]) -> QuerySet[Agency]:
    confirmed = AgencySuccession.objects.filter(~Q(confirmed_at=None)).order_by("since_year", "pk")
    return agencies.select_related("region").prefetch_related(
        Prefetch("successions", confirmed.select_related("successor")),
        Prefetch("precedents", confirmed.select_related("predecessor")),
    )


def _region(row: Region) -> Record:
    above = row.parent
    return {
        "id": row.pk,
        "code": row.code,
        "name": row.name,
        "level": row.level,
        "parent": {"code": above.code, "name": above.name} if above else None,
    }


def _agency(row: Agency) -> Record:
    region = row.region
    return {
        "id": row.pk,
        "name": row.name,
        "region": {"code": region.code, "name": region.name} if region else None,
        "aliases": [str(alias) for alias in row.aliases],
        "predecessors": [_step(step, step.predecessor) for step in row.precedents.all()],
        "successors": [_step(step, step.successor) for step in row.successions.all()],
    }


def _step(step: AgencySuccession, other: Agency) -> Record:
    return {
        "agency": {"id": other.pk, "name": other.name},
        "kind": step.kind,
        "since_year": step.since_year,
        "confirmed_at": step.confirmed_at,
    }
