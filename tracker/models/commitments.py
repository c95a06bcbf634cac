"""What was promised, and what a person has decided about it."""

from __future__ import annotations

from typing import Final

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tracker.core.types import (
    Outcome,
    ReturnReason,
    ReviewState,
    Status,
    Topic,
)
from tracker.models.reports import Report
from tracker.wording import (
    OUTCOMES,
    RETURN_REASONS,
    REVIEW_STATES,
    STATUSES,
    TOPICS,
)

# No suggestion is the greatest doubt: it sorts before any confidence, which is 0..1.
UNKNOWN_CONFIDENCE = -1.0

DROPPING = [Outcome.DROPPED.value, Outcome.SUPERSEDED.value]
# What a person may conclude; 待报告 is the calendar's, and never stored.
DECIDABLE = [o.value for o in Outcome if o is not Outcome.AWAITING_REPORT]


def _orders(
    *fields: str,
    named: str,
    orders: tuple[str, ...] = ("id", "plan_year", "updated_at"),
    condition: Q | None = None,
) -> list[models.Index]:
    """One index for each order in which the rows of one value are listed."""
    words = {"id": "key", "plan_year": "year", "updated_at": "change"}
    return [
        models.Index(
            fields=[*fields, *dict.fromkeys([order, "id"])],
            name=f"commitment_{named}_{words[order]}",
            condition=condition,
        )
        for order in orders
    ]


# What the lists of the API are narrowed by lies together in their orders: the newest year alone
# waits for its report, and what was reviewed changed last. Without these a list reads past
# everything else first: 0.1 to 1 s of a million rows.
LIST_INDEXES: Final = [
    *_orders("review_state", named="state"),
    *_orders("outcome", named="outcome", condition=~Q(outcome="")),
    *_orders("plan_year", named="plan", orders=("updated_at",)),
    *_orders(named="awaiting", condition=Q(result_report__isnull=True, outcome="")),
    *_orders(named="suggested", condition=Q(suggestion__isnull=False)),
    # The complement of selectors.commitments.VERIFIABLE.
    models.Index(
        fields=["verifiability", "id"],
        name="commitment_unverifiable",
        condition=Q(returned_reason__in=["text_gone", "set_aside"])
        | Q(verifiability__lt=2)
        | Q(outcome="not_assessable"),
    ),
]


