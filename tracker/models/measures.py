"""What a commitment consists of: separate actions and the numbers aimed at."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tracker.core.types import Basis, Comparator, MeasureKind, Period
from tracker.models.commitments import Commitment
from tracker.wording import BASES, MEASURE_KINDS, PERIODS


class Measure(models.Model):
    """One action inside a commitment (具体举措), or the aim or slogan that stands in its place."""

    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="measures")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(
        _("性质"),
        max_length=10,
        choices=[(k.value, v) for k, v in MEASURE_KINDS.items()],
        default=MeasureKind.ACTION.value,
    )
    text = models.TextField(_("举措内容"))
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("具体举措")
        verbose_name_plural = _("具体举措")
        ordering = ["commitment", "position"]
        constraints = [
            models.UniqueConstraint(fields=["commitment", "position"], name="measure_once"),
            models.CheckConstraint(name="measure_span", condition=Q(start__lte=F("end"))),
            models.CheckConstraint(
                name="measure_kind_known", condition=Q(kind__in=[k.value for k in MeasureKind])
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Target(models.Model):
    """A number aimed at (量化目标)."""

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="targets")
    text = models.TextField(_("原文"))
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    value = models.FloatField(_("数值"))
    unit = models.CharField(_("计量单位"), max_length=20, blank=True)
    comparator = models.CharField(
        _("比较"), max_length=2, choices=[(c.value, c.value) for c in Comparator]
    )
    object = models.CharField(_("对象"), max_length=200, blank=True)
    deadline = models.DateField(_("期限"), null=True, blank=True)
    other_end = models.FloatField(_("范围另一端"), null=True, blank=True)
    basis = models.CharField(
        _("口径"), max_length=12, choices=[(k.value, v) for k, v in BASES.items()], blank=True
    )
    every = models.CharField(
        _("频次"), max_length=12, choices=[(k.value, v) for k, v in PERIODS.items()], blank=True
    )
    stretch = models.BooleanField(_("力争"), default=False)

    class Meta:
        verbose_name = _("量化目标")
        verbose_name_plural = _("量化目标")
        ordering = ["measure", "start"]
        constraints = [
            models.CheckConstraint(name="target_span", condition=Q(start__lte=F("end"))),
            models.CheckConstraint(
                name="target_basis_known", condition=Q(basis__in=["", *(b.value for b in Basis)])
            ),
            models.CheckConstraint(
                name="target_every_known", condition=Q(every__in=["", *(p.value for p in Period)])
            ),
        ]

    def __str__(self) -> str:
        return self.text
