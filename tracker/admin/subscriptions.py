"""周报订阅: of people and of addresses without an account; asking those, seeing what they get."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.admin import own_digest
from tracker.admin.base import ScopedAdmin, person
from tracker.admin.digest_preview import mail_page, preview_page
from tracker.admin.subscription_forms import OFTEN, SubscriptionForm
from tracker.digest import subscribing
from tracker.digest.transport import NotSent, Unclear
from tracker.models import Region, Subscription
from tracker.selectors.scope import governed_regions

if TYPE_CHECKING:  # takes a parameter in the stubs only
    from django.forms import ModelForm

ASK: Final = "_ask"  # the name of the button 重发确认邮件
TOLD: Final = ["stands", "asked_at", "confirmed_at", "ended_at", "registrar", "created_at"]

STANDS: Final[dict[str, tuple[Any, Q]]] = {
    "ended": (gettext_lazy("已退订"), Q(ended_at__isnull=False)),
    "off": (gettext_lazy("已停用"), Q(ended_at__isnull=True, active=False)),
    "unconfirmed": (
        gettext_lazy("待本人确认"),
        Q(ended_at__isnull=True, active=True, user__isnull=True, confirmed_at__isnull=True),
    ),
    "on": (
        gettext_lazy("订阅中"),
        Q(ended_at__isnull=True, active=True)
        & (Q(user__isnull=False) | Q(confirmed_at__isnull=False)),
    ),
}


def standing(row: Subscription) -> str:
    """How it stands, as a key of STANDS."""
    if row.ended_at is not None:
        return "ended"
    if not row.active:
        return "off"
    return "on" if row.user_id is not None or row.confirmed_at is not None else "unconfirmed"


class StandFilter(admin.SimpleListFilter):
    """How a subscription stands."""

    title = gettext_lazy("状态")
    parameter_name = "stands"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """All four."""
        return [(key, label) for key, (label, _rows) in STANDS.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Narrow the list."""
        chosen = STANDS.get(self.value() or "")
        return queryset if chosen is None else queryset.filter(chosen[1])


