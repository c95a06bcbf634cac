"""周报投递: what became of each mail, what waits for a person, what should have gone out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.admin.base import SCOPES, ReadOnlyAdmin, person, rendered
from tracker.digest import overdue
from tracker.digest.settling import send_again, sendable, settle_arrived
from tracker.models import DigestDelivery, Subscription

FOLDER: Final = "admin/tracker/digestdelivery"
State = DigestDelivery.State
ARRIVED: Final = "_arrived"  # the names of the buttons, whose value is the row
AGAIN: Final = "_again"
ACTS: Final[dict[str, Callable[..., int]]] = {ARRIVED: settle_arrived, AGAIN: send_again}
NAMED: Final = 5  # of the late ones, above the list


def may_settle(request: HttpRequest) -> bool:
    """Whoever may say of a mail that it arrived, or have it sent again."""
    return person(request).has_perm("tracker.settle_digestdelivery")


@admin.register(DigestDelivery)
class DigestDeliveryAdmin(ReadOnlyAdmin):
    """周报投递: one row per recipient and week; above them the states, and what is overdue."""

    change_list_template = f"{FOLDER}/change_list.html"
    list_display = ["week", "recipient", "state", "at", "attempts", "words"]
    list_select_related = ["settled_by"]
    search_fields = ["recipient", "week", "message_id"]
    ordering = ["-week", "recipient"]
    actions = ["again_selected"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """The visible ones, each with whether it may be sent again."""
        may_be_sent = sendable(DigestDelivery.objects.filter(pk=OuterRef("pk")))
        rows = super().get_queryset(request)
        told: QuerySet[Any] = rows.annotate(is_sendable=Exists(may_be_sent))
        return told

    def has_settle_permission(self, request: HttpRequest) -> bool:
        """What the action below asks for."""
        return may_settle(request)

    def get_list_display(self, request: HttpRequest) -> Any:
        """With a column of buttons for those who may press them."""
        shown = super().get_list_display(request)
        return [*shown[:3], "acts", *shown[3:]] if may_settle(request) else shown

    @admin.display(description=gettext_lazy("发送时间"), ordering="sent_at")
    def at(self, row: DigestDelivery) -> str:
        """When it was sent, or when a sender may take it again."""
        if row.sent_at is not None:
            return date_format(localtime(row.sent_at), "m-d H:i")
        if row.state != State.PENDING:
            return "—"
        if row.lease_until is None or row.lease_until <= timezone.now():
            return _("十分钟内尝试")
        return _("%(at)s 再试") % {"at": date_format(localtime(row.lease_until), "m-d H:i")}

    @admin.display(description=gettext_lazy("邮件服务器的答复"))
    def words(self, row: DigestDelivery) -> SafeString:
        """What the server said, the mark of the mail, and who has settled it."""
        return rendered(f"{FOLDER}/words.html", row=row)

    @admin.display(description=gettext_lazy("操作"))
    def acts(self, row: Any) -> SafeString:
        """The buttons of a row; they belong to the form around the list."""
        context = {"row": row, "held": row.state == State.UNCLEAR, "again": row.is_sendable}
        return rendered(f"{FOLDER}/acts.html", ARRIVED=ARRIVED, AGAIN=AGAIN, **context)

    @admin.action(description=gettext_lazy("重新发送所选的失败项"), permissions=["settle"])
    def again_selected(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """The failed ones alone: those that may have arrived are decided on one by one."""
        _settle(request, queryset.filter(state=State.FAILED), act=AGAIN)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The stock list under the numbers of each state; a press on a row's button."""
        for act in ACTS:
            if request.method == "POST" and act in request.POST:
                return self._press(request, act)
        subscriptions = SCOPES[Subscription](person(request))
        late = overdue(now=timezone.now(), among=subscriptions)
        numbers = self._numbers(request)
        context = {
            **(extra_context or {}),
            "counts": [(*choice, numbers.get(choice[0], 0)) for choice in State.choices],
            "chosen": request.GET.get("state__exact", ""),
            "overdue": late,
            "named": _named([subject.recipient for subject in late.late]),
            "held": numbers.get(State.UNCLEAR, 0),
        }
        return super().changelist_view(request, context)

    def _numbers(self, request: HttpRequest) -> dict[str, int]:
        found = self.get_queryset(request).order_by().values_list("state").annotate(Count("pk"))
        return dict(found)

    def _press(self, request: HttpRequest, act: str) -> HttpResponseRedirect:
        if not self.has_view_permission(request):
            raise PermissionDenied
        key = request.POST[act]
        if not key.isdecimal() or len(key) > 18:  # a database integer's length
            raise Http404
        rows = self.get_queryset(request).filter(pk=int(key))
        if not rows.exists():
            raise Http404
        _settle(request, rows, act=act)
        return HttpResponseRedirect(request.get_full_path())


def _named(recipients: list[str]) -> str:
    """The first of them; that there are more is said."""
    some = "、".join(recipients[:NAMED])
    return _("%(some)s 等") % {"some": some} if len(recipients) > NAMED else some


def _settle(request: HttpRequest, rows: QuerySet[Any], *, act: str) -> None:
    """Do it to these visible rows, and say how many it was. Raises PermissionDenied."""
    if not may_settle(request):
        raise PermissionDenied
    number = ACTS[act](rows, by=person(request), now=timezone.now())
    if not number:
        messages.info(request, _("没有改动：状态已变，可能已由他人处理，或对方已不再订阅。"))
    elif act == ARRIVED:
        messages.success(request, _("已记为送达，不会再发。"))
    else:
        text = _("%(number)d 封已重新排队，十分钟内发出。")
        messages.success(request, text % {"number": number})
