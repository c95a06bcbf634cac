"""Silence, ageing, compliance, progress, agreement: by hand, and as the selectors have them."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import parse_qsl

import pytest
import time_machine
from django.utils import timezone
from ninja import Schema

from tests import factories
from tests.api.conftest import Caller
from tests.services.deciding import decide
from tracker.api.figures import (
    AgeTable,
    AgreementTable,
    ComplianceTable,
    Progress,
    SilenceTable,
)
from tracker.api.statistics import FulfilmentTable, SuggestionTable
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
    for path in ("silence", "fulfilment", "suggestions", "ageing"):
        found = root.get(f"/stats/{path}", by=by)
        assert found.get("items", found.get("rows"))
    for path in ("review-progress", "agreement"):
        assert root.get(f"/stats/{path}", by=by)["rows"]
        assert root.get(f"/stats/{path}")["rows"] == []


@pytest.mark.parametrize(
    ("path", "table"),
    [
        ("fulfilment", FulfilmentTable),
        ("suggestions", SuggestionTable),
        ("silence", SilenceTable),
        ("silence?as_of=2026-01-01", SilenceTable),
        ("ageing?by=topic", AgeTable),
        ("ageing?as_of=2026-01-01", AgeTable),
        ("compliance", ComplianceTable),
        ("review-progress?by=region", Progress),
        ("agreement?by=agency", AgreementTable),
    ],
)
def test_what_is_written_is_what_the_schema_says(
    root: Caller, pair: factories.Pair, path: str, table: type[Schema]
) -> None:
    Report.objects.update(filed_on_time=True, copied_share=0.25)
    address, _, wanted = path.partition("?")
    body = root.get(f"/stats/{address}", **dict(parse_qsl(wanted)))
    assert body.get("items", body.get("rows")) or "as_of" in wanted
    assert table.model_validate(body).model_dump(mode="json") == body


def test_ageing(root: Caller, pair: factories.Pair) -> None:
    with time_machine.travel(dt.datetime(2028, 3, 1, tzinfo=dt.UTC)):
        [row] = Caller(root.user).get("/stats/ageing")["items"]
    assert (row["plan_year"], row["years_past"]) == (2025, 3)
    assert [row[name] for name in ("open", "silent", "short", "unconfirmed")] == [3, 1, 1, 1]
    assert (row["key"], row["label"]) == ("2025", "2025")
    assert (row["denominator_all"], row["rate_all"]) == (3, 1.0)
    assert row["rate_verifiable"] == row["verifiable"] / row["denominator_verifiable"]


@pytest.mark.parametrize("by", ["agency", "region", "year", "topic"])
def test_ages_of_a_group(root: Caller, pair: factories.Pair, by: str) -> None:
    older = factories.make_report(pair.agency, report_year=2022)
    result = factories.make_report(pair.agency, report_year=2023)
    factories.make_commitment(older, result_report=result)
    Commitment.objects.update(topic="rules")
    with time_machine.travel(dt.datetime(2026, 3, 1, tzinfo=dt.UTC)):
        rows = Caller(root.user).get("/stats/ageing", by=by)["items"]
    ages = [[row["plan_year"], row["years_past"], row["open"]] for row in rows]
    past = [[row[name] for name in PAST] for row in rows]
    if by == "year":
        assert (ages, past) == ([[2025, 1, 3], [2023, 3, 1]], [[0, 3, 0, 0], [0, 0, 0, 1]])
    else:
        assert (ages, past) == ([[2023, 3, 4]], [[0, 3, 0, 1]])
        region = pair.agency.region
        keys = {"agency": str(pair.agency.pk), "region": region and region.code, "topic": "rules"}
        assert rows[0]["key"] == keys[by]


def test_compliance(root: Caller, pair: factories.Pair) -> None:
    plan = pair.commitments[0].report
    Report.objects.filter(pk=plan.pk).update(
        kind="rule_of_law", filed_on_time=False, missing_parts=["problems"]
    )
    [row] = root.get("/stats/compliance", report_year=plan.report_year)["items"]
    assert (row["ruled"], row["late"], row["incomplete"], row["on_time_share"]) == (1, 1, 1, 0.0)


def test_compliance_of_an_agency(root: Caller, pair: factories.Pair) -> None:
    factories.make_report(factories.make_agency("另一个局"))
    rows = root.get("/stats/compliance", by="agency")["items"]
    found = {row["key"]: (row["label"], row["ruled"]) for row in rows}
    assert found[str(pair.agency.pk)] == (pair.agency.name, 2)
    assert len(found) == 2
    root.get("/stats/compliance", 422, by="topic")


def test_progress(root: Caller, pair: factories.Pair) -> None:
    found = root.get("/stats/review-progress")
    assert (found["all"], found["reviewed"], found["waiting"]) == (3, 2, 1)
    assert (found["reviewed_verifiable"], found["reviewed_share_verifiable"]) == (2, 2 / 3)
    month = timezone.localdate().replace(day=1).isoformat()
    assert found["months"] == [{"month": month, "confirmed": 2}]


def test_progress_by_topic(root: Caller, pair: factories.Pair) -> None:
    late = Commitment.objects.get(pk=pair.commitments[2].pk)
    Commitment.objects.filter(pk=late.pk).update(topic="rules", due_on=dt.date(2020, 1, 1))
    rows = {row["key"]: row for row in root.get("/stats/review-progress", by="topic")["rows"]}
    assert rows["rules"] | {"label": "", "soon": 0} == {
        "key": "rules",
        "label": "",
        "reviewed": 0,
        "denominator_all": 1,
        "reviewed_share": 0.0,
        "reviewed_verifiable": 0,
        "denominator_verifiable": 1,
        "reviewed_share_verifiable": 0.0,
        "waiting": 1,
        "second": 0,
        "disputed": 0,
        "approval": 0,
        "overdue": 1,
        "soon": 0,
    }
    assert sum(row["denominator_all"] for row in rows.values()) == 3


def test_agreement(root: Caller, pair: factories.Pair) -> None:
    found = root.get("/stats/agreement")
    assert found["items"][0]["kind"] == "all"
    [row] = found["following"]
    assert row["decided"] == 2
    [whole] = root.get("/stats/agreement", by="year")["rows"]
    assert whole == {
        "key": "2025",
        "label": "2025",
        "pairs": 0,
        "agreed": 0,
        "kappa": None,
        "decided": 2,
        "followed": row["followed"],
        "followed_share": row["followed"] / 2,
    }


@pytest.mark.parametrize("by", [None, "agency", "topic"])
def test_nothing_is_told_of_a_reading_that_waits_for_the_second(
    root: Caller, pair: factories.Pair, by: str | None
) -> None:
    wanted = {"by": by} if by else {}
    before = root.get("/stats/agreement", **wanted)
    row = pair.commitments[2]
    factories.make_review(
        row, root.user, shown={"outcome": "partial"}, review_state="second_review"
    )
    Commitment.objects.filter(pk=row.pk).update(review_state="second_review")
    assert root.get("/stats/agreement", **wanted) == before
    Commitment.objects.filter(pk=row.pk).update(review_state="disputed")
    found = root.get("/stats/agreement", **wanted)
    assert sum(r["decided"] for r in found["following"]) == 3
    assert [sum(r["decided"] for r in found["rows"])] == ([3] if by else [0])


PAST = ("past_0", "past_1", "past_2", "past_3_or_more")
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
