"""/stats/review-progress: how far the reviews have come, in all and by group."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Query, Router

from tracker.api.delivery import encoded
from tracker.api.errors import Problem
from tracker.api.figures import Progress
from tracker.api.moments import AS_OF, day_of, moment_of
from tracker.api.parameters import ScopeFilters, refuse_unknown
from tracker.selectors import as_of_figures as then
from tracker.selectors.as_of_day import of_one_moment
from tracker.selectors.review_progress import FIGURES, ReviewProgress, progress_of_all
from tracker.selectors.statistics import By

router = Router(tags=["统计"])

ERRORS = {401: Problem, 403: Problem, 422: Problem, 429: Problem}
MONTHS = 24  # of the confirmed ones


class ThenFilters(ScopeFilters):
    """Of what, and by which groups if any; as it is now, or was."""

    by: By | None = Field(
        None, description="另按单位、地区（只计直属该地区的单位）、计划年度或主题列出各组"
    )
    as_of: str | None = AS_OF


@router.get(
    "/review-progress",
    response={200: Progress, **ERRORS},
    operation_id="review_progress",
    summary="复核进度",
    description="复核到哪一步，以及每月确认数；给 by 时 rows 另列各组，相加即为合计。"
    "as_of 给出过去某日的数字，复核期限按现在的。"
    "例：`/api/v1/stats/review-progress?by=agency&plan_year=2025`",
)
def get_progress(request: HttpRequest, filters: Query[ThenFilters]) -> HttpResponse:
    """Progress within the caller's scope, now or at a moment in the past."""
    refuse_unknown(request, ThenFilters)
    extent, by = filters.extent(request.user), filters.by or "year"
    moment = moment_of(filters.as_of)
    today = timezone.localdate() if moment is None else day_of(moment)
    since = _months_before(today, number=MONTHS - 1)
    with of_one_moment(extent, at=moment):
        rows = then.progress_then(extent, at=moment, by=by, today=today)
        months = then.confirmed_by_month_then(extent, at=moment, since=since)
    table = {
        **_whole(progress_of_all(rows)),
        "months": [{"month": month, "confirmed": number} for month, number in months],
        "rows": [_row(row) for row in rows] if filters.by else [],
    }
    return encoded(request, table)


def _whole(row: ReviewProgress) -> dict[str, object]:
    return {
        **{name: getattr(row, name) for name in FIGURES},
        "reviewed_share": row.reviewed_share,
        "reviewed_share_verifiable": row.reviewed_share_verifiable,
    }


def _row(row: ReviewProgress) -> dict[str, object]:
    return {
        "key": row.key,
        "label": row.label,
        "reviewed": row.reviewed,
        "denominator_all": row.all,
        "reviewed_share": row.reviewed_share,
        "reviewed_verifiable": row.reviewed_verifiable,
        "denominator_verifiable": row.verifiable,
        "reviewed_share_verifiable": row.reviewed_share_verifiable,
        "waiting": row.waiting,
        "second": row.second,
        "disputed": row.disputed,
        "approval": row.approval,
        "overdue": row.overdue,
        "soon": row.soon,
    }


def _months_before(day: dt.date, *, number: int) -> dt.datetime:
    """When the month began, so many months before that of a day."""
    year, month = divmod(day.year * 12 + day.month - 1 - number, 12)
    return timezone.make_aware(dt.datetime(year, month + 1, 1))  # noqa: DTZ001 - made aware here
