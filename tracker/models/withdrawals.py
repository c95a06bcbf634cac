"""When a decision was taken off a commitment without a person's review (退回复核)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tracker.core.types import ReturnReason
from tracker.models.commitments import Commitment
from tracker.wording import RETURN_REASONS


class Withdrawal(models.Model):
    """One withdrawal (services/returning.py): with the reviews it tells what held at any time."""

    commitment = models.ForeignKey(
        Commitment, verbose_name=_("承诺事项"), on_delete=models.CASCADE, related_name="withdrawals"
    )
    reason = models.CharField(
        _("退回复核原因"), max_length=20, choices=[(k.value, v) for k, v in RETURN_REASONS.items()]
    )
    commitment_version = models.PositiveIntegerField(_("承诺事项版本"))
    at = models.DateTimeField(_("时间"), default=timezone.now)
    # Of a promise that had left its plan: since when its words are back (回到计划).
    ended_at = models.DateTimeField(_("恢复时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("退回记录")
        verbose_name_plural = _("退回记录")
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["commitment", "at"], name="withdrawal_of")]
        constraints = [
            models.CheckConstraint(
                name="withdrawal_reason_known",
                condition=Q(reason__in=[r.value for r in ReturnReason]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commitment_id} {self.reason}"
