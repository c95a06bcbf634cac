"""Silence, ageing, compliance, progress, agreement: by hand, and as the selectors have them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from tests import factories
from tests.api.conftest import Caller
from tests.services.deciding import decide
from tracker.core.types import Outcome
from tracker.models import Commitment, Report

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture
def pair(db: None) -> factories.Pair:
    """Three promises: one found silent, one partly kept, one that nobody has read."""
    pair = factories.make_pair()
    inspector = factories.make_inspector(pair.agency)
    decide(pair.commitments[0], inspector, Outcome.NO_EVIDENCE)
    decide(pair.commitments[1], inspector, Outcome.PARTIAL)
    return pair


def test_silence(root: Caller, pair: factories.Pair) -> None:
    [row] = root.get("/stats/silence", by="agency")["items"]
    assert (row["key"], row["label"]) == (str(pair.agency.pk), pair.agency.name)
    assert (row["silent"], row["denominator_all"], row["rate_all"]) == (1, 3, 1 / 3)
    assert (row["reviewed"], row["reviewed_share"]) == (2, 2 / 3)
    assert row["denominator_verifiable"] <= 3


@pytest.mark.parametrize("by", ["agency", "region", "year", "topic"])
def test_every_grouping(root: Caller, pair: factories.Pair, by: str) -> None:
    for path in ("silence", "fulfilment", "suggestions"):
        assert root.get(f"/stats/{path}", by=by)


def test_ageing(root: Caller, pair: factories.Pair) -> None:
    with time_machine.travel(dt.datetime(2028, 3, 1, tzinfo=dt.UTC)):
        [row] = Caller(root.user).get("/stats/ageing")["items"]
    assert (row["plan_year"], row["years_past"]) == (2025, 3)
    assert [row[name] for name in ("open", "silent", "short", "unconfirmed")] == [3, 1, 1, 1]


def test_compliance(root: Caller, pair: factories.Pair) -> None:
    plan = pair.commitments[0].report
    Report.objects.filter(pk=plan.pk).update(
        kind="rule_of_law", filed_on_time=False, missing_parts=["problems"]
    )
    [row] = root.get("/stats/compliance", report_year=plan.report_year)["items"]
    assert (row["ruled"], row["late"], row["incomplete"], row["on_time_share"]) == (1, 1, 1, 0.0)


def test_progress(root: Caller, pair: factories.Pair) -> None:
    found = root.get("/stats/review-progress")
    assert (found["all"], found["reviewed"], found["waiting"]) == (3, 2, 1)
    month = timezone.localdate().replace(day=1).isoformat()
    assert found["months"] == [{"month": month, "confirmed": 2}]


def test_agreement(root: Caller, pair: factories.Pair) -> None:
    found = root.get("/stats/agreement")
    assert found["items"][0]["kind"] == "all"
    [row] = found["following"]
    assert row["decided"] == 2


PATHS = ["silence", "ageing", "compliance", "review-progress", "agreement"]


@pytest.mark.parametrize("path", PATHS)
def test_only_one_s_scope(pair: factories.Pair, path: str) -> None:
    stranger = Caller(factories.make_inspector(factories.make_region()))
    found = stranger.get(f"/stats/{path}")
    assert not any(found.get("items", [])) or path == "agreement"
    assert found.get("all", 0) == 0
    assert not found.get("following")


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("params", [{"x": "1"}, {"region": "\0"}, {"region": ["1", "2"]}])
def test_bad_parameters(root: Caller, path: str, params: dict[str, Any]) -> None:
    root.get(f"/stats/{path}", 422, **params)


def test_as_it_was(root: Caller) -> None:
    start = dt.datetime(2026, 6, 1, 2, tzinfo=dt.UTC)
    with time_machine.travel(start, tick=False):
        pair = factories.make_pair()
        inspector = factories.make_inspector(pair.agency)
    Commitment.objects.update(created_at=start)
    Report.objects.update(created_at=start)
    with time_machine.travel(dt.datetime(2026, 7, 1, 2, tzinfo=dt.UTC), tick=False):
        decide(pair.commitments[0], inspector, Outcome.PARTIAL)
    with time_machine.travel(dt.datetime(2026, 8, 1, 2, tzinfo=dt.UTC), tick=False):
        caller = Caller(root.user)
        for day, reviewed in (("2026-06-30", 0), ("2026-07-01", 1), ("2026-05-30", None)):
            total = caller.get("/stats/fulfilment", as_of=day)["total"]
            expected = (0, 0) if reviewed is None else (3, reviewed)
            assert (total["denominator_all"], total["reviewed"]) == expected
            items = caller.get("/commitments", as_of=day)["items"]
            assert len(items) == expected[0]
            assert sum(item["outcome"] == "partial" for item in items) == expected[1]
            assert all(item["suggestion"] is None for item in items)
        [one] = caller.get("/commitments", as_of="2026-07-02", outcome="partial")["items"]
        assert one["id"] == pair.commitments[0].pk
        assert one["review"]["confirmed_at"].startswith("2026-07-01")
        moment = "2026-07-01T09:59:00+08:00"
        assert caller.get("/stats/fulfilment", as_of=moment)["total"]["reviewed"] == 0
        assert len(caller.get("/commitments", as_of="2026-07-02", status="pending")["items"]) == 3


@pytest.mark.parametrize(
    "as_of",
    ["", "yesterday", "2026-02-30", "2026-06-30T12:00", "9999-12-31", "2999-01-01", "\0",
     "0001-01-01T00:00+14:00", "2026-06-30T12:00:00+25:00"],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/stats/fulfilment", "/commitments"])
def test_no_such_moment(root: Caller, path: str, as_of: str) -> None:
    problem = root.get(path, 422, as_of=as_of)
    assert problem["errors"][0]["field"] == "as_of"


def test_what_is_not_known_of_the_past_can_t_be_asked(root: Caller) -> None:
    for params in ({"suggested_outcome": "partial"}, {"verifiable": "true"}):
        problem = root.get("/commitments", 422, as_of="2026-06-30", **params)
        assert problem["errors"][0]["code"] == "not_with_as_of"
