"""常用视图: keep the list one looks at under a name, rename it, forget it, count it."""

from __future__ import annotations

from django.contrib import messages
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
    JsonResponse,
)
from django.urls import reverse
from django.utils.translation import gettext as _

from tracker.admin.base import ModelAdmin, person
from tracker.admin.queue_list import checked_query, filtered
from tracker.models import SavedView
from tracker.selectors.points import point_counts
from tracker.services.review_rules import ReviewRefused
from tracker.services.saved_views import delete_view, rename_view, save_view
from tracker.wording import refusal_text

LIST = "admin:tracker_commitment_changelist"


def change_views(admin: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """Take one of the forms above the list; back to the list, with what was done in words."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    try:
        view = _changed(admin, request)
    except SavedView.DoesNotExist as error:
        raise Http404 from error
    except ReviewRefused as refused:
        messages.error(request, refusal_text(refused.code, refused.params))
        query = checked_query(admin, request, request.POST.get("query", "")) or ""
    else:
        query = view.query if view else ""
    return HttpResponseRedirect(f"{reverse(LIST)}?{query}".removesuffix("?"))


def count_views(admin: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """How many each of one's views and each question holds, as JSON for views.js.

    Asked for once the list stands, which waits for no count. One query a view, of which there
    are at most services.saved_views.MOST, and one for all questions (要点, 红黄绿灯).
    """
    user = person(request)
    rows = {
        view.pk: filtered(admin, request, view.query)
        for view in SavedView.objects.filter(user=user)
    }
    views = {str(pk): found.count() for pk, found in rows.items() if found is not None}
    return JsonResponse({"views": views, "points": point_counts(user)})


def _changed(admin: ModelAdmin, request: HttpRequest) -> SavedView | None:
    """The view that was saved or renamed; None after one was deleted."""
    user, data = person(request), request.POST
    name, act = data.get("name", ""), data.get("act")
    if act == "save":
        query = checked_query(admin, request, data.get("query", ""))
        if query is None:
            raise ReviewRefused("view_not_possible")
        view = save_view(user, name=name, query=query)
        messages.success(request, _("已保存视图“%(name)s”。") % {"name": view.name})
        return view
    number = data.get("view", "")
    if act not in ("rename", "delete") or not number.isdecimal() or len(number) > 18:
        raise Http404
    if act == "delete":
        delete_view(user, int(number))
        messages.success(request, _("已删除视图。"))
        return None
    view = rename_view(user, int(number), name=name)
    messages.success(request, _("视图已改名为“%(name)s”。") % {"name": view.name})
    return view
