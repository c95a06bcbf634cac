"""What the machine found: never a decision, replaced whenever a pair is matched again."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.models.commitments import Commitment
from tracker.models.measures import Measure
from tracker.models.reports import Report
from tracker.wording import OUTCOMES, SECTION_KINDS


class MatchRun(models.Model):
    """One comparison of a plan with the report of the following year (比对).

    `fingerprint` covers both texts, the matcher's version and its settings: the same
    fingerprint again is nothing new, and is not stored twice.
    """

    plan_report = models.ForeignKey(
        Report, verbose_name=_("计划报告"), on_delete=models.CASCADE, related_name="plan_runs"
    )
    result_report = models.ForeignKey(
        Report, verbose_name=_("结果报告"), on_delete=models.CASCADE, related_name="result_runs"
    )
    matcher_version = models.CharField(_("比对版本"), max_length=40)
    settings = models.JSONField(_("比对参数"), default=dict, blank=True)
    fingerprint = models.CharField(max_length=64)
    created_at = models.DateTimeField(_("比对时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("比对记录")
        verbose_name_plural = _("比对记录")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan_report", "result_report", "fingerprint"], name="matchrun_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_report} → {self.result_report}"


class Suggestion(models.Model):
    """The machine's view of one commitment or measure in one run (系统建议)."""

    run = models.ForeignKey(MatchRun, on_delete=models.CASCADE, related_name="suggestions")
    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="suggestions")
    measure = models.ForeignKey(
        Measure, on_delete=models.CASCADE, null=True, blank=True, related_name="suggestions"
    )
    outcome = models.CharField(
        _("建议结果"), max_length=20, choices=[(k.value, v) for k, v in OUTCOMES.items()]
    )
    confidence = models.FloatField(_("置信度"))
    reasons = models.JSONField(_("理由"), default=list, blank=True)
    ledger = models.JSONField(_("数字核对"), default=list, blank=True)
    numbers_missed = models.PositiveSmallIntegerField(_("未达标数字"), default=0)

    class Meta:
        verbose_name = _("系统建议")
        verbose_name_plural = _("系统建议")
        constraints = [
            models.UniqueConstraint(
                fields=["run", "commitment"],
                condition=Q(measure__isnull=True),
                name="suggestion_once_commitment",
            ),
            models.UniqueConstraint(fields=["run", "measure"], name="suggestion_once_measure"),
            models.CheckConstraint(
                name="suggestion_confidence", condition=Q(confidence__gte=0, confidence__lte=1)
            ),
        ]
        indexes = [models.Index(fields=["outcome", "confidence"])]

    def __str__(self) -> str:
        return str(self.get_outcome_display())


class EvidenceCandidate(models.Model):
    """A passage of the result report put forward (候选证据), by its place in that report's text."""

    suggestion = models.ForeignKey(Suggestion, on_delete=models.CASCADE, related_name="candidates")
    rank = models.PositiveSmallIntegerField(_("名次"))
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    text = models.TextField(_("原文"))
    section_kind = models.CharField(
        _("部分"), max_length=16, choices=[(k.value, v) for k, v in SECTION_KINDS.items()]
    )
    section_heading = models.TextField(_("所在标题"), blank=True)
    score = models.FloatField(_("得分"))
    comparisons = models.JSONField(_("比对项"), default=list, blank=True)

    class Meta:
        verbose_name = _("候选证据")
        verbose_name_plural = _("候选证据")
        ordering = ["suggestion", "rank"]
        constraints = [
            models.UniqueConstraint(fields=["suggestion", "rank"], name="candidate_once"),
        ]

    def __str__(self) -> str:
        return self.text
