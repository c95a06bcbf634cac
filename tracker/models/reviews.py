"""What people decided (人工复核): append-only."""

from __future__ import annotations

from typing import NoReturn

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tracker.core.types import ReviewState
from tracker.models.commitments import DECIDABLE, DROPPING, Commitment
from tracker.wording import OUTCOMES, REVIEW_STATES


class ReviewQuerySet(models.QuerySet["Review"]):
    """Rows can be read and added; nothing that changes or removes one goes through."""

    def update(self, **kwargs: object) -> NoReturn:
        """Never."""
        _refuse()

    def delete(self) -> NoReturn:
        """Never."""
        _refuse()

    # Django keeps delete() off managers by this mark; ours must not be reachable either.
    delete.queryset_only = True  # type: ignore[attr-defined]  # an attribute of Django's own

    def bulk_update(self, *args: object, **kwargs: object) -> NoReturn:
        """Never."""
        _refuse()

    def bulk_create(self, *args: object, **kwargs: object) -> NoReturn:
        """Never: each review is sealed to the one before it (services/sealing.py)."""
        _refuse()


class Review(models.Model):
    """One act of one person on one commitment, with what was on the screen at that moment.

    Rows are only ever added. `shown` keeps the suggestion (outcome, confidence, version,
    reasons) that the reviewer saw, because a later run may replace it; `evidence` holds
    the passages picked, by place and text; `marks` what the person saw of each measure.
    `review_state` is where the act led: the lot sends a conclusion to a second reading or
    not, so that the acts alone don't tell it (selectors/as_of.py). The oldest rows have none.

    `seq` and `seal` chain all reviews of the installation: a seal covers the row and the seal
    before it (services/sealing.py), so that no row can be changed or cut away unseen.
    """

    class Act(models.TextChoices):
        DECIDE = "decide", _("作出结论")
        APPROVE = "approve", _("批准不再推进")
        REJECT = "reject", _("不同意不再推进")
        REOPEN = "reopen", _("重新打开")
        SECOND = "second", _("盲审复核")
        RESOLVE = "resolve", _("裁定分歧")
        UNDO = "undo", _("撤销")

    class Mark(models.TextChoices):
        DONE = "done", _("达成")
        PARTLY = "partly", _("部分达成")
        UNSEEN = "unseen", _("未见")

    commitment = models.ForeignKey(
        Commitment, verbose_name=_("承诺事项"), on_delete=models.PROTECT, related_name="reviews"
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("复核人"),
        on_delete=models.PROTECT,
        related_name="reviews",
    )
    act = models.CharField(_("动作"), max_length=10, choices=Act.choices)
    outcome = models.CharField(
        _("兑现情况"),
        max_length=20,
        choices=[(k.value, v) for k, v in OUTCOMES.items()],
        blank=True,
    )
    note = models.TextField(_("备注"), blank=True)
    evidence = models.JSONField(_("采用的证据"), default=list, blank=True)
    marks = models.JSONField(_("逐项标记"), default=list, blank=True)
    shown = models.JSONField(_("当时的系统建议"), default=dict, blank=True)
    successor = models.ForeignKey(
        Commitment,
        verbose_name=_("替代事项"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    review_state = models.CharField(
        _("复核后状态"),
        max_length=16,
        choices=[(k.value, v) for k, v in REVIEW_STATES.items()],
        blank=True,
    )
    # Accepted together with others: never a lesson for the matcher (fitmatcher --with-reviews).
    in_bulk = models.BooleanField(_("批量复核"), default=False)
    commitment_version = models.PositiveIntegerField(_("承诺事项版本"))
    seq = models.PositiveBigIntegerField(_("链上序号"), unique=True, editable=False)
    seal = models.CharField(_("封印"), max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("时间"), default=timezone.now, editable=False)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("复核记录")
        verbose_name_plural = _("复核记录")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["commitment", "commitment_version"], name="review_once_per_version"
            ),
            models.CheckConstraint(
                name="review_act_and_outcome",
                condition=Q(act__in=["decide", "second", "resolve"], outcome__in=DECIDABLE)
                | Q(act="approve", outcome__in=DROPPING)
                | Q(act__in=["reject", "reopen", "undo"], outcome=""),
            ),
            models.CheckConstraint(
                name="review_state_known",
                condition=Q(review_state__in=["", *(s.value for s in ReviewState)]),
            ),
            models.CheckConstraint(
                name="review_reason_where_required",
                condition=~Q(note="")
                | Q(act__in=["approve", "undo"])
                | (Q(act__in=["decide", "second"]) & ~Q(outcome__in=["dropped", "superseded"])),
            ),
        ]
        indexes = [
            models.Index(fields=["created_at"]),
            models.Index(fields=["act", "id"], name="review_by_act"),
            models.Index(fields=["outcome", "id"], name="review_by_outcome"),
        ]

    def __str__(self) -> str:
        return f"{self.get_act_display()} {self.get_outcome_display()}"

    def save(self, *args: object, **kwargs: object) -> None:
        """Insert only."""
        if self.pk is not None:
            _refuse()
        super().save(force_insert=True)

    def delete(self, *args: object, **kwargs: object) -> NoReturn:
        """Never."""
        _refuse()


# The acts that say how a promise came out; the newest of them is the one that stands.
CONCLUSIONS = (Review.Act.DECIDE, Review.Act.SECOND, Review.Act.RESOLVE)


class ReviewChainHead(models.Model):
    """The newest seal (复核链头): one row, moved by a conditional UPDATE with every review."""

    length = models.PositiveBigIntegerField(_("链长"), default=0)
    seal = models.CharField(_("封印"), max_length=64)

    class Meta:
        verbose_name = _("复核链头")
        verbose_name_plural = _("复核链头")
        constraints = [models.CheckConstraint(name="one_chain_head", condition=Q(pk=1))]

    def __str__(self) -> str:
        return f"{self.length} {self.seal[:12]}"


def _refuse() -> NoReturn:
    raise TypeError("reviews are append-only")
