"""The filters 要点 and 红黄绿灯: what an inspector asks of the queue first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from tracker.models import Commitment
from tracker.selectors.points import GREEN, RED, YELLOW, asked

Choices = list[tuple[Any, Any]]


class CountedFilter(admin.SimpleListFilter):
    """Choices with names, by which views.js sets the counts that count_views tells it.

    On the bare queue only: beside other filters they would mislead.
    """

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        self._is_counted = not request.GET
        super().__init__(request, *args, **kwargs)

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Commitment]
    ) -> QuerySet[Commitment]:
        """Narrow the list."""
        return asked(queryset, self.value() or "")

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        """The stock choices, each but the first with its name."""
        stock = super().choices(changelist)
        yield next(stock)
        for (name, _label), choice in zip(self.lookup_choices, stock, strict=True):
            yield {**choice, "name": name, "is_counted": self._is_counted}


class PointFilter(CountedFilter):
    """What an inspector asks of the queue first."""

    title = _("要点")
    parameter_name = "point"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        """The names of selectors.points.POINTS."""
        return [
            ("silent", _("未回应（系统建议）")),
            ("missed", _("数字未达标（系统核对）")),
            ("renewed", _("连年承诺")),
            ("second", _("待盲审")),
            ("disputed", _("有争议")),
            ("approval", _("待批准")),
        ]


class LightFilter(CountedFilter):
    """How the time stands."""

    title = _("红黄绿灯")
    parameter_name = "light"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        """The three lights, with the days that settings give them."""
        days = {"days": settings.REVIEW_WARNING_DAYS}
        return [
            (RED, _("红：已逾期")),
            (YELLOW, _("黄：%(days)d 天内到期") % days),
            (GREEN, _("绿：%(days)d 天以后") % days),
        ]
