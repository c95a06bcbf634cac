"""What a caller may ask for: filters, paging, and the refusal of everything else."""

from __future__ import annotations

from typing import Annotated

from django.core.signing import BadSignature, Signer
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Schema

from tracker.api.errors import BadParameter
from tracker.core.types import Outcome, ReviewState, Status, Topic
from tracker.models import Commitment
from tracker.selectors.commitments import awaiting
from tracker.selectors.points import SIGHTED
from tracker.selectors.scope import UPWARDS

MOST = 200
BIGINT = 2**63 - 1
_CURSOR = Signer(salt="tracker.api.cursor")

Year = Annotated[int, Field(ge=1900, le=2200)]


class ScopeFilters(Schema):
    """By whom and for when: shared by lists and statistics."""

    agency: Annotated[int, Field(ge=1, le=BIGINT)] | None = Field(
        None, description="单位编号", examples=[3]
    )
    region: Annotated[str, Field(pattern="^[0-9]{1,12}$")] | None = Field(
        None, description="行政区划代码，含其下级地区", examples=["330100"]
    )
    report_year: Year | None = Field(
        None, description="报告年度：作出承诺的报告回顾的年份", examples=[2024]
    )
    plan_year: Year | None = Field(None, description="计划年度：承诺应兑现的年份", examples=[2025])

    def narrow(self, commitments: QuerySet[Commitment]) -> QuerySet[Commitment]:
        """A scoped set, narrowed; what lies out of scope is as if it did not exist."""
        wanted = Q()
        if self.agency is not None:
            wanted &= Q(report__agency_id=self.agency)
        if self.region is not None:
            paths = (f"report__agency__region{step}__code" for step in UPWARDS)
            wanted &= Q(*((path, self.region) for path in paths), _connector=Q.OR)
        if self.report_year is not None:
            wanted &= Q(report__report_year=self.report_year)
        if self.plan_year is not None:
            wanted &= Q(report__plan_year=self.plan_year)
        return commitments.filter(wanted)


class CommitmentFilters(ScopeFilters):
    """The list of commitments. People's decisions and the machine's view are two filters."""

    status: Status | None = Field(None, description="状态（人工确认）", examples=["pending"])
    outcome: Outcome | None = Field(
        None,
        description="兑现情况（人工确认）；awaiting_report 指下一年度报告尚未提交",
        examples=["partial"],
    )
    review_state: ReviewState | None = Field(None, description="复核状态", examples=["proposed"])
    suggested_outcome: Outcome | None = Field(
        None, description="系统建议的结果，未经人工复核", examples=["no_evidence"]
    )
    topic: Topic | None = Field(None, description="主题（系统归类）", examples=["enforcement"])
    limit: Annotated[int, Field(ge=1, le=MOST)] = Field(50, description="每页条数")
    cursor: Annotated[str, Field(max_length=200)] | None = Field(
        None, description="上一页返回的 next_cursor，原样传回"
    )

    def narrow(self, commitments: QuerySet[Commitment]) -> QuerySet[Commitment]:
        """A scoped set, narrowed by every filter but the paging."""
        found = super().narrow(commitments)
        if self.status is not None:
            found = found.filter(status=self.status)
        if self.outcome is Outcome.AWAITING_REPORT:
            found = awaiting(found).filter(outcome="")
        elif self.outcome is not None:
            found = found.filter(outcome=self.outcome)
        if self.review_state is not None:
            found = found.filter(review_state=self.review_state)
        if self.topic is not None:
            found = found.filter(topic=self.topic)
        if self.suggested_outcome is not None:
            found = found.filter(SIGHTED, suggestion__outcome=self.suggested_outcome)
        return found


class NoParameters(Schema):
    """For addresses that take none."""


def refuse_unknown(request: HttpRequest, schema: type[Schema]) -> None:
    """Refuse parameters that don't exist or stand twice: a typing error must not widen an answer.

    Raises BadParameter.
    """
    for name, values in request.GET.lists():
        if name not in schema.model_fields:
            raise BadParameter(name[:60], code="unknown_parameter", message=_("没有这个参数。"))
        if len(values) > 1:
            raise BadParameter(name, code="repeated_parameter", message=_("此参数只能给一次。"))


def cursor_after(commitment_id: int) -> str:
    """A cursor that goes on behind this commitment; signed, so that nobody makes one up."""
    return _CURSOR.sign_object({"after": commitment_id})


def position_of(cursor: str) -> int:
    """The commitment that a cursor stands behind. Raises BadParameter for one not of ours."""
    try:
        return int(_CURSOR.unsign_object(cursor)["after"])
    except BadSignature as error:
        raise BadParameter(
            "cursor", code="invalid_cursor", message=_("游标无效，请从第一页重新开始。")
        ) from error
