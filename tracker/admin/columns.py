"""The columns of the queue: one meaning each, one line a row (待办列表).

A commitment that waits for its blind second reading (盲审) shows nothing of what the machine
or the first reader thinks of it, to nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import admin
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from tracker.admin.base import rendered
from tracker.admin.filters import confidence_band
from tracker.core.types import ReviewState, Verdict
from tracker.models import Commitment, Suggestion
from tracker.selectors.points import light_of
from tracker.wording import OUTCOMES

FOLDER = "admin/tracker/commitment"


@dataclass(frozen=True, slots=True)
class Figure:
    """How the numbers of a promise came out, in one line: 3/4 期, and how many others like it."""

    verdict: str
    words: str
    others: int


def is_blind(commitment: Commitment) -> bool:
    """Whether a second person is still to read it without knowing what others think."""
    return commitment.review_state == ReviewState.SECOND_REVIEW


def figure_of(suggestion: Suggestion) -> Figure | None:
    """The worst of the ledger: a number missed, else one not reported, else one met."""
    for verdict in (Verdict.MISSED, Verdict.UNREPORTED, Verdict.MET):
        rows = [row for row in suggestion.ledger if row["verdict"] == verdict]
        if rows:
            target, reported = rows[0]["target"], rows[0]["reported"]
            words = f"{reported['value'] if reported else 0:g}/" if reported else ""
            words += f"{target['value']:g}{target['unit']}"
            return Figure(verdict.value, words, len(rows) - 1)
    return None


def light_mark(commitment: Commitment) -> SafeString:
    """Days left to decide, or days over: shape, words and colour. Out when it is confirmed."""
    due, today = commitment.due_on, localdate()
    if due is None or commitment.review_state == ReviewState.CONFIRMED:
        return SafeString("")
    colour, days = light_of(due, today=today), abs((due - today).days)
    return rendered(f"{FOLDER}/light.html", light=colour, days=days, due=due)


class QueueColumns:
    """The columns as methods, for the admin of commitments."""

    @admin.display(description=_("期限"), ordering="due_on")
    def light(self, commitment: Commitment) -> SafeString:
        """How the time stands."""
        return light_mark(commitment)

    @admin.display(description=_("系统建议（未复核）"), ordering="doubt")
    def suggested(self, commitment: Commitment) -> SafeString:
        """The machine's view with its confidence: never the decision."""
        suggestion = None if is_blind(commitment) else commitment.suggestion
        return rendered(
            f"{FOLDER}/suggested.html",
            suggestion=suggestion,
            band=confidence_band(suggestion.confidence) if suggestion else "",
            blind=is_blind(commitment),
        )

    @admin.display(description=_("承诺事项"), ordering="report")
    def promise(self, commitment: Commitment) -> str:
        """The heading; the list makes it the link to the review page."""
        return commitment.heading

    @admin.display(description=_("单位"), ordering="report__agency__name")
    def agency(self, commitment: Commitment) -> SafeString:
        """Who promised; a long name is cut by the sheet and whole in the title."""
        name = commitment.report.agency.name
        return format_html('<span title="{}">{}</span>', name, name)

    @admin.display(description=_("年度"), ordering="plan_year")
    def year(self, commitment: Commitment) -> int:
        """The year promised for."""
        return commitment.plan_year

    @admin.display(description=_("数字（系统）"))
    def numbers(self, commitment: Commitment) -> SafeString:
        """Reported over aimed at, as the machine reads it."""
        suggestion = None if is_blind(commitment) else commitment.suggestion
        figure = figure_of(suggestion) if suggestion else None
        return rendered(f"{FOLDER}/numbers.html", figure=figure)

    @admin.display(description=_("此前各年"))
    def earlier(self, commitment: Commitment) -> SafeString:
        """The same promise in earlier years: what people decided, never what was suggested."""
        rows: Sequence[Commitment] = getattr(commitment, "earlier_years", ())
        years = [
            (row.plan_year, row.outcome, OUTCOMES.get(row.outcome, _("未复核")))  # type: ignore[call-overload]  # str enum
            for row in ([] if is_blind(commitment) else rows)
        ]
        return rendered(f"{FOLDER}/earlier.html", years=years)

    @admin.display(description=_("人工复核"), ordering="review_state")
    def decided(self, commitment: Commitment) -> SafeString:
        """How far people have come: the outcome once confirmed, else what is waited for."""
        return rendered(f"{FOLDER}/decided.html", commitment=commitment)
