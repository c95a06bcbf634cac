"""The longest open chains: the same links as selectors.chains, for all at once."""

from __future__ import annotations

from itertools import pairwise

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.factories import make_agency, make_commitment, make_report
from tracker.models import Agency, Commitment, Renewal
from tracker.selectors.chains import chain_of
from tracker.selectors.open_chains import open_chains

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

DONE = {"review_state": "confirmed", "status": "fulfilled", "outcome": "fulfilled"}
GIVEN_UP = {"review_state": "confirmed", "status": "dropped", "outcome": "dropped"}


def make_chain(years: int, *, agency: Agency | None = None) -> list[Commitment]:
    """A promise made again year after year, oldest first."""
    agency = agency or make_agency()
    rows = [make_commitment(make_report(agency, report_year=2018 + n)) for n in range(years)]
    for earlier, later in pairwise(rows):
        Renewal.objects.create(earlier=earlier, later=later, likeness=0.8)
    return rows


def change(row: Commitment, fields: dict[str, str]) -> None:
    Commitment.objects.filter(pk=row.pk).update(**fields)


def keys(rows: list[Commitment]) -> list[int]:
    return [row.pk for row in rows]


def shown() -> list[list[int]]:
    found = open_chains(Commitment.objects.all())
    return [[link.commitment.pk for link in chain.links] for chain in found.longest]


def test_the_longest_comes_first() -> None:
    two, four, three = make_chain(2), make_chain(4), make_chain(3)
    make_chain(1)
    assert shown() == [keys(four), keys(three), keys(two)]
    found = open_chains(Commitment.objects.all(), most=1)
    assert found.count == 3
    assert [chain.years_open for chain in found.longest] == [4]


def test_years_count_since_it_was_last_fulfilled() -> None:
    rows = make_chain(4)
    change(rows[1], DONE)
    assert shown() == [keys(rows[2:])]
    whole = chain_of(rows[3], among=Commitment.objects.all())
    assert whole.years_open == len(shown()[0])


@pytest.mark.parametrize("end", [DONE, GIVEN_UP])
def test_what_is_settled_at_last_is_no_open_chain(end: dict[str, str]) -> None:
    change(make_chain(3)[2], end)
    assert open_chains(Commitment.objects.all()).count == 0


def test_of_two_earlier_promises_the_likest_is_followed() -> None:
    rows = make_chain(2)
    other = make_commitment(rows[0].report)
    Renewal.objects.create(earlier=other, later=rows[1], likeness=0.95)
    assert shown() == [[other.pk, rows[1].pk]]
    change(other, DONE)  # the likest was fulfilled: nothing is open since
    assert shown() == []


def test_only_what_is_in_scope_and_in_the_plan() -> None:
    agency = make_agency()
    mine, _other = make_chain(3, agency=agency), make_chain(3)
    scope = Commitment.objects.filter(report__agency=agency)
    (chain,) = open_chains(scope).longest
    assert [link.commitment.pk for link in chain.links] == keys(mine)
    change(mine[0], {"returned_reason": "text_gone"})
    (shorter,) = open_chains(scope).longest
    assert len(shorter.links) == 2


def test_a_loop_ends() -> None:
    rows = make_chain(2)
    Renewal.objects.create(earlier=rows[1], later=rows[0], likeness=0.9)
    assert open_chains(Commitment.objects.all()).count == 0


def test_queries_do_not_grow(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for _ in range(4):
        make_chain(3)
    with django_assert_num_queries(3):
        open_chains(Commitment.objects.all())
