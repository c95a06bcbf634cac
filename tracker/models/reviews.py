"""What people decided (人工复核): append-only."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NoReturn

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.models.commitments import DECIDABLE, DROPPING, Commitment
from tracker.wording import OUTCOMES


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

    def bulk_create(
        self,
        objs: Iterable[Review],
        batch_size: int | None = None,
        ignore_conflicts: bool = False,
        update_conflicts: bool = False,
        update_fields: Collection[str] | None = None,
        unique_fields: Collection[str] | None = None,
    ) -> list[Review]:
        """Add rows; refused where an existing row would be overwritten."""
        if update_conflicts or update_fields or unique_fields:
            _refuse()
        return super().bulk_create(objs, batch_size, ignore_conflicts)


class Review(models.Model):
    """One act of one person on one commitment, with what was on the screen at that moment.

    Rows are only ever added. `shown` keeps the suggestion (outcome, confidence, version,
    reasons) that the reviewer saw, because a later run may replace it; `evidence` holds
    the passages picked, by place and text.
    """

    class Act(models.TextChoices):
        DECIDE = "decide", _("作出结论")
        APPROVE = "approve", _("批准不再推进")
        REJECT = "reject", _("不同意不再推进")
        REOPEN = "reopen", _("重新打开")

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
    shown = models.JSONField(_("当时的系统建议"), default=dict, blank=True)
    successor = models.ForeignKey(
        Commitment,
        verbose_name=_("替代事项"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    # Accepted together with others: never a lesson for the matcher (fitmatcher --with-reviews).
    in_bulk = models.BooleanField(_("批量复核"), default=False)
    commitment_version = models.PositiveIntegerField(_("承诺事项版本"))
    created_at = models.DateTimeField(_("时间"), auto_now_add=True)

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
                condition=Q(act="decide", outcome__in=DECIDABLE)
                | Q(act="approve", outcome__in=DROPPING)
                | Q(act__in=["reject", "reopen"], outcome=""),
            ),
            models.CheckConstraint(
                name="review_reason_where_required",
                condition=~Q(note="")
                | Q(act="approve")
                | (Q(act="decide") & ~Q(outcome__in=["dropped", "superseded"])),
            ),
        ]
        indexes = [models.Index(fields=["created_at"])]

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


def _refuse() -> NoReturn:
    raise TypeError("reviews are append-only")
