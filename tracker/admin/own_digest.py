"""我的周报: every person's own subscription, for all who log in, whatever else they may do."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from tracker.admin.base import ModelAdmin, person
from tracker.admin.subscription_forms import OFTEN, OwnForm
from tracker.digest import subscribing
from tracker.models import DigestDelivery, Subscription, User

SHOWN = 8  # the last deliveries


def page(admin: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """The form, two buttons (退订, 重新订阅), and what went out lately."""
    user = person(request)
    row = Subscription.objects.filter(user=user).first()
    form = OwnForm(request.POST or None, instance=row or Subscription(user=user), user=user)
    if request.method == "POST":
        done = _acted(request, row) or _saved(request, form, user=user)
        if done:
            return HttpResponseRedirect(request.path)
    context = {
        **admin.admin_site.each_context(request),
        "title": _("我的周报"),
        "opts": Subscription._meta,
        "row": row,
        "form": form,
        "media": form.media,
        "deliveries": _deliveries(row),
    }
    return TemplateResponse(request, "admin/tracker/subscription/mine.html", context)


def _acted(request: HttpRequest, row: Subscription | None) -> bool:
    """A press on 退订 or 重新订阅: at once, without the form."""
    act = request.POST.get("act")
    if row is None or act not in ("end", "resume"):
        return False
    if act == "end":
        subscribing.end(row.pk, now=timezone.now())
        messages.success(request, _("已退订，不再收到周报；设置保留，可随时重新订阅。"))
    else:
        subscribing.resume(row.pk)
        messages.success(request, _("已重新订阅。"))
    return True


def _saved(request: HttpRequest, form: OwnForm, *, user: User) -> bool:
    """What was wished, where the form is right; a new wish is one's own doing."""
    if not form.is_valid():
        return False
    row, _made = Subscription.objects.get_or_create(user=user, defaults={"created_by": user})
    wishes = form.save(commit=False)
    wishes.pk = row.pk
    wishes.save(update_fields=OFTEN)  # nothing else: an old mail may end it at this moment
    form.save_m2m()
    messages.success(request, _("已保存。"))
    return True


def _deliveries(row: Subscription | None) -> list[DigestDelivery]:
    if row is None:
        return []
    return list(DigestDelivery.objects.filter(subscription=row).order_by("-week")[:SHOWN])
