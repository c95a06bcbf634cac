"""One pass over the promises tells what four queries do."""

from __future__ import annotations

import pytest
import time_machine
from django.db.models import QuerySet
from pytest_django import DjangoAssertNumQueries

from tests.admin.dashboard import TODAY, add, make_city
from tests.factories import make_agency, make_region, make_report
from tracker.core.types import Outcome
from tracker.models import Agency, Commitment
from tracker.selectors.overview import overview
from tracker.selectors.review_progress import review_progress
from tracker.selectors.silence import silence
from tracker.selectors.statistics import fulfilment

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture
def commitments() -> QuerySet[Commitment]:
    """A city whose figures are counted by hand elsewhere, and four agencies beside it."""
    with time_machine.travel(TODAY, tick=False):
        make_city()
    county = make_region("测试县", code="990002")
    for name in ("乙局", "丙局"):
        _answered(make_agency(name, region=county))
    homeless = make_agency("丁局")
    Agency.objects.filter(pk=homeless.pk).update(region=None)
    _answered(homeless)
    add(make_report(make_agency("戊局", region=county), report_year=2025), None)
    return Commitment.objects.all()


def _answered(agency: Agency) -> None:
    plan, result = (make_report(agency, report_year=year) for year in (2024, 2025))
    add(plan, result, Outcome.FULFILLED)
    add(plan, result, suggested=Outcome.NO_EVIDENCE, missed=1)


def test_the_rows_are_those_of_the_four(commitments: QuerySet[Commitment]) -> None:
    today = TODAY.date()
    found = overview(commitments, today=today)
    assert {row.label: row for row in found.agencies} == {
        row.label: row for row in fulfilment(commitments, by="agency")
    }
    assert {row.label: row for row in found.regions} == {
        row.label: row for row in fulfilment(commitments, by="region")
    }
    assert {row.label: row for row in found.silent} == {
        row.label: row for row in silence(commitments, by="agency")
    }
    assert found.progress == review_progress(commitments, today=today)
    assert (found.progress.all, len(found.agencies), len(found.regions)) == (18, 5, 3)


def test_two_queries(
    commitments: QuerySet[Commitment], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2):
        overview(commitments, today=TODAY.date())


def test_of_nothing_there_is_nothing() -> None:
    found = overview(Commitment.objects.all(), today=TODAY.date())
    assert (found.agencies, found.regions, found.silent, found.progress.all) == ([], [], [], 0)
