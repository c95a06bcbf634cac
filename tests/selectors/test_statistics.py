"""Figures counted by hand on a set small enough to count."""

from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries

from tests import factories
from tracker.core.types import Outcome, ReviewState
from tracker.models import Agency, Commitment, Report
from tracker.selectors import statistics
from tracker.selectors.scope import visible_commitments
from tracker.selectors.statistics import By, FulfilmentRow, SuggestionRow, total

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

NUMBERS = [
    "all",
    "verifiable",
    "fulfilled",
    "fulfilled_verifiable",
    "dropped",
    "unfulfilled",
    "reviewed",
    "awaiting",
]


def add(
    plan: Report,
    *,
    result: Report | None,
    outcome: Outcome | None = None,
    suggested: Outcome | None = None,
    verifiability: int = 3,
) -> Commitment:
    """A commitment: confirmed with `outcome`, or open with what the machine thinks of it."""
    state = ReviewState.CONFIRMED if outcome else ReviewState.PROPOSED
    commitment = factories.make_commitment(
        plan,
        result_report=result,
        review_state=state if result else ReviewState.UNMATCHED,
        outcome=outcome.value if outcome else "",
        status=outcome.status.value if outcome else "pending",
        verifiability=verifiability,
    )
    if suggested:
        factories.make_suggestion(commitment, outcome=suggested)
    return commitment


def small_set(agency: Agency) -> None:
    """Ten promises for 2025, answered: 3 fulfilled (one too vague), 1 dropped, 6 pending of
    which 3 confirmed. Two promises for 2026 still wait for their report."""
    plan, result = (factories.make_report(agency, report_year=year) for year in (2024, 2025))
    add(plan, result=result, outcome=Outcome.FULFILLED)
    add(plan, result=result, outcome=Outcome.FULFILLED, suggested=Outcome.NO_EVIDENCE)
    add(plan, result=result, outcome=Outcome.FULFILLED, verifiability=1)
    add(plan, result=result, outcome=Outcome.DROPPED)
    add(plan, result=result, outcome=Outcome.PARTIAL)
    add(plan, result=result, outcome=Outcome.NO_EVIDENCE)
    add(plan, result=result, outcome=Outcome.NOT_ASSESSABLE)
    add(plan, result=result, suggested=Outcome.FULFILLED)
    add(plan, result=result, suggested=Outcome.NO_EVIDENCE)
    add(plan, result=result, suggested=Outcome.NO_EVIDENCE, verifiability=0)
    add(result, result=None)
    add(result, result=None)


def numbers(row: FulfilmentRow) -> list[int]:
    return [getattr(row, name) for name in NUMBERS]


def test_figures_by_hand() -> None:
    small_set(factories.make_agency("测试甲局"))
    [row] = statistics.fulfilment(Commitment.objects.all(), by="agency")
    assert row.label == "测试甲局"
    # all 10; verifiable leaves out two vague ones and the not assessable one.
    assert numbers(row) == [10, 7, 3, 2, 1, 6, 7, 2]
    assert row.rate == pytest.approx(0.3)
    assert row.rate_verifiable == pytest.approx(2 / 7)
    assert row.reviewed_share == pytest.approx(0.7)


def test_every_answered_commitment_is_in_exactly_one_state() -> None:
    small_set(factories.make_agency())
    [row] = statistics.fulfilment(Commitment.objects.all(), by="agency")
    assert row.fulfilled + row.dropped + row.unfulfilled == row.all


def test_what_a_corrected_plan_no_longer_has_is_in_no_figure() -> None:
    small_set(factories.make_agency())
    every = Commitment.objects.all()
    before = statistics.fulfilment(every, by="agency"), statistics.suggestions(every, by="agency")
    kept = list(every.values_list("pk", flat=True))
    small_set(factories.make_agency())
    every.exclude(pk__in=kept).update(returned_reason="text_gone")
    after = statistics.fulfilment(every, by="agency"), statistics.suggestions(every, by="agency")
    assert after == before


