"""Who followed whom: proposed with a reason, once, and only where the years fit."""

from __future__ import annotations

import pytest

from tests.factories import make_region, make_report, make_user
from tracker.models import Agency, AgencySuccession, Region, Report
from tracker.services.successions import (
    confirm_succession,
    decline_succession,
    propose_successions,
)

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def filed(name: str, *years: int, region: Region, words: str = "") -> list[Report]:
    agency = Agency.objects.get_or_create(name=name, defaults={"region": region})[0]
    made = []
    for year in years:
        report = make_report(agency, report_year=year)
        report.text += words
        report.save()
        made.append(report)
    return made


CASES = [
    ("云岫市政务数据局", (2024,), "云岫市政务和数据局", "", "renamed", "names_alike"),
    (
        "云岫市粮食局",
        (2024,),
        "云岫市物资储备局",
        "本局由原云岫市粮食局更名而来。",
        "renamed",
        "told",
    ),
    (
        "云岫市规划局",
        (2023, 2024),
        "云岫市自然资源局",
        "将云岫市规划局、云岫市国土局的职责整合。",
        "merged",
        "told",
    ),
    # The body that another was split off from goes on reporting.
    (
        "云岫市发展改革局",
        (2024, 2025),
        "云岫市数据局",
        "2025年从云岫市发展改革局分设。",
        "split",
        "told",
    ),
    ("云岫市水务局", (2024,), "云岫市商务局", "", None, None),  # other names
    ("云岫市政务数据局", (2022,), "云岫市政务和数据局", "", None, None),  # a year between
    ("云岫市政务数据局", (2024, 2025), "云岫市政务和数据局", "", None, None),  # both report
]
# A report that others were split off from is not asked who: the new body's own report tells.
ORDERS = [
    (*case, later_first)
    for case in CASES
    for later_first in (False, True)
    if not (later_first and case[4] == "split")
]


@pytest.mark.parametrize(
    ("former", "former_years", "present", "words", "kind", "code", "later_first"), ORDERS
)
def test_proposals(
    former: str,
    former_years: tuple[int, ...],
    present: str,
    words: str,
    kind: str | None,
    code: str | None,
    later_first: bool,
) -> None:
    region = make_region("云岫市")
    if later_first:
        filed(present, 2025, region=region, words=words)
        *_, report = filed(former, *former_years, region=region)
    else:
        filed(former, *former_years, region=region)
        (report,) = filed(present, 2025, region=region, words=words)
    made = propose_successions(report)
    rows = list(AgencySuccession.objects.all())
    assert made == len(rows) == (0 if kind is None else 1)
    for row in rows:
        assert (row.predecessor.name, row.successor.name) == (former, present)
        assert (row.kind, row.since_year, row.confirmed_at) == (kind, 2025, None)
        assert [reason["code"] for reason in row.reasons] == [code]
    assert propose_successions(report) == 0  # once is enough


def test_bodies_of_two_regions_are_strangers() -> None:
    filed("云岫市政务数据局", 2024, region=make_region("云岫市"))
    (report,) = filed("云岫市政务和数据局", 2025, region=make_region("溯江市"))
    assert propose_successions(report) == 0


def test_what_was_declined_is_not_proposed_again() -> None:
    region = make_region("云岫市")
    filed("云岫市政务数据局", 2024, region=region)
    (report,) = filed("云岫市政务和数据局", 2025, region=region)
    propose_successions(report)
    row = AgencySuccession.objects.get()
    declined = decline_succession(row.pk)
    assert declined.declined_at is not None
    assert propose_successions(report) == 0
    assert AgencySuccession.objects.get().confirmed_at is None


def test_confirming_says_who_and_when() -> None:
    region, user = make_region("云岫市"), make_user()
    filed("云岫市政务数据局", 2024, region=region)
    (report,) = filed("云岫市政务和数据局", 2025, region=region)
    propose_successions(report)
    row = confirm_succession(AgencySuccession.objects.get().pk, user=user)
    assert row.confirmed_by == user
    assert row.confirmed_at is not None
    assert row.declined_at is None
