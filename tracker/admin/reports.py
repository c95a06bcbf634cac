"""Reports: what was read and how surely, what the rules ask, the text with promises in place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from tracker.admin import figure_filters
from tracker.admin.base import ReadOnlyAdmin, person, rendered
from tracker.admin.compliance import compliance_of, late_words, missing_words, topics_of
from tracker.admin.correction_rows import rows_of
from tracker.admin.facts import fact_rows
from tracker.admin.report_text import report_text
from tracker.admin.shortcomings_page import shortcomings_file, shortcomings_page
from tracker.admin.years_page import years_page
from tracker.core.types import ReportKind
from tracker.models import Correction, Report, User
from tracker.selectors.commitments import LEFT_PLAN
from tracker.services.corrections import may_correct

HISTORY = "mended"  # the place of a report's page where its corrections stand


class MissingPartsFilter(admin.SimpleListFilter):
    """Whether a mandated part is missing; no question for a 政府工作报告."""

    title = _("缺少法定内容")
    parameter_name = "missing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, Any]]:
        """Two answers."""
        return [("yes", _("有缺少")), ("no", _("没有缺少"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Report]) -> QuerySet[Report]:
        """Narrow the list."""
        ruled = queryset.filter(kind=ReportKind.RULE_OF_LAW)
        if self.value() == "yes":
            return ruled.exclude(missing_parts=[])
        return ruled.filter(missing_parts=[]) if self.value() == "no" else queryset


@admin.register(Report)
class ReportAdmin(ReadOnlyAdmin):
    """年度报告: comes in by an upload only."""

    empty_words = _("还没有年度报告。上传报告文件，处理完后列在这里。")
    list_display = [
        "title_or_agency",
        "agency",
        "report_year",
        "kind",
        "dated",
        "duties",
        "promises",
    ]
    list_filter = [
        *("kind", "report_year", "filed_on_time", MissingPartsFilter),
        *figure_filters.OF_REPORTS,  # what the dashboard's links choose
    ]
    list_select_related = ["agency"]
    search_fields = ["agency__name", "title", "text"]
    ordering = ["agency__name", "-report_year"]
    fields = [
        *("agency", "report_year", "plan_year", "kind", "title", "dated"),
        *("filename", "sha256", "extractor_version", "promises_link", "topics"),
        *("compliance", "facts_read", "mended"),
    ]
    readonly_fields = ["promises_link", "topics", "compliance", "facts_read", "mended"]

    class Media:
        css = {"all": ["tracker/facts.css", "tracker/reports.css"]}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Report]:
        """With the number of commitments; without the texts, which a list does not need."""
        rows: QuerySet[Report] = super().get_queryset(request)
        # As selectors.commitments.IN_PLAN, seen from the report.
        kept = ~Q(commitments__returned_reason__in=LEFT_PLAN)
        return rows.defer("raw_text").annotate(promise_count=Count("commitments", filter=kept))

    @admin.display(description=_("报告"), ordering="title")
    def title_or_agency(self, report: Report) -> str:
        """The title as it was printed, or the agency and year."""
        return report.title or str(report)

    @admin.display(description=_("合规情况"), ordering="filed_on_time")
    def duties(self, report: Report) -> str:
        """What a reader of the list must know: filed late, or a part missing."""
        words = [text for text in (late_words(report), missing_words(report)) if text]
        return "；".join(words) or self.get_empty_value_display()

    @admin.display(description=_("承诺事项"), ordering="promise_count")
    def promises(self, report: Report) -> int:
        """How many commitments were found in it."""
        return int(getattr(report, "promise_count", 0))

    @admin.display(description=_("承诺事项"))
    def promises_link(self, report: Report) -> SafeString:
        """To the list of its commitments."""
        url = reverse("admin:tracker_commitment_changelist")
        query = f"?queue=all&agency={report.agency_id}&year={report.plan_year}"
        number = self.promises(report)
        words = ngettext("%(number)d 条", "%(number)d 条", number) % {"number": number}
        return format_html('<a href="{}{}">{}</a>', url, query, words)

    @admin.display(description=_("主题"))
    def topics(self, report: Report) -> str:
        """How its commitments spread over the topics."""
        return topics_of(report) or self.get_empty_value_display()

    @admin.display(description=_("合规情况"))
    def compliance(self, report: Report) -> SafeString:
        """What the rules ask of the report itself, and what it has of it."""
        return rendered("admin/tracker/report/compliance.html", page=compliance_of(report))

    @admin.display(description=_("识别依据"))
    def facts_read(self, report: Report) -> SafeString:
        """Every fact with the words it was read from."""
        return rendered("admin/tracker/facts.html", facts=fact_rows(report.facts))

    @admin.display(description=_("人工更正"))
    def mended(self, report: Report) -> SafeString:
        """What people corrected of it, in force or taken back."""
        rows = rendered("admin/tracker/correction/history.html", rows=rows_of(report))
        return format_html('<div id="{}">{}</div>', HISTORY, rows)

    def get_urls(self) -> list[URLPattern]:
        """The stock pages, two years side by side, and problem, plan, result."""
        ours: dict[str, tuple[Callable[..., HttpResponseBase], str]] = {
            "years/": (self.years_view, "years"),
            "shortcomings/": (self.shortcomings_view, "shortcomings"),
            "shortcomings/export/": (self.shortcomings_export_view, "shortcomings_export"),
        }
        wrap = self.admin_site.admin_view
        urls = [
            path(route, wrap(view), name=f"tracker_report_{name}")
            for route, (view, name) in ours.items()
        ]
        return [*urls, *super().get_urls()]

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The history is what people corrected: it stands on the report's own page."""
        report = self.get_object(request, object_id)
        if report is None:
            raise Http404
        url = reverse("admin:tracker_report_change", args=[report.pk])
        return HttpResponseRedirect(f"{url}#{HISTORY}")

    def years_view(self, request: HttpRequest) -> HttpResponse:
        """两年对照: a plan beside what the report of the year after says of it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return years_page(self.admin_site, request)

    def shortcomings_view(self, request: HttpRequest) -> HttpResponse:
        """不足整改对照: what was admitted, what was planned, what became of it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return shortcomings_page(self.admin_site, request)

    def shortcomings_export_view(self, request: HttpRequest) -> HttpResponseBase:
        """The same as a workbook."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return shortcomings_file(request)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """The stock page with the text below it and the pages that go with it above."""
        report = kwargs.get("obj")
        if isinstance(report, Report):
            context["text"] = report_text(report)
            context["pages"] = self._pages_of(report, person(request))
            context["is_nav_sidebar_enabled"] = False  # the text needs the width
        return super().render_change_form(request, context, *args, **kwargs)

    def _pages_of(self, report: Report, user: User) -> list[tuple[str, object]]:
        """Where to go from a report: address and words."""
        may_mend = any(may_correct(user, kind) for kind in Correction.Kind.values)
        here, agency = {"report": report.pk}, {"agency": report.agency_id}
        queue = {"queue": "all", **agency, "year": report.plan_year}
        mend: tuple[str, object] = (
            reverse("admin:tracker_report_correct", args=[report.pk]),
            _("更正"),
        )
        return [
            ("#text-title", _("全文")),  # below all that was read
            *([mend] if may_mend else []),
            (reverse("admin:tracker_report_years", query=here), _("两年对照")),
            (
                reverse(
                    "admin:tracker_report_shortcomings",
                    query={**agency, "year": report.report_year},
                ),
                _("不足整改对照"),
            ),
            (reverse("admin:tracker_commitment_changelist", query=queue), _("承诺事项清单")),
        ]
