"""/stats/agreement: how far two readers agree, and how often the machine is followed."""

from __future__ import annotations

from dataclasses import asdict

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from tracker.api.delivery import encoded
from tracker.api.errors import Problem
from tracker.api.figures import AgreementTable
from tracker.api.moments import moment_of
from tracker.api.parameters import refuse_unknown
from tracker.api.progress import ThenFilters
from tracker.selectors import agreement
from tracker.selectors.as_of_day import of_one_moment

router = Router(tags=["统计"])

ERRORS = {401: Problem, 403: Problem, 422: Problem, 429: Problem}


@router.get(
    "/agreement",
    response={200: AgreementTable, **ERRORS},
    operation_id="agreement",
    summary="一致性",
    description="两名复核人各自读同一事项的一致程度，以及结论与系统建议相同的比例；"
    "给 by 时 rows 另列各组，盲审尚未读完的在哪一组里都不计。"
    "as_of 只计该日以前的复核，当时的系统建议随复核一并保存。"
    "例：`/api/v1/stats/agreement?by=topic&region=330100`",
)
def get_agreement(request: HttpRequest, filters: Query[ThenFilters]) -> HttpResponse:
    """Agreement on the commitments of the caller's scope, now or at a moment in the past."""
    refuse_unknown(request, ThenFilters)
    extent, until = filters.extent(request.user), moment_of(filters.as_of)
    with of_one_moment(extent, at=until):
        rows = agreement.agreement_by(extent, by=filters.by, until=until) if filters.by else []
        items = agreement.agreement(extent, until=until)
        following = agreement.following(extent, until=until)
    table = {
        "items": [{"kind": _kind(row.key), **asdict(row)} for row in items],
        "following": [
            {"reviewer": row.reviewer_id, "decided": row.decided, "followed": row.followed}
            for row in following
        ],
        "rows": [_row(row) for row in rows],
    }
    return encoded(request, table)


def _kind(key: str) -> str:
    """What an item is of: all pairs, an outcome or a reviewer."""
    if not key:
        return "all"
    return "reviewer" if key.isdecimal() else "outcome"


def _row(row: agreement.AgreementRow) -> dict[str, object]:
    return {
        "key": row.key,
        "label": row.label,
        "pairs": row.pairs,
        "agreed": row.agreed,
        "kappa": row.kappa,
        "decided": row.decided,
        "followed": row.followed,
        "followed_share": row.followed_share,
    }
