"""Whether reports are what the rules ask for (报告合规情况), counted over many reports.

The rules and what is read of one report: core.compliance. Facts, no verdict on the work.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from django.db.models import Avg, Count, Min, Q, QuerySet

from tracker.core.types import ReportKind
from tracker.models import Report
from tracker.selectors.statistics import in_order, name_of

By = Literal["agency", "region", "year"]

_GROUPS: dict[By, tuple[str, str]] = {
    "agency": ("agency_id", "agency__name"),
    "region": ("agency__region__code", "agency__region__name"),
    "year": ("report_year", "report_year"),
}
MOSTLY: Final = 0.5  # 沿用上年: half of the plan or more reads as last year's

_RULED = Q(kind=ReportKind.RULE_OF_LAW)
FILINGS: Final[dict[str, Q]] = {
    "ruled": _RULED,
    "on_time": _RULED & Q(filed_on_time=True),
    "late": _RULED & Q(filed_on_time=False),
    "undated": _RULED & Q(filed_on_time__isnull=True),
    "dated": _RULED & Q(filed_on_time__isnull=False),
    "incomplete": _RULED & ~Q(missing_parts=[]),
    "comparable": Q(copied_share__isnull=False),
    "copied": Q(copied_share__gte=MOSTLY),
}


@dataclass(frozen=True, slots=True)
class FilingRow:
    """The reports of an agency, region or year.

    `ruled` are those that the rules are for (法治政府建设). `on_time` and `late` add up to `dated`,
    with `undated` (no sure date, or no sure deadline) to `ruled`; `incomplete` lacks a mandated
    part.
    `comparable` and `copied` are of reports of any kind: those with a plan of the year before
    to be held against, and those of which half or more is copied. `mean_copied` is 0..1.
    """

    key: str | None
    label: str
    ruled: int
    on_time: int
    late: int
    undated: int
    dated: int
    incomplete: int
    comparable: int
    copied: int
    mean_copied: float | None


def filing(reports: QuerySet[Report], *, by: By) -> list[FilingRow]:
    """A row for each agency, region (its own) or report year of a scoped set. One query."""
    key, name = _GROUPS[by]
    counts = {f"n_{name}": Count("pk", filter=condition) for name, condition in FILINGS.items()}
    rows = reports.order_by().values_list(key)
    # By the key alone: the database would sort all reports by the names of their agencies.
    found = rows.annotate(n_label=Min(name), **counts, mean=Avg("copied_share"))
    groups = {key: (label, numbers) for key, label, *numbers in found}
    return [
        FilingRow(*name_of(by, key, label), *numbers) for key, label, numbers in in_order(groups)
    ]


def all_filings(rows: Sequence[FilingRow], *, label: str = "") -> FilingRow:
    """The rows of one table added up; the mean is weighted by what it was taken over."""
    comparable = sum(row.comparable for row in rows)
    copied = sum((row.mean_copied or 0.0) * row.comparable for row in rows)
    mean = copied / comparable if comparable else None
    sums = (sum(getattr(row, name) for row in rows) for name in FILINGS)
    numbers: list[Any] = [*sums, mean]
    return FilingRow(None, label, *numbers)
