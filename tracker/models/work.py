"""The rows that hold the state of the work: who has it, how often it was tried, what went wrong.

A Celery message only wakes a row. A row is claimed by a conditional UPDATE whose row count is
checked, and finished by one that asks for the same claim (services/work.py).
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tracker.models.reports import Report


class WorkUnit(models.Model):
    """What every unit of work has. `lease_until` of a waiting row: not before then."""

    state = models.CharField(_("状态"), max_length=10)  # each kind names its own states
    error_code = models.CharField(_("失败原因代码"), max_length=60, blank=True)
    error_params = models.JSONField(default=dict, blank=True)
    attempts = models.PositiveSmallIntegerField(_("尝试次数"), default=0)
    claim = models.CharField(_("占用凭证"), max_length=32, blank=True, editable=False)
    lease_until = models.DateTimeField(_("占用至"), null=True, blank=True)
    finished_at = models.DateTimeField(_("完成时间"), null=True, blank=True)

    class Meta:
        abstract = True


class Batch(models.Model):
    """Files handed in together (处理批次), so that their progress can be watched together."""

    class Source(models.TextChoices):
        ADMIN = "admin", _("网页上传")
        COMMAND = "command", _("命令行")
        API = "api", _("接口")
        SAMPLE = "sample", _("示例数据")

    label = models.CharField(_("名称"), max_length=200, blank=True)
    source = models.CharField(_("来源"), max_length=10, choices=Source.choices)
    expected = models.PositiveIntegerField(_("文件数"), default=0)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("提交人"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="batches",
    )
    created_at = models.DateTimeField(_("开始时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("处理批次")
        verbose_name_plural = _("处理批次")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.label or f"{self.get_source_display()} {self.pk}"


class MatchJob(WorkUnit):
    """One pair of reports to be matched (比对任务); there is one row for every pair there is.

    Asking again while a worker has it takes its claim away: that worker then stores nothing,
    and the pair is matched anew.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("等待处理")
        RUNNING = "running", _("处理中")
        DONE = "done", _("已完成")
        FAILED = "failed", _("失败")

    plan_report = models.ForeignKey(
        Report, verbose_name=_("承诺所在报告"), on_delete=models.CASCADE, related_name="jobs"
    )
    result_report = models.ForeignKey(
        Report, verbose_name=_("次年报告"), on_delete=models.CASCADE, related_name="jobs_answered"
    )
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.WAITING)
    requested_at = models.DateTimeField(_("提出时间"))

    class Meta:
        verbose_name = _("比对任务")
        verbose_name_plural = _("比对任务")
        ordering = ["-requested_at", "-pk"]
        indexes = [models.Index(fields=["state", "requested_at"], name="job_due")]
        constraints = [
            models.UniqueConstraint(fields=["plan_report", "result_report"], name="job_once"),
            models.CheckConstraint(
                name="job_two_reports", condition=~Q(plan_report=F("result_report"))
            ),
            models.CheckConstraint(
                name="job_failed_has_reason", condition=~Q(state="failed") | ~Q(error_code="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_report_id} → {self.result_report_id}"


class Pulse(models.Model):
    """When a part of the installation last showed that it works: beat, or a worker's canary."""

    name = models.CharField(_("部件"), max_length=120, primary_key=True)
    at = models.DateTimeField(_("最近一次"))

    class Meta:
        verbose_name = _("运行心跳")
        verbose_name_plural = _("运行心跳")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
