"""批量确认: a preview of what would be confirmed and what not, then the same as one by one.

The preview is a page of its own, which writes nothing; its form posts what it showed.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.admin.base import ModelAdmin, person
from tracker.admin.queue_list import filtered
from tracker.admin.review_views import FILTERS
from tracker.core.types import Outcome, ReviewState
from tracker.models import Commitment
from tracker.selectors.queue import OPEN
from tracker.services import bulk_reviews
from tracker.services.bulk_reviews import BulkResult, Candidate, Shown
from tracker.services.review_rules import ReviewRefused
from tracker.wording import OUTCOMES, refusal_text

LIST = "admin:tracker_commitment_changelist"


@dataclass(frozen=True, slots=True)
class Preview:
    """What the page says before anybody presses the button."""

    ready: Sequence[Candidate]
    others: Sequence[tuple[Candidate, str]]  # with the reason in words
    outcomes: Sequence[tuple[str, str, int]]  # code, label, how many would be confirmed as that
    reasons: Sequence[tuple[str, int]]
    total: int = 0  # sure ones of the whole list, of which at most bulk_reviews.MOST are here


def least_percent(value: str) -> int:
    """The confidence asked for in percent, never below the one that settings allow."""
    floor: int = math.ceil(settings.BULK_CONFIDENCE * 100)
    return min(100, max(floor, int(value))) if value.isdecimal() and len(value) < 4 else floor


def preview_filtered(admin: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """All of the filtered list above a confidence, surest first."""
    rows = filtered(admin, request, request.GET.get(FILTERS, ""))
    if rows is None:
        return _back(request)
    least = least_percent(request.GET.get("least", ""))
    sure = rows.filter(review_state__in=OPEN, doubt__gte=least / 100)
    chosen = sure.order_by("-doubt", "pk").values_list("pk", flat=True)
    return preview_page(admin, request, list(chosen[: bulk_reviews.MOST]), total=sure.count())


def preview_selected(admin: ModelAdmin, request: HttpRequest, rows: QuerySet[Any]) -> HttpResponse:
    """The rows that were ticked: the action of the list. More than MOST are refused."""
    ids = list(rows.order_by().values_list("pk", flat=True)[: bulk_reviews.MOST + 1])
    return preview_page(admin, request, ids)


def preview_page(
    admin: ModelAdmin, request: HttpRequest, ids: Sequence[int], *, total: int = 0
) -> HttpResponse:
    """How many can be confirmed and as what, which can't and why, on which words each rests."""
    try:
        found = bulk_reviews.preview(person(request), ids)
    except ReviewRefused as refused:
        messages.error(request, refusal_text(refused.code, refused.params))
        return _back(request)
    context = {
        **admin.admin_site.each_context(request),
        "title": _("批量确认：预览"),
        "opts": Commitment._meta,
        "preview": _preview(found, total),
        "most": bulk_reviews.MOST,
        "filters": _list_query(request),
        "is_nav_sidebar_enabled": False,
    }
    return TemplateResponse(request, "admin/tracker/commitment/bulk.html", context)


def confirm_shown(request: HttpRequest) -> HttpResponse:
    """Confirm what the preview showed, and say what was done and what not."""
    shown = [item for item in map(_shown, request.POST.getlist("item")) if item is not None]
    try:
        result = bulk_reviews.confirm(person(request), shown)
    except ReviewRefused as refused:
        messages.error(request, refusal_text(refused.code, refused.params))
    else:
        _tell(request, result)
    return _back(request)


def _preview(found: Sequence[Candidate], total: int) -> Preview:
    ready = [candidate for candidate in found if not candidate.refused]
    others = [(c, refusal_text(c.refused, {})) for c in found if c.refused]
    outcomes = Counter(candidate.outcome for candidate in ready)
    return Preview(
        ready=ready,
        others=others,
        outcomes=[(o.value, str(OUTCOMES[o]), outcomes[o]) for o in Outcome if outcomes[o]],
        reasons=Counter(words for _candidate, words in others).most_common(),
        total=total,
    )


def _shown(posted: str) -> Shown | None:
    """pk:version:suggestion, as the page wrote it; None for anything else."""
    parts = posted.split(":")
    if len(parts) != 3 or not all(part.isdecimal() and len(part) < 19 for part in parts):
        return None
    return Shown(*map(int, parts))


def _tell(request: HttpRequest, result: BulkResult) -> None:
    made, again = len(result.made), _drawn(result)
    if made:
        words = ngettext("已批量处理 %(n)d 条。", "已批量处理 %(n)d 条。", made) % {"n": made}
        if again:
            words += ngettext(
                "其中 %(n)d 条抽中盲审，待另一人复核后才确认。",
                "其中 %(n)d 条抽中盲审，待另一人复核后才确认。",
                again,
            ) % {"n": again}
        messages.success(request, words)
    for code, number in Counter(code for _pk, code in result.refused).most_common():
        words = ngettext("%(n)d 条未确认：%(why)s", "%(n)d 条未确认：%(why)s", number)
        messages.warning(request, words % {"n": number, "why": refusal_text(code, {})})
    if not made and not result.refused:
        messages.warning(request, _("没有可以确认的承诺事项；未作改动。"))


def _drawn(result: BulkResult) -> int:
    """How many of them wait for a second reading now."""
    made = Commitment.objects.filter(pk__in=[review.commitment_id for review in result.made])
    return made.filter(review_state=ReviewState.SECOND_REVIEW).count()


def _list_query(request: HttpRequest) -> str:
    """The list that the person came from: named in the address, or the list's own address."""
    if FILTERS in request.POST or FILTERS in request.GET:
        return str(request.POST.get(FILTERS) or request.GET.get(FILTERS) or "")
    return request.GET.urlencode() if request.path == reverse(LIST) else ""


def _back(request: HttpRequest) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{reverse(LIST)}?{_list_query(request)}".removesuffix("?"))
