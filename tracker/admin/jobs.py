"""Pairs of reports to be matched (比对任务): what became of each."""

from __future__ import annotations

import datetime as dt

from django.contrib import admin
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from tracker.admin.retrying import RetryAdmin
from tracker.admin.work_filters import BatchFilter, ReasonFilter
from tracker.models import MatchJob, Report
from tracker.wording import job_error_text


@admin.register(MatchJob)
class MatchJobAdmin(RetryAdmin):
    """比对任务: the machine's, to look at; a failed one can be tried again."""

    empty_words = _("还没有比对任务。同一单位连续两个年度的报告都处理完后，系统会自动比对。")
    change_list_template = "admin/tracker/upload/change_list.html"
    list_display = ["pair", "stage", "reason", "attempts", "asked_at", "ended_at"]
    list_display_links = ["stage"]
    list_filter = ["state", ReasonFilter, BatchFilter]
    list_select_related = ["plan_report__agency", "result_report__agency"]
    search_fields = ["plan_report__agency__name", "result_report__agency__name"]
    ordering = ["-requested_at", "-pk"]
    fields = ["plan", "result", "state", "reason", "attempts", "requested_at", "finished_at"]
    readonly_fields = ["plan", "result", "reason"]

    @admin.display(description=_("承诺所在报告"))
    def plan(self, job: MatchJob) -> SafeString:
        """The report that promises."""
        return _link(job.plan_report)

    @admin.display(description=_("次年报告"))
    def result(self, job: MatchJob) -> SafeString:
        """The report that answers."""
        return _link(job.result_report)

    @admin.display(description=_("承诺所在报告 → 次年报告"))
    def pair(self, job: MatchJob) -> SafeString:
        """Both reports; the second by its year alone where one body wrote both."""
        plan, result = job.plan_report, job.result_report
        words = str(result.report_year) if plan.agency_id == result.agency_id else str(result)
        return format_html("{} → {}", _link(plan), _link(result, words))

    @admin.display(description=_("提出时间"), ordering="requested_at")
    def asked_at(self, job: MatchJob) -> str:
        """When it was last asked for."""
        return _short(job.requested_at)

    @admin.display(description=_("完成时间"), ordering="finished_at")
    def ended_at(self, job: MatchJob) -> str:
        """When it was done, or failed for good."""
        return _short(job.finished_at) if job.finished_at else self.get_empty_value_display()

    @admin.display(description=_("状态"), ordering="state")
    def stage(self, job: MatchJob) -> str:
        """The state; marked while it will change by itself, so that the list looks again."""
        busy = job.state in (MatchJob.State.WAITING, MatchJob.State.RUNNING)
        template = "<span data-busy>{}</span>" if busy else "<span>{}</span>"
        return format_html(template, job.get_state_display())

    @admin.display(description=_("失败原因"))
    def reason(self, job: MatchJob) -> str:
        """In words; nothing where none is known."""
        if not job.error_code:
            return self.get_empty_value_display()
        return job_error_text(job.error_code, job.error_params)


def _link(report: Report, words: str = "") -> SafeString:
    url = reverse("admin:tracker_report_change", args=[report.pk])
    return format_html('<a href="{}">{}</a>', url, words or report)


def _short(at: dt.datetime) -> str:
    return date_format(localtime(at), "m-d H:i")
