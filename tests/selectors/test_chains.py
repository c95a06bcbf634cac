"""Chains of promises made again, within what a person may see."""

from __future__ import annotations

from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import make_agency, make_commitment, make_report
from tracker.core.types import ReviewState, Status
from tracker.models import Commitment, Renewal
from tracker.selectors.chains import chain_of

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def chain(years: int) -> list[Commitment]:
    agency = make_agency()
    made = [make_commitment(make_report(agency, report_year=2020 + n)) for n in range(years)]
    for earlier, later in pairwise(made):
        differences = [{"code": "target_lowered", "params": {"before": "4次", "after": "2次"}}]
        Renewal.objects.create(
            earlier=earlier,
            later=later,
            likeness=0.8,
            differences=differences,
            matcher_version="test",
        )
    return made


@pytest.mark.parametrize("at", [0, 1, 2])
def test_the_whole_chain_from_any_year(at: int) -> None:
    made = chain(3)
    found = chain_of(made[at], among=Commitment.objects.all())
    assert [link.commitment for link in found.links] == made
    assert [link.likeness for link in found.links] == [None, 0.8, 0.8]
    assert [len(link.differences) for link in found.links] == [0, 1, 1]
    assert found.years_open == 3


def test_a_fulfilled_year_ends_the_count() -> None:
    made = chain(3)
    Commitment.objects.filter(pk=made[1].pk).update(
        status=Status.FULFILLED, outcome="fulfilled", review_state=ReviewState.CONFIRMED
    )
    assert chain_of(made[2], among=Commitment.objects.all()).years_open == 1


def test_a_promise_made_once() -> None:
    (alone,) = chain(1)
    found = chain_of(alone, among=Commitment.objects.all())
    assert [link.commitment for link in found.links] == [alone]
    assert found.years_open == 1


def test_nothing_out_of_scope_is_shown() -> None:
    made = chain(3)
    mine = Commitment.objects.exclude(pk=made[0].pk)
    assert [link.commitment for link in chain_of(made[2], among=mine).links] == made[1:]


def test_a_loop_ends() -> None:
    first, second = chain(2)
    Renewal.objects.create(earlier=second, later=first, likeness=0.5, matcher_version="test")
    assert len(chain_of(first, among=Commitment.objects.all()).links) <= 20


def test_one_query_a_year() -> None:
    made = chain(3)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        found = chain_of(made[0], among=Commitment.objects.all())
        assert [str(link.commitment.report.agency) for link in found.links]
    assert len(captured) <= 4 + 2  # one for each link, one at either end, the first's own report
