"""Pages of a list: a cursor that stands behind a row, a stable order, the fields one wants.

A page begins behind the last row of the page before (keyset), so that what is added or removed
meanwhile shifts nothing. Every order ends with the id, and the ids of new rows are higher: by id,
walking loses and repeats nothing; by another field a row that changes meanwhile may move.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from django.core.signing import BadSignature, Signer
from django.db.models import DateTimeField, Model, Q, QuerySet
from django.utils.translation import gettext as _
from ninja import Field, Schema

from tracker.api.errors import BadParameter

MOST = 200
_SIGNER = Signer(salt="tracker.api.cursor")

Row = TypeVar("Row", bound=Model)


class Paging(Schema):
    """What every list takes."""

    limit: Annotated[int, Field(ge=1, le=MOST)] = Field(50, description="每页条数")
    # An agency's name of 200 characters is written with six letters each.
    cursor: Annotated[str, Field(max_length=2000)] | None = Field(
        None, description="上一页返回的 next_cursor，原样传回"
    )
    fields: Annotated[str, Field(max_length=500, pattern="^[a-z_]+(,[a-z_]+)*$")] | None = Field(
        None, description="只要这些字段，以逗号分隔；不给即全部", examples=["id,status"]
    )


class Selection(Schema):
    """One page of which the caller wanted some fields only (参数 fields)."""

    items: list[dict[str, Any]] = Field(description="每条只含所要的字段")
    next_cursor: str | None = Field(description="下一页的游标；null 即已到末页")


@dataclass(frozen=True, slots=True)
class Page:
    """The rows of one page, and where the next begins."""

    items: Sequence[Schema]
    next_cursor: str | None


def page_of(
    found: QuerySet[Row], paging: Paging, *, present: Callable[[Row], Schema], sort: str = "id"
) -> Page:
    """One page of a scoped and filtered set. `sort` is a field that is never null, "-" for down.

    One query and whatever `found` prefetches. Raises BadParameter for a cursor not of ours or of
    another order.
    """
    field, down = sort.removeprefix("-"), sort.startswith("-")
    ordered = found.order_by(sort, *([] if field == "id" else ["-pk" if down else "pk"]))
    if paging.cursor is not None:
        place = _place(paging.cursor, sort=sort, of=found.model)
        ordered = ordered.filter(_behind(place, field, down=down))
    # One more than asked for tells whether a page follows.
    rows = list(ordered[: paging.limit + 1])
    shown = rows[: paging.limit]
    more = len(rows) > len(shown)
    return Page(
        items=[present(row) for row in shown],
        next_cursor=_cursor(shown[-1], field, sort=sort) if more else None,
    )


def answer(page: Page, paging: Paging, *, whole: type[Schema]) -> Schema:
    """The page as it is answered. Raises BadParameter for a field that the records don't have."""
    if paging.fields is None:
        return whole.model_construct(items=page.items, next_cursor=page.next_cursor)
    wanted = dict.fromkeys(paging.fields.split(","))
    known = _record(whole).model_fields
    unknown = next((name for name in wanted if name not in known), None)
    if unknown is not None:
        raise BadParameter(
            "fields",
            code="unknown_field",
            message=_("没有“%(name)s”这个字段。") % {"name": unknown[:60]},
        )
    items = [item.model_dump(include=set(wanted)) for item in page.items]
    return Selection(items=items, next_cursor=page.next_cursor)


def _record(whole: type[Schema]) -> type[Schema]:
    """What the items of a page are."""
    (record,) = whole.model_fields["items"].annotation.__args__  # type: ignore[union-attr]  # list[X]
    found: type[Schema] = record
    return found


def _cursor(row: Model, field: str, *, sort: str) -> str:
    value = getattr(row, field)
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


def _behind(place: tuple[Any, int], field: str, *, down: bool) -> Q:
    value, pk = place
    beyond = "lt" if down else "gt"
    if field == "id":
        return Q(**{f"pk__{beyond}": pk})
    return Q(**{f"{field}__{beyond}": value}) | Q(**{field: value, f"pk__{beyond}": pk})
