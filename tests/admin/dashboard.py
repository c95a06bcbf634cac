"""A city small enough to count by hand, and what the dashboard shows of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.test import Client
from django.urls import reverse

from tests.factories import (
    make_agency,
    make_commitment,
    make_region,
    make_report,
    make_suggestion,
)
from tracker.admin.dashboard_cells import Cell, Line, Panel
from tracker.core.types import Outcome, ReportKind, ReviewState, Topic
from tracker.models import Agency, Commitment, Renewal, Report

TODAY = dt.datetime(2026, 11, 20, 3, tzinfo=dt.UTC)
URL = "admin:tracker_dashboard"


def add(
    plan: Report,
    result: Report | None,
    outcome: Outcome | None = None,
    *,
    suggested: Outcome | None = None,
    missed: int = 0,
    state: ReviewState = ReviewState.PROPOSED,
    **fields: Any,
) -> Commitment:
    """A promise: confirmed with an outcome, or in a state, with what the machine thinks."""
    if outcome:
        state = ReviewState.CONFIRMED
        fields |= {
            "outcome": outcome.value,
            "status": outcome.status.value,
            "reviewed_at": dt.datetime(2026, 9, 30, 17, tzinfo=dt.UTC),  # October in Shanghai
        }
    fields = {"topic": Topic.ENFORCEMENT.value, **fields}
    row = make_commitment(plan, result_report=result, review_state=state, **fields)
    if suggested:
        suggestion = make_suggestion(row, outcome=suggested)
        suggestion.numbers_missed = missed
        suggestion.save()
    return row


def make_city() -> Agency:
    """An agency with ten answered promises for 2025, one of 2024, and one that waits for 2026."""
    region = make_region("测试市", code="990001")
    agency = make_agency("测试甲局", region=region)
    oldest, plan, result = (make_report(agency, report_year=y) for y in (2023, 2024, 2025))
    old = add(oldest, plan, Outcome.PARTIAL, suggested=Outcome.PARTIAL, missed=2)
    add(plan, result, Outcome.FULFILLED)
    add(plan, result, Outcome.FULFILLED, verifiability=1)
    add(plan, result, Outcome.NO_EVIDENCE, suggested=Outcome.NO_EVIDENCE)
    add(plan, result, Outcome.NO_EVIDENCE, verifiability=0)
    add(plan, result, Outcome.NOT_ASSESSABLE, topic="")
    add(plan, result, Outcome.NOT_FULFILLED, suggested=Outcome.FULFILLED, missed=1)
    again = add(plan, result, suggested=Outcome.NO_EVIDENCE, missed=1, due_on=dt.date(2026, 1, 1))
    add(plan, result, suggested=Outcome.NO_EVIDENCE, missed=1, state=ReviewState.SECOND_REVIEW)
    add(plan, result, state=ReviewState.DISPUTED, due_on=dt.date(2026, 11, 25))
    add(plan, result, state=ReviewState.APPROVAL)
    add(result, None, state=ReviewState.UNMATCHED)
    Renewal.objects.create(earlier=old, later=again, likeness=0.9)
    Report.objects.filter(pk=plan.pk).update(filed_on_time=False, missing_parts=["problems"])
    Report.objects.filter(pk=result.pk).update(filed_on_time=True, copied_share=0.75)
    add(make_report(agency, report_year=2022, kind=ReportKind.GOVERNMENT_WORK), oldest)
    return agency


def context(client: Client, query: str = "year=") -> Any:
    answer = client.get(f"{reverse(URL)}?{query}")
    assert answer.status_code == 200
    return answer.context


def panel(found: Any, key: str) -> Panel:
    chosen: Panel
    (chosen,) = [p for p in [*found["panels"], *found["reports"]] if p.key == key]
    return chosen


def figures(line: Line) -> list[tuple[int, int | None]]:
    return [(cell.number, cell.out_of) for cell in line.cells]


def cells_of(found: Any) -> Iterator[tuple[str, int, str]]:
    """Every figure of a page that has a list: where, how many, the list."""
    for shown in [*found["panels"], panel(found, "filing")]:
        lines = [*shown.lines, *([shown.total] if shown.total else [])]
        for line in lines:
            for place, cell in zip(shown.head, line.cells, strict=True):
                where = f"{shown.key} {line.label} {place}"
                yield where, cell.number, cell.url
                if cell.out_of is not None:
                    yield f"{where} of", cell.out_of, cell.out_of_url
    chains: Cell = found["chain_count"]
    yield "chains", chains.number, chains.url
