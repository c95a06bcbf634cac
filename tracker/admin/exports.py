"""Lists that a worker writes to files (导出任务): how far each is, and the file for who asked."""

from __future__ import annotations

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.admin.base import person
from tracker.admin.retrying import RetryAdmin
from tracker.models import Export
from tracker.papers.tables import TABLES
from tracker.papers.xlsx import MEDIA_TYPE
from tracker.services import work
from tracker.wording import export_error_text


@admin.register(Export)
class ExportAdmin(RetryAdmin):
    """导出任务: one's own and those of the people one may see, but not their files."""

    change_list_template = "admin/tracker/export/change_list.html"
    list_display = ["title", "stage", "reason", "rows", "asked_at", "ended_at", "download"]
    list_display_links = ["title"]
    list_filter = ["state"]
    list_select_related = ["requested_by"]
    search_fields = ["requested_by__username"]
    ordering = ["-pk"]
    fields = [
        *("title", "query", "requested_by", "state", "reason", "rows"),
        *("attempts", "created_at", "finished_at"),
    ]
    readonly_fields = ["title", "reason"]

    def get_urls(self) -> list[URLPattern]:
        """The stock pages, and the file."""
        view = self.admin_site.admin_view(self.download_view)
        return [
            path("<int:export_id>/file/", view, name="tracker_export_file"),
            *super().get_urls(),
        ]

    @admin.display(description=gettext_lazy("列表"), ordering="table")
    def title(self, export: Export) -> str:
        """Which list."""
        table = TABLES.get(export.table)
        return str(table.title) if table else export.table

    @admin.display(description=gettext_lazy("状态"), ordering="state")
    def stage(self, export: Export) -> str:
        """The state; marked while it will change by itself, so that the list looks again."""
        busy = export.state in (work.WAITING, work.RUNNING)
        template = "<span data-busy>{}</span>" if busy else "<span>{}</span>"
        return format_html(template, export.get_state_display())

    @admin.display(description=gettext_lazy("失败原因"))
    def reason(self, export: Export) -> str:
        """In words; nothing where none is known."""
        if not export.error_code:
            return self.get_empty_value_display()
        return export_error_text(export.error_code, export.error_params)

    @admin.display(description=gettext_lazy("申请时间"), ordering="created_at")
    def asked_at(self, export: Export) -> str:
        """When it was asked for."""
        return date_format(localtime(export.created_at), "m-d H:i")

    @admin.display(description=gettext_lazy("完成时间"), ordering="finished_at")
    def ended_at(self, export: Export) -> str:
        """When it was done, or failed for good."""
        if export.finished_at is None:
            return self.get_empty_value_display()
        return date_format(localtime(export.finished_at), "m-d H:i")

    @admin.display(description=gettext_lazy("文件"))
    def download(self, export: Export) -> str:
        """To the file, for who asked for it; what became of it else."""
        if export.state != Export.State.DONE:
            return self.get_empty_value_display()
        if not export.file:
            return _("已过期删除")
        url = reverse("admin:tracker_export_file", args=[export.pk])
        return format_html('<a href="{}">{}</a>', url, _("下载"))

    def download_view(self, request: HttpRequest, export_id: int) -> HttpResponseBase:
        """The file of one's own export."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        mine = Export.objects.filter(requested_by=person(request), state=Export.State.DONE)
        export = get_object_or_404(mine, pk=export_id)
        try:
            file = export.file.open("rb")
        except (ValueError, OSError):  # dropped after its days, or not in a restored backup
            messages.error(request, _("文件已过期删除；需要时请重新导出。"))
            return HttpResponseRedirect(reverse("admin:tracker_export_changelist"))
        name = f"{self.title(export)}{localtime(export.finished_at).strftime('%Y%m%d')}.xlsx"
        return FileResponse(file, as_attachment=True, filename=name, content_type=MEDIA_TYPE)
