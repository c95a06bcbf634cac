"""Keys to the API (接口密钥): made here and shown once, taken back here."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.admin.base import ScopedAdmin, person, rendered
from tracker.models import ApiKey
from tracker.services.keys import issue_key, revoke_keys


@admin.register(ApiKey)
class ApiKeyAdmin(ScopedAdmin):
    """接口密钥. A key can't be changed: another is made, and the old one taken back."""

    list_display = ["name", "shown_prefix", "owner", "state", "expires_at", "last_used_at"]
    list_filter = ["may_read", "may_upload"]
    list_select_related = ["owner"]
    search_fields = ["name", "prefix", "owner__username"]
    ordering = ["-pk"]
    fields = ["owner", "name", "may_read", "may_upload", "expires_at"]
    autocomplete_fields = ["owner"]
    actions = ["take_back"]

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never: what a program may do must not grow unnoticed."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never: that there was a key, and when it was last used, stays known."""
        return False

    def has_take_back_permission(self, request: HttpRequest) -> bool:
        """Who may make keys may take them back."""
        return self.has_add_permission(request)

    @admin.display(description=gettext_lazy("前缀"), ordering="prefix")
    def shown_prefix(self, key: ApiKey) -> str:
        """What the key begins with."""
        return f"ctk_{key.prefix}_…"

    @admin.display(description=gettext_lazy("状态"))
    def state(self, key: ApiKey) -> str:
        """Whether it still opens anything."""
        if key.revoked_at is not None:
            return _("已停用")
        if key.expires_at is not None and key.expires_at <= timezone.now():
            return _("已过期")
        return _("有效") if key.owner.is_active else _("所有者已停用")

    def save_model(
        self, request: HttpRequest, obj: Any, form: ModelForm[Any], change: bool
    ) -> None:
        """Make it; its words go to the page that follows, and nowhere else."""
        columns = ("name", "may_read", "may_upload", "expires_at")
        given = {name: getattr(obj, name) for name in columns}
        key, words = issue_key(obj.owner, by=person(request), **given)
        obj.pk, obj.prefix, obj.digest = key.pk, key.prefix, key.digest
        request.META["tracker.api_key"] = words

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        """The key, this once; not through a message, which would be kept in a cookie."""
        page = rendered(
            "admin/tracker/apikey/issued.html",
            **self.admin_site.each_context(request),
            title=_("接口密钥已签发"),
            key=obj,
            words=request.META["tracker.api_key"],
            list_url=reverse("admin:tracker_apikey_changelist"),
            request=request,
        )
        return HttpResponse(page, headers={"Cache-Control": "no-store"})

    @admin.action(description=gettext_lazy("停用所选密钥"), permissions=["take_back"])
    def take_back(self, request: HttpRequest, queryset: QuerySet[ApiKey]) -> None:
        """At once: the next request with one of them is refused."""
        number = revoke_keys(list(queryset.values_list("pk", flat=True)))
        messages.success(request, _("已停用 %(number)d 个密钥，立即生效。") % {"number": number})
