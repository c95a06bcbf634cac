"""The weekly digest: who wants it, and what became of each mail."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count
from django.http import HttpRequest, HttpResponse

from tracker.admin.base import ReadOnlyAdmin, ScopedAdmin
from tracker.models import DigestDelivery, Subscription


@admin.register(Subscription)
class SubscriptionAdmin(ScopedAdmin):
    """周报订阅."""

    list_display = ["user", "weekday", "hour", "timezone", "active"]
    list_filter = ["active", "weekday"]
    list_select_related = ["user"]
    search_fields = ["user__username", "user__email"]
    ordering = ["user__username"]
    autocomplete_fields = ["user", "regions", "agencies"]


@admin.register(DigestDelivery)
class DigestDeliveryAdmin(ReadOnlyAdmin):
    """周报投递: one row per recipient and week, with the numbers of each state above the list."""

    change_list_template = "admin/tracker/digestdelivery/change_list.html"
    list_display = ["week", "recipient", "state", "attempts", "sent_at", "error"]
    list_filter = ["state", "week"]
    search_fields = ["recipient", "message_id"]
    ordering = ["-week", "recipient"]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The stock list, with how many deliveries are in each state."""
        found = self.get_queryset(request).order_by().values_list("state").annotate(Count("pk"))
        numbers = dict(found)
        counts = [(label, numbers.get(state, 0)) for state, label in DigestDelivery.State.choices]
        return super().changelist_view(request, {**(extra_context or {}), "counts": counts})
