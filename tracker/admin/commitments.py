"""Commitments: the list is the queue of what waits, a row leads to its review page."""

from __future__ import annotations

from typing import Any, Literal

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ORDER_VAR, ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from tracker.admin import filters
from tracker.admin.base import ReadOnlyAdmin, person, rendered
from tracker.admin.review_views import FILTERS, Desk
from tracker.models import Agency, Commitment
from tracker.selectors.queue import ORDER, counts, in_order
from tracker.selectors.scope import visible_commitments


class Queue(ChangeList):
    """The stock list whose rows lead straight to the review page, with the filters kept."""

    def url_for_result(self, result: Any) -> str:
        """The review page of a row."""
        return reverse("admin:tracker_commitment_review", args=[result.pk])

    def get_ordering_field_columns(self) -> dict[int, Literal["desc", "asc"]]:
        """Where the arrow stands: our own order begins with the doubt, no column of the table."""
        if ORDER_VAR in self.params:
            return super().get_ordering_field_columns()
        return {list(self.list_display).index("suggested"): "asc"}


@admin.register(Commitment)
class CommitmentAdmin(ReadOnlyAdmin):
    """承诺事项: found by the machine, decided by people; nobody adds, edits or deletes one."""

    change_list_template = "admin/tracker/commitment/change_list.html"
    list_display = ["promise", "agency", "plan_year", "suggested", "decided", "stage"]
    list_filter = [
        filters.QueueFilter,
        filters.RegionFilter,
        filters.AgencyFilter,
        filters.YearFilter,
        filters.TopicFilter,
        filters.SuggestedFilter,
        filters.ConfidenceFilter,
        "review_state",
        "status",
    ]
    list_select_related = ["report__agency", "suggestion"]
    search_fields = ["heading", "text", "report__agency__name"]
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """The visible commitments, most doubtful and oldest first."""
        return in_order(visible_commitments(person(request)))

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        """The queue's order; `doubt` is annotated, which the stock check would not accept."""
        return ORDER

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """Ours."""
        return Queue

    def get_urls(self) -> list[URLPattern]:
        """The stock pages and the review page."""
        review = self.admin_site.admin_view(self.review_view)
        name = "tracker_commitment_review"
        return [path("<int:object_id>/review/", review, name=name), *super().get_urls()]

    @admin.display(description=_("承诺事项"), ordering="report")
    def promise(self, commitment: Commitment) -> str:
        """The heading; the list makes it the link to the review page."""
        return commitment.heading

    @admin.display(description=_("单位"), ordering="report__agency__name")
    def agency(self, commitment: Commitment) -> Agency:
        """Who promised."""
        return commitment.report.agency

    @admin.display(description=_("计划年度"), ordering="report__plan_year")
    def plan_year(self, commitment: Commitment) -> int:
        """The year promised for."""
        return commitment.report.plan_year

    @admin.display(description=_("系统建议（未复核）"), ordering="doubt")
    def suggested(self, commitment: Commitment) -> SafeString:
        """The machine's view with its confidence: never the decision."""
        suggestion = commitment.suggestion
        band = filters.confidence_band(suggestion.confidence) if suggestion else ""
        return rendered("admin/tracker/commitment/suggested.html", suggestion=suggestion, band=band)

    @admin.display(description=_("状态（人工）"), ordering="status")
    def decided(self, commitment: Commitment) -> SafeString:
        """The public status, and the finer outcome once a person has confirmed one."""
        return rendered("admin/tracker/commitment/decided.html", commitment=commitment)

    @admin.display(description=_("复核状态"), ordering="review_state")
    def stage(self, commitment: Commitment) -> SafeString:
        """How far the review has come, and why it was sent back if it was."""
        return rendered("admin/tracker/commitment/stage.html", commitment=commitment)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The queue, with progress above it."""
        context = {
            "title": _("复核待办"),
            "progress": counts(person(request)),
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
        if not query:
            return None
        original = request.GET
        try:
            request.GET = QueryDict(query)
            rows: QuerySet[Commitment] = self.get_changelist_instance(request).queryset
            return rows.order_by()
        except IncorrectLookupParameters:
            return None
        finally:
            request.GET = original