class Commitment(models.Model):
    """One planned item of a report (承诺事项).

    `status` and `outcome` are a person's: outcome is empty until a review is confirmed, and
    the database refuses anything else. What the machine thinks hangs on `suggestion`.
    `result_report` is a fact, not a view: the following year's report, once it is filed.
    """

    report = models.ForeignKey(
        Report, verbose_name=_("年度报告"), on_delete=models.PROTECT, related_name="commitments"
    )
    result_report = models.ForeignKey(
        Report,
        verbose_name=_("下一年度报告"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="answered_commitments",
    )
    position = models.PositiveSmallIntegerField(_("序号"))
    ordinal = models.CharField(_("项号"), max_length=20, blank=True)
    heading = models.TextField(_("标题"))
    text = models.TextField(_("承诺内容"))
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    verifiability = models.PositiveSmallIntegerField(
        _("可核查度"), default=0, validators=[MaxValueValidator(5)]
    )
    verifiability_reasons = models.JSONField(default=list, blank=True)
    topic = models.CharField(
        _("主题"), max_length=16, choices=[(k.value, v) for k, v in TOPICS.items()], blank=True
    )
    documents = models.JSONField(_("引用文件"), default=list, blank=True)
    partners = models.JSONField(_("协同单位"), default=list, blank=True)
    status = models.CharField(
        _("状态"),
        max_length=10,
        choices=[(k.value, v) for k, v in STATUSES.items()],
        default=Status.PENDING.value,
    )
    outcome = models.CharField(
        _("兑现情况"),
        max_length=20,
        choices=[(k.value, v) for k, v in OUTCOMES.items()],
        blank=True,
    )
    review_state = models.CharField(
        _("复核状态"),
        max_length=16,
        choices=[(k.value, v) for k, v in REVIEW_STATES.items()],
        default=ReviewState.UNMATCHED.value,
    )
    successor = models.ForeignKey(
        "self",
        verbose_name=_("替代事项"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="replaces",
    )
    suggestion = models.ForeignKey(
        "Suggestion",
        verbose_name=_("系统建议"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    # What the queue is ordered and filtered by, kept beside the row: a join and a sort of a
    # hundred thousand rows is no queue. Written where the suggestion and the link are.
    doubt = models.FloatField(_("系统置信度"), default=UNKNOWN_CONFIDENCE)
    plan_year = models.PositiveSmallIntegerField(_("计划年度"), default=0)
    due_on = models.DateField(_("复核期限"), null=True, blank=True)
    returned_reason = models.CharField(
        _("退回复核原因"),
        max_length=20,
        choices=[(k.value, v) for k, v in RETURN_REASONS.items()],
        blank=True,
    )
    version = models.PositiveIntegerField(_("版本"), default=1)
    reviewed_at = models.DateTimeField(_("复核确认时间"), null=True, blank=True)
    created_at = models.DateTimeField(_("录入时间"), auto_now_add=True)
    updated_at = models.DateTimeField(_("更新时间"), auto_now=True)

    class Meta:
        verbose_name = _("承诺事项")
        verbose_name_plural = _("承诺事项")
        ordering = ["report", "position"]
        permissions = [
            ("review_commitment", _("可以复核承诺事项")),
            ("approve_drop", _("可以批准不再推进")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["report", "position"], name="commitment_once"),
            models.CheckConstraint(name="commitment_span", condition=Q(start__lte=F("end"))),
            models.CheckConstraint(
                name="commitment_verifiability", condition=Q(verifiability__lte=5)
            ),
            models.CheckConstraint(
                name="commitment_topic_known",
                condition=Q(topic__in=["", *(t.value for t in Topic)]),
            ),
            models.CheckConstraint(
                name="commitment_status_known", condition=Q(status__in=[s.value for s in Status])
            ),
            models.CheckConstraint(
                name="commitment_outcome_known", condition=Q(outcome__in=["", *DECIDABLE])
            ),
            models.CheckConstraint(
                name="commitment_review_state_known",
                condition=Q(review_state__in=[s.value for s in ReviewState]),
            ),
            models.CheckConstraint(
                name="commitment_returned_reason_known",
                condition=Q(returned_reason__in=["", *(r.value for r in ReturnReason)]),
            ),
            models.CheckConstraint(
                name="commitment_decided_only_when_confirmed",
                condition=(Q(review_state="confirmed") & ~Q(outcome=""))
                | (~Q(review_state="confirmed") & Q(outcome="", status="pending")),
            ),
            models.CheckConstraint(
                name="commitment_status_of_outcome",
                condition=Q(outcome="fulfilled", status="fulfilled")
                | Q(outcome__in=DROPPING, status="dropped")
                | (~Q(outcome__in=["fulfilled", *DROPPING]) & Q(status="pending")),
            ),
            models.CheckConstraint(
                name="commitment_superseded_has_successor",
                condition=~Q(outcome="superseded") | Q(successor__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["status", "review_state"]),
            models.Index(fields=["verifiability", "id"], name="commitment_by_verifiability"),
            models.Index(fields=["topic"]),
            models.Index(fields=["doubt", "plan_year", "id"], name="commitment_queue"),
            # The same order over what waits alone: nine rows in ten are confirmed one day.
            models.Index(
                fields=["doubt", "plan_year", "id"],
                name="commitment_waiting",
                condition=Q(result_report__isnull=False) & ~Q(review_state="confirmed"),
            ),
            models.Index(fields=["due_on"]),
            models.Index(fields=["plan_year", "id"], name="commitment_by_plan_year"),
            models.Index(fields=["updated_at", "id"], name="commitment_by_change"),
            models.Index(fields=["created_at"], name="commitment_came"),
            *LIST_INDEXES,
        ]

    def __str__(self) -> str:
        return f"{self.ordinal}{self.heading}"
