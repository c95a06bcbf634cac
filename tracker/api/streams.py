"""Any list as a file: CSV, NDJSON, or a workbook (台账), with the list's own filters.

The columns are those of the 台账 in the admin (tracker.papers.tables); CSV and NDJSON have keys and
codes behind them. NDJSON has the values as they are; CSV and xlsx are made safe for spreadsheet
programs. Rows are read and sent in chunks,
so that memory does not grow with them.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Annotated, Any, Literal, Protocol

from django.db.models import OrderBy, QuerySet
from django.http import FileResponse, Http404, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from ninja import Router
from ninja.params.functions import Path as PathParameter
from ninja.params.functions import Query as QueryParameter

from tracker.api.commitment_filters import CommitmentFilters
from tracker.api.describing import NOT_FOR_A_FILE
from tracker.api.errors import BadParameter, Problem
from tracker.api.history import ReviewFilters
from tracker.api.moments import moment_of
from tracker.api.parameters import refuse_unknown
from tracker.api.places import AgencyFilters, RegionFilters
from tracker.api.reports import ReportFilters
from tracker.api.uploads import UploadFilters
from tracker.models import User
from tracker.papers.cells import guarded
from tracker.papers.tables import TABLES, Table, Value, commitments_then, with_keys
from tracker.papers.xlsx import MEDIA_TYPE, write_xlsx
from tracker.selectors.gathering import unindexed
from tracker.selectors.records import visible_reviews, visible_uploads
from tracker.selectors.scope import (
    visible_agencies,
    visible_commitments,
    visible_regions,
    visible_reports,
)

router = Router(tags=["整表导出"])

MOST_IN_A_BOOK = 100_000
CHUNK = 1000  # rows that are sent at a time
Format = Literal["csv", "ndjson", "xlsx"]
Row = tuple[Value, ...]
_SIMPLE = frozenset({int, float, bool, type(None)})  # written as they are


class Filters(Protocol):
    """What every list's parameters can do."""

    sort: str

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """A scoped set, narrowed."""
        ...


@dataclass(frozen=True, slots=True)
class Listing:
    """One list: what it is called, how it is narrowed, who sees which rows of it."""

    name: str
    title: str
    filters: type[Any]
    visible: Callable[[User], QuerySet[Any]]
    table: str


LISTINGS = (
    Listing("commitments", "承诺事项", CommitmentFilters, visible_commitments, "commitment"),
    Listing("reports", "年度报告", ReportFilters, visible_reports, "report"),
    Listing("agencies", "单位", AgencyFilters, visible_agencies, "agency"),
    Listing("regions", "地区", RegionFilters, visible_regions, "region"),
    Listing("reviews", "复核记录", ReviewFilters, visible_reviews, "review"),
    Listing("uploads", "上传文件", UploadFilters, visible_uploads, "upload"),
)
_CONTENT: dict[str, Any] = {
    "text/csv": {"schema": {"type": "string"}},
    "application/x-ndjson": {"schema": {"type": "string"}},
    MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}},
}


def _add(listing: Listing) -> None:
    def stream(request: HttpRequest, format: object, filters: Filters) -> HttpResponseBase:  # noqa: A002 - its name in the address
        refuse_unknown(request, listing.filters)
        if not isinstance(request.user, User):
            raise Http404
        for name in NOT_FOR_A_FILE:
            if name in request.GET:
                message = _("整表导出的是全部行和列，请去掉这个参数。")
                raise BadParameter(name, code="not_for_a_file", message=message)
        found = _found(listing, filters, request.user)
        for_people = format == "xlsx"
        table = _table(listing, filters, for_people=for_people)
        return _answer(str(format), listing, table, found)

    about = "csv：带 BOM 的 UTF-8；ndjson：每行一个 JSON 对象，值不加修饰；xlsx：不超过 10 万行"
    stream.__annotations__ = {
        "request": HttpRequest,
        "format": Annotated[Format, PathParameter(description=about)],
        "filters": Annotated[listing.filters, QueryParameter()],
        "return": HttpResponseBase,
    }
    router.get(
        f"/{listing.name}.{{format}}",
        response={401: Problem, 403: Problem, 422: Problem, 429: Problem},
        operation_id=f"stream_{listing.name}",
        summary=f"{listing.title}整表",
        description=f"{listing.title}列表的全部行，筛选同列表，不分页；列同管理后台的导出。"
        f"例：`/api/v1/{listing.name}.csv`",
        openapi_extra={"responses": {200: {"description": "整表", "content": _CONTENT}}},
    )(stream)


