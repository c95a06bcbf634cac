"""/commitments: the list and the record (承诺事项)."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Path, Query, Router

from tracker.api import present, schemas
from tracker.api.commitment_filters import CommitmentFilters
from tracker.api.errors import Problem
from tracker.api.paging import Selection, answer, page_of
from tracker.api.parameters import (
    Key,
    NoParameters,
    refuse_unknown,
)
from tracker.selectors.details import with_detail
from tracker.selectors.scope import visible_commitments

router = Router(tags=["承诺事项"])

ERRORS = {401: Problem, 403: Problem, 422: Problem, 429: Problem}


@router.get(
    "",
    response={200: schemas.CommitmentPage | Selection, **ERRORS},
    operation_id="list_commitments",
    summary="承诺事项列表",
    description="责任范围内的承诺事项，默认按编号升序分页。人工结论（status、outcome、review）与"
    "系统建议（suggestion）分列。例：`/api/v1/commitments?status=pending&plan_year=2025&limit=20`",
)
def list_commitments(request: HttpRequest, filters: Query[CommitmentFilters]) -> HttpResponse:
    """One page of the caller's commitments."""
    refuse_unknown(request, CommitmentFilters)
    found, few = filters.found(request.user)
    shown = present.commitment if filters.as_of is None else present.commitment_then
    page = page_of(
        *(found, filters), present=shown, sort=filters.sort, few=few, loaded=filters.shown
    )
    return answer(page, filters, whole=schemas.CommitmentPage)


@router.get(
    "/{commitment_id}",
    response={200: schemas.CommitmentDetail, 404: Problem, **ERRORS},
    operation_id="get_commitment",
    summary="承诺事项详情",
    description="一项承诺，连同具体举措、量化目标、系统建议及其候选证据、人工复核结论及其证据。"
    "不在责任范围内的与不存在的一样，答 404。例：`/api/v1/commitments/57`",
)
def get_commitment(
    request: HttpRequest,
    commitment_id: Annotated[Key, Path(description="承诺事项编号")],
) -> schemas.CommitmentDetail:
    """One commitment of the caller's scope."""
    refuse_unknown(request, NoParameters)
    rows = with_detail(visible_commitments(request.user))
    return present.commitment_detail(get_object_or_404(rows, pk=commitment_id))
