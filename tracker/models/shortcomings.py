"""What a report admits (存在不足), and where it comes up again: the machine's view."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tracker.models.commitments import Commitment
from tracker.models.reports import Report


class Shortcoming(models.Model):
    """One shortcoming that a report names in its problems section (存在不足)."""

    report = models.ForeignKey(
        Report, verbose_name=_("年度报告"), on_delete=models.CASCADE, related_name="shortcomings"
    )
    position = models.PositiveSmallIntegerField(_("序号"))
    text = models.TextField(_("不足内容"))
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("存在不足")
        verbose_name_plural = _("存在不足")
        ordering = ["report", "position"]
        constraints = [
            models.UniqueConstraint(fields=["report", "position"], name="shortcoming_once"),
            models.CheckConstraint(name="shortcoming_span", condition=Q(start__lte=F("end"))),
        ]

    def __str__(self) -> str:
        return self.text


class Remedy(models.Model):
    """A commitment of the same report that takes up a shortcoming (系统对照)."""

    shortcoming = models.ForeignKey(Shortcoming, on_delete=models.CASCADE, related_name="remedies")
    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="remedies")
    score = models.FloatField(_("相近程度"))

    class Meta:
        verbose_name = _("不足与承诺的对照")
        verbose_name_plural = _("不足与承诺的对照")
        ordering = ["shortcoming", "-score"]
        constraints = [
            models.UniqueConstraint(fields=["shortcoming", "commitment"], name="remedy_once"),
        ]

    def __str__(self) -> str:
        return f"{self.shortcoming_id} → {self.commitment_id}"


class Recurrence(models.Model):
    """The same shortcoming in the report of the year after (不足再现, 系统对照)."""

    earlier = models.ForeignKey(Shortcoming, on_delete=models.CASCADE, related_name="recurrences")
    later = models.ForeignKey(Shortcoming, on_delete=models.CASCADE, related_name="precursors")
    score = models.FloatField(_("相近程度"))

    class Meta:
        verbose_name = _("不足再现")
        verbose_name_plural = _("不足再现")
        ordering = ["earlier", "-score"]
        constraints = [
            models.UniqueConstraint(fields=["earlier", "later"], name="recurrence_once"),
            models.CheckConstraint(name="recurrence_of_another", condition=~Q(earlier=F("later"))),
        ]

    def __str__(self) -> str:
        return f"{self.earlier_id} → {self.later_id}"
