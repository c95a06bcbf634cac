"""Figures by name: the parts that add up do, and each takes one query."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.factories import make_commitment, make_report, make_suggestion
from tracker.core.types import Outcome, ReviewState
from tracker.models import Commitment, Report
from tracker.selectors.ageing import ageing
from tracker.selectors.figures import NAMES, behind, counted
from tracker.selectors.filing import all_filings, filing
from tracker.selectors.narrowing import Narrowing, latest_answered
from tracker.selectors.review_progress import confirmed_by_month, review_progress
from tracker.selectors.silence import silence

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
TODAY = dt.date(2026, 11, 20)


@pytest.fixture
def every() -> Iterable[Commitment]:
    """A promise in every state and with every outcome, answered and not."""
    plan = make_report(report_year=2024)
    result = make_report(plan.agency, report_year=2025)
    for outcome in Outcome:
        if outcome in (Outcome.AWAITING_REPORT, Outcome.SUPERSEDED):
            continue
        fields: dict[str, Any] = {"outcome": outcome.value, "status": outcome.status.value}
        make_commitment(plan, result_report=result, review_state=ReviewState.CONFIRMED, **fields)
    for state in ReviewState:
        if state is not ReviewState.CONFIRMED:
            row = make_commitment(plan, result_report=result, review_state=state)
            make_suggestion(row, outcome=Outcome.NO_EVIDENCE)
    make_commitment(plan, result_report=result, returned_reason="text_gone")
    make_commitment(result)
    return Commitment.objects.all()


def test_every_figure_counts_what_is_behind_it(every: Any) -> None:
    found = every.aggregate(**counted(NAMES, today=TODAY))
    for name in NAMES:
        assert found[f"n_{name}"] == behind(every, name, today=TODAY).count(), name


def test_the_parts_add_up(every: Any) -> None:
    progress = review_progress(every, today=TODAY)
    stages = ("reviewed", "waiting", "second", "disputed", "approval")
    assert sum(getattr(progress, name) for name in stages) == progress.all == 13
    (row,) = ageing(every, today=TODAY)
    parts = ("silent", "short", "moving", "vague", "unconfirmed")
    assert sum(getattr(row, name) for name in parts) == row.open == 11
    assert (row.plan_year, row.years_past, row.silent, row.short) == (2025, 1, 1, 2)
    (quiet,) = silence(every, by="agency")
    # Of six unconfirmed ones all but the one that is to be read blind.
    assert (quiet.silent, quiet.silent_suggested, quiet.all) == (1, 5, 13)


@pytest.mark.parametrize(
    "ask",
    [
        lambda: silence(Commitment.objects.all(), by="agency"),
        lambda: ageing(Commitment.objects.all(), today=TODAY),
        lambda: review_progress(Commitment.objects.all(), today=TODAY),
        lambda: confirmed_by_month(
            Commitment.objects.all(), since=dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
        ),
        lambda: filing(Report.objects.all(), by="region"),
        lambda: latest_answered(Report.objects.all()),
    ],
)
def test_one_query_each(
    every: Any, ask: Callable[[], object], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        ask()


def test_the_newest_year_with_answers(every: Any) -> None:
    assert latest_answered(Report.objects.all()) == 2025
    assert latest_answered(Report.objects.filter(report_year=2024)) is None


def test_a_mean_of_means_is_weighted() -> None:
    for year, shares in ((2023, [0.2]), (2024, [0.8, 0.9, 1.0]), (2025, [None])):
        for share in shares:
            make_report(report_year=year)
            Report.objects.filter(copied_share=None, report_year=year).update(copied_share=share)
    rows = filing(Report.objects.all(), by="year")
    assert [row.mean_copied for row in rows] == [0.2, pytest.approx(0.9), None]
    whole = all_filings(rows)
    assert (whole.comparable, whole.copied, whole.ruled) == (4, 3, 5)
    assert whole.mean_copied == pytest.approx(2.9 / 4)
    assert all_filings([]).mean_copied is None


def test_a_region_has_all_below_it(every: Any) -> None:
    row = every.first()
    region = row.report.agency.region
    assert Narrowing(region=region.pk).commitments(every).count() == every.count()
    assert Narrowing(region=region.pk + 1).commitments(every).count() == 0
    assert Narrowing(agency=row.report.agency_id, year=2026).commitments(every).count() == 1
    assert Narrowing(topic="").commitments(every).count() == every.count()
    assert Narrowing(region=region.pk, year=2025).reports(Report.objects.all()).count() == 1
