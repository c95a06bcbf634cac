from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories
from tests.api.conftest import Caller
from tests.services.deciding import decide as propose
from tracker.core.types import Outcome, ReviewState
from tracker.models import Commitment, Target
from tracker.services.reviews import approve_drop, decide

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def ids(page: dict[str, Any]) -> list[int]:
    return [item["id"] for item in page["items"]]


def walk(caller: Caller, **params: Any) -> list[int]:
    found: list[int] = []
    cursor: dict[str, str] = {}
    while True:
        page = caller.get("/commitments", **params, **cursor)
        found += ids(page)
        if page["next_cursor"] is None:
            return found
        cursor = {"cursor": page["next_cursor"]}


def test_an_open_commitment(root: Caller) -> None:
    pair = factories.make_pair()
    first = root.get("/commitments")["items"][0]
    assert first["id"] == pair.commitments[0].pk
    assert first["agency"] == {"id": pair.agency.pk, "name": pair.agency.name}
    assert first["region"]["code"] == (pair.agency.region and pair.agency.region.code)
    assert (first["report"]["report_year"], first["plan_year"]) == (2024, 2025)
    assert first["result_report"]["report_year"] == 2025
    assert (first["status"], first["outcome"], first["review"]) == ("pending", None, None)
    assert first["suggestion"]["outcome"] == "fulfilled"
    assert first["suggestion"]["suggested_status"] == "fulfilled"
    assert first["suggestion"]["reviewed"] is False
    assert first["suggestion"]["notice"] == "系统建议，未复核"


def test_a_commitment_whose_report_is_awaited(root: Caller) -> None:
    factories.make_commitment()
    [item] = root.get("/commitments")["items"]
    assert (item["status"], item["outcome"]) == ("pending", "awaiting_report")
    assert (item["result_report"], item["suggestion"]) == (None, None)


def test_the_record_has_measures_targets_and_passages(root: Caller) -> None:
    pair = factories.make_pair()
    commitment = pair.commitments[0]
    measure = commitment.measures.get()
    text = "不少于40场"
    start = pair.plan.text.index(text)
    Target.objects.create(
        measure=measure, text=text, start=start, end=start + len(text), value=40, unit="场",
        comparator=">=", object="延时值守",
    )  # fmt: skip
    record = root.get(f"/commitments/{commitment.pk}")
    [shown] = record["measures"]
    assert pair.plan.text[slice(*shown["span"])] == shown["text"]
    [target] = shown["targets"]
    assert (target["value"], target["unit"], target["comparator"]) == (40, "场", ">=")
    passages = record["suggestion"]["evidence"]
    assert [p["rank"] for p in passages] == [1, 2, 3]
    assert all(pair.result.text[slice(*p["span"])] == p["text"] for p in passages)
    assert passages[0]["section_kind"] == "achievements"
    assert passages[0]["comparisons"][0] == {"name": "words", "label": "4/6", "contribution": 0.5}
    assert record["review"] is None


def test_the_record_after_a_persons_decision(root: Caller) -> None:
    pair = factories.make_pair()
    commitment = pair.commitments[2]
    inspector = factories.make_inspector(pair.agency)
    passage = factories.PROBLEMS[0]
    start = pair.result.text.index(passage)
    picked = {"start": start, "end": start + len(passage), "text": passage, "candidate_id": None}
    decide(
        commitment.pk,
        reviewer=inspector,
        version=commitment.version,
        outcome="partial",
        note="只完成一半",
        evidence=[picked],
    )
    record = root.get(f"/commitments/{commitment.pk}")
    review = record["review"]
    assert (record["outcome"], review["outcome"], review["status"]) == ("partial",) * 2 + (
        "pending",
    )
    assert (review["decided_by"], review["approved_by"]) == (inspector.username, None)
    assert review["note"] == "只完成一半"
    assert [p["text"] for p in review["evidence"]] == [passage]
    assert record["suggestion"]["outcome"] == "no_evidence"  # the machine's view stays its own


def test_a_drop_shows_both_persons_and_nothing_before_the_second(root: Caller) -> None:
    pair = factories.make_pair()
    commitment = pair.commitments[1]
    inspector, approver = (
        factories.make_inspector(pair.agency),
        factories.make_approver(pair.agency),
    )
    propose(commitment, inspector, "dropped", note="职责已经划转")
    proposed = root.get(f"/commitments/{commitment.pk}")
    assert (proposed["status"], proposed["outcome"], proposed["review"]) == ("pending", None, None)
    approve_drop(commitment.pk, reviewer=approver, version=2)
    record = root.get(f"/commitments/{commitment.pk}")
    assert (record["status"], record["outcome"]) == ("dropped", "dropped")
    assert record["review"]["decided_by"] == inspector.username
    assert record["review"]["approved_by"] == approver.username
    assert record["review"]["note"] == "职责已经划转"


