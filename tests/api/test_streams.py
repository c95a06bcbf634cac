"""Lists as files: the same rows as the list, safe for spreadsheet programs."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests import factories
from tests.api.conftest import Caller
from tests.services.deciding import decide
from tracker.api import streams
from tracker.core.types import Outcome, ReviewState
from tracker.models import Commitment
from tracker.wording import OUTCOMES, REVIEW_STATES

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
NAMES = [listing.name for listing in streams.LISTINGS]


def body(caller: Caller, path: str, answer: int = 200, **params: Any) -> bytes:
    response = caller.client.get(f"/api/v1/{path}", params)
    assert response.status_code == answer
    return b"".join(response) if response.streaming else response.content


def lines(caller: Caller, name: str, **params: Any) -> list[Any]:
    return [json.loads(line) for line in body(caller, f"{name}.ndjson", **params).splitlines()]


def table(caller: Caller, name: str, **params: Any) -> list[dict[str, str]]:
    text = body(caller, f"{name}.csv", **params).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.fixture
def grown(db: None) -> factories.Pair:
    pair = factories.make_pair()
    factories.make_pair()
    factories.make_upload()
    decide(pair.commitments[0], factories.make_inspector(pair.agency), Outcome.PARTIAL)
    return pair


@pytest.mark.parametrize("name", NAMES)
def test_a_file_has_the_rows_of_its_list(root: Caller, grown: factories.Pair, name: str) -> None:
    number = len(root.get(f"/{name}", limit=200)["items"])
    assert number > 0
    assert len(lines(root, name)) == len(table(root, name)) == number
    sheet = openpyxl.load_workbook(io.BytesIO(body(root, f"{name}.xlsx"))).worksheets[0]
    assert sheet.max_row == number + 1
    assert list(lines(root, name)[0]) == list(table(root, name)[0])


PROMISED = {
    "id": "id",
    "agency_id": "agency.id",
    "region_code": "region.code",
    "report_id": "report.id",
    "result_report_id": "result_report.id",
    "topic_code": "topic",
    "status_code": "status",
    "outcome_code": "outcome",
    "review_state_code": "review_state",
}
REVIEWED = {"id": "id", "commitment_id": "commitment", "act_code": "act", "outcome_code": "outcome"}


@pytest.mark.parametrize(
    ("name", "same", "then"),
    [
        ("commitments", PROMISED, False),
        ("commitments", PROMISED, True),
        ("reports", {"id": "id", "agency_id": "agency.id", "kind_code": "kind"}, False),
        ("agencies", {"id": "id", "region_code": "region.code"}, False),
        ("regions", {"code": "code", "level_code": "level"}, False),
        ("reviews", REVIEWED, False),
        ("uploads", {"id": "id", "report_id": "report", "state_code": "state"}, False),
    ],
)
def test_keys_and_codes_are_those_of_the_list(
    root: Caller, grown: factories.Pair, name: str, same: dict[str, str], then: bool
) -> None:
    decide(grown.commitments[1], factories.make_inspector(grown.agency), Outcome.NO_EVIDENCE)
    asked: dict[str, Any] = {"as_of": timezone.now().isoformat()} if then else {}
    items = root.get(f"/{name}", limit=200, **asked)["items"]
    found = [tuple(row[column] for column in same) for row in lines(root, name, **asked)]
    assert found == [tuple(_at(item, path) for path in same.values()) for item in items]


def _at(item: Any, path: str) -> Any:
    for step in path.split("."):
        item = item and item[step]
    return item


def test_filters_and_order_are_those_of_the_list(root: Caller, grown: factories.Pair) -> None:
    wanted = {"agency": grown.agency.pk, "sort": "-id", "review_state": "proposed"}
    headings = [item["heading"] for item in root.get("/commitments", **wanted)["items"]]
    assert [row["heading"] for row in lines(root, "commitments", **wanted)] == headings
    assert len(headings) == 2


def test_only_one_s_scope(grown: factories.Pair) -> None:
    stranger = Caller(factories.make_inspector(factories.make_region()))
    assert lines(stranger, "commitments") == []
    mine = Caller(factories.make_inspector(grown.agency))
    assert {row["agency"] for row in lines(mine, "commitments")} == {grown.agency.name}


def test_a_blind_reading_is_given_nothing_away(root: Caller, grown: factories.Pair) -> None:
    row = grown.commitments[1]
    assert lines(root, "commitments", agency=grown.agency.pk)[1]["suggested"]
    Commitment.objects.filter(pk=row.pk).update(review_state="second_review")
    [blind] = lines(root, "commitments", review_state="second_review")
    assert not blind["suggested"]
    assert blind["confidence"] is None


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1"])
def test_no_formula_in_a_csv(root: Caller, grown: factories.Pair, text: str) -> None:
    Commitment.objects.filter(pk=grown.commitments[0].pk).update(heading=text)
    [row] = [r for r in table(root, "commitments") if r["heading"].endswith(text.strip()[1:])]
    assert row["heading"].startswith("'")
    assert text in {r["heading"] for r in lines(root, "commitments")}


def test_text_with_quotes_lines_and_commas(root: Caller, grown: factories.Pair) -> None:
    text = '甲,"乙"\n丙'
    Commitment.objects.filter(pk=grown.commitments[0].pk).update(heading=text)
    assert text in {row["heading"] for row in table(root, "commitments")}


def test_a_book_has_an_end(
    root: Caller, grown: factories.Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "MOST_IN_A_BOOK", 3)
    problem = json.loads(body(root, "commitments.xlsx", 422))
    assert problem["errors"][0]["code"] == "too_many_rows"
    assert len(lines(root, "commitments")) > 3


@pytest.mark.parametrize(
    ("path", "params"),
    [("commitments.pdf", {}), ("commitments.csv", {"limit": 5}), ("commitments.csv", {"x": 1}),
     ("reports.ndjson", {"fields": "id"}), ("reviews.csv", {"cursor": "x"}),
     ("reports.csv", {"as_of": "2026-06-30"}), ("commitments.csv", {"as_of": "2999-01-01"}),
     ("commitments.xlsx", {"as_of": "2026-06-30", "suggested_outcome": "partial"})],
)  # fmt: skip
def test_bad_requests(root: Caller, path: str, params: dict[str, Any]) -> None:
    assert json.loads(body(root, path, 422, **params))["code"] == "invalid_parameter"


def test_as_it_stood_at_a_moment(root: Caller, grown: factories.Pair) -> None:
    """Row for row what the list says of that moment (tests/papers/test_commitments_then.py)."""
    before = timezone.now()
    decide(grown.commitments[1], factories.make_inspector(grown.agency), Outcome.NO_EVIDENCE)
    for moment, confirmed in ((before, 1), (timezone.now(), 2)):
        wanted: dict[str, Any] = {"as_of": moment.isoformat(), "sort": "-id"}
        items = root.get("/commitments", **wanted)["items"]
        rows = lines(root, "commitments", **wanted)
        assert [row["heading"] for row in rows] == [item["heading"] for item in items]
        states = [str(REVIEW_STATES[ReviewState(item["review_state"])]) for item in items]
        assert [row["review_state"] for row in rows] == states
        assert sum(row["confirmed_at"] is not None for row in rows) == confirmed
        assert {row["suggested"] for row in rows} == {None}
        assert len(table(root, "commitments", **wanted)) == len(items)
        assert body(root, "commitments.xlsx", **wanted)
    [one] = lines(root, "commitments", as_of=before.isoformat(), outcome="partial")
    assert (one["agency"], one["outcome"]) == (grown.agency.name, str(OUTCOMES[Outcome.PARTIAL]))
    assert lines(root, "commitments", as_of="2020-01-01") == []


@pytest.mark.parametrize("name", NAMES)
def test_queries_do_not_grow_with_the_rows(root: Caller, grown: factories.Pair, name: str) -> None:
    def counted() -> int:
        with CaptureQueriesContext(connection) as queries:
            lines(root, name)
        return len(queries)

    few = counted()
    for _ in range(3):
        pair = factories.make_pair()
        decide(pair.commitments[0], factories.make_inspector(pair.agency), Outcome.PARTIAL)
    assert counted() == few
