"""Uploads: hand files in, see what became of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker import tasks
from tracker.admin.base import person
from tracker.admin.progress_page import ProgressPage
from tracker.admin.retrying import RETRY, RetryAdmin
from tracker.admin.upload_answers import AnswerDesk
from tracker.admin.upload_desk import HandInDesk, is_for_script, page_facts
from tracker.admin.upload_forms import UploadForm
from tracker.admin.upload_words import outcome_words
from tracker.admin.work_filters import BatchFilter, ReasonFilter
from tracker.models import Batch, Upload, User
from tracker.selectors.records import visible_batches
from tracker.services.batches import expect_one_less, open_batch
from tracker.services.storing import NotStored
from tracker.services.uploads import receive_upload
from tracker.wording import refusal_text, storage_error_text

NAMED = 5  # files that a message names; of more it says how many


@admin.register(Upload)
class UploadAdmin(RetryAdmin):
    """上传文件."""

    change_list_template = "admin/tracker/upload/change_list.html"
    empty_words = gettext_lazy("还没有上传过文件。点右上方的按钮上传年度报告。")
    list_display = ["filename", "progress", "outcome", "report_link", "uploaded_by", "created_at"]
    list_filter = ["state", "result", ReasonFilter, BatchFilter]
    list_select_related = ["report__agency", "uploaded_by"]
    search_fields = ["filename", "agency_name"]
    ordering = ["-created_at", "-pk"]
    fields = [
        *("filename", "state", "outcome", "report_link", "agency_name", "report_year"),
        *("uploaded_by", "created_at", "finished_at", "attempts", "sha256"),
    ]
    readonly_fields = ["outcome", "report_link"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Files are handed in here."""
        return person(request).has_perm("tracker.add_upload")

    @admin.display(description=gettext_lazy("状态"), ordering="state")
    def progress(self, upload: Upload) -> SafeString:
        """The state; marked while it will change by itself, so that the list looks again.

        What a person is asked leads to the page where they answer.
        """
        if upload.state == Upload.State.ASKED:
            url = reverse("admin:tracker_upload_change", args=[upload.pk])
            words = upload.get_state_display()
            return format_html('<a class="desk-warning" href="{}">{}</a>', url, words)
        is_busy = upload.state in (Upload.State.WAITING, Upload.State.RUNNING)
        template = "<span data-busy>{}</span>" if is_busy else "<span>{}</span>"
        return format_html(template, upload.get_state_display())

    @admin.display(description=gettext_lazy("处理结果"))
    def outcome(self, upload: Upload) -> str:
        """新增, 更新, 无变化, or the reason of a failure."""
        return outcome_words(upload) or self.get_empty_value_display()

    @admin.display(description=gettext_lazy("年度报告"))
    def report_link(self, upload: Upload) -> str:
        """The report that the file became."""
        if upload.report is None:
            return self.get_empty_value_display()
        url = reverse("admin:tracker_report_change", args=[upload.report.pk])
        return format_html('<a href="{}">{}</a>', url, upload.report)

    def add_view(
        self,
        request: HttpRequest,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The upload page."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        user = person(request)
        if is_for_script(request):
            return HandInDesk(request, user).take_one()
        data = (request.POST, request.FILES) if request.method == "POST" else ()
        form = UploadForm(*data, user=user)
        if form.is_valid():
            batch = self._receive(request, user, form)
            return HttpResponseRedirect(reverse("admin:tracker_upload_progress", args=[batch.pk]))
        context = {
            **self.admin_site.each_context(request),
            **(extra_context or {}),
            "title": _("上传报告"),
            "opts": self.opts,
            "form": form,
            **page_facts(),
        }
        return TemplateResponse(request, "admin/tracker/upload/add.html", context)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """What became of the file; a file that is asked about with the form that answers."""
        upload = self.get_object(request, object_id)
        may_answer = self.has_view_permission(request) and self.has_add_permission(request)
        if may_answer and isinstance(upload, Upload) and upload.state == Upload.State.ASKED:
            user = person(request)
            return AnswerDesk(request, user=user, upload=upload, site=self.admin_site).respond()
        if request.method == "POST" and may_answer and RETRY not in request.POST:
            messages.warning(request, refusal_text("answered_already", {}))
            return HttpResponseRedirect(reverse("admin:tracker_upload_changelist"))
        return super().change_view(request, object_id, form_url, extra_context)

    def get_urls(self) -> list[URLPattern]:
        """The stock pages, and how far the files have come."""
        view, name = self.admin_site.admin_view(self.progress_view), "tracker_upload_progress"
        states = self.admin_site.admin_view(self.states_view)
        return [
            path("progress/", view, name=f"{name}_all"),
            path("progress/<int:batch_id>/", view, name=name),
            path("states/", states, name="tracker_upload_states"),
            *super().get_urls(),
        ]

    def progress_view(self, request: HttpRequest, batch_id: int | None = None) -> HttpResponse:
        """How far a batch, or everything, has come."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        user = person(request)
        rows = visible_batches(user)
        batch = None if batch_id is None else get_object_or_404(rows, pk=batch_id)
        return ProgressPage(request, self.admin_site, user, batch).respond()

    def states_view(self, request: HttpRequest) -> HttpResponse:
        """Where some files stand, for the page that handed them in."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return HandInDesk(request, person(request)).states()

    def _receive(self, request: HttpRequest, user: User, form: UploadForm) -> Batch:
        """Store what can be stored, file by file, then wake workers for it."""
        files: Sequence[UploadedFile] = form.cleaned_data["documents"]
        hints = {name: form.cleaned_data[name] for name in ("agency_name", "report_year")}
        batch = open_batch(Batch.Source.ADMIN, user=user, expected=len(files))
        stored: list[Upload] = []
        refused: dict[str, list[str]] = {}
        for file in files:
            name, content = file.name or "", cast("File[bytes]", file)
            try:
                upload = receive_upload(content, filename=name, user=user, batch=batch, **hints)
            except NotStored as error:
                refused.setdefault(error.code, []).append(name)
                continue
            if upload in stored:
                expect_one_less(batch)
            stored.append(upload)
        if stored:
            messages.success(request, _("已收到 %(number)d 个文件。") % {"number": len(stored)})
        for code, names in refused.items():
            messages.error(request, f"{_named(names)}：{storage_error_text(code)}")
        waiting = [upload.pk for upload in stored if upload.state == Upload.State.WAITING]
        if not tasks.enqueue_uploads(waiting):
            messages.warning(request, _("处理队列暂时不可用；文件已保存，恢复后会自动处理。"))
        return batch


def _named(names: Sequence[str]) -> str:
    """The first files by name, the others by their number."""
    shown = "、".join(names[:NAMED])
    if len(names) <= NAMED:
        return shown
    return _("%(names)s 等 %(number)d 个文件") % {"names": shown, "number": len(names)}
