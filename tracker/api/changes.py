"""/changes: what a copy has to fetch again (变更记录)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

from django.core.signing import BadSignature, Signer
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema

from tracker.api.errors import BadParameter, Problem
from tracker.api.moments import Moment
from tracker.api.parameters import PLAIN, refuse_unknown
from tracker.models import Change, Region, User
from tracker.selectors.changes import changes_of, settled
from tracker.selectors.scope import visible_regions

router = Router(tags=["变更"])

MOST = 1000
_SIGNER = Signer(salt="tracker.api.changes")
Kind = Literal["region", "agency", "report", "commitment"]


class ChangeRow(Schema):
    """One record that changed; how it is now is asked at its own address."""

    kind: Kind = Field(
        description="region 地区，agency 单位（连同机构沿革），report 年度报告（连同各部分），"
        "commitment 承诺事项（连同系统建议、候选证据、复核和连年承诺）",
        examples=["commitment"],
    )
    id: int = Field(description="编号", examples=[57])
    code: str | None = Field(
        None, description="地区的行政区划代码，据此取该地区；其他种类和已不可见的为 null"
    )
    deleted: bool = Field(description="是否已删除", examples=[False])
    changed_at: dt.datetime = Field(description="最近一次变更的时间")


class ChangePage(Schema):
    """Changes, oldest first. The cursor is always there: keep it and ask again later."""

    items: list[ChangeRow] = Field(description="每条记录只列最近一次变更，早的在前")
    cursor: str = Field(description="下次从这里继续；没有新变更时也请保留")
    more: bool = Field(description="是否还有，可立即再取", examples=[False])


class ChangeFilters(Schema):
    """From where on."""

    since: Moment | None = Field(
        None,
        description="此刻及以后的变更（ISO 8601，带时区）；此后请改用 cursor",
        examples=["2026-06-30T00:00:00+08:00"],
    )
    cursor: Annotated[str, Field(max_length=200)] | None = Field(
        None, description="上次返回的 cursor，原样传回"
    )
    kind: Kind | None = Field(None, description="种类", examples=["commitment"])
    limit: Annotated[int, Field(ge=1, le=MOST), PLAIN] = Field(200, description="最多条数")


@router.get(
    "",
    response={200: ChangePage, 401: Problem, 403: Problem, 422: Problem, 429: Problem},
    operation_id="list_changes",
    summary="变更",
    description="责任范围内哪些地区、单位、年度报告、承诺事项变了、已删除或移出了范围，"
    "供保有副本的系统增量同步。顺着 cursor 走，不漏；正在写入的变更稍后才列出。"
    "例：`/api/v1/changes?since=2026-06-30T00:00:00%2B08:00`",
)
def list_changes(request: HttpRequest, filters: Query[ChangeFilters]) -> ChangePage:
    """One page of what changed behind the cursor."""
    refuse_unknown(request, ChangeFilters)
    if not isinstance(request.user, User):
        raise Http404
    place = 0 if filters.cursor is None else _place(filters.cursor)
    end = settled()  # before the rows are read: what comes meanwhile stands behind it
    found = changes_of(request.user).filter(seq__gt=place, seq__lte=end)
    if filters.since is not None:
        found = found.filter(at__gte=filters.since)
    if filters.kind is not None:
        found = found.filter(kind=filters.kind)
    rows = list(found[: filters.limit + 1])
    shown, more = rows[: filters.limit], len(rows) > filters.limit
    codes = _codes(shown, request.user)
    return ChangePage(
        items=[_change(row, codes) for row in shown],
        # At the end of what there is, also where the filters leave nothing of it.
        cursor=_SIGNER.sign_object({"seq": shown[-1].seq if more else max(place, end)}),
        more=more,
    )


def _place(cursor: str) -> int:
    try:
        return int(_SIGNER.unsign_object(cursor)["seq"])
    except BadSignature as error:
        raise BadParameter(
            "cursor", code="invalid_cursor", message=_("游标无效，请从头或从某一时刻重新开始。")
        ) from error


def _codes(rows: Sequence[Change], user: User) -> dict[int, str]:
    """By the keys of the regions among these changes, as far as the caller sees them."""
    keys = [row.object_id for row in rows if row.kind == Change.Kind.REGION]
    found = visible_regions(user).filter(pk__in=keys) if keys else Region.objects.none()
    return dict(found.values_list("pk", "code"))


def _change(row: Change, codes: Mapping[int, str]) -> ChangeRow:
    return ChangeRow.model_validate(
        {
            "kind": row.kind,
            "id": row.object_id,
            "code": codes.get(row.object_id) if row.kind == Change.Kind.REGION else None,
            "deleted": row.deleted,
            "changed_at": row.at,
        }
    )
