"""What the views for BI tools hold, read over a connection of the reading role's own."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from tests import factories
from tests.api.conftest import Caller
from tests.digest.samples import small_world
from tests.services.bi import Ask
from tracker.models import Commitment
from tracker.selectors.bi import VIEWS

pytestmark = pytest.mark.django_db(transaction=True)


def review(row: Commitment, **fields: object) -> None:
    with transaction.atomic():
        factories.make_review(row, factories.make_user(), **fields)


@pytest.fixture
def root() -> Caller:
    """The API as it answers somebody who sees everything."""
    return Caller(factories.make_user(is_superuser=True))


def test_every_view_can_be_read_and_says_what_it_holds(bi_ask: Ask) -> None:
    small_world(factories.make_agency())
    for view in VIEWS:
        rows = bi_ask(f"SELECT * FROM {view.name}")
        if view.name != "review":
            assert list(rows[0]) == [column.name for column in view.columns]
    [told] = bi_ask("SELECT col_description('commitment'::regclass, 1) AS said")
    assert told["said"] == "承诺事项编号"


@pytest.mark.parametrize("by", ["agency", "region", "year"])
def test_the_figures_are_those_of_the_api(bi_ask: Ask, root: Caller, by: str) -> None:
    region = factories.make_region()
    for place in (region, region, factories.make_region()):
        small_world(factories.make_agency(region=place))
    key = {"agency": "agency_id", "region": "region_code", "year": "plan_year"}[by]
    found: dict[tuple[int, str], dict[str, Any]] = {}
    for year in (2025, 2026):
        answer = root.get("/stats/fulfilment", by=by, plan_year=year)
        found |= {(year, row["key"]): row for row in answer["rows"]}
    rows = bi_ask(f"SELECT * FROM fulfilment_by_{by}")
    assert {(row["plan_year"], str(row[key])) for row in rows} == set(found)
    for row in rows:
        told = found[row["plan_year"], str(row[key])]
        for name in set(told) - {"key", "label"}:
            assert row[name] == told[name], name
    [sums] = bi_ask(
        "SELECT count(*) FILTER (WHERE is_all) AS denominator_all,"
        " count(*) FILTER (WHERE is_verifiable) AS denominator_verifiable,"
        " count(*) FILTER (WHERE is_fulfilled) AS fulfilled,"
        " count(*) FILTER (WHERE is_reviewed) AS reviewed,"
        " count(*) FILTER (WHERE is_unfulfilled) AS unfulfilled,"
        " count(*) FILTER (WHERE outcome = 'awaiting_report') AS awaiting_report FROM commitment"
    )
    total = root.get("/stats/fulfilment", by=by)["total"]
    assert sums == {name: total[name] for name in sums}


def test_a_commitment_is_told_as_by_the_api(bi_ask: Ask, root: Caller) -> None:
    small_world(factories.make_agency())
    told = {row["id"]: row for row in root.get("/commitments")["items"]}
    rows = bi_ask("SELECT * FROM commitment")
    assert {row["id"] for row in rows} == set(told)
    for row in rows:
        listed = told[row["id"]]
        for name in ("heading", "text", "plan_year", "verifiability", "status", "outcome"):
            assert row[name] == listed[name]
        assert row["agency"] == listed["agency"]["name"]
        assert row["region_code"] == listed["region"]["code"]
        suggestion = listed["suggestion"]
        assert row["suggested_outcome"] == (suggestion["outcome"] if suggestion else None)
    labels = {row["outcome"]: row["outcome_label"] for row in rows}
    assert labels["partial"] == "部分兑现"
    assert labels["awaiting_report"] == "待报告"


@pytest.mark.parametrize(("state", "told"), [("in_review", True), ("second_review", False)])
def test_of_what_is_read_blind_nothing_is_told(bi_ask: Ask, state: str, told: bool) -> None:
    row = factories.make_pair().commitments[0]
    review(row, note="首位的理由")
    Commitment.objects.filter(pk=row.pk).update(review_state=state)
    [shown] = bi_ask(f"SELECT * FROM commitment WHERE id = {row.pk}")
    assert (shown["review_state"], shown["status"], shown["outcome"]) == (state, "pending", None)
    views = (shown["suggested_outcome"], shown["suggested_outcome_label"])
    assert views == (("fulfilled", "已兑现") if told else (None, None))
    assert [r["note"] for r in bi_ask("SELECT note FROM review")] == (
        ["首位的理由"] if told else []
    )


def test_agencies_that_were_taken_away_are_left_out(bi_ask: Ask) -> None:
    shown, hidden = factories.make_pair(), factories.make_pair()
    for pair in (shown, hidden):
        review(pair.commitments[0])
    hidden.agency.is_hidden = True
    hidden.agency.save()
    assert [row["id"] for row in bi_ask("SELECT id FROM agency")] == [shown.agency.pk]
    for view in ("report", "commitment", "review", "fulfilment_by_agency"):
        rows = bi_ask(f"SELECT agency_id FROM {view}")
        assert {row["agency_id"] for row in rows} == {shown.agency.pk}, view
    [year] = bi_ask("SELECT denominator_all FROM fulfilment_by_year WHERE plan_year = 2025")
    assert year["denominator_all"] == len(shown.commitments)
    # A condition is asked of what the view shows, and can't look behind it first.
    assert bi_ask(f"SELECT 1 / (agency_id - {hidden.agency.pk}) FROM commitment") != []
    assert bi_ask(f"SELECT 1 FROM commitment WHERE 1 / (agency_id - {hidden.agency.pk}) > 5") == []
