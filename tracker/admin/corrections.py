"""What was mended by hand (人工更正): the list, and the pages that mend a report."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from tracker.admin.base import ReadOnlyAdmin, person
from tracker.admin.correction_views import CorrectionDesk, desk_of
from tracker.models import Correction
from tracker.wording import correction_text


@admin.register(Correction)
class CorrectionAdmin(ReadOnlyAdmin):
    """人工更正: made and taken back on the page of the report."""

    list_display = ["made_at", "made_by", "kind", "words", "report_link", "stale", "undone_at"]
    list_filter = ["kind", "stale", ("undone_at", admin.EmptyFieldListFilter)]
    list_select_related = ["report__agency", "made_by", "undone_by"]
    search_fields = ["report__agency__name", "note", "made_by__username"]
    date_hierarchy = "made_at"
    ordering = ["-made_at", "-pk"]
    fields = [
        *("report_link", "kind", "words", "note", "made_by", "made_at", "stale"),
        *("undone_by", "undone_at", "sha256"),
    ]
    readonly_fields = ["report_link", "words"]

    @admin.display(description=_("内容"))
    def words(self, row: Correction) -> str:
        """What was changed into what."""
        return correction_text(row.kind, row.said, row.was)

    @admin.display(description=_("年度报告"), ordering="report")
    def report_link(self, row: Correction) -> SafeString:
        """The report, leading to the page where it is mended."""
        url = reverse("admin:tracker_report_correct", args=[row.report_id])
        return format_html('<a href="{}">{}</a>', url, row.report)

    def get_urls(self) -> list[URLPattern]:
        """The stock pages, and those of one report."""
        wrap = self.admin_site.admin_view
        at, name = "report/<int:report_id>/", "tracker_report"
        return [
            path(at, wrap(self.correct_view), name=f"{name}_correct"),
            path(f"{at}split/<int:position>/", wrap(self.split_view), name=f"{name}_split"),
            path(f"{at}part/<int:start>/", wrap(self.part_view), name=f"{name}_part"),
            *super().get_urls(),
        ]

    def correct_view(self, request: HttpRequest, report_id: int) -> HttpResponse:
        """The report with all that can be mended of it."""
        return self._desk(request, report_id).overview()

    def split_view(self, request: HttpRequest, report_id: int, position: int) -> HttpResponse:
        """Where one of its items is cut."""
        return self._desk(request, report_id).split(position)

    def part_view(self, request: HttpRequest, report_id: int, start: int) -> HttpResponse:
        """Where in one of its parts another begins."""
        return self._desk(request, report_id).part(start)

    def _desk(self, request: HttpRequest, report_id: int) -> CorrectionDesk:
        return desk_of(request, self.admin_site, person(request), report_id)
