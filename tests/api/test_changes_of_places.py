"""/changes: regions, successions, chains, suggestions, and what leaves a person's scope."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.utils import timezone

from tests import factories
from tests.api.conftest import Caller
from tests.api.mirrors import Mirror, everything
from tracker.models import (
    Agency,
    AgencySuccession,
    Change,
    Commitment,
    Region,
    Renewal,
    Report,
)
from tracker.selectors import gathering

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sqlite]


@dataclass
class Land:
    """Two cities, each with a county; an agency and its reports in both."""

    cities: list[Region]
    counties: list[Region]
    pairs: list[factories.Pair]


@pytest.fixture
def land(db: None) -> Land:
    cities = [factories.make_region() for _ in range(2)]
    counties = [factories.make_region(parent=city) for city in cities]
    pairs = [
        factories.make_pair(factories.make_agency(region=region), promises=factories.PROMISES[:2])
        for region in counties
    ]
    return Land(cities, counties, pairs)


def rename(land: Land) -> None:
    Region.objects.filter(pk=land.counties[0].pk).update(name="改名后的县")


def put_elsewhere(land: Land) -> None:
    Agency.objects.filter(pk=land.pairs[0].agency.pk).update(region=land.counties[1])


def hide(land: Land) -> None:
    Agency.objects.filter(pk=land.pairs[0].agency.pk).update(is_hidden=True)


def give_away(land: Land) -> None:
    plan = land.pairs[0].plan
    Commitment.objects.filter(report=plan).update(result_report=None)
    elsewhere = {"agency": land.pairs[1].agency, "report_year": 2019, "plan_year": 2020}
    Report.objects.filter(pk=plan.pk).update(**elsewhere)


def succeed(land: Land) -> None:
    one, other = (pair.agency for pair in land.pairs)
    AgencySuccession.objects.create(
        predecessor=one,
        successor=other,
        since_year=2024,
        confirmed_by=factories.make_user(),
        confirmed_at=timezone.now(),
    )


def suggest(land: Land) -> None:
    row = land.pairs[0].commitments[0]
    factories.make_suggestion(row, passages=factories.ANSWERS[:1], matcher_version="test-2")


def renew(land: Land) -> None:
    again = factories.make_commitment(land.pairs[0].result)
    earlier = land.pairs[0].commitments[0]
    Renewal.objects.create(earlier=earlier, later=again, likeness=0.9, matcher_version="test")


def found_region(land: Land) -> None:
    factories.make_agency(region=factories.make_region(parent=land.cities[0]))


def take_away(land: Land) -> None:
    region = factories.make_region(parent=land.cities[0])
    agency = factories.make_agency(region=region)
    agency.delete()
    region.delete()
    land.pairs[0].commitments[1].delete()


def take_everything(land: Land) -> None:
    agency = land.pairs[0].agency
    Commitment.objects.filter(report__agency=agency).delete()
    Report.objects.filter(agency=agency).delete()
    agency.delete()


Act = Callable[[Land], None]
ACTS: list[Act] = [
    *(rename, put_elsewhere, hide, give_away, succeed),
    *(suggest, renew, found_region, take_away),
]
NARROWING = (hide, put_elsewhere, take_everything)  # who answers for that agency alone


@pytest.mark.parametrize("act", [*ACTS, take_everything])
def test_whoever_has_a_copy_learns_of_it(root: Caller, land: Land, act: Act) -> None:
    """Of whoever sees everything, one city, the other, or one agency."""
    people: list[Region | Agency] = [*land.cities, land.pairs[0].agency]
    callers = [root, *(Caller(factories.make_inspector(scope)) for scope in people)]
    mirrors = [Mirror(caller) for caller in callers]
    for mirror in mirrors:
        mirror.follow()
    act(land)
    for caller, mirror in zip(callers, mirrors, strict=True):
        mirror.follow()
        if act in NARROWING and caller is callers[3]:
            continue  # has got another scope
        assert mirror.rows == everything(caller)


@pytest.mark.parametrize(("seed", "some"), [(0, gathering.SOME), (1, 0)])
def test_whatever_comes_together(
    root: Caller, land: Land, seed: int, some: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also for who has so many agencies that changes are looked for in their order."""
    monkeypatch.setattr(gathering, "SOME", some)
    chance = random.Random(seed)
    callers = [root, *(Caller(factories.make_inspector(city)) for city in land.cities)]
    mirrors = [Mirror(caller, limit=chance.choice([1, 3, 50])) for caller in callers]
    for act in chance.sample(ACTS, len(ACTS)):
        act(land)
        for mirror in mirrors:
            mirror.follow()
    for caller, mirror in zip(callers, mirrors, strict=True):
        assert mirror.rows == everything(caller)


def test_a_region_is_told_with_its_code(root: Caller, land: Land) -> None:
    county = land.counties[0]
    inspector = Caller(factories.make_inspector(land.pairs[0].agency))
    for caller, number in ((root, 4), (inspector, 1)):
        rows = caller.get("/changes", kind="region")["items"]
        assert len(rows) == number
        assert county.code in {row["code"] for row in rows}
    assert {row["code"] for row in root.get("/changes", kind="report")["items"]} == {None}


def test_a_proposed_succession_is_no_change(root: Caller, land: Land) -> None:
    mirror = Mirror(root)
    mirror.follow()
    one, other = (pair.agency for pair in land.pairs)
    proposed = AgencySuccession.objects.create(predecessor=one, successor=other, since_year=2024)
    assert mirror.follow() == []
    confirmed = {"confirmed_at": timezone.now(), "confirmed_by": root.user}
    AgencySuccession.objects.filter(pk=proposed.pk).update(**confirmed)
    assert mirror.follow() == [("agency", one.pk), ("agency", other.pk)]
    proposed.delete()
    assert mirror.follow() == [("agency", one.pk), ("agency", other.pk)]


def test_of_other_agencies_of_the_region_nothing_is_told(land: Land) -> None:
    """Who answers for one agency sees its region, but not what comes and goes there."""
    inspector = Caller(factories.make_inspector(land.pairs[0].agency))
    mirror = Mirror(inspector)
    mirror.follow()
    neighbour = factories.make_agency(region=land.counties[0])
    Agency.objects.filter(pk=neighbour.pk).update(region=land.counties[1])
    neighbour.delete()
    assert mirror.follow() == []


def test_a_renewal_is_told_of_both_promises(root: Caller, land: Land) -> None:
    mirror = Mirror(root)
    again = factories.make_commitment(land.pairs[0].result)
    mirror.follow()
    earlier = land.pairs[0].commitments[0]
    made = Renewal.objects.create(earlier=earlier, later=again, likeness=1, matcher_version="test")
    both = [("commitment", earlier.pk), ("commitment", again.pk)]
    assert mirror.follow() == both
    Renewal.objects.filter(pk=made.pk).update(likeness=0.5)
    assert mirror.follow() == both
    made.delete()
    assert mirror.follow() == both


def test_a_renewal_that_goes_with_its_promise_brings_nothing_back(root: Caller, land: Land) -> None:
    renew(land)
    mirror = Mirror(root)
    mirror.follow()
    gone = land.pairs[0].commitments[0]
    key = gone.pk
    gone.delete()
    mirror.follow()
    assert Change.objects.get(kind="commitment", object_id=key).deleted
    assert mirror.rows == everything(root)
