"""What people mended of what the machine read (人工更正)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tracker.models.reports import Report


class Correction(models.Model):
    """One thing that a person mended in one report. Replayed whenever the report is read again.

    `said` names what it is about by its words, not only by its place, so that it is found again in
    a text that was read by another version or corrected by the agency; `was` is what stood there
    before. A row is never deleted: who takes it back is written down, too.
    """

    class Kind(models.TextChoices):
        AGENCY = "agency", _("改单位")
        YEAR = "year", _("改年度")
        SECTION = "section", _("改部分")
        HEADING = "heading", _("改标题")
        SPLIT = "split", _("拆分事项")
        MERGE = "merge", _("合并事项")
        SET_ASIDE = "set_aside", _("不是承诺")

    report = models.ForeignKey(
        Report, verbose_name=_("年度报告"), on_delete=models.PROTECT, related_name="corrections"
    )
    kind = models.CharField(_("更正内容"), max_length=10, choices=Kind.choices)
    # Whose and which year belongs to one file: the same bytes handed in again are no new question.
    sha256 = models.CharField(_("文件指纹"), max_length=64, db_index=True)
    said = models.JSONField(_("更正为"), default=dict)
    was = models.JSONField(_("原为"), default=dict)
    note = models.TextField(_("说明"), blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("更正人"),
        on_delete=models.PROTECT,
        related_name="corrections",
    )
    made_at = models.DateTimeField(_("更正时间"), default=timezone.now)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("撤回人"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    undone_at = models.DateTimeField(_("撤回时间"), null=True, blank=True)
    # The text as it is read now has no such place: kept, shown, and tried again next time.
    stale = models.BooleanField(_("未能套用"), default=False)

    class Meta:
        verbose_name = _("人工更正")
        verbose_name_plural = _("人工更正")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="correction_kind_known",
                condition=Q(
                    kind__in=["agency", "year", "section", "heading", "split", "merge", "set_aside"]
                ),
            ),
            models.CheckConstraint(
                name="correction_undone_by_somebody",
                condition=Q(undone_by__isnull=True, undone_at__isnull=True)
                | Q(undone_by__isnull=False, undone_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.report}"
