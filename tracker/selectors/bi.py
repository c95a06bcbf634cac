"""What the views for BI tools hold (报表视图): Superset, Metabase, any reader of SQL.

Each view is a queryset with named columns, over the same scope and conditions as everything
else: all regions, as a superuser sees them; no agency that was taken away; nothing of what
waits for its blind second reading (盲审). services.bi_views turns them into SQL.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, F, FloatField, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, NullIf

from tracker.models import Commitment, Review, User
from tracker.selectors.bi_columns import (
    AGENCIES,
    COMMITMENTS,
    REGIONS,
    REPORTS,
    REVIEWS,
    Column,
    place,
    region,
)
from tracker.selectors.commitments import in_plan
from tracker.selectors.figures import FIGURES
from tracker.selectors.records import visible_reviews
from tracker.selectors.scope import (
    visible_agencies,
    visible_commitments,
    visible_regions,
    visible_reports,
)

# Nobody's account: the scope of a superuser, who has made no review of their own.
_EVERYWHERE: Final = User(pk=0, is_superuser=True)


@dataclass(frozen=True, slots=True)
class View:
    """A view; with `by`, one row for each combination of those columns and counts beside it."""

    name: str
    title: str
    rows: Callable[[], QuerySet[Any]]
    columns: tuple[Column, ...]
    by: tuple[str, ...] = ()

    def queryset(self) -> QuerySet[Any]:
        """The rows as tuples in the order of the columns. Labels are in the active language."""
        # A field may bear the name of a column, which then can't be an annotation.
        sources = {
            f"bi_{c.name}": F(c.source) if isinstance(c.source, str) else c.source
            for c in self.columns
        }
        keys = [f"bi_{name}" for name in self.by]
        found: QuerySet[Any] = self.rows().order_by()
        if keys:
            found = found.annotate(**{key: sources.pop(key) for key in keys}).values(*keys)
        shown: QuerySet[Any] = found.annotate(**sources)
        return shown.values_list(*(f"bi_{c.name}" for c in self.columns))


def _counted(figure: str) -> Count:
    return Count("pk", filter=FIGURES[figure])


def _rate(part: str, whole: str) -> Combinable:
    return Cast(F(f"bi_{part}"), FloatField()) / NullIf(F(f"bi_{whole}"), Value(0))


def _regions() -> QuerySet[Any]:
    return visible_regions(_EVERYWHERE)


def _agencies() -> QuerySet[Any]:
    return visible_agencies(_EVERYWHERE)


def _reports() -> QuerySet[Any]:
    return visible_reports(_EVERYWHERE)


def _commitments() -> QuerySet[Commitment]:
    return visible_commitments(_EVERYWHERE)


def _planned() -> QuerySet[Commitment]:
    return in_plan(_commitments())


def _reviews() -> QuerySet[Review]:
    return visible_reviews(_EVERYWHERE)


# The names and the figures of /api/v1/stats/fulfilment.
_FULFILMENT: Final = (
    Column("plan_year", "计划年度", "report__plan_year"),
    Column("fulfilled", "分子：人工确认已兑现", _counted("fulfilled")),
    Column("denominator_all", "分母（全部）", _counted("all")),
    Column("rate_all", "兑现率（占全部），0 到 1", _rate("fulfilled", "denominator_all")),
    Column("fulfilled_verifiable", "可核查者中人工确认已兑现", _counted("fulfilled_verifiable")),
    Column("denominator_verifiable", "分母（可核查）", _counted("verifiable")),
    Column(
        "rate_verifiable",
        "兑现率（占可核查），0 到 1",
        _rate("fulfilled_verifiable", "denominator_verifiable"),
    ),
    Column("reviewed", "全部之中已人工确认", _counted("reviewed")),
    Column("reviewed_share", "已复核比例，0 到 1", _rate("reviewed", "denominator_all")),
    Column("unfulfilled", "未兑现", _counted("unfulfilled")),
    Column("dropped", "人工确认不再推进", _counted("dropped")),
    Column("awaiting_report", "待报告，不在任何分母内", _counted("awaiting")),
)


def _fulfilment(by: str, title: str, *keys: Column) -> View:
    names = (*(key.name for key in keys), "plan_year")
    return View(f"fulfilment_by_{by}", title, _planned, (*keys, *_FULFILMENT), by=names)


VIEWS: Final = (
    View("region", "地区", _regions, REGIONS),
    View("agency", "单位", _agencies, AGENCIES),
    View("report", "年度报告", _reports, REPORTS),
    View("commitment", "承诺事项", _commitments, COMMITMENTS),
    View("review", "复核记录，只增不改", _reviews, REVIEWS),
    _fulfilment("agency", "兑现率，按单位和计划年度", *place("report__agency")),
    _fulfilment("region", "兑现率，按地区和计划年度", *region("report__agency")),
    _fulfilment("year", "兑现率，按计划年度"),
)
