"""Pages of a list: a cursor that stands behind a row, a stable order, the fields one wants.

A page begins behind the last row of the page before (keyset), so that what is added or removed
meanwhile shifts nothing. Every order ends with the id, and the ids of new rows are higher: by id,
walking loses and repeats nothing; by another field a row that changes meanwhile may move.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from django.core.signing import BadSignature, Signer
from django.db.models import (
    BooleanField,
    DateTimeField,
    F,
    Func,
    Model,
    OrderBy,
    Q,
    QuerySet,
    Value,
)
from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Field, Schema
from ninja.responses import NinjaJSONEncoder

from tracker.api.errors import BadParameter
from tracker.api.parameters import PLAIN
from tracker.selectors.gathering import unindexed

MOST = 200
_SIGNER = Signer(salt="tracker.api.cursor")
_JSON = NinjaJSONEncoder(ensure_ascii=False)
_PAIR = "(%(expressions)s)"
_NAMES = "^[a-z0-9_]+(,[a-z0-9_]+)*$"

Row = TypeVar("Row", bound=Model)
Record = dict[str, Any]  # one row as it is answered: plain values, named as in its schema


class Paging(Schema):
    """What every list takes."""

    limit: Annotated[int, Field(ge=1, le=MOST), PLAIN] = Field(50, description="每页条数")
    # An agency's name of 200 characters is written with six letters each.
    cursor: Annotated[str, Field(max_length=2000)] | None = Field(
        None, description="上一页返回的 next_cursor，原样传回"
    )
    fields: Annotated[str, Field(max_length=500, pattern=_NAMES)] | None = Field(
        None, description="只要这些字段，以逗号分隔；不给即全部", examples=["id,status"]
    )


class Selection(Schema):
    """One page of which the caller wanted some fields only (参数 fields)."""

    items: list[dict[str, Any]] = Field(description="每条只含所要的字段")
    next_cursor: str | None = Field(description="下一页的游标；null 即已到末页")


@dataclass(frozen=True, slots=True)
class Page:
    """The rows of one page, and where the next begins."""

    items: list[Record]
    next_cursor: str | None


def page_of(
    found: QuerySet[Row],
    paging: Paging,
    *,
    present: Callable[[Row], Record],
    sort: str = "id",
    few: bool = False,
    loaded: Callable[[QuerySet[Row]], QuerySet[Row]] = lambda rows: rows,
) -> Page:
    """One page of a scoped and filtered set. `sort` is a field that is never null, "-" for down.

    `few` says that the set is small, wherever its rows lie (selectors.gathering). `loaded` adds
    what the rows are shown with: joined to those of the page, not to all that are looked through.

    One query and whatever `found` prefetches. Raises BadParameter for a cursor not of ours or of
    another order.
    """
    field, down = sort.removeprefix("-"), sort.startswith("-")
    ties = [] if field == "id" else ["-pk" if down else "pk"]
    order = unindexed(sort) if few else OrderBy(F(field), descending=down)
    if paging.cursor is not None:
        place = _place(paging.cursor, sort=sort, of=found.model)
        found = found.filter(_behind(place, order, field))
    # One more than asked for tells whether a page follows.
    keys = found.order_by(order, *ties).values("pk")[: paging.limit + 1]
    whole: QuerySet[Row] = found.model._default_manager.filter(pk__in=keys)
    rows = list(loaded(whole).order_by(sort, *ties))
    shown = rows[: paging.limit]
    more = len(rows) > len(shown)
    return Page(
        items=[present(row) for row in shown],
        next_cursor=cursor_behind(shown[-1], sort=sort) if more else None,
    )


def answer(page: Page, paging: Paging, *, whole: type[Schema]) -> HttpResponse:
    """The page as it is answered, written at once: the rows are ours, and checked by tests alone.

    Raises BadParameter for a field that the records don't have.
    """
    items = page.items
    if paging.fields is not None:
        wanted = _wanted(paging.fields, _record(whole))
        items = [{name: row[name] for name in wanted} for row in items]
    body = _JSON.encode({"items": items, "next_cursor": page.next_cursor})
    return HttpResponse(body, content_type="application/json; charset=utf-8")


def _wanted(fields: str, record: type[Schema]) -> list[str]:
    """The fields asked for, in the order of the record's own."""
    wanted = dict.fromkeys(fields.split(","))
    known = record.model_fields
    unknown = next((name for name in wanted if name not in known), None)
    if unknown is not None:
        raise BadParameter(
            "fields",
            code="unknown_field",
            message=_("没有“%(name)s”这个字段。") % {"name": unknown[:60]},
        )
    return [name for name in known if name in wanted]


def _record(whole: type[Schema]) -> type[Schema]:
    """What the items of a page are."""
    (record,) = whole.model_fields["items"].annotation.__args__  # type: ignore[union-attr]  # list[X]
    found: type[Schema] = record
    return found


def cursor_behind(row: Model, *, sort: str) -> str:
    """Where the page that follows this row begins."""
    value = getattr(row, sort.removeprefix("-"))
    plain = value.isoformat() if isinstance(value, dt.datetime) else value
    return _SIGNER.sign_object({"of": row._meta.model_name, "sort": sort, "at": [plain, row.pk]})


def _place(cursor: str, *, sort: str, of: type[Model]) -> tuple[Any, int]:
    try:
        said = _SIGNER.unsign_object(cursor)
        if (said["of"], said["sort"]) != (of._meta.model_name, sort):
            raise KeyError(sort)
        value, pk = said["at"]
    except (BadSignature, KeyError) as error:
        raise BadParameter(
            "cursor", code="invalid_cursor", message=_("游标无效，请从第一页重新开始。")
        ) from error
    # By the field, not by how it looks: a name or a code may look like a date.
    is_moment = isinstance(of._meta.get_field(sort.removeprefix("-")), DateTimeField)
    return dt.datetime.fromisoformat(value) if is_moment else value, int(pk)


def _behind(place: tuple[Any, int], order: OrderBy, field: str) -> Q | Func:
    """Both fields compared as one: an index is entered there. Of an OR it is read from its end."""
    value, pk = place
    if field == "id":
        return Q(**{"pk__lt" if order.descending else "pk__gt": pk})
    here = Func(order.expression, F("pk"), template=_PAIR)
    there = Func(Value(value), pk, template=_PAIR)
    return Func(
        *(here, there),
        template="%(expressions)s",
        arg_joiner=" < " if order.descending else " > ",
        output_field=BooleanField(),
    )
