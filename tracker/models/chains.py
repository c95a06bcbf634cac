"""Promises made again in later years (连年承诺)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tracker.models.commitments import Commitment


class Renewal(models.Model):
    """A later report's commitment that promises an earlier one again (再次承诺).

    The machine's view, replaced whenever the reports are matched again; it touches neither
    status nor review. `differences` are codes with facts: target lowered, deadline gone.
    """

    earlier = models.OneToOneField(
        Commitment, verbose_name=_("原承诺"), on_delete=models.CASCADE, related_name="renewal"
    )
    later = models.ForeignKey(
        Commitment, verbose_name=_("再次承诺"), on_delete=models.CASCADE, related_name="renewed"
    )
    likeness = models.FloatField(_("相近程度"))
    differences = models.JSONField(_("变化"), default=list, blank=True)
    matcher_version = models.CharField(_("比对版本"), max_length=40)

    class Meta:
        verbose_name = _("连年承诺")
        verbose_name_plural = _("连年承诺")
        ordering = ["earlier"]
        constraints = [
            models.CheckConstraint(
                name="renewal_two_commitments", condition=~Q(earlier=F("later"))
            ),
            models.CheckConstraint(
                name="renewal_likeness", condition=Q(likeness__gte=0, likeness__lte=1)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.earlier} → {self.later}"