def test_a_suggestion_changes_no_figure_of_people() -> None:
    agency = factories.make_agency()
    small_set(agency)
    before = statistics.fulfilment(Commitment.objects.all(), by="agency")
    for commitment in Commitment.objects.filter(review_state=ReviewState.PROPOSED):
        factories.make_suggestion(
            commitment, outcome=Outcome.FULFILLED, confidence=1.0, matcher_version="test-2"
        )
    assert statistics.fulfilment(Commitment.objects.all(), by="agency") == before


def test_no_answered_commitment_is_no_rate_not_zero() -> None:
    report = factories.make_report()
    add(report, result=None)
    [row] = statistics.fulfilment(Commitment.objects.all(), by="agency")
    assert numbers(row) == [0, 0, 0, 0, 0, 0, 0, 1]
    assert (row.rate, row.rate_verifiable, row.reviewed_share) == (None, None, None)


def test_years_are_the_years_promised_for() -> None:
    small_set(factories.make_agency())
    rows = statistics.fulfilment(Commitment.objects.all(), by="year")
    assert [(row.key, row.label, row.all, row.awaiting) for row in rows] == [
        ("2025", "2025", 10, 0),
        ("2026", "2026", 0, 2),
    ]


def test_regions_count_their_own_agencies_only() -> None:
    city = factories.make_region("测试市", code="990001")
    county = factories.make_region("测试县", code="990002", parent=city)
    small_set(factories.make_agency(region=city))
    small_set(factories.make_agency(region=county))
    small_set(factories.make_agency(region=county))
    homeless = factories.make_agency()
    Agency.objects.filter(pk=homeless.pk).update(region=None)
    small_set(homeless)
    rows = statistics.fulfilment(Commitment.objects.all(), by="region")
    found = {row.key: (row.label, row.all) for row in rows}
    assert found == {"990001": ("测试市", 10), "990002": ("测试县", 20), None: ("无地区", 10)}


def test_what_has_no_topic_says_so() -> None:
    add(factories.make_report(), result=None)
    [row] = statistics.fulfilment(Commitment.objects.all(), by="topic")
    assert (row.key, row.label, row.awaiting) == (None, "未归类", 1)


def test_total_adds_up() -> None:
    for _ in range(3):
        small_set(factories.make_agency())
    rows = statistics.fulfilment(Commitment.objects.all(), by="agency")
    assert numbers(total(rows, label="合计")) == [30, 21, 9, 6, 3, 18, 21, 6]


def test_total_of_nothing() -> None:
    assert numbers(total([])) == [0] * 8


def test_suggestions_are_counted_apart_and_only_where_nobody_has_confirmed() -> None:
    agency = factories.make_agency("测试甲局")
    small_set(agency)
    key = str(agency.pk)
    assert statistics.suggestions(Commitment.objects.all(), by="agency") == [
        SuggestionRow(key, "测试甲局", Outcome.FULFILLED, 1),
        SuggestionRow(key, "测试甲局", Outcome.NO_EVIDENCE, 2),
    ]


def test_suggestions_tell_nothing_of_what_is_read_blind() -> None:
    agency = factories.make_agency()
    small_set(agency)
    open_ones = Commitment.objects.exclude(review_state="confirmed")
    open_ones.update(review_state="second_review")
    assert statistics.suggestions(Commitment.objects.all(), by="agency") == []
    before = statistics.total(statistics.fulfilment(Commitment.objects.all(), by="agency"))
    open_ones.update(review_state="disputed")
    after = statistics.total(statistics.fulfilment(Commitment.objects.all(), by="agency"))
    assert before == after  # both are pending, as what nobody has read yet
    assert len(statistics.suggestions(Commitment.objects.all(), by="agency")) == 2


@pytest.mark.parametrize("by", ["agency", "region", "year"])
def test_one_query_each(by: By, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for _ in range(3):
        small_set(factories.make_agency())
    with django_assert_num_queries(1):
        statistics.fulfilment(Commitment.objects.all(), by=by)
    with django_assert_num_queries(1):
        statistics.suggestions(Commitment.objects.all(), by=by)


def test_a_scope_reached_on_two_ways_counts_once() -> None:
    region = factories.make_region()
    agency = factories.make_agency(region=region)
    small_set(agency)
    user = factories.make_user(responsible_for=[region, agency])
    [row] = statistics.fulfilment(visible_commitments(user), by="agency")
    assert row.all == 10
