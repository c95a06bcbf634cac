"""Uploads: hand files in, see what became of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker import tasks
from tracker.admin.base import ReadOnlyAdmin, person
from tracker.admin.upload_answers import AnswerDesk
from tracker.models import Agency, Upload, User
from tracker.selectors.scope import visible_agencies
from tracker.services.uploads import receive_upload
from tracker.wording import question_text, read_error_text, refusal_text


class FilesInput(forms.FileInput):
    """One or many files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Cleans every file of the input by itself."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        """A list of uploaded files; empty files are kept: their row will say what is wrong."""
        files = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(file, initial) for file in files or [None]]


class UploadForm(forms.Form):
    """Files with two optional hints that hold for all of them."""

    documents = FilesField(
        label=gettext_lazy("报告文件"),
        allow_empty_file=True,
        help_text=gettext_lazy("可一次选择多个文件；单位和年度从正文识别。"),
    )
    agency_name = forms.CharField(
        label=gettext_lazy("指定单位"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("识别不出时再填，填全称。"),
        widget=forms.TextInput(attrs={"list": "known-agencies", "class": "vTextField"}),
    )
    report_year = forms.IntegerField(
        label=gettext_lazy("指定报告年度"),
        min_value=1990,
        max_value=2100,
        required=False,
        help_text=gettext_lazy("报告回顾的那一年；2024 年度报告填 2024。"),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agencies = visible_agencies(user)

    def clean_agency_name(self) -> str:
        """An agency that is known must be one's own; an unknown name may be a new one."""
        name = str(self.cleaned_data["agency_name"]).strip()
        known = Agency.objects.filter(name=name)
        if known.exists() and not self.agencies.filter(name=name).exists():
            raise forms.ValidationError(_("这个单位不在您的责任范围内。"))
        return name


def outcome_words(upload: Upload) -> str:
    """What became of a file, in words."""
    if upload.state == Upload.State.FAILED:
        return read_error_text(upload.error_code, cast(Mapping[str, object], upload.error_params))
    if upload.state == Upload.State.ASKED:
        return question_text(upload.found.get("doubts", []))
    return str(upload.get_result_display())


@admin.register(Upload)
class UploadAdmin(ReadOnlyAdmin):
    """上传文件."""

    change_list_template = "admin/tracker/upload/change_list.html"
    list_display = ["filename", "progress", "outcome", "report_link", "uploaded_by", "created_at"]
    list_filter = ["state", "result"]
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
        data = (request.POST, request.FILES) if request.method == "POST" else ()
        form = UploadForm(*data, user=user)
        if form.is_valid():
            self._receive(request, user, form)
            return HttpResponseRedirect(reverse("admin:tracker_upload_changelist"))
        context = {
            **self.admin_site.each_context(request),
            **(extra_context or {}),
            "title": _("上传报告"),
            "opts": self.opts,
            "form": form,
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
        if request.method == "POST" and may_answer:
            messages.warning(request, refusal_text("answered_already", {}))
            return HttpResponseRedirect(reverse("admin:tracker_upload_changelist"))
        return super().change_view(request, object_id, form_url, extra_context)

    def _receive(self, request: HttpRequest, user: User, form: UploadForm) -> None:
        files: Sequence[UploadedFile] = form.cleaned_data["documents"]
        awake = True
        for file in files:
            upload = receive_upload(
                cast("File[bytes]", file),
                filename=file.name or "",
                user=user,
                agency_name=form.cleaned_data["agency_name"],
                report_year=form.cleaned_data["report_year"],
            )
            if upload.state == Upload.State.WAITING:
                awake = tasks.enqueue_upload(upload.pk) and awake
        messages.success(request, _("已收到 %(number)d 个文件。") % {"number": len(files)})
        if not awake:
            messages.warning(request, _("处理队列暂时不可用；文件已保存，恢复后会自动处理。"))