@admin.register(Subscription)
class SubscriptionAdmin(ScopedAdmin):
    """周报订阅. What is given away lies inside one's own scope, whoever gets it."""

    form: type[ModelForm[Any]] = SubscriptionForm
    given = {Region: governed_regions}
    change_form_template = "admin/tracker/subscription/change_form.html"
    list_display = ["__str__", "stands", "weekday", "hour", "timezone", "registrar"]
    list_filter = [StandFilter, "weekday"]
    list_select_related = ["user", "created_by"]
    search_fields = ["user__username", "user__email", "address"]
    ordering = ["user__username", "address"]
    autocomplete_fields = ["user", "regions", "agencies"]
    radio_fields = {"when_empty": admin.HORIZONTAL}

    def get_fieldsets(self, request: HttpRequest, obj: Model | None = None) -> Any:
        """Who, about what, when; how it stands where it does stand."""
        named = ["regions", "agencies"]
        when = ["weekday", "hour", "timezone", "sections", "when_empty", "active"]
        either = _("填用户或邮箱之一。") if obj is None else ""
        least = _("用户只收到责任范围内的，都不填即全部；没有账号的邮箱至少填一项。")
        sets = [
            (None, {"fields": ["user", "address"], "description": either}),
            (_("范围"), {"fields": named, "description": least}),
            (_("发送"), {"fields": when}),
        ]
        return sets if obj is None else [*sets, (_("状态"), {"fields": TOLD})]

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        """Whose it is stays: another address is another wish, and must be confirmed anew."""
        return [] if obj is None else ["user", "address", *TOLD]

    def get_form(
        self, request: HttpRequest, obj: Model | None = None, change: bool = False, **kwargs: Any
    ) -> type[ModelForm[Any]]:
        """The form knows who asks."""
        form = super().get_form(request, obj, change, **kwargs)
        return type(form.__name__, (form,), {"viewer": person(request)})

    @admin.display(description=gettext_lazy("状态"))
    def stands(self, row: Subscription) -> str:
        """In words."""
        return str(STANDS[standing(row)][0])

    @admin.display(description=gettext_lazy("登记人"))
    def registrar(self, row: Subscription) -> str:
        """Who named it; what an address gets does not end with that account, so it is said."""
        if row.created_by is None:
            return "—"
        name = str(row.created_by)
        return name if row.created_by.is_active else _("%(name)s（已停用）") % {"name": name}

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """With who named it. A change writes what the form holds: its reader may just have left."""
        if change:
            obj.save(update_fields=[*OFTEN, "active"])
            return
        obj.created_by = person(request)
        super().save_model(request, obj, form, change)

    def save_related(
        self, request: HttpRequest, form: ModelForm[Any], formsets: Any, change: bool
    ) -> None:
        """A new address is asked, once its row is there to be confirmed."""
        super().save_related(request, form, formsets, change)
        if not change and form.instance.address:
            transaction.on_commit(partial(_ask, request, form.instance))

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The form; a press on its button 重发确认邮件."""
        row = self.get_object(request, object_id)
        if not isinstance(row, Subscription):  # get_object has said 404
            raise Http404
        if request.method == "POST" and ASK in request.POST:
            if not self.has_change_permission(request, row):
                raise PermissionDenied
            _ask(request, row)
            return HttpResponseRedirect(request.get_full_path())
        is_asked = row.user_id is None and row.confirmed_at is None and row.active
        may_ask = is_asked and self.has_change_permission(request, row)
        context = {**(extra_context or {}), "may_ask": may_ask, "ask": ASK}
        return super().change_view(request, object_id, form_url, context)

    def get_urls(self) -> list[URLPattern]:
        """The stock pages, 我的周报, and what a digest would say."""
        ours: dict[str, tuple[Callable[..., HttpResponse], str]] = {
            "mine/": (own_digest.page, "mine"),
            "<int:object_id>/preview/": (preview_page, "preview"),
            "<int:object_id>/preview/mail/": (mail_page, "preview_mail"),
        }
        wrap = self.admin_site.admin_view
        urls = [
            path(route, wrap(partial(_page, view, self)), name=f"tracker_subscription_{name}")
            for route, (view, name) in ours.items()
        ]
        return [*urls, *super().get_urls()]


def _page(
    view: Callable[..., HttpResponse],
    admin_: SubscriptionAdmin,
    request: HttpRequest,
    object_id: int | None = None,
) -> HttpResponse:
    """One's own page, or that of a subscription which is one's own or may be changed."""
    user = person(request)
    if object_id is None:
        return view(admin_, request)
    row = Subscription.objects.select_related("user").filter(pk=object_id).first()
    if row is None or row.user_id != user.pk:
        if not admin_.has_change_permission(request):
            raise PermissionDenied
        row = admin_.get_queryset(request).select_related("user").filter(pk=object_id).first()
    if row is None:
        raise Http404
    return view(admin_, request, row)


def _ask(request: HttpRequest, row: Subscription) -> None:
    """Ask an address whether it wants the digest, and say what came of it."""
    try:
        sent = subscribing.ask(row.pk, now=timezone.now())
    except NotSent as no:
        words = _("订阅已保存，但确认邮件没有送出：%(words)s。请核对邮箱，稍后按“重发确认邮件”。")
        messages.warning(request, words % {"words": no.words})
    except Unclear as doubt:
        words = _("确认邮件是否送达不明：%(words)s。对方没有收到时，十分钟后可以重发。")
        messages.warning(request, words % {"words": doubt.words})
    else:
        if sent:
            words = _("已向 %(address)s 发出确认邮件；对方确认之后才会收到周报。")
            messages.success(request, words % {"address": row.address})
        else:
            messages.info(request, _("没有重发：十分钟内已发过，或对方退订不满一天。"))
