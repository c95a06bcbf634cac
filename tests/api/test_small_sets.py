"""Lists of small sets are collected, of large ones walked: nobody can tell which it was."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories
from tests.api.conftest import Caller
from tests.services.deciding import decide
from tracker.api.commitment_filters import CommitmentFilters
from tracker.core.types import Outcome, ReviewState, Status
from tracker.models import Commitment, Region, Review
from tracker.selectors import gathering

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
SORTS = ["id", "plan_year", "updated_at", "verifiability"]


@pytest.fixture
def city(db: None) -> str:
    """The code of a city with two agencies of three; their commitments differ in every order."""
    city = factories.make_region(code="990100")
    county = factories.make_region(code="990101", parent=city)
    for region in (city, county, None):
        pair = factories.make_pair(factories.make_agency(region=region))
        for number, row in enumerate(pair.commitments):
            Commitment.objects.filter(pk=row.pk).update(verifiability=number % 2)
        decide(pair.commitments[0], factories.make_inspector(pair.agency), Outcome.PARTIAL)
    return city.code


def walked(caller: Caller, **params: Any) -> list[int]:
    found: list[int] = []
    cursor: dict[str, str] = {}
    while True:
        page = caller.get("/commitments", limit=2, **params, **cursor)
        found += [row["id"] for row in page["items"]]
        if page["next_cursor"] is None:
            return found
        cursor = {"cursor": page["next_cursor"]}


@pytest.mark.parametrize("sort", [*SORTS, *(f"-{sort}" for sort in SORTS)])
def test_collected_and_walked_are_the_same(
    root: Caller, city: str, sort: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    region = Commitment.objects.filter(report__agency__region__code__in=["990100", "990101"])
    down = "-" if sort.startswith("-") else ""
    expected = list(region.order_by(sort, f"{down}pk").values_list("pk", flat=True))
    inspector = Caller(factories.make_inspector(Region.objects.get(code=city)))
    for few in (1000, 0):
        monkeypatch.setattr(gathering, "FEW", few)
        assert walked(root, region=city, sort=sort) == expected
        assert walked(inspector, sort=sort) == expected
        assert walked(inspector, region=city, review_state="proposed", sort=sort) == [
            pk for pk in expected if Commitment.objects.get(pk=pk).review_state == "proposed"
        ]


def test_a_cursor_goes_on_when_the_set_has_grown(
    root: Caller, city: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = walked(root, region=city, sort="-plan_year")
    first = root.get("/commitments", region=city, sort="-plan_year", limit=2)
    monkeypatch.setattr(gathering, "FEW", 0)
    rest = root.get("/commitments", region=city, sort="-plan_year", cursor=first["next_cursor"])
    assert [row["id"] for row in first["items"] + rest["items"]] == whole


def test_of_a_place_that_has_none_the_commitments_are_not_asked(root: Caller, city: str) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert root.get("/commitments", region="000000")["items"] == []
    assert not [query for query in queries if 'FROM "tracker_commitment"' in query["sql"]]


def test_the_years_of_a_place(root: Caller, city: str) -> None:
    assert len(walked(root, region=city, plan_year=2025)) == 6
    assert len(walked(root, region=city, report_year=2024)) == 6
    assert walked(root, region=city, plan_year=2026) == []
    assert walked(root, region=city, plan_year=2025, report_year=2025) == []
    assert len(walked(root, plan_year=2025, report_year=2024)) == 9


STATES = [None, *ReviewState]
OUTCOMES = [None, *Outcome]
STATUSES = [None, *Status]


def test_what_contradicts_itself_would_find_nothing(root: Caller, city: str) -> None:
    """Every combination: what is not looked for isn't there, and what is there is found."""
    pair = factories.make_pair()
    decide(pair.commitments[0], factories.make_inspector(pair.agency), Outcome.NO_EVIDENCE)
    for outcome, status in (("fulfilled", "fulfilled"), ("dropped", "dropped"), ("", "pending")):
        state = ReviewState.CONFIRMED if outcome else ReviewState.UNMATCHED
        factories.make_commitment(review_state=state, outcome=outcome, status=status)
    rows = root.get("/commitments", limit=200)["items"]
    there = {(row["status"], row["outcome"], row["review_state"]) for row in rows}
    assert len(there) >= 5
    for wanted in product(STATUSES, OUTCOMES, STATES):
        status, outcome, state = wanted
        asked = {"status": status, "outcome": outcome, "review_state": state}
        filters = CommitmentFilters.model_validate(asked)
        found, _ = filters.found(root.user)
        assert found.exists() == any(_fits(row, wanted) for row in there), wanted


def _fits(row: tuple[str, ...], wanted: tuple[str | None, ...]) -> bool:
    return all(want in (None, value) for want, value in zip(wanted, row, strict=True))


@pytest.mark.parametrize("outcome", ["partial", "fulfilled", "no_evidence"])
def test_outcomes_as_of_a_moment_are_those_shown(root: Caller, city: str, outcome: str) -> None:
    now = Review.objects.latest("created_at").created_at.isoformat()
    everything = root.get("/commitments", as_of=now, limit=200)["items"]
    found = root.get("/commitments", as_of=now, outcome=outcome)["items"]
    assert found == [row for row in everything if row["outcome"] == outcome]
    assert len(found) == (3 if outcome == "partial" else 0)


@pytest.mark.parametrize("down", ["", "-"])
def test_reviews_of_many_agencies_are_those_of_their_scope(
    city: str, down: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Told by its keys or by conditions: the same, and nobody else's blind reading (盲审)."""
    inspector = Caller(factories.make_inspector(Region.objects.get(code=city)))
    seen = Review.objects.filter(commitment__report__agency__region__code__in=["990100", "990101"])
    blind, shown = seen.order_by(f"{down}pk")
    Commitment.objects.filter(pk=blind.commitment_id).update(
        review_state=ReviewState.SECOND_REVIEW, status=Status.PENDING, outcome=""
    )
    for some, many in ((200, 30_000), (1, 2), (1, 1), (2, 2)):
        monkeypatch.setattr(gathering, "SOME", some)
        monkeypatch.setattr(gathering, "MANY", many)
        page = inspector.get("/reviews", sort=f"{down}id")
        assert [row["id"] for row in page["items"]] == [shown.pk]


def test_a_wide_scope_is_told_by_its_keys(city: str, monkeypatch: pytest.MonkeyPatch) -> None:
    person = factories.make_inspector(Region.objects.get(code=city))
    assert gathering.many_agencies(person) is None
    monkeypatch.setattr(gathering, "SOME", 1)
    agencies = Region.objects.filter(code__in=["990100", "990101"]).values_list(
        "agencies", flat=True
    )
    assert sorted(gathering.many_agencies(person) or []) == sorted(agencies)
    assert gathering.many_agencies(factories.make_user(is_superuser=True)) is None
