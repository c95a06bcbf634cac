"""What a caller may ask for: filters, paging, and the refusal of everything else."""

from __future__ import annotations

import re
from collections.abc import Container
from typing import Annotated, Any, Final
from urllib.parse import parse_qsl

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from ninja import Field, Schema
from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from tracker.api.errors import BadParameter
from tracker.models import Commitment, Region, Report
from tracker.selectors.extent import Extent, agencies_of
from tracker.selectors.scope import (
    UPWARDS,
    Viewer,
    visible_commitments,
)

BIGINT = 2**63 - 1
_WHOLE: Final = re.compile(r"-?[0-9]+(?:\.0+)?")  # 3.0 is whole: so pandas writes keys


def _plain(value: object) -> object:
    """Of texts, numbers as they are written: int() would read 1_0, and a plus that is a space."""
    if isinstance(value, str) and not _WHOLE.fullmatch(value):
        raise PydanticCustomError("int_parsing", "no whole number")
    return value


PLAIN: Final = BeforeValidator(_plain)  # after the bounds, which describe the number
Key = Annotated[int, Field(ge=1, le=BIGINT), PLAIN]
Year = Annotated[int, Field(ge=1900, le=2200), PLAIN]
RegionCode = Annotated[str, Field(pattern="^[0-9]{1,12}$")]


def in_region(code: str, path: str) -> Q:
    """In the region of this code or below it; `path` leads from a row to its region.

    The regions are looked for apart: over the joins of a big table the four conditions would be
    asked of each of its rows.
    """
    ways = (f"{step}__code".removeprefix("__") for step in UPWARDS)
    regions = Region.objects.filter(Q(*((way, code) for way in ways), _connector=Q.OR))
    return Q(**{f"{path}__in": regions.order_by().values("pk")})


class ScopeFilters(Schema):
    """By whom and for when: shared by lists and statistics."""

    agency: Key | None = Field(None, description="单位编号", examples=[3])
    region: RegionCode | None = Field(
        None, description="行政区划代码，含其下级地区", examples=["330100"]
    )
    report_year: Year | None = Field(
        None, description="报告年度：作出承诺的报告回顾的年份", examples=[2024]
    )
    plan_year: Year | None = Field(None, description="计划年度：承诺应兑现的年份", examples=[2025])

    def narrow(self, commitments: QuerySet[Commitment]) -> QuerySet[Commitment]:
        """A scoped set, narrowed; what lies out of scope is as if it did not exist."""
        wanted = self._years()
        if self.agency is not None:
            wanted &= Q(report__agency_id=self.agency)
        if self.region is not None:
            wanted &= in_region(self.region, "report__agency__region")
        return commitments.filter(wanted)

    def reports(self, reports: QuerySet[Report]) -> QuerySet[Report]:
        """A scoped set, narrowed to those whose plans hold what `narrow` leaves."""
        wanted = self._years()
        if self.agency is not None:
            wanted &= Q(agency_id=self.agency)
        if self.region is not None:
            wanted &= in_region(self.region, "agency__region")
        return reports.filter(wanted)

    def _years(self) -> Q:
        """The plan is always that of the year after (the constraint report_plan_year_follows)."""
        wanted = Q()
        if self.report_year is not None:
            wanted &= Q(plan_year=self.report_year + 1)
        if self.plan_year is not None:
            wanted &= Q(plan_year=self.plan_year)
        return wanted

    def extent(self, user: Viewer) -> Extent:
        """The same of what this person may see, as statistics ask for it."""
        places = Q()
        if self.agency is not None:
            places &= Q(pk=self.agency)
        if self.region is not None:
            places &= in_region(self.region, "region")
        return Extent(
            commitments=self.narrow(visible_commitments(user)),
            agencies=agencies_of(user, places),
            wanted=self._years(),
        )


class NoParameters(Schema):
    """For addresses that take none."""


def refuse_as_of(request: HttpRequest) -> None:
    """Where only the present is known: say why, rather than that there is no such parameter.

    Raises BadParameter.
    """
    if "as_of" in request.GET:
        raise not_with_as_of("as_of")


def not_with_as_of(name: str) -> BadParameter:
    """What a filter asks for that is not kept of the past, or an address as of a moment."""
    message = _("这个参数不能与 as_of 同用：过去的系统建议没有保存。")
    if name == "as_of":
        message = _("这里只有现在的：过去的系统建议没有保存。")
    return BadParameter(name, code="not_with_as_of", message=message)


def refuse_unknown(request: HttpRequest, schema: type[Schema]) -> None:
    """Refuse parameters that don't exist or stand twice: a typing error must not widen an answer.

    And what is no UTF-8, where Django would read on with U+FFFD in its place. Raises BadParameter.
    """
    _refuse_unknown(request.GET, schema.model_fields)
    # As bytes: of what Django has read, a U+FFFD may be what the caller meant.
    query = request.META.get("QUERY_STRING", "")
    for name, value in parse_qsl(query, keep_blank_values=True, encoding="latin-1"):
        try:
            value.encode("latin-1").decode()
        except UnicodeDecodeError as error:
            raise _not_utf8(name) from error


def refuse_unknown_parts(
    request: HttpRequest, files: Container[str], fields: Container[str]
) -> None:
    """The same of a form: of two files one would be lost without a word. Raises BadParameter.

    Of its texts nothing but what Django has read is left.
    """
    _refuse_unknown(request.FILES, files)
    _refuse_unknown(request.POST, fields)
    for name, text in request.POST.items():
        if "\ufffd" in str(text):
            raise _not_utf8(name)


def _not_utf8(name: str) -> BadParameter:
    return BadParameter(name, code="not_utf8", message=_("不是有效的 UTF-8 编码。"))


def _refuse_unknown(given: MultiValueDict[str, Any], known: Container[str]) -> None:
    for name, values in given.lists():
        if name not in known:
            raise BadParameter(name[:60], code="unknown_parameter", message=_("没有这个参数。"))
        if len(values) > 1:
            raise BadParameter(name, code="repeated_parameter", message=_("此参数只能给一次。"))
