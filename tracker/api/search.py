"""/search: who else promised this, and did they keep it (全文检索)."""

from __future__ import annotations

from typing import Annotated

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema

from tracker.api import present, schemas
from tracker.api.errors import BadParameter, Problem
from tracker.api.parameters import PLAIN, ScopeFilters, refuse_unknown
from tracker.core.types import Outcome, ReviewState, SectionKind, Status, Topic
from tracker.models import Commitment
from tracker.selectors.full_text import (
    KINDS,
    LONGEST_QUERY,
    Hit,
    full_text,
    places_of,
    words_of,
)
from tracker.selectors.full_text_finding import Kind
from tracker.selectors.full_text_told import Within
from tracker.selectors.scope import (
    Viewer,
    sees_everything,
    visible_commitments,
    visible_reports,
)

router = Router(tags=["检索"])

MOST = 100


class SearchFilters(ScopeFilters):
    """The words, and where to look."""

    q: Annotated[str, Field(max_length=LONGEST_QUERY)] = Field(
        description="要找的词，以空格分隔，须全部出现；其中一个至少两个字", examples=["案卷评查"]
    )
    kind: Kind | None = Field(
        None, description="commitment 只找承诺事项，evidence 只找候选证据；不给即都找"
    )
    status: Status | None = Field(None, description="状态（人工确认）", examples=["fulfilled"])
    topic: Topic | None = Field(None, description="主题（系统归类）", examples=["enforcement"])
    limit: Annotated[int, Field(ge=1, le=MOST), PLAIN] = Field(20, description="最多条数")

    def narrow(self, commitments: QuerySet[Commitment]) -> QuerySet[Commitment]:
        """A scoped set, narrowed by everything but the words."""
        return super().narrow(commitments).filter(self._own())

    def within(self, user: Viewer) -> Within | None:
        """What `narrow` leaves of all that a person sees, by its reports; None for all of them."""
        places = (self.agency, self.region, self.plan_year, self.report_year)
        if sees_everything(user) and all(place is None for place in places):
            return None
        return Within(self.reports(visible_reports(user)), self._own())

    def _own(self) -> Q:
        own = Q() if self.status is None else Q(status=self.status)
        return own if self.topic is None else own & Q(topic=self.topic)


class SearchedCommitment(Schema):
    """The promise that was found, or beside which the passage stands; decisions are people's."""

    id: int = Field(description="承诺事项编号", examples=[57])
    heading: str = Field(description="标题")
    agency: schemas.AgencyRef = Field(description="单位")
    region: schemas.RegionRef | None = Field(description="地区")
    plan_year: int = Field(description="计划年度", examples=[2025])
    status: Status = Field(description="状态（人工确认）")
    outcome: Outcome | None = Field(
        description="兑现情况（人工确认）；尚未确认为 null，下一年度报告未提交为 awaiting_report"
    )
    review_state: ReviewState = Field(description="复核状态")


class SearchHit(Schema):
    """A text that has all the words."""

    kind: Kind = Field(description="commitment 承诺事项，evidence 候选证据")
    notice: str | None = Field(description="候选证据由系统找出：系统建议，未复核；承诺事项为 null")
    score: float = Field(description="相关程度，0 到 1，只用于排序", examples=[0.72])
    text: str = Field(description="承诺内容，或候选证据的原文")
    marks: list[tuple[int, int]] = Field(
        description="所找的词在 text 中的位置 [起, 止)", examples=[[[4, 8]]]
    )
    section_kind: SectionKind | None = Field(description="候选证据所在部分；承诺事项为 null")
    commitment: SearchedCommitment = Field(description="承诺事项；候选证据所对应的承诺事项")


class SearchAnswer(Schema):
    """The best first."""

    items: list[SearchHit] = Field(description="最相关的在前")
    found: int = Field(description="找到的条数；capped 为真时，是其中参与排序的条数", examples=[12])
    capped: bool = Field(
        description="找到的多于参与排序的：只比较了最近录入的若干条，请加词或筛选", examples=[False]
    )


@router.get(
    "",
    response={200: SearchAnswer, 401: Problem, 403: Problem, 422: Problem, 429: Problem},
    operation_id="search",
    summary="全文检索",
    description="在责任范围内的承诺事项和候选证据中找词，按相关程度排列：还有谁作过同样的承诺，"
    "兑现了没有。待盲审（second_review）的承诺事项不给出候选证据；已不在计划中的不列。"
    "例：`/api/v1/search?q=案卷%20评查&plan_year=2025&status=fulfilled`",
)
def search(request: HttpRequest, filters: Query[SearchFilters]) -> SearchAnswer:
    """The texts of the caller's scope that have all the words."""
    refuse_unknown(request, SearchFilters)
    words = words_of(filters.q)
    if not words:
        message = _("请至少给出一个两个字以上的词。")
        raise BadParameter("q", code="no_word", message=message)
    found = full_text(
        filters.narrow(visible_commitments(request.user)),
        words,
        kinds=KINDS if filters.kind is None else (filters.kind,),
        within=filters.within(request.user),
        limit=filters.limit,
    )
    return SearchAnswer(
        items=[_hit(hit, words) for hit in found.hits], found=found.found, capped=found.capped
    )


def _hit(hit: Hit, words: tuple[str, ...]) -> SearchHit:
    passage = hit.candidate
    return SearchHit(
        kind=hit.kind,
        notice=present.unreviewed() if passage else None,
        score=hit.score,
        text=hit.text,
        marks=places_of(hit.text, words),
        section_kind=SectionKind(passage.section_kind) if passage else None,
        commitment=_promise(hit.commitment),
    )


def _promise(row: Commitment) -> SearchedCommitment:
    agency, region = row.report.agency, row.report.agency.region
    return SearchedCommitment(
        id=row.pk,
        heading=row.heading,
        agency=schemas.AgencyRef(id=agency.pk, name=agency.name),
        region=schemas.RegionRef(code=region.code, name=region.name) if region else None,
        plan_year=row.report.plan_year,
        status=Status(row.status),
        outcome=present.outcome(row),
        review_state=ReviewState(row.review_state),
    )
