"""/reviews: what people did, in the order in which it was sealed (复核记录)."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from tracker.api.errors import Problem
from tracker.api.moments import Moment
from tracker.api.paging import Paging, Record, Selection, answer, page_of
from tracker.api.parameters import Key, refuse_unknown
from tracker.api.schemas import PickedEvidence
from tracker.core.types import Outcome
from tracker.models import Commitment, Review, User
from tracker.selectors.gathering import many_agencies
from tracker.selectors.records import visible_reviews

router = Router(tags=["复核记录"])

ERRORS = {401: Problem, 403: Problem, 422: Problem, 429: Problem}
Act = Literal["decide", "approve", "reject", "reopen", "second", "resolve", "undo"]


class ReviewRow(Schema):
    """一次人工复核. Rows are never changed or removed."""

    id: int = Field(description="记录编号", examples=[9])
    seq: int = Field(description="链上序号，由 1 起连续", examples=[9])
    seal: str = Field(description="封印：与前一条相连的 SHA-256")
    commitment: int = Field(description="承诺事项编号", examples=[57])
    commitment_version: int = Field(description="当时的版本", examples=[2])
    act: Act = Field(
        description="decide 作出结论，approve 批准不再推进，reject 不同意不再推进，"
        "reopen 重新打开，second 盲审复核，resolve 裁定分歧，undo 撤销",
        examples=["decide"],
    )
    outcome: Outcome | None = Field(description="结论", examples=["fulfilled"])
    reviewer: str = Field(description="复核人的用户名")
    note: str = Field(description="说明")
    evidence: list[PickedEvidence] = Field(description="采用的证据")
    in_bulk: bool = Field(description="是否批量复核", examples=[False])
    created_at: dt.datetime = Field(description="时间")


class ReviewPage(Schema):
    """One page of the history."""

    items: list[ReviewRow] = Field(description="复核记录")
    next_cursor: str | None = Field(description="下一页的游标；null 即已到末页")


class ReviewFilters(Paging):
    """Which reviews."""

    commitment: Key | None = Field(None, description="承诺事项编号", examples=[57])
    agency: Key | None = Field(None, description="单位编号", examples=[3])
    act: Act | None = Field(None, description="动作", examples=["decide"])
    outcome: Outcome | None = Field(None, description="结论", examples=["fulfilled"])
    since: Moment | None = Field(
        None, description="此刻及以后（ISO 8601，带时区）", examples=["2026-06-30T00:00:00+08:00"]
    )
    sort: Literal["id", "-id"] = Field("id", description="排序")

    def found(self, user: User) -> QuerySet[Review]:
        """What a person sees of it."""
        is_of_one = self.commitment is not None or self.agency is not None
        if is_of_one or (agencies := many_agencies(user)) is None:
            return self.narrow(visible_reviews(user))
        seen = Commitment.objects.filter(report__agency__in=agencies)
        return self.narrow(visible_reviews(user, commitments=seen))

    def narrow(self, reviews: QuerySet[Review]) -> QuerySet[Review]:
        """A scoped set, narrowed by every filter but the paging."""
        paths = {"commitment": "commitment", "agency": "commitment__report__agency"}
        paths |= {"act": "act", "outcome": "outcome", "since": "created_at__gte"}
        for name, path in paths.items():
            value = getattr(self, name)
            if value is not None:
                reviews = reviews.filter(**{path: value})
        return reviews


@router.get(
    "",
    response={200: ReviewPage | Selection, **ERRORS},
    operation_id="list_reviews",
    summary="复核记录",
    description="责任范围内的全部人工复核，只增不改，默认按先后排序；待盲审的事项只列自己所作的。"
    "例：`/api/v1/reviews?commitment=57`",
)
def list_reviews(request: HttpRequest, filters: Query[ReviewFilters]) -> HttpResponse:
    """The history within the caller's scope."""
    refuse_unknown(request, ReviewFilters)
    user = request.user
    found = filters.found(user) if isinstance(user, User) else Review.objects.none()
    page = page_of(
        *(found, filters),
        present=_review,
        sort=filters.sort,
        loaded=lambda rows: rows.select_related("reviewer"),
    )
    return answer(page, filters, whole=ReviewPage)


def _review(row: Review) -> Record:
    return {
        "id": row.pk,
        "seq": row.seq,
        "seal": row.seal,
        "commitment": row.commitment_id,
        "commitment_version": row.commitment_version,
        "act": row.act,
        "outcome": row.outcome or None,
        "reviewer": row.reviewer.get_username(),
        "note": row.note,
        "evidence": [
            {
                "text": picked["text"],
                "span": (picked["start"], picked["end"]),
                "section_kind": picked["section_kind"],
            }
            for picked in row.evidence
        ],
        "in_bulk": row.in_bulk,
        "created_at": row.created_at,
    }
