"""Figures and records as they were at a moment in the past."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine

from tests import factories
from tests.api.conftest import Caller
from tests.services.deciding import decide
from tracker.core.types import Outcome
from tracker.models import Commitment, Report

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

STATISTICS = [
    *("fulfilment", "silence", "ageing", "compliance"),
    *("review-progress", "agreement"),
]
JUNE, JULY, AUGUST = (dt.datetime(2026, month, 1, 2, tzinfo=dt.UTC) for month in (6, 7, 8))


@pytest.fixture
def pair(db: None) -> factories.Pair:
    """Filed in June; in July one promise was found partly kept, another not answered."""
    with time_machine.travel(JUNE, tick=False):
        pair = factories.make_pair()
        inspector = factories.make_inspector(pair.agency)
    Commitment.objects.update(created_at=JUNE, due_on=dt.date(2026, 7, 20))
    Report.objects.update(created_at=JUNE)
    with time_machine.travel(JULY, tick=False):
        decide(pair.commitments[0], inspector, Outcome.PARTIAL)
        decide(pair.commitments[1], inspector, Outcome.NO_EVIDENCE)
    return pair


@pytest.fixture
def august(root: Caller) -> Any:
    """Somebody who asks in August."""
    with time_machine.travel(AUGUST, tick=False):
        yield Caller(root.user)


def test_commitments_and_fulfilment(august: Caller, pair: factories.Pair) -> None:
    for day, reviewed in (("2026-06-30", 0), ("2026-07-01", 2), ("2026-05-30", None)):
        total = august.get("/stats/fulfilment", as_of=day)["total"]
        expected = (0, 0) if reviewed is None else (3, reviewed)
        assert (total["denominator_all"], total["reviewed"]) == expected
        items = august.get("/commitments", as_of=day)["items"]
        assert len(items) == expected[0]
        assert sum(item["outcome"] in ("partial", "no_evidence") for item in items) == expected[1]
        assert all(item["suggestion"] is None for item in items)
    [one] = august.get("/commitments", as_of="2026-07-02", outcome="partial")["items"]
    assert one["id"] == pair.commitments[0].pk
    assert one["review"]["confirmed_at"].startswith("2026-07-01")
    moment = "2026-07-01T09:59:00+08:00"
    assert august.get("/stats/fulfilment", as_of=moment)["total"]["reviewed"] == 0
    assert len(august.get("/commitments", as_of="2026-07-02", status="pending")["items"]) == 3


@pytest.mark.parametrize(
    ("path", "day", "expected"),
    [
        ("silence", "2026-06-30", {"silent": 0, "denominator_all": 3, "reviewed": 0}),
        ("silence", "2026-07-01", {"silent": 1, "rate_all": 1 / 3, "reviewed": 2}),
        ("ageing", "2026-06-30", {"open": 3, "unconfirmed": 3, "years_past": 1}),
        ("ageing", "2026-07-01", {"short": 1, "silent": 1, "unconfirmed": 1, "verifiable": 3}),
        ("compliance", "2026-06-30", {"key": "2024", "ruled": 1}),
    ],
)
def test_rows(
    august: Caller, pair: factories.Pair, path: str, day: str, expected: dict[str, Any]
) -> None:
    row = august.get(f"/stats/{path}", as_of=day)["items"][0]
    assert {name: row[name] for name in expected} == expected


@pytest.mark.parametrize("path", ["silence", "ageing", "compliance"])
def test_nothing_before_the_reports_came_in(
    august: Caller, pair: factories.Pair, path: str
) -> None:
    assert august.get(f"/stats/{path}", as_of="2026-05-30")["items"] == []


@pytest.mark.parametrize("sort", ["id", "plan_year", "-plan_year"])
def test_what_awaited_its_report(august: Caller, pair: factories.Pair, sort: str) -> None:
    never = factories.make_commitment(pair.commitments[0].report, position=9)
    Commitment.objects.update(created_at=JUNE)
    Report.objects.filter(pk=pair.result.pk).update(created_at=JULY)
    every = sorted(row.pk for row in (*pair.commitments, never))
    for day, expected in (("2026-06-30", every), ("2026-07-01", [never.pk]), ("2026-05-30", [])):
        page = august.get("/commitments", as_of=day, outcome="awaiting_report", sort=sort)
        assert sorted(row["id"] for row in page["items"]) == expected


def test_what_the_machine_thought_is_not_told(august: Caller, pair: factories.Pair) -> None:
    names = ("missed", "silent_suggested", "missed_suggested")
    [now] = august.get("/stats/silence")["items"]
    [then] = august.get("/stats/silence", as_of="2026-07-31")["items"]
    assert all(now[name] is not None for name in names)
    assert then == now | dict.fromkeys(names)


def test_progress(august: Caller, pair: factories.Pair) -> None:
    found = [
        august.get("/stats/review-progress", as_of=day)
        for day in ("2026-06-30", "2026-07-01", "2026-07-20", "2026-07-21")
    ]
    assert [row["reviewed"] for row in found] == [0, 2, 2, 2]
    assert [row["waiting"] for row in found] == [3, 1, 1, 1]
    assert [row["overdue"] for row in found] == [0, 0, 0, 1]
    assert [row["months"] for row in found[:2]] == [[], [{"month": "2026-07-01", "confirmed": 2}]]


def test_agreement(august: Caller, pair: factories.Pair) -> None:
    assert august.get("/stats/agreement", as_of="2026-06-30")["following"] == []
    assert august.get("/stats/agreement", as_of="2026-07-01") == august.get("/stats/agreement")


@pytest.mark.parametrize(
    ("moment", "years"),
    [("2026-12-31", 1), ("2027-01-01T00:00:00+08:00", 1), ("2027-01-01T00:00:01+08:00", 2)],
)
def test_midnight_closes_the_day_before(
    root: Caller, pair: factories.Pair, moment: str, years: int
) -> None:
    with time_machine.travel(dt.datetime(2027, 3, 1, tzinfo=dt.UTC)):
        [row] = Caller(root.user).get("/stats/ageing", as_of=moment)["items"]
    assert row["years_past"] == years


@pytest.mark.parametrize(
    "as_of",
    ["", "yesterday", "2026-02-30", "2026-06-30T12:00", "9999-12-31", "2999-01-01", "\0",
     "0001-01-01T00:00+14:00", "2026-06-30T12:00:00+25:00"],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/commitments", *(f"/stats/{name}" for name in STATISTICS)])
def test_no_such_moment(root: Caller, path: str, as_of: str) -> None:
    problem = root.get(path, 422, as_of=as_of)
    assert problem["errors"][0]["field"] == "as_of"


def test_what_is_not_known_of_the_past_can_t_be_asked(root: Caller) -> None:
    for params in ({"suggested_outcome": "partial"}, {"verifiable": "true"}):
        problem = root.get("/commitments", 422, as_of="2026-06-30", **params)
        assert problem["errors"][0]["code"] == "not_with_as_of"
    problem = root.get("/stats/suggestions", 422, as_of="2026-06-30")
    assert problem["errors"][0]["code"] == "not_with_as_of"


@pytest.mark.parametrize("path", STATISTICS)
def test_the_oldest_moments_are_before_everything(
    root: Caller, pair: factories.Pair, path: str
) -> None:
    for moment in ("0001-01-01", "0001-01-01T00:00:00Z"):
        found = root.get(f"/stats/{path}", as_of=moment)
        assert not found.get("items") or found["items"][0].get("pairs") == 0
