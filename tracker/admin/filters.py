"""The filters of the queue: an inspector's questions, each over visible rows only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from tracker.admin.base import person
from tracker.core.types import Outcome, ReviewState
from tracker.models import Commitment, Report
from tracker.selectors.commitments import answered, awaiting
from tracker.selectors.points import SIGHTED
from tracker.selectors.queue import waiting_for
from tracker.selectors.scope import UPWARDS, visible_agencies, visible_regions, visible_reports
from tracker.wording import OUTCOMES, TOPICS, UNCLASSIFIED

# 置信度 in three bands: what is shown as 65% and as 85% belongs to the upper one.
LOW, HIGH = 0.645, 0.845

STAGES = {
    "second": ReviewState.SECOND_REVIEW,
    "disputed": ReviewState.DISPUTED,
    "approval": ReviewState.APPROVAL,
    "confirmed": ReviewState.CONFIRMED,
}

Choices = list[tuple[Any, Any]]
Row = TypeVar("Row", bound=Model)
MOST_CHOICES = 60  # of regions and of agencies; a list of a thousand links helps nobody


def confidence_band(confidence: float) -> str:
    """低, 中 or 高."""
    return str(_("低") if confidence < LOW else _("中") if confidence < HIGH else _("高"))


class QueueFilter(admin.SimpleListFilter):
    """What the list is about; without a choice, what waits for me."""

    title = _("待办")
    parameter_name = "queue"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        """The lists."""
        return [
            ("second", _("待盲审")),
            ("disputed", _("有争议")),
            ("approval", _("待批准")),
            ("confirmed", _("已确认")),
            ("awaiting", _("待报告")),
            ("corrected", _("报告更正")),
            ("all", _("全部")),
        ]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Commitment]
    ) -> QuerySet[Commitment]:
        """Narrow the list; those of STAGES hold as many as the head of the queue counts."""
        choice = self.value()
        if choice in STAGES:
            return answered(queryset).filter(review_state=STAGES[choice])
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
    """A region with all below it; where there are many, one step down at a time."""

    title = _("地区")
    parameter_name = "region"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        """The visible regions; of more than MOST_CHOICES the chosen one and those around it."""
        visible = visible_regions(person(request)).order_by("code")
        rows = list(visible.values_list("pk", "name", "parent"))
        if len(rows) > MOST_CHOICES:
            rows = _around(rows, _number(request.GET.get(self.parameter_name)))
        return [(pk, name) for pk, name, _parent in rows[:MOST_CHOICES]]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Commitment]
    ) -> QuerySet[Commitment]:
        """Narrow the list; what is no number finds nothing."""
        return _narrowed(queryset, self.value(), *(f"report__agency__region{up}" for up in UPWARDS))


class AgencyFilter(admin.SimpleListFilter):
    """One agency."""

    title = _("单位")
    parameter_name = "agency"
    TOO_MANY = "many"  # finds all: a hint among the choices

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        """The visible agencies that have promised something, of the chosen region.

        Of more than MOST_CHOICES the chosen one alone: a region narrows them, a search finds one.
        """
        visible = visible_agencies(person(request)).filter(Exists(_PROMISES_OF))
        region = _number(request.GET.get(RegionFilter.parameter_name))
        if region is not None:
            visible = _narrowed(visible, str(region), *(f"region{up}" for up in UPWARDS))
        found = list(visible.order_by("name").values_list("pk", "name")[: MOST_CHOICES + 1])
        if len(found) <= MOST_CHOICES:
            return found
        chosen = _number(request.GET.get(self.parameter_name))
        alone = visible.filter(pk=chosen).values_list("pk", "name") if chosen else []
        return [*alone, (self.TOO_MANY, _("单位太多，请先选地区"))]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Commitment]
    ) -> QuerySet[Commitment]:
        """Narrow the list."""
        if self.value() == self.TOO_MANY:
            return queryset
        return _narrowed(queryset, self.value(), "report__agency")


class YearFilter(admin.SimpleListFilter):
    """The year promised for."""

    title = _("计划年度")
    parameter_name = "year"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        """The plan years of visible commitments."""
        reports = visible_reports(person(request)).filter(Exists(_PROMISED))
        years = reports.order_by("-plan_year").values_list("plan_year", flat=True)
        return [(year, year) for year in years.distinct()]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Commitment]
    ) -> QuerySet[Commitment]:
        """Narrow the list."""
        return _narrowed(queryset, self.value(), "plan_year")


class TopicFilter(admin.SimpleListFilter):
    """What the promise is about."""

    title = _("主题")
    parameter_name = "topic"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        """The topics, and what has none."""
        return [*((topic.value, label) for topic, label in TOPICS.items()), ("none", UNCLASSIFIED)]

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
        if not self.value():
            return queryset
        return queryset.filter(SIGHTED, suggestion__outcome=self.value())


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
            "low": SIGHTED & Q(doubt__gte=0, doubt__lt=LOW),
            "middle": SIGHTED & Q(doubt__gte=LOW, doubt__lt=HIGH),
            "high": SIGHTED & Q(doubt__gte=HIGH),
            "none": Q(suggestion__isnull=True),
        }
        return queryset.filter(bands.get(self.value() or "", Q()))


def _number(value: str | None) -> int | None:
    """A key out of a query string; more digits than any database integer takes are none."""
    return int(value) if value and value.isdecimal() and len(value) <= 9 else None


# Whether a report, or any report of an agency, has promised something.
_PROMISED = Commitment.objects.filter(report=OuterRef("pk"))
_PROMISES_OF = Report.objects.filter(Exists(_PROMISED), agency=OuterRef("pk"))


def _around(rows: list[tuple[int, str, int | None]], chosen: int | None) -> list[Any]:
    """The chosen region, what lies right below it and what it lies in; without one, the top."""
    keys = {pk for pk, _name, _parent in rows}
    if chosen not in keys:
        return [row for row in rows if row[2] not in keys]
    above = {parent for pk, _name, parent in rows if pk == chosen}
    return [row for row in rows if row[0] in {chosen, *above} or row[2] == chosen]


def _narrowed(queryset: QuerySet[Row], value: str | None, *paths: str) -> QuerySet[Row]:
    """Rows where one of the paths leads to the chosen number."""
    if value is None:
        return queryset
    number = _number(value)
    if number is None:
        return queryset.none()
    wanted = Q()
    for path in paths:
        wanted |= Q(**{path: number})
    return queryset.filter(wanted)
