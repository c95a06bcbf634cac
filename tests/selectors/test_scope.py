"""Who sees what."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import AnonymousUser

from tests.factories import make_agency, make_commitment, make_region, make_report, make_user
from tracker.models import Agency, Region, Responsibility
from tracker.selectors.scope import (
    visible_agencies,
    visible_commitments,
    visible_regions,
    visible_reports,
)

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture
def places() -> dict[str, Region]:
    province = make_region("虚省")
    city = make_region("虚市", parent=province)
    county = make_region("虚县", parent=city)
    town = make_region("虚镇", parent=county)
    other = make_region("别市", parent=province)
    found = {"province": province, "city": city, "county": county, "town": town, "other": other}
    for key, region in found.items():
        report = make_report(make_agency(f"{key}局", region=region))
        make_commitment(report)
    return found


@pytest.mark.parametrize(
    ("responsible_for", "seen"),
    [
        ([], set()),
        (["province"], {"province局", "city局", "county局", "town局", "other局"}),
        (["city"], {"city局", "county局", "town局"}),
        (["town"], {"town局"}),
        (["county", "other"], {"county局", "town局", "other局"}),
        (["county", "city"], {"city局", "county局", "town局"}),  # overlapping: nothing twice
        (["other局"], {"other局"}),
        (["town", "other局"], {"town局", "other局"}),
    ],
)
def test_scope_of_responsibilities(
    places: dict[str, Region], responsible_for: list[str], seen: set[str]
) -> None:
    user = make_user()
    for name in responsible_for:
        if name.endswith("局"):
            Responsibility.objects.create(user=user, agency=Agency.objects.get(name=name))
        else:
            Responsibility.objects.create(user=user, region=places[name])
    assert sorted(a.name for a in visible_agencies(user)) == sorted(seen)
    assert sorted(r.agency.name for r in visible_reports(user)) == sorted(seen)
    assert sorted(c.report.agency.name for c in visible_commitments(user)) == sorted(seen)
    assert {f"{key}局" for key, r in places.items() if r in visible_regions(user)} == seen


def test_superuser_sees_all_and_nobody_nothing(places: dict[str, Region]) -> None:
    assert visible_commitments(make_user(is_superuser=True)).count() == len(places)
    assert visible_agencies(make_user(is_superuser=True)).count() == len(places)
    assert visible_reports(AnonymousUser()).count() == 0


@pytest.mark.parametrize("is_superuser", [True, False])
def test_a_disabled_account_sees_nothing(places: dict[str, Region], is_superuser: bool) -> None:
    user = make_user(is_superuser=is_superuser, responsible_for=[places["province"]])
    user.is_active = False
    user.last_login = datetime(2026, 1, 1, tzinfo=UTC)
    user.save()
    assert visible_agencies(user).count() == 0
    assert visible_regions(user).count() == 0
