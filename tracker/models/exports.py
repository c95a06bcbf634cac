"""Lists written to files by a worker (导出任务), because they are too long for one request."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.models.work import WorkUnit


class Export(WorkUnit):
    """One list as one person filtered it. It is read in that person's scope when it is written."""

    class State(models.TextChoices):
        WAITING = "waiting", _("等待处理")
        RUNNING = "running", _("处理中")
        DONE = "done", _("已完成")
        FAILED = "failed", _("失败")

    table = models.CharField(_("列表"), max_length=40)
    query = models.TextField(_("筛选条件"), blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("申请人"),
        on_delete=models.PROTECT,
        related_name="exports",
    )
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.WAITING)
    rows = models.PositiveIntegerField(_("行数"), null=True, blank=True)
    file = models.FileField(_("文件"), upload_to="exports/%Y/", blank=True)
    created_at = models.DateTimeField(_("申请时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("导出任务")
        verbose_name_plural = _("导出任务")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["state", "created_at"], name="export_due")]
        constraints = [
            models.CheckConstraint(
                name="export_failed_has_reason", condition=~Q(state="failed") | ~Q(error_code="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.pk}"
