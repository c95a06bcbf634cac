"""Who publishes, and what was published."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tracker.core.types import RegionLevel, SectionKind
from tracker.wording import REGION_LEVELS, REPORT_KINDS, SECTION_KINDS

# A year outside was misread or mistyped.
EARLIEST_YEAR, LATEST_YEAR = 1980, 2100


class Region(models.Model):
    """An administrative division (行政区划, GB/T 2260 code)."""

    code = models.CharField(_("区划代码"), max_length=12, unique=True)
    name = models.CharField(_("名称"), max_length=100)
    level = models.CharField(
        _("层级"), max_length=12, choices=[(k.value, v) for k, v in REGION_LEVELS.items()]
    )
    parent = models.ForeignKey(
        "self",
        verbose_name=_("上级地区"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
    )

    class Meta:
        verbose_name = _("地区")
        verbose_name_plural = _("地区")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                name="region_level_known", condition=Q(level__in=[k.value for k in RegionLevel])
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Agency(models.Model):
    """A body that publishes reports (单位)."""

    name = models.CharField(_("全称"), max_length=200, unique=True)
    region = models.ForeignKey(
        Region,
        verbose_name=_("地区"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="agencies",
    )
    aliases = models.JSONField(_("别称"), default=list, blank=True)
    is_sample = models.BooleanField(_("示例单位"), default=False)
    # Sample data taken away again: reviews are never deleted, so what was reviewed is out of sight.
    is_hidden = models.BooleanField(_("已移除"), default=False)

    class Meta:
        verbose_name = _("单位")
        verbose_name_plural = _("单位")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class AgencySuccession(models.Model):
    """One body's promises passed on to another (机构沿革); in force once a person confirmed it.

    The system proposes, with its reasons; a person confirms or declines, and what was
    declined is not proposed again.
    """

    class Kind(models.TextChoices):
        RENAMED = "renamed", _("更名")
        MERGED = "merged", _("合并")
        SPLIT = "split", _("拆分")

    predecessor = models.ForeignKey(
        Agency, verbose_name=_("原单位"), on_delete=models.PROTECT, related_name="successions"
    )
    successor = models.ForeignKey(
        Agency, verbose_name=_("承接单位"), on_delete=models.PROTECT, related_name="precedents"
    )
    since_year = models.PositiveSmallIntegerField(_("起始报告年度"))
    kind = models.CharField(
        _("沿革方式"), max_length=10, choices=Kind.choices, default=Kind.RENAMED
    )
    reasons = models.JSONField(_("系统提出的理由"), default=list, blank=True)
    declined_at = models.DateTimeField(_("否定时间"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("确认人"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    confirmed_at = models.DateTimeField(_("确认时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("机构沿革")
        verbose_name_plural = _("机构沿革")
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="succession_once"),
            models.CheckConstraint(
                name="succession_two_bodies", condition=~Q(predecessor=F("successor"))
            ),
            models.CheckConstraint(
                name="succession_kind_known",
                condition=Q(kind__in=["renamed", "merged", "split"]),
            ),
            models.CheckConstraint(
                name="succession_confirmed_or_declined",
                condition=Q(confirmed_at__isnull=True) | Q(declined_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"


class Report(models.Model):
    """One agency's report on one year. A corrected file updates the row; the years are its key."""

    agency = models.ForeignKey(
        Agency, verbose_name=_("单位"), on_delete=models.PROTECT, related_name="reports"
    )
    report_year = models.PositiveSmallIntegerField(_("报告年度"))
    plan_year = models.PositiveSmallIntegerField(_("计划年度"))
    kind = models.CharField(
        _("报告类型"), max_length=20, choices=[(k.value, v) for k, v in REPORT_KINDS.items()]
    )
    title = models.CharField(_("标题"), max_length=300, blank=True)
    dated = models.DateField(_("落款日期"), null=True, blank=True)
    filename = models.CharField(_("文件名"), max_length=255)
    file = models.FileField(_("原文件"), upload_to="reports/%Y/")
    sha256 = models.CharField(_("文件指纹"), max_length=64, db_index=True)
    raw_text = models.TextField(_("原始文本"))
    text = models.TextField(_("整理后文本"))
    facts = models.JSONField(_("识别依据"), default=dict, blank=True)
    missing_parts = models.JSONField(_("缺少的法定内容"), default=list, blank=True)
    due = models.DateField(_("应报送日期"), null=True, blank=True)
    filed_on_time = models.BooleanField(_("是否按期报送"), null=True, blank=True, db_index=True)
    copied_share = models.FloatField(_("沿用上年计划的比例"), null=True, blank=True)
    extractor_version = models.CharField(_("抽取版本"), max_length=40)
    created_at = models.DateTimeField(_("录入时间"), auto_now_add=True)
    updated_at = models.DateTimeField(_("更新时间"), auto_now=True)

    class Meta:
        verbose_name = _("年度报告")
        verbose_name_plural = _("年度报告")
        ordering = ["agency__name", "-report_year"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "report_year"], name="report_once"),
            models.CheckConstraint(
                name="report_plan_year_follows", condition=Q(plan_year=F("report_year") + 1)
            ),
            models.CheckConstraint(
                name="report_year_possible",
                condition=Q(report_year__range=(EARLIEST_YEAR, LATEST_YEAR)),
            ),
        ]
        indexes = [
            models.Index(fields=["report_year"]),
            models.Index(fields=["plan_year"]),
            # What answers came in within a day: selectors.as_of_day.
            models.Index(fields=["created_at"], name="report_by_arrival"),
        ]

    def __str__(self) -> str:
        return f"{self.agency} {self.report_year}"


class Section(models.Model):
    """A part of a report, by its place in Report.text."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="sections")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(
        _("部分"), max_length=16, choices=[(k.value, v) for k, v in SECTION_KINDS.items()]
    )
    heading = models.TextField(_("标题"), blank=True)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("报告部分")
        verbose_name_plural = _("报告部分")
        ordering = ["report", "position"]
        constraints = [
            models.UniqueConstraint(fields=["report", "position"], name="section_once"),
            models.CheckConstraint(name="section_span", condition=Q(start__lte=F("end"))),
        ]

    def __str__(self) -> str:
        return f"{SECTION_KINDS[SectionKind(self.kind)]} {self.heading}"