def _found(listing: Listing, filters: Filters, user: User) -> QuerySet[Any]:
    """The rows in their order; where they are few, not by walking an index for them."""
    sort: str | OrderBy = filters.sort
    if isinstance(filters, CommitmentFilters):
        found, few = filters.found(user)
        sort = unindexed(filters.sort) if few else sort
    else:
        found = filters.narrow(listing.visible(user))
    return found.order_by(sort, "pk")


def _table(listing: Listing, filters: Filters, *, for_people: bool) -> Table:
    """The columns, of now or of the moment asked for; for programs with keys and codes."""
    moment = moment_of(filters.as_of) if isinstance(filters, CommitmentFilters) else None
    table = TABLES[listing.table] if moment is None else commitments_then(moment)
    return table if for_people else with_keys(table, then=moment is not None)


for _listing in LISTINGS:
    _add(_listing)


def _answer(
    format: str,  # noqa: A002 - its name in the address
    listing: Listing,
    table: Table,
    found: QuerySet[Any],
) -> HttpResponseBase:
    if format == "xlsx":
        return _book(table, listing, found)
    rows = table.rows(found)
    lines = _csv(table, rows) if format == "csv" else _ndjson(table, rows)
    kind = "text/csv; charset=utf-8" if format == "csv" else "application/x-ndjson"
    name = f'attachment; filename="{listing.name}.{format}"'
    return StreamingHttpResponse(
        lines, content_type=kind, headers={"Content-Disposition": name, "X-Accel-Buffering": "no"}
    )


def _book(table: Table, listing: Listing, found: QuerySet[Any]) -> HttpResponseBase:
    number = found.order_by()[: MOST_IN_A_BOOK + 1].count()
    if number > MOST_IN_A_BOOK:
        message = _("超过 %(most)d 行，请缩小筛选范围，或改用 csv、ndjson。")
        raise BadParameter(
            "format", code="too_many_rows", message=message % {"most": MOST_IN_A_BOOK}
        )
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    write_xlsx(file, table, table.rows(found), facts=())
    file.seek(0)
    return FileResponse(
        file, as_attachment=True, filename=f"{listing.name}.xlsx", content_type=MEDIA_TYPE
    )


def _csv(table: Table, rows: Iterator[Row]) -> Iterator[str]:
    """With the mark by which spreadsheet programs know UTF-8, and the names for programs."""
    yield "\ufeff"
    names: Row = tuple(column.name for column in table.columns)
    while chunk := [names, *islice(rows, CHUNK)] if names else list(islice(rows, CHUNK)):
        names = ()
        page = io.StringIO()
        csv.writer(page, lineterminator="\r\n").writerows(map(_cells, chunk))
        yield page.getvalue()


def _cells(row: Row) -> list[object]:
    return [
        guarded(value)
        if isinstance(value, str)
        else (value if type(value) in _SIMPLE else _plain(value))
        for value in row
    ]


def _ndjson(table: Table, rows: Iterator[Row]) -> Iterator[str]:
    names = [column.name for column in table.columns]
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_plain).encode
    while chunk := list(islice(rows, CHUNK)):
        yield "".join(f"{encode(dict(zip(names, row, strict=True)))}\n" for row in chunk)


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, dt.date) else value
