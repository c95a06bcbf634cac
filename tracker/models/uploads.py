"""Files handed in, and how far each has come."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tracker.models.reports import EARLIEST_YEAR, LATEST_YEAR, Report
from tracker.models.work import Batch, WorkUnit


class Upload(WorkUnit):
    """A file handed in, and how far it has come. The row holds the state; a task only wakes it.

    `result` says what became of the file: a new report, a new version of one, nothing new, an
    older version than the one there is.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("等待处理")
        RUNNING = "running", _("处理中")
        ASKED = "asked", _("待补充")  # read, but whose or which year is uncertain
        DONE = "done", _("已完成")
        FAILED = "failed", _("失败")

    class Result(models.TextChoices):
        INSERT = "insert", _("新增")
        UPDATE = "update", _("更新")
        NOOP = "noop", _("无变化")
        OLDER = "older", _("已有更新版本，未采用")

    AGENCY_NAME_LIMIT = 200

    file = models.FileField(_("文件"), upload_to="uploads/%Y/")
    filename = models.CharField(_("文件名"), max_length=255)
    sha256 = models.CharField(_("文件指纹"), max_length=64, db_index=True)
    agency_name = models.CharField(_("指定单位"), max_length=AGENCY_NAME_LIMIT, blank=True)
    report_year = models.PositiveSmallIntegerField(_("指定报告年度"), null=True, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("上传人"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="uploads",
    )
    state = models.CharField(
        _("状态"), max_length=10, choices=State.choices, default=State.WAITING, db_index=True
    )
    result = models.CharField(_("结果"), max_length=10, choices=Result.choices, blank=True)
    found = models.JSONField(_("识别结果"), default=dict, blank=True)
    report = models.ForeignKey(
        Report,
        verbose_name=_("年度报告"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="uploads",
    )
    batch = models.ForeignKey(
        Batch,
        verbose_name=_("处理批次"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="uploads",
    )
    # The version of a report that was handed in last is the one that counts, however long each
    # waited: taken in again is handed in again, tried again is not.
    handed_in_at = models.DateTimeField(_("提交时间"), default=timezone.now)
    created_at = models.DateTimeField(_("上传时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("上传文件")
        verbose_name_plural = _("上传文件")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="upload_failed_has_reason",
                condition=~Q(state="failed") | ~Q(error_code=""),
            ),
            models.CheckConstraint(
                name="upload_year_possible",
                condition=Q(report_year__isnull=True)
                | Q(report_year__range=(EARLIEST_YEAR, LATEST_YEAR)),
            ),
        ]

    def __str__(self) -> str:
        return self.filename
