"""Templates: what is there, and brought back unchanged, nothing to do."""

from __future__ import annotations

import pytest

from tests.factories import make_agency, make_region, make_user
from tracker.models import Agency
from tracker.papers.sheets import SheetRow, read_rows
from tracker.services.imports import bodies, regions
from tracker.services.imports.agencies import plan_agencies
from tracker.services.imports.forms import agencies_form, regions_form
from tracker.services.imports.regions import plan_regions

pytestmark = [pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _places() -> None:
    province = make_region("虚省", code="990000")
    province.level = "province"
    province.save()
    city = make_region("虚市", code="990100", parent=province)
    city.level = "prefecture"
    city.save()
    make_region("别省", code="980000")
    agency = make_agency("虚市司法局", region=city)
    Agency.objects.filter(pk=agency.pk).update(aliases=["=市局", "虚司"])


def rows(data: bytes, wanted: tuple[str, ...], optional: tuple[str, ...]) -> list[SheetRow]:
    return list(read_rows(data, list(wanted), optional=list(optional), most=100).rows)


def test_brought_back_unchanged_is_nothing_to_do() -> None:
    city = make_user(responsible_for=[Agency.objects.get().region])  # type: ignore[list-item]
    found = rows(regions_form(city), regions.HEADINGS, regions.OPTIONAL)
    assert [row.cells[regions.CODE] for row in found] == ["990100"]
    assert [step.change.value for step in plan_regions(found, user=city)] == ["same"]
    found = rows(agencies_form(city), bodies.HEADINGS, bodies.OPTIONAL)
    assert found[0].cells[bodies.ALIASES] == "=市局、虚司"  # guarded on its way out, not twice
    assert [step.change.value for step in plan_agencies(found, user=city)] == ["same"]
