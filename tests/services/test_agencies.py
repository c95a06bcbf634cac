"""Whose report it is, and where they sit."""

from __future__ import annotations

import pytest

from tests.factories import make_agency, make_region, make_user
from tracker.models import Agency, Region
from tracker.services.agencies import agency_named, may_file, region_of

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture(autouse=True)
def _regions() -> None:
    province = make_region("岭汀省")
    north = make_region("北川市", parent=province)
    south = make_region("南川市", parent=province)
    for city in (north, south):
        make_region("城关区", parent=city)
    make_region("唐桑县", parent=north)
    make_region("高唐桑县", parent=south)


@pytest.mark.parametrize(
    ("agency", "path"),
    [
        ("北川市司法局", "北川市"),
        ("北川市城关区司法局", "北川市城关区"),
        ("岭汀省南川市城关区司法局", "南川市城关区"),
        ("岭汀省司法厅", "岭汀省"),
        ("高唐桑县司法局", "南川市高唐桑县"),
        ("唐桑县司法局", "北川市唐桑县"),
        ("城关区司法局", None),  # two of that name: a person says which
        ("西川市司法局", None),
    ],
)
def test_region_of(agency: str, path: str | None) -> None:
    region = region_of(agency)
    if path is None:
        assert region is None
    else:
        assert region is not None
        assert path.endswith(region.name)
        above = region.parent.name if region.parent else ""
        assert path in (region.name, above + region.name)


def test_agency_named_finds_founds_and_knows_aliases() -> None:
    known = make_agency("北川市司法局")
    Agency.objects.filter(pk=known.pk).update(aliases=["北川司法局"])
    assert agency_named("北川市司法局") == known
    assert agency_named("北川司法局") == known
    new = agency_named("唐桑县司法局")
    assert new.region is not None
    assert new.region.name == "唐桑县"
    assert agency_named("唐桑县司法局") == new


@pytest.mark.parametrize(
    ("region", "agency", "allowed"),
    [
        ("北川市", "北川市司法局", True),  # known, in scope
        ("北川市", "唐桑县司法局", True),  # new, in a region below
        ("唐桑县", "北川市司法局", False),
        ("南川市", "唐桑县司法局", False),
        ("北川市", "无名局", False),  # nobody can say where it sits
        (None, "北川市司法局", False),
    ],
)
def test_may_file(region: str | None, agency: str, allowed: bool) -> None:
    make_agency("北川市司法局", region=Region.objects.get(name="北川市"))
    scope = [Region.objects.get(name=region)] if region else []
    assert may_file(make_user(responsible_for=scope), agency) is allowed
    assert may_file(make_user(is_superuser=True), agency)
    assert may_file(None, agency)
