"""/stats: rates and counts, by the same functions as the digest."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from functools import cache

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema

from tracker.api.delivery import Encoded, encoded
from tracker.api.errors import Problem
from tracker.api.moments import AS_OF, moment_of
from tracker.api.parameters import ScopeFilters, refuse_as_of, refuse_unknown
from tracker.core.types import Outcome
from tracker.selectors import statistics
from tracker.selectors.as_of_figures import fulfilment_then

router = Router(tags=["统计"])

ERRORS = {401: Problem, 403: Problem, 422: Problem, 429: Problem}


_quoted = json.JSONEncoder(ensure_ascii=False).encode
_TAILS = tuple(b'"%b","count":' % outcome.encode() for outcome in statistics.SUGGESTED)


class Fulfilment(Schema):
    """One row: confirmed by people. A rate is null where its denominator is 0."""

    key: str | None = Field(description="单位编号、区划代码、年份或主题代码", examples=["3"])
    label: str = Field(description="单位、地区、主题名称或年份", examples=["某某县示例局"])
    fulfilled: int = Field(description="分子：人工确认已兑现", examples=[8])
    denominator_all: int = Field(description="分母（全部）：下一年度报告已提交", examples=[11])
    rate_all: float | None = Field(description="兑现率（占全部），0 到 1", examples=[0.727])
    fulfilled_verifiable: int = Field(description="可核查者中人工确认已兑现", examples=[8])
    denominator_verifiable: int = Field(
        description="分母（可核查）：不含可核查度 0、1 和难以核查的", examples=[9]
    )
    rate_verifiable: float | None = Field(
        description="兑现率（占可核查），0 到 1", examples=[0.889]
    )
    reviewed: int = Field(description="全部之中已人工确认", examples=[10])
    reviewed_share: float | None = Field(description="已复核比例，0 到 1", examples=[0.909])
    unfulfilled: int = Field(description="未兑现：已提交下一年度报告而仍待兑现", examples=[2])
    dropped: int = Field(description="人工确认不再推进", examples=[1])
    awaiting_report: int = Field(description="待报告，不在任何分母内", examples=[7])


class FulfilmentTable(Schema):
    """Rows and their sum."""

    by: statistics.By = Field(description="分组")
    as_of: dt.datetime = Field(description="统计时间")
    rows: list[Fulfilment] = Field(description="各组")
    total: Fulfilment = Field(description="合计")


class SuggestionCount(Schema):
    """One row: the machine's view of what nobody has confirmed."""

    key: str | None = Field(description="单位编号、区划代码、年份或主题代码", examples=["3"])
    label: str = Field(description="单位、地区、主题名称或年份", examples=["某某县示例局"])
    suggested_outcome: Outcome = Field(description="系统建议的结果", examples=["no_evidence"])
    count: int = Field(description="未经人工确认的承诺事项数", examples=[4])


class SuggestionTable(Schema):
    """系统建议，未复核: never to be added to people's decisions."""

    by: statistics.By = Field(description="分组")
    as_of: dt.datetime = Field(description="统计时间")
    notice: str = Field(description="说明", examples=["系统建议，未复核"])
    rows: list[SuggestionCount] = Field(description="各组各结果")


class StatisticsFilters(ScopeFilters):
    """How to group, and of what."""

    by: statistics.By = Field(
        "agency", description="分组：单位、地区（只计直属该地区的单位）、计划年度或主题"
    )


class FulfilmentFilters(StatisticsFilters):
    """As it is now, or was."""

    as_of: str | None = AS_OF


@router.get(
    "/fulfilment",
    response={200: FulfilmentTable, **ERRORS},
    operation_id="fulfilment",
    summary="兑现率",
    description="每组给出分子、两个分母和已复核比例，只计人工确认的结论；与周报同一算法。"
    "as_of 给出过去某日的数字，依据只增不改的复核记录。"
    "例：`/api/v1/stats/fulfilment?by=agency&plan_year=2025`",
)
def fulfilment(request: HttpRequest, filters: Query[FulfilmentFilters]) -> HttpResponse:
    """Fulfilment within the caller's scope, now or at a moment in the past."""
    refuse_unknown(request, FulfilmentFilters)
    extent = filters.extent(request.user)
    moment = moment_of(filters.as_of)
    rows = fulfilment_then(extent, at=moment, by=filters.by)
    table = {
        "by": filters.by,
        "as_of": moment or timezone.now(),
        "rows": [_fulfilment(row) for row in rows],
        "total": _fulfilment(statistics.total(rows, label=_("合计"))),
    }
    return encoded(request, table, untagged="as_of")


@router.get(
    "/suggestions",
    response={200: SuggestionTable, **ERRORS},
    operation_id="suggestions",
    summary="系统建议，未复核",
    description="尚未人工确认的承诺事项中，系统建议为各种结果的数目。不是结论，不得与兑现率相加。"
    "只有现在的：过去的系统建议没有保存，给 as_of 答 422（not_with_as_of）。"
    "例：`/api/v1/stats/suggestions?by=year`",
)
def suggestions(request: HttpRequest, filters: Query[StatisticsFilters]) -> HttpResponse:
    """Unconfirmed suggestions within the caller's scope."""
    refuse_as_of(request)
    refuse_unknown(request, StatisticsFilters)
    table = {
        "by": filters.by,
        "as_of": timezone.now(),
        "notice": _("系统建议，未复核"),
        "rows": _written(statistics.suggestion_counts(filters.extent(request.user), by=filters.by)),
    }
    return encoded(request, table, untagged="as_of")


def _written(groups: Iterable[tuple[str | None, str, list[int]]]) -> Encoded:
    """Rows of SuggestionCount: as dicts, seventy thousand of them took as long as the database."""
    pieces: list[bytes] = []
    number = cache(b"%d".__mod__)
    for key, label, counts in groups:
        head = f'}},{{"key":{_quoted(key)},"label":{_quoted(label)},"suggested_outcome":'.encode()
        for tail, count in zip(_TAILS, counts, strict=True):
            if count:
                pieces += (head, tail, number(count))
    rows = b"".join(pieces).removeprefix(b"},")
    return Encoded(b"[%b}]" % rows if rows else b"[]")


def _fulfilment(row: statistics.FulfilmentRow) -> dict[str, object]:
    return {
        "key": row.key,
        "label": row.label,
        "fulfilled": row.fulfilled,
        "denominator_all": row.all,
        "rate_all": row.rate,
        "fulfilled_verifiable": row.fulfilled_verifiable,
        "denominator_verifiable": row.verifiable,
        "rate_verifiable": row.rate_verifiable,
        "reviewed": row.reviewed,
        "reviewed_share": row.reviewed_share,
        "unfulfilled": row.unfulfilled,
        "dropped": row.dropped,
        "awaiting_report": row.awaiting,
    }
