"""周报预览: what a subscriber would get for a week, as text and as it looks.

A mail carries its styles in its elements, which our pages' policy forbids. So the mail is a
document of its own: no scripts, no forms, no addresses to load from, an origin that is nobody's
(sandbox), and inline styles there alone; the page around it keeps the policy of the house, but
for the frame.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, cast

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp, csp_update
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin

from tracker.admin.base import ModelAdmin, person
from tracker.digest import FutureWeek, NoSuchWeek, Preview
from tracker.digest.previewing import newest_weeks, preview_one
from tracker.models import Subscription

WEEKS: Final = 13  # a quarter
# The mail's own styles, and nothing else at all.
MAIL_POLICY: Final[dict[str, Any]] = {
    "default-src": [NONE],
    "style-src": [UNSAFE_INLINE],
    "base-uri": [NONE],
    "form-action": [NONE],
    "frame-ancestors": [SELF],
    "sandbox": [],
}
View = Callable[..., HttpResponse]
# django-csp knows views of one argument only.
_with_frame = cast("Callable[[View], View]", csp_update({"frame-src": [SELF]}))
_alone = cast("Callable[[View], View]", csp(MAIL_POLICY))


@_with_frame
def preview_page(admin: ModelAdmin, request: HttpRequest, row: Subscription) -> HttpResponse:
    """The weeks to choose from, the text part, and a frame with the other part."""
    now = timezone.now()
    weeks = newest_weeks(row, now=now, count=WEEKS)
    week = request.GET.get("week") or weeks[0]
    context = {
        **admin.admin_site.each_context(request),
        "title": _("周报预览"),
        "opts": Subscription._meta,
        "row": row,
        "is_own": row.user_id == person(request).pk,
        "week": week,
        "weeks": weeks,
        "found": _preview(row, week),
    }
    return TemplateResponse(request, "admin/tracker/subscription/preview.html", context)


@_alone
@xframe_options_sameorigin
def mail_page(admin: ModelAdmin, request: HttpRequest, row: Subscription) -> HttpResponse:
    """The HTML part of the mail. 404 for a week that there is not."""
    found = _preview(row, request.GET.get("week", ""))
    if found is None:
        raise Http404
    return HttpResponse(found.mail.html)


def _preview(row: Subscription, week: str) -> Preview | None:
    try:
        return preview_one(row, week=week, now=timezone.now())
    except (NoSuchWeek, FutureWeek):
        return None
