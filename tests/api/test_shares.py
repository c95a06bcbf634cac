"""Silence, ageing, compliance, progress, agreement: by hand, and as the selectors have them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from ninja import Schema

from tests import factories
from tests.api.conftest import Caller
from tests.services.deciding import decide
from tracker.api.figures import ComplianceTable, SilenceTable
from tracker.api.statistics import FulfilmentTable, SuggestionTable
from tracker.core.types import Outcome
from tracker.models import Report

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


@pytest.mark.parametrize(
    ("path", "table"),
    [
        ("fulfilment", FulfilmentTable),
        ("suggestions", SuggestionTable),
        ("silence", SilenceTable),
        ("silence?as_of=2026-01-01", SilenceTable),
        ("compliance", ComplianceTable),
    ],
)
def test_what_is_written_is_what_the_schema_says(
    root: Caller, pair: factories.Pair, path: str, table: type[Schema]
) -> None:
    Report.objects.update(filed_on_time=True, copied_share=0.25)
    address, _, as_of = path.partition("?as_of=")
    body = root.get(f"/stats/{address}", **({"as_of": as_of} if as_of else {}))
    assert body.get("items", body.get("rows")) or as_of
    assert table.model_validate(body).model_dump(mode="json") == body


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