@pytest.fixture
def mixed(root: Caller) -> dict[str, int]:
    """Six commitments by name, of two agencies, one region inside the other."""
    city = factories.make_region(code="990100")
    county = factories.make_region(code="990101", parent=city)
    one = factories.make_pair(factories.make_agency(region=city))
    two = factories.make_agency(region=county)
    late = factories.make_report(two, report_year=2025)
    waiting = factories.make_commitment(late)
    plan, result = factories.make_report(two, report_year=2020), factories.make_report(two)
    kept = factories.make_commitment(
        plan,
        result_report=result,
        review_state=ReviewState.CONFIRMED,
        outcome="fulfilled",
        status="fulfilled",
    )
    short = factories.make_commitment(
        plan, result_report=result, review_state=ReviewState.CONFIRMED, outcome="partial"
    )
    names = ["suggested_kept", "suggested_partial", "suggested_silent"]
    found = dict(zip(names, (c.pk for c in one.commitments), strict=True))
    return found | {"waiting": waiting.pk, "kept": kept.pk, "short": short.pk, "two": two.pk}


OPEN = {"suggested_kept", "suggested_partial", "suggested_silent"}


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({}, {*OPEN, "waiting", "kept", "short"}),
        ({"status": "fulfilled"}, {"kept"}),
        ({"status": "pending"}, {*OPEN, "waiting", "short"}),
        ({"outcome": "partial"}, {"short"}),
        ({"outcome": "awaiting_report"}, {"waiting"}),
        ({"outcome": "no_evidence"}, set()),
        ({"suggested_outcome": "no_evidence"}, {"suggested_silent"}),
        ({"suggested_outcome": "fulfilled"}, {"suggested_kept"}),
        ({"review_state": "proposed"}, OPEN),
        ({"review_state": "confirmed", "status": "pending"}, {"short"}),
        ({"region": "990100"}, {*OPEN, "waiting", "kept", "short"}),
        ({"region": "990101"}, {"waiting", "kept", "short"}),
        ({"region": "110000"}, set()),
        ({"report_year": "2024"}, OPEN),
        ({"plan_year": "2026"}, {"waiting"}),
        ({"plan_year": "2021", "outcome": "fulfilled"}, {"kept"}),
        ({"agency": "9223372036854775807"}, set()),
    ],
)
def test_filters(
    root: Caller, mixed: dict[str, int], params: dict[str, str], expected: set[str]
) -> None:
    assert set(ids(root.get("/commitments", **params))) == {mixed[name] for name in expected}


def test_filter_by_agency(root: Caller, mixed: dict[str, int]) -> None:
    found = root.get("/commitments", agency=mixed["two"])
    assert set(ids(found)) == {mixed["waiting"], mixed["kept"], mixed["short"]}


@pytest.mark.parametrize("limit", [1, 2, 7, 200])
def test_walking_the_pages_loses_and_repeats_nothing(root: Caller, limit: int) -> None:
    for _ in range(3):
        factories.make_pair()
    everything = list(Commitment.objects.order_by("pk").values_list("pk", flat=True))
    assert walk(root, limit=limit) == everything


def test_rows_added_meanwhile_come_at_the_end(root: Caller) -> None:
    factories.make_pair()
    first = root.get("/commitments", limit=2)
    factories.make_pair()
    rest = root.get("/commitments", limit=200, cursor=first["next_cursor"])
    everything = list(Commitment.objects.order_by("pk").values_list("pk", flat=True))
    assert ids(first) + ids(rest) == everything


def test_pages_stay_inside_the_filter(root: Caller, mixed: dict[str, int]) -> None:
    found = walk(root, limit=1, review_state="proposed")
    assert set(found) == {mixed[name] for name in OPEN}


def queries_of(caller: Caller, path: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        caller.get(path)
    return len(queries)


def test_queries_do_not_grow_with_the_rows(root: Caller) -> None:
    counts = []
    for _ in range(2):
        pair = factories.make_pair()
        counts.append(queries_of(root, "/commitments"))
    assert counts == [3, 3]  # session, user, one page
    pk = pair.commitments[0].pk
    assert queries_of(root, f"/commitments/{pk}") <= 12


def test_queries_of_a_record_do_not_grow_with_what_hangs_on_it(root: Caller) -> None:
    few = factories.make_pair(answers=factories.ANSWERS[:1]).commitments[0]
    many = factories.make_pair().commitments[0]
    for position in range(1, 6):
        measure = many.measures.create(position=position, text="另一项", start=0, end=1)
        suggestion = many.suggestion
        assert suggestion is not None
        many.suggestions.create(
            run=suggestion.run, measure=measure, outcome=Outcome.PARTIAL, confidence=0.5
        )
    assert (
        queries_of(root, f"/commitments/{many.pk}")
        <= queries_of(root, f"/commitments/{few.pk}") + 1
    )  # the passages of measures, looked for only where a measure has a suggestion


def test_a_record_that_a_correction_sent_back_says_so(root: Caller) -> None:
    first, second, _ = factories.make_pair().commitments
    Commitment.objects.filter(pk=first.pk).update(returned_reason="text_changed")
    found = {item["id"]: item["returned_reason"] for item in root.get("/commitments")["items"]}
    assert (found[first.pk], found[second.pk]) == ("text_changed", None)
    assert root.get(f"/commitments/{first.pk}")["returned_reason"] == "text_changed"
