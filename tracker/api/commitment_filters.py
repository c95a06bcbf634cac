"""What the list of commitments can be narrowed by (承诺事项的筛选)."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from django.db.models import Q, QuerySet
from ninja import Field

from tracker.api.moments import AS_OF, moment_of
from tracker.api.paging import Paging
from tracker.api.parameters import PLAIN, ScopeFilters, not_with_as_of
from tracker.core.types import Outcome, ReviewState, Status, Topic
from tracker.models import Commitment, Review
from tracker.selectors.as_of import standing, unanswered_by
from tracker.selectors.commitments import VERIFIABLE, awaiting
from tracker.selectors.details import with_summary
from tracker.selectors.gathering import few_reports
from tracker.selectors.points import SIGHTED
from tracker.selectors.scope import Viewer, sees_everything, visible_commitments, visible_reports

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
    verifiability: Annotated[int, Field(ge=0, le=5), PLAIN] | None = Field(
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
        return self.described(super().narrow(commitments))

    def found(self, user: Viewer) -> tuple[QuerySet[Commitment], bool]:
        """What a person sees of it, and whether that is little (tracker.selectors.gathering)."""
        keys = None
        if self.agency is not None or self.region is not None or not sees_everything(user):
            keys = few_reports(self.reports(visible_reports(user)))
        if keys is None:
            return self.narrow(visible_commitments(user)), False
        return self.described(Commitment.objects.filter(report__in=keys)), True

    def shown(self, rows: QuerySet[Commitment]) -> QuerySet[Commitment]:
        """The rows of a page, as they stand now or stood then."""
        moment = moment_of(self.as_of)
        return with_summary(rows if moment is None else standing(rows, at=moment))

    def described(self, found: QuerySet[Commitment]) -> QuerySet[Commitment]:
        """A set narrowed by what the commitments themselves are; raises BadParameter."""
        if self.topic is not None:
            found = found.filter(topic=self.topic)
        if self.verifiability is not None:
            found = found.filter(verifiability=self.verifiability)
        moment = moment_of(self.as_of)
        if moment is not None:
            return self._decided_then(found, moment)
        return found.none() if self._contradicts_itself() else self._decided(found)

    def _contradicts_itself(self) -> bool:
        """Asked for what the constraints of the table exclude: there is nothing to look for.

        An outcome gives the status, and only what is confirmed has one (Commitment.Meta).
        """
        concluded = self.outcome not in (None, Outcome.AWAITING_REPORT)
        leads_to = self.outcome.status if self.outcome else self.status
        confirmed = concluded or self.status not in (None, Status.PENDING)
        open_yet = self.outcome is Outcome.AWAITING_REPORT
        return (
            self.status not in (None, leads_to)
            or (confirmed and self.review_state not in (None, ReviewState.CONFIRMED))
            or (open_yet and self.review_state is ReviewState.CONFIRMED)
        )

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
            # That there is one is said, so that the indexes of those that have one serve.
            has = Q(suggestion__isnull=False, suggestion__outcome=self.suggested_outcome)
            found = found.filter(SIGHTED, has)
        return found

    def _decided_then(
        self, found: QuerySet[Commitment], moment: dt.datetime
    ) -> QuerySet[Commitment]:
        for name in ("suggested_outcome", "verifiable"):
            if getattr(self, name) is not None:
                raise not_with_as_of(name)
        rows = standing(self._acted_on(found, moment), at=moment)
        if self.status is not None:
            rows = rows.filter(Q(outcome_then__in=_LEADING_TO[self.status]))
        if self.outcome is Outcome.AWAITING_REPORT:
            # Along the plan years all that was answered long ago comes first.
            late = self.sort == "plan_year"
            rows = rows.filter(unanswered_by(moment) if late else Q(answered_then=False))
            rows = rows.filter(outcome_then="")
        elif self.outcome is not None:
            rows = rows.filter(outcome_then=self.outcome)
        if self.review_state is not None:
            rows = rows.filter(review_state_then=self.review_state)
        return rows

    def _acted_on(self, found: QuerySet[Commitment], moment: dt.datetime) -> QuerySet[Commitment]:
        """Without those that no act by then can have left as is asked.

        An index finds the acts; what the last of them left is worked out row by row.
        """
        wanted = Q()
        if self.status is not None and self.status is not Status.PENDING:
            wanted &= Q(outcome__in=_LEADING_TO[self.status])
        if self.outcome not in (None, Outcome.AWAITING_REPORT):
            wanted &= Q(outcome=self.outcome)
        if not wanted:
            return found
        acts = Review.objects.filter(wanted, created_at__lte=moment)
        return found.filter(pk__in=acts.order_by().values("commitment"))


# Status -> the outcomes that give it; none yet is pending, too.
_LEADING_TO = {
    status: [
        *(o.value for o in Outcome if o.status is status),
        *([""] if status is Status.PENDING else []),
    ]
    for status in Status
}
