"""The filters of the queue: an inspector's questions, each over visible rows only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from tracker.admin.base import person
from tracker.core.types import Outcome, ReviewState
from tracker.models import Commitment
from tracker.selectors.commitments import answered, awaiting
from tracker.selectors.queue import waiting_for
from tracker.selectors.scope import UPWARDS, visible_agencies, visible_commitments, visible_regions
from tracker.wording import OUTCOMES, TOPICS

# 置信度 in three bands: what is shown as 65% and as 85% belongs to the upper one.
LOW, HIGH = 0.645, 0.845

Choices = list[tuple[Any, Any]]


def confidence_band(confidence: float) -> str:
    """低, 中 or 高."""
    return str(_("低") if confidence < LOW else _("中") if confidence < HIGH else _("高"))


class QueueFilter(admin.SimpleListFilter):
    """What the list is about; without a choice, what waits for me."""

    title = _("待办")
    parameter_name = "queue"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        """The five lists."""
        return [
            ("approval", _("待批准")),
            ("confirmed", _("已确认")),
            ("awaiting", _("待报告")),
            ("corrected", _("报告更正")),
            ("all", _("全部")),
        ]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Commitment]
    ) -> QuerySet[Commitment]:
        """Narrow the list. 待批准 and 已确认 hold as many as the head of the queue counts."""
        choice = self.value()
        if choice == "approval":
            return answered(queryset).filter(review_state=ReviewState.APPROVAL)
        if choice == "confirmed":
            return answered(queryset).filter(review_state=ReviewState.CONFIRMED)
        if choice == "awaiting":
            return awaiting(queryset)
        if choice == "corrected":
            return queryset.exclude(returned_reason="")
        if choice == "all":
            return queryset
        return waiting_for(person(request), queryset)

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        """The stock choices; the first is not 全部 but 待我处理."""
        stock = super().choices(changelist)
        yield {**next(stock), "display": _("待我处理")}
        yield from stock


class RegionFilter(admin.SimpleListFilter):
    """A region with all below it."""

    title = _("地区")
    parameter_name = "region"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        """The visible regions."""
        return list(visible_regions(person(request)).order_by("code").values_list("pk", "name"))

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Commitment]
    ) -> QuerySet[Commitment]:
        """Narrow the list; what is no number finds nothing."""
        return _narrowed(queryset, self.value(), *(f"report__agency__region{up}" for up in UPWARDS))


class AgencyFilter(admin.SimpleListFilter):
    """One agency."""

    title = _("单位")
    parameter_name = "agency"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        """The visible agencies that have promised something."""
        agencies = visible_agencies(person(request)).filter(reports__commitments__isnull=False)
        return list(agencies.order_by("name").values_list("pk", "name").distinct())

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Commitment]
    ) -> QuerySet[Commitment]:
        """Narrow the list."""
        return _narrowed(queryset, self.value(), "report__agency")


class YearFilter(admin.SimpleListFilter):
    """The year promised for."""

    title = _("计划年度")
    parameter_name = "year"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        """The plan years of visible commitments."""
        visible = visible_commitments(person(request))
        years = visible.order_by("-report__plan_year").values_list("report__plan_year", flat=True)
        return [(year, year) for year in years.distinct()]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Commitment]
    ) -> QuerySet[Commitment]:
        """Narrow the list."""
        return _narrowed(queryset, self.value(), "report__plan_year")


class TopicFilter(admin.SimpleListFilter):
    """What the promise is about."""

    title = _("主题")
    parameter_name = "topic"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        """The topics, and what has none."""
        return [*((topic.value, label) for topic, label in TOPICS.items()), ("none", _("未归类"))]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Commitment]
    ) -> QuerySet[Commitment]:
        """Narrow the list."""
        if self.value() is None:
            return queryset
        return queryset.filter(topic="" if self.value() == "none" else self.value())


class SuggestedFilter(admin.SimpleListFilter):
    """The machine's view, named as such."""

    title = _("系统建议（未复核）")
    parameter_name = "suggested"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        """The outcomes that a machine may suggest."""
        return [(o.value, label) for o, label in OUTCOMES.items() if o != Outcome.AWAITING_REPORT]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Commitment]
    ) -> QuerySet[Commitment]:
        """Narrow the list."""
        return queryset.filter(suggestion__outcome=self.value()) if self.value() else queryset


class ConfidenceFilter(admin.SimpleListFilter):
    """How sure the machine is."""

    title = _("系统置信度")
    parameter_name = "confidence"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        """Three bands, and none at all."""
        return [
            ("low", _("低（不足 65%）")),
            ("middle", _("中（65%–84%）")),
            ("high", _("高（85% 以上）")),
            ("none", _("没有建议")),
        ]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Commitment]
    ) -> QuerySet[Commitment]:
        """Narrow the list."""
        bands = {
            "low": Q(suggestion__confidence__lt=LOW),
            "middle": Q(suggestion__confidence__gte=LOW, suggestion__confidence__lt=HIGH),
            "high": Q(suggestion__confidence__gte=HIGH),
            "none": Q(suggestion__isnull=True),
        }
        return queryset.filter(bands.get(self.value() or "", Q()))


def _narrowed(
    queryset: QuerySet[Commitment], value: str | None, *paths: str
) -> QuerySet[Commitment]:
    """Rows where one of the paths leads to the chosen number."""
    if value is None:
        return queryset
    if not value.isdecimal() or len(value) > 9:  # more digits than any database integer takes
        return queryset.none()
    wanted = Q()
    for path in paths:
        wanted |= Q(**{path: int(value)})
    return queryset.filter(wanted)
