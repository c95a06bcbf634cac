"""What a caller may ask for: filters, paging, and the refusal of everything else."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Schema

from tracker.api.errors import BadParameter
from tracker.api.moments import AS_OF, moment_of
from tracker.api.paging import Paging
from tracker.core.types import Outcome, ReviewState, Status, Topic
from tracker.models import Commitment, Region
from tracker.selectors.as_of import standing
from tracker.selectors.commitments import VERIFIABLE, awaiting
from tracker.selectors.points import SIGHTED
from tracker.selectors.scope import UPWARDS

BIGINT = 2**63 - 1

Year = Annotated[int, Field(ge=1900, le=2200)]
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

    agency: Annotated[int, Field(ge=1, le=BIGINT)] | None = Field(
        None, description="单位编号", examples=[3]
    )
    region: RegionCode | None = Field(
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
            wanted &= in_region(self.region, "report__agency__region")
        if self.report_year is not None:
            wanted &= Q(report__report_year=self.report_year)
        if self.plan_year is not None:
            wanted &= Q(report__plan_year=self.plan_year)
        return commitments.filter(wanted)


CommitmentOrder = Literal[
    "id", "-id", "plan_year", "-plan_year", "updated_at", "-updated_at", "verifiability",
    "-verifiability",
]  # fmt: skip


class CommitmentFilters(ScopeFilters, Paging):
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
    verifiability: Annotated[int, Field(ge=0, le=5)] | None = Field(
        None, description="可核查度，0 到 5", examples=[4]
    )
    verifiable: bool | None = Field(None, description="是否计入可核查分母", examples=[True])
    as_of: str | None = AS_OF
    sort: CommitmentOrder = Field("id", description="排序；前加 - 为降序，相同者按编号")

    def narrow(self, commitments: QuerySet[Commitment]) -> QuerySet[Commitment]:
        """A scoped set, narrowed by every filter but the paging; raises BadParameter.

        With `as_of` the rows are as they stood then (selectors.as_of), and status, outcome and
        review_state ask of that moment. What the machine suggested then is not known.
        """
        found = super().narrow(commitments)
        if self.topic is not None:
            found = found.filter(topic=self.topic)
        if self.verifiability is not None:
            found = found.filter(verifiability=self.verifiability)
        moment = moment_of(self.as_of)
        return self._decided(found) if moment is None else self._decided_then(found, moment)

    def _decided(self, found: QuerySet[Commitment]) -> QuerySet[Commitment]:
        if self.verifiable is not None:
            found = found.filter(VERIFIABLE if self.verifiable else ~VERIFIABLE)
        if self.status is not None:
            found = found.filter(status=self.status)
        if self.outcome is Outcome.AWAITING_REPORT:
            found = awaiting(found).filter(outcome="")
        elif self.outcome is not None:
            found = found.filter(outcome=self.outcome)
        if self.review_state is not None:
            found = found.filter(review_state=self.review_state)
        if self.suggested_outcome is not None:
            found = found.filter(SIGHTED, suggestion__outcome=self.suggested_outcome)
        return found

    def _decided_then(
        self, found: QuerySet[Commitment], moment: dt.datetime
    ) -> QuerySet[Commitment]:
        for name in ("suggested_outcome", "verifiable"):
            if getattr(self, name) is not None:
                message = _("这个参数不能与 as_of 同用：过去的系统建议没有保存。")
                raise BadParameter(name, code="not_with_as_of", message=message)
        rows = standing(found, at=moment)
        if self.status is not None:
            rows = rows.filter(Q(outcome_then__in=_LEADING_TO[self.status]))
        if self.outcome is Outcome.AWAITING_REPORT:
            rows = rows.filter(answered_then=False, outcome_then="")
        elif self.outcome is not None:
            rows = rows.filter(outcome_then=self.outcome)
        if self.review_state is not None:
            rows = rows.filter(review_state_then=self.review_state)
        return rows


# Status -> the outcomes that give it; none yet is pending, too.
_LEADING_TO = {
    status: [
        *(o.value for o in Outcome if o.status is status),
        *([""] if status is Status.PENDING else []),
    ]
    for status in Status
}


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
