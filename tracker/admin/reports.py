"""Reports: what was read and how surely, what the rules ask, the text with its promises."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from tracker.admin.base import ReadOnlyAdmin, rendered
from tracker.admin.compliance import compliance_of, late_words, missing_words, topics_of
from tracker.admin.facts import fact_rows
from tracker.core.types import ReportKind, ReturnReason
from tracker.models import Commitment, Report, Section


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One line of a report. `start` is its place in the clean text and its anchor on the page."""

    start: int
    text: str
    section: Section | None  # set where a part begins
    commitment: Commitment | None  # set where a promise begins


def paragraphs_of(report: Report) -> list[Paragraph]:
    """The report's lines in order; two queries, however long it is."""
    sections = {row.start: row for row in report.sections.all()}
    commitments = {row.start: row for row in report.commitments.all() if row.end}
    found, start = [], 0
    for line in report.text.split("\n"):
        end = start + len(line)
        promises = (commitments[i] for i in sorted(commitments) if start <= i < end)
        if line.strip():
            found.append(Paragraph(start, line, sections.get(start), next(promises, None)))
        start = end + 1
    return found


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

    list_display = [
        "title_or_agency",
        "agency",
        "report_year",
        "kind",
        "dated",
        "duties",
        "promises",
    ]
    list_filter = ["kind", "report_year", "filed_on_time", MissingPartsFilter]
    list_select_related = ["agency"]
    search_fields = ["agency__name", "title", "text"]
    ordering = ["agency__name", "-report_year"]
    fields = [
        *("agency", "report_year", "plan_year", "kind", "title", "dated"),
        *("filename", "sha256", "extractor_version", "promises_link", "topics"),
        *("compliance", "facts_read", "full_text"),
    ]
    readonly_fields = ["promises_link", "topics", "compliance", "facts_read", "full_text"]

    class Media:
        css = {"all": ["tracker/facts.css"]}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Report]:
        """With the number of commitments; without the texts, which a list does not need."""
        rows: QuerySet[Report] = super().get_queryset(request)
        # As selectors.commitments.IN_PLAN, seen from the report.
        kept = ~Q(commitments__returned_reason=ReturnReason.TEXT_GONE)
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

    @admin.display(description=_("全文"))
    def full_text(self, report: Report) -> SafeString:
        """The text by paragraphs, each with an anchor that other pages lead to."""
        return rendered("admin/tracker/report/text.html", paragraphs=paragraphs_of(report))
