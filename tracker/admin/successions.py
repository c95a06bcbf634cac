"""How one agency took over from another (机构沿革): proposed by the system, confirmed here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker import tasks
from tracker.admin.base import ScopedAdmin, person
from tracker.models import AgencySuccession
from tracker.selectors.scope import visible_agencies
from tracker.services.jobs import due_jobs_of
from tracker.services.successions import confirm_succession, decline_succession
from tracker.wording import succession_reason_text

STATES = {
    "proposed": (gettext_lazy("待确认"), Q(confirmed_at__isnull=True, declined_at__isnull=True)),
    "confirmed": (gettext_lazy("已确认"), Q(confirmed_at__isnull=False)),
    "declined": (gettext_lazy("已否定"), Q(declined_at__isnull=False)),
}


class StateFilter(admin.SimpleListFilter):
    """待确认 / 已确认 / 已否定."""

    title = gettext_lazy("确认情况")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """The three states."""
        return [(key, label) for key, (label, _condition) in STATES.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The rows of the chosen state; all without a choice."""
        chosen = STATES.get(self.value() or "")
        return queryset.filter(chosen[1]) if chosen else queryset


@admin.register(AgencySuccession)
class AgencySuccessionAdmin(ScopedAdmin):
    """机构沿革; whoever saves one here confirms it."""

    list_display = ["predecessor", "successor", "state", "since_year", "kind", "why"]
    list_filter = [StateFilter, "kind"]
    list_select_related = ["predecessor", "successor", "confirmed_by"]
    search_fields = ["predecessor__name", "successor__name"]
    ordering = ["-since_year", "pk"]
    autocomplete_fields = ["predecessor", "successor"]
    fields = ["predecessor", "successor", "since_year", "kind", "why", "state", "confirmed_by"]
    readonly_fields = ["why", "state", "confirmed_by"]
    actions = ["confirm", "decline"]
    empty_words = gettext_lazy("还没有机构沿革。单位更名、合并时由系统提出，也可点“增加”登记。")

    @admin.display(description=gettext_lazy("确认情况"))
    def state(self, row: AgencySuccession) -> str:
        """In force, turned down, or waiting for a person."""
        if row.confirmed_at:
            return _("已确认")
        return _("已否定") if row.declined_at else _("待确认")

    @admin.display(description=gettext_lazy("系统提出的理由"))
    def why(self, row: AgencySuccession) -> str:
        """The system's reasons; none where a person entered the row."""
        told = [succession_reason_text(r["code"], r["params"]) for r in row.reasons]
        return " ".join(told) or self.get_empty_value_display()

    @admin.action(description=gettext_lazy("确认所选沿革"), permissions=["change"])
    def confirm(self, request: HttpRequest, queryset: QuerySet[AgencySuccession]) -> None:
        """Put proposals in force."""
        done = self._each(
            request, queryset, lambda pk: confirm_succession(pk, user=person(request))
        )
        text = _("已确认 %(number)d 条机构沿革；原单位的承诺将由承接单位的报告回应。")
        messages.success(request, text % {"number": done})

    @admin.action(description=gettext_lazy("否定所选沿革"), permissions=["change"])
    def decline(self, request: HttpRequest, queryset: QuerySet[AgencySuccession]) -> None:
        """Turn proposals down, or take back what was confirmed."""
        done = self._each(request, queryset, decline_succession)
        text = _("已否定 %(number)d 条机构沿革；系统不会再次提出，已复核的事项不变。")
        messages.success(request, text % {"number": done})

    def save_model(
        self, request: HttpRequest, obj: Model, form: ModelForm[Any] | forms.Form, change: bool
    ) -> None:
        """Store what the person says, and that it is in force."""
        super().save_model(request, obj, form, change)
        _wake([confirm_succession(obj.pk, user=person(request))])

    def _each(
        self,
        request: HttpRequest,
        queryset: QuerySet[AgencySuccession],
        act: Callable[[int], AgencySuccession],
    ) -> int:
        """Act on the rows both of whose bodies the person answers for; the others are named."""
        mine = visible_agencies(person(request))
        allowed = queryset.filter(predecessor__in=mine, successor__in=mine)
        ids = list(allowed.order_by("pk").values_list("pk", flat=True))
        _wake([act(pk) for pk in ids])
        if refused := queryset.exclude(pk__in=ids).count():
            text = _("另有 %(number)d 条未处理：其中一方不在您的责任范围内。")
            messages.warning(request, text % {"number": refused})
        return len(ids)


def _wake(rows: Sequence[AgencySuccession]) -> None:
    """Have the pairs matched that these successions make, as soon as they are stored."""
    bodies = {body for row in rows for body in (row.predecessor_id, row.successor_id)}
    transaction.on_commit(lambda: tasks.enqueue_jobs(due_jobs_of(bodies)))
