"""What was decided and what was matched: to look at only."""

from __future__ import annotations

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from tracker.admin.base import ReadOnlyAdmin, rendered
from tracker.admin.passages import quotes_of
from tracker.core.types import Outcome
from tracker.models import MatchRun, Review
from tracker.wording import OUTCOMES, reason_text


@admin.register(Review)
class ReviewAdmin(ReadOnlyAdmin):
    """复核记录: append-only; the page of the commitment adds to it."""

    empty_words = _("还没有复核记录。在“承诺事项”中逐条复核后，每一步都记在这里。")
    list_display = ["created_at", "reviewer", "act", "outcome", "commitment_link", "note_start"]
    list_filter = ["act", "outcome", "in_bulk"]
    list_select_related = ["reviewer", "commitment__result_report"]
    search_fields = ["commitment__heading", "note", "reviewer__username"]
    date_hierarchy = "created_at"
    ordering = ["-created_at", "-pk"]
    fields = [
        *("commitment_link", "reviewer", "act", "in_bulk", "outcome", "note", "successor"),
        *("evidence_list", "shown_view", "commitment_version", "created_at"),
    ]
    readonly_fields = ["commitment_link", "evidence_list", "shown_view"]

    @admin.display(description=_("承诺事项"), ordering="commitment")
    def commitment_link(self, review: Review) -> SafeString:
        """The commitment, leading to its review page."""
        url = reverse("admin:tracker_commitment_review", args=[review.commitment_id])
        return format_html('<a href="{}">{}</a>', url, review.commitment)

    @admin.display(description=_("说明"))
    def note_start(self, review: Review) -> str:
        """The first words of the note."""
        return Truncator(review.note).chars(40)

    @admin.display(description=_("采用的证据"))
    def evidence_list(self, review: Review) -> SafeString:
        """The passages that were picked, in the words of that moment."""
        quotes = quotes_of(review.evidence, review.commitment.result_report)
        return rendered("admin/tracker/review/evidence.html", quotes=quotes)

    @admin.display(description=_("当时的系统建议（未复核）"))
    def shown_view(self, review: Review) -> SafeString:
        """What the machine had said when the person decided."""
        outcome, reasons = review.shown.get("outcome"), review.shown.get("reasons", [])
        return rendered(
            "admin/tracker/review/shown.html",
            review=review,
            shown_outcome=OUTCOMES[Outcome(outcome)] if outcome else "",
            reasons=[reason_text(row["code"], row["params"]) for row in reasons],
        )


@admin.register(MatchRun)
class MatchRunAdmin(ReadOnlyAdmin):
    """比对记录."""

    empty_words = _("还没有比对记录。同一单位连续两个年度的报告都处理完后，系统会自动比对。")
    list_display = ["created_at", "plan_report", "result_report", "matcher_version"]
    list_filter = ["matcher_version"]
    list_select_related = ["plan_report__agency", "result_report__agency"]
    search_fields = ["plan_report__agency__name"]
    date_hierarchy = "created_at"
    ordering = ["-created_at", "-pk"]
    fields = [
        *("plan_report", "result_report", "matcher_version"),
        *("settings", "fingerprint", "created_at"),
    ]
