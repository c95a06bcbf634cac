"""Commitments: the list is the queue of what waits, a row leads to its review page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from tracker.admin import bulk, digest_filters, figure_filters, filters, saved_views
from tracker.admin.agreement import agreement_page
from tracker.admin.base import ReadOnlyAdmin, person
from tracker.admin.columns import QueueColumns
from tracker.admin.dashboard import dashboard_page
from tracker.admin.full_text import full_text_page
from tracker.admin.import_kinds import ImportingAdmin, decisions_kind
from tracker.admin.inspection import inspection_page
from tracker.admin.points import LightFilter, PointFilter
from tracker.admin.queue_list import Queue, filtered
from tracker.admin.review_views import FILTERS, Desk
from tracker.models import Commitment, SavedView
from tracker.selectors.queue import ORDER, counts, done_by, in_order
from tracker.selectors.scope import visible_commitments
from tracker.selectors.search import containing
from tracker.services.imports.forms import decisions_form
from tracker.services.saved_views import MOST as MOST_VIEWS


@admin.register(Commitment)
class CommitmentAdmin(QueueColumns, ImportingAdmin, ReadOnlyAdmin):
    """承诺事项: found by the machine, decided by people; nobody adds, edits or deletes one."""

    change_list_template = "admin/tracker/commitment/change_list.html"
    empty_words = _("没有待处理的承诺事项。上传同一单位连续两个年度的报告后，这里会列出待复核的。")
    list_display = [
        *("light", "suggested", "promise", "agency", "year"),
        *("numbers", "earlier", "decided"),
    ]
    list_display_links = ["promise"]
    empty_value_display = ""  # a light that is out, a promise without numbers
    list_filter = [
        filters.QueueFilter,
        PointFilter,
        LightFilter,
        filters.RegionFilter,
        filters.AgencyFilter,
        filters.YearFilter,
        filters.TopicFilter,
        filters.SuggestedFilter,
        filters.ConfidenceFilter,
        "review_state",
        "status",
        *figure_filters.OF_COMMITMENTS,  # what the dashboard's links choose
        *digest_filters.OF_COMMITMENTS,  # and those of a weekly mail
    ]
    list_select_related = ["report__agency", "suggestion"]
    search_fields = ["heading", "text", "report__agency__name"]
    actions = ["confirm_selected"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """The visible commitments, most doubtful and oldest first."""
        return in_order(visible_commitments(person(request)))

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        """The queue's order; `doubt` is annotated, which the stock check would not accept."""
        return ORDER

    def get_paginator(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """The stock one; the bare queue was counted for the line above it, and is not again."""
        paginator = super().get_paginator(request, *args, **kwargs)
        if not request.GET and hasattr(request, "waiting"):
            paginator.count = request.waiting
        return paginator

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """Ours."""
        return Queue

    def get_urls(self) -> list[URLPattern]:
        """The stock pages and the review page."""
        ours: dict[str, tuple[Callable[..., HttpResponse], str]] = {
            "<int:object_id>/review/": (self.review_view, "review"),
            "bulk/": (self.bulk_view, "bulk"),
            "views/": (self.views_view, "views"),
            "views/counts/": (self.view_counts_view, "view_counts"),
            "agreement/": (self.agreement_view, "agreement"),
        }
        wrap = self.admin_site.admin_view
        urls = [
            path(route, wrap(view), name=f"tracker_commitment_{name}")
            for route, (view, name) in ours.items()
        ]
        inspection = path("inspection/", wrap(self.inspection_view), name="tracker_inspection")
        dashboard = path("dashboard/", wrap(self.dashboard_view), name="tracker_dashboard")
        found = path("search/", wrap(self.full_text_view), name="tracker_full_text")
        return [inspection, dashboard, found, *urls, *super().get_urls()]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.import_kind = decisions_kind(self._decisions_form)

    def import_query(self, request: HttpRequest) -> str:
        """The template holds what the list shows."""
        listed = {FILTERS: request.GET.urlencode()}
        return f"?{urlencode(listed)}" if request.GET else ""

    def _decisions_form(self, request: HttpRequest) -> bytes:
        """What of the filtered list can be decided, as a workbook to fill in."""
        rows = filtered(self, request, request.GET.get(FILTERS, ""))
        return decisions_form(Commitment.objects.none() if rows is None else rows)

    def has_review_permission(self, request: HttpRequest) -> bool:
        """Whether the list offers to confirm anything."""
        return person(request).has_perm("tracker.review_commitment")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Every word, in the heading, the text or the agency's name."""
        return containing(queryset, search_term.split()), False

    @admin.action(description=_("批量确认系统建议"), permissions=["review"])
    def confirm_selected(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse:
        """A preview of what was ticked."""
        return bulk.preview_selected(self, request, queryset)

    def bulk_view(self, request: HttpRequest) -> HttpResponse:
        """Preview what the filtered list has above a confidence, or confirm what was shown."""
        if not (self.has_view_permission(request) and self.has_review_permission(request)):
            raise PermissionDenied
        if request.method == "POST":
            return bulk.confirm_shown(request)
        return bulk.preview_filtered(self, request)

    def views_view(self, request: HttpRequest) -> HttpResponse:
        """Save, rename or delete a view of one's own."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return saved_views.change_views(self, request)

    def view_counts_view(self, request: HttpRequest) -> HttpResponse:
        """How many each of one's views holds."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return saved_views.count_views(self, request)

    def agreement_view(self, request: HttpRequest) -> HttpResponse:
        """How far readers agree."""
        if not person(request).has_perm("tracker.approve_drop"):
            raise PermissionDenied
        return agreement_page(self.admin_site, request)

    def dashboard_view(self, request: HttpRequest) -> HttpResponse:
        """统计看板."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return dashboard_page(self, request)

    def full_text_view(self, request: HttpRequest) -> HttpResponse:
        """全文检索."""
        return full_text_page(self.admin_site, request)

    def inspection_view(self, request: HttpRequest) -> HttpResponse:
        """督察报告."""
        return inspection_page(self.admin_site, request)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The queue, with progress and one's views above it."""
        user = person(request)
        progress = counts(user)
        if not request.GET:
            request.waiting = progress.waiting  # type: ignore[attr-defined]  # see get_paginator
        context = {
            "title": _("复核待办"),
            "progress": progress,
            "done": done_by(user),
            "views": SavedView.objects.filter(user=user),
            "most_views": MOST_VIEWS,
            "query": request.GET.urlencode(),
            "queue_choice": request.GET.get("queue", "") if len(request.GET) < 2 else None,
            "may_review": self.has_review_permission(request),
            "may_see_agreement": user.has_perm("tracker.approve_drop"),
            "least": bulk.least_percent(""),
            "is_nav_sidebar_enabled": False,  # the columns need the width
            **(extra_context or {}),
        }
        return super().changelist_view(request, context)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """There is no edit form: to the review page."""
        return self._to_review(request, object_id)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The history is the reviews: they stand on the review page."""
        return self._to_review(request, object_id, anchor="#history")

    def review_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Show the review page or take a decision."""
        commitment = self._seen(request, object_id)
        return Desk(
            request=request,
            user=person(request),
            commitment=commitment,
            site=self.admin_site,
            among=self._filtered(request),
        ).respond()

    def _to_review(
        self, request: HttpRequest, object_id: str, anchor: str = ""
    ) -> HttpResponseRedirect:
        if not object_id.isdecimal() or len(object_id) > 18:  # a database integer's length
            raise Http404
        commitment = self._seen(request, int(object_id))
        url = reverse("admin:tracker_commitment_review", args=[commitment.pk])
        return HttpResponseRedirect(url + anchor)

    def _seen(self, request: HttpRequest, object_id: int) -> Commitment:
        """The commitment with all that the page needs: 403 without the right, 404 out of scope."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        rows: QuerySet[Commitment] = self.get_queryset(request)
        return get_object_or_404(
            rows.select_related(
                "report__agency__region", "result_report", "suggestion__run", "successor__report"
            ),
            pk=object_id,
        )

    def _filtered(self, request: HttpRequest) -> QuerySet[Commitment] | None:
        """The list that the person came from, if it was filtered."""
        query = request.GET.get(FILTERS)
        return filtered(self, request, query) if query else None
