"""Regions, agencies, reports, sections, evidence, chains and the history, within one's scope."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests import factories
from tests.api.conftest import Caller
from tests.services.deciding import decide
from tracker.core.types import Outcome
from tracker.models import AgencySuccession, Commitment, Renewal

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

LISTS = ["/regions", "/agencies", "/reports", "/commitments", "/reviews", "/uploads"]


@pytest.fixture
def pair() -> factories.Pair:
    return factories.make_pair()


def test_a_region_and_what_lies_above(root: Caller) -> None:
    city = factories.make_region()
    county = factories.make_region(parent=city)
    rows = root.get("/regions", parent=city.code)["items"]
    assert [row["code"] for row in rows] == [county.code]
    assert rows[0]["parent"] == {"code": city.code, "name": city.name}
    assert root.get(f"/regions/{county.code}") == rows[0]
    root.get("/regions/000000", 404)


def test_an_agency_with_those_before_and_after_that_a_person_confirmed(root: Caller) -> None:
    old, new, other = (factories.make_agency() for _ in range(3))
    by = factories.make_user()
    steps = {"predecessor": old, "since_year": 2024, "kind": "renamed"}
    AgencySuccession.objects.create(
        **steps, successor=new, confirmed_at=timezone.now(), confirmed_by=by
    )
    AgencySuccession.objects.create(**steps, successor=other)
    [step] = root.get(f"/agencies/{old.pk}")["successors"]
    assert (step["agency"]["name"], step["kind"], step["since_year"]) == (new.name, "renamed", 2024)
    assert [s["agency"]["id"] for s in root.get(f"/agencies/{new.pk}")["predecessors"]] == [old.pk]
    assert root.get(f"/agencies/{other.pk}")["predecessors"] == []


def test_a_report_with_its_parts(root: Caller, pair: factories.Pair) -> None:
    plan = pair.commitments[0].report
    row = root.get(f"/reports/{plan.pk}")
    assert (row["report_year"], row["plan_year"]) == (2024, 2025)
    assert row["commitments"] == len(pair.commitments)
    parts = root.get(f"/reports/{plan.pk}/sections")["items"]
    assert [part["position"] for part in parts] == list(range(len(parts)))
    assert len(parts) == plan.sections.count()
    for part in parts:
        start, end = part["span"]
        assert part["text"] == plan.text[start:end]


def test_passages_and_who_may_see_them(root: Caller, pair: factories.Pair) -> None:
    commitment = pair.commitments[0]
    found = root.get(f"/commitments/{commitment.pk}/evidence")
    assert found["notice"] == "系统建议，未复核"
    assert found["items"] == root.get(f"/commitments/{commitment.pk}")["suggestion"]["evidence"]
    Commitment.objects.filter(pk=commitment.pk).update(review_state="second_review")
    assert root.get(f"/commitments/{commitment.pk}/evidence")["items"] == []


def test_a_chain_of_years(root: Caller) -> None:
    agency = factories.make_agency()
    first = factories.make_commitment(factories.make_report(agency, report_year=2022))
    later = factories.make_commitment(factories.make_report(agency, report_year=2023))
    Renewal.objects.create(earlier=first, later=later, likeness=0.9, matcher_version="1")
    for commitment in (first, later):
        chain = root.get(f"/commitments/{commitment.pk}/chain")
        assert [link["commitment"] for link in chain["links"]] == [first.pk, later.pk]
        assert [link["likeness"] for link in chain["links"]] == [None, 0.9]
        assert chain["years_open"] == 2


def test_the_history(root: Caller, pair: factories.Pair) -> None:
    inspector = factories.make_inspector(pair.agency)
    decide(pair.commitments[0], inspector, Outcome.PARTIAL)
    decide(pair.commitments[1], inspector, Outcome.NO_EVIDENCE)
    rows = root.get("/reviews")["items"]
    assert [row["outcome"] for row in rows] == ["partial", "no_evidence"]
    assert [row["seq"] for row in rows] == [rows[0]["seq"], rows[0]["seq"] + 1]
    assert {row["reviewer"] for row in rows} == {inspector.username}
    [one] = root.get("/reviews", commitment=pair.commitments[1].pk)["items"]
    assert one == rows[1]
    assert root.get("/reviews", since=timezone.now().isoformat())["items"] == []
    assert root.get("/reviews", act="undo")["items"] == []


def test_the_first_view_is_hidden_until_the_second_reading(pair: factories.Pair) -> None:
    first, second = (factories.make_inspector(pair.agency) for _ in range(2))
    decide(pair.commitments[0], first, Outcome.PARTIAL)
    Commitment.objects.filter(pk=pair.commitments[0].pk).update(
        review_state="second_review", outcome="", status="pending"
    )
    assert len(Caller(first).get("/reviews")["items"]) == 1
    assert Caller(second).get("/reviews")["items"] == []


def test_what_is_out_of_scope_is_not_there(pair: factories.Pair) -> None:
    stranger = Caller(factories.make_inspector(factories.make_region()))
    commitment, report = pair.commitments[0], pair.commitments[0].report
    assert report.agency.region is not None
    for path in (
        f"/agencies/{report.agency_id}",
        f"/regions/{report.agency.region.code}",
        f"/reports/{report.pk}",
        f"/reports/{report.pk}/sections",
        f"/commitments/{commitment.pk}",
        f"/commitments/{commitment.pk}/evidence",
        f"/commitments/{commitment.pk}/chain",
    ):
        assert stranger.get(path, 404)["code"] == "not_found"
    for path in ("/agencies", "/reports", "/commitments", "/reviews"):
        assert stranger.get(path)["items"] == []


@pytest.mark.parametrize("path", LISTS)
def test_queries_do_not_grow_with_the_rows(root: Caller, path: str) -> None:
    def counted() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            root.get(path)
        return len(queries)

    _grow()
    few = counted()
    for _ in range(4):
        _grow()
    assert len(root.get(path)["items"]) >= 5
    assert counted() <= few


def _grow() -> None:
    pair = factories.make_pair()
    decide(pair.commitments[0], factories.make_inspector(pair.agency), Outcome.PARTIAL)
    factories.make_upload()
    old = factories.make_agency()
    AgencySuccession.objects.create(
        predecessor=old,
        successor=pair.agency,
        since_year=2024,
        confirmed_at=timezone.now(),
        confirmed_by=factories.make_user(),
    )


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("sort", ["id", "-id"])
def test_walking_a_list_gives_every_row_once(root: Caller, path: str, sort: str) -> None:
    for _ in range(3):
        _grow()
    whole = [row["id"] for row in root.get(path, sort=sort, limit=200)["items"]]
    assert whole == sorted(whole, reverse=sort == "-id")
    found: list[int] = []
    cursor: dict[str, Any] = {}
    while cursor is not None:
        page = root.get(path, sort=sort, limit=2, **cursor)
        found += [row["id"] for row in page["items"]]
        cursor = {"cursor": page["next_cursor"]} if page["next_cursor"] else None  # type: ignore[assignment]
    assert found == whole
    assert len(whole) >= 3


@pytest.mark.parametrize("sort", ["plan_year", "-plan_year", "updated_at", "verifiability"])
def test_walking_by_a_field_that_many_share(root: Caller, sort: str) -> None:
    for _ in range(3):
        _grow()
    whole = [row["id"] for row in root.get("/commitments", sort=sort)["items"]]
    found: list[int] = []
    cursor: str | None = ""
    while cursor is not None:
        more = {"cursor": cursor} if cursor else {}
        page = root.get("/commitments", sort=sort, limit=2, **more)
        found += [row["id"] for row in page["items"]]
        cursor = page["next_cursor"]
    assert (found, len(set(found))) == (whole, len(whole))


def test_some_fields_only(root: Caller, pair: factories.Pair) -> None:
    page = root.get("/commitments", fields="status,id,agency")
    assert [set(item) for item in page["items"]] == [{"id", "status", "agency"}] * 3
    assert page["items"][0]["agency"]["name"] == pair.agency.name


def test_a_cursor_of_another_order_is_refused(root: Caller) -> None:
    for _ in range(2):
        _grow()
    cursor = root.get("/reports", limit=1)["next_cursor"]
    problem = root.get("/reports", 422, cursor=cursor, sort="-id")
    assert problem["errors"][0]["code"] == "invalid_cursor"
