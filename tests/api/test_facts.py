"""What was read off a promise, as the API gives it: topic, papers, partners, kinds, numbers."""

from __future__ import annotations

import pytest

from tests import factories
from tests.api.conftest import Caller
from tracker.models import Commitment, Target

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def make_promise() -> Commitment:
    commitment = factories.make_commitment(
        topic="enforcement",
        documents=["窗口值守办法"],
        partners=["青禾区司法局"],
        verifiability=2,
        verifiability_reasons=["number", "novel"],
    )
    measure = commitment.measures.get()
    common = {"measure": measure, "text": "2至3场", "unit": "场", "comparator": ">="}
    Target.objects.create(
        **common,
        start=0,
        end=4,
        value=8,
        other_end=12,
        every="quarter",
        basis="yearly",
        stretch=True,
    )
    Target.objects.create(**common, start=4, end=8, value=2)
    commitment.measures.create(position=1, kind="aim", text="提升形象", start=0, end=4)
    return commitment


def test_the_list_gives_topic_papers_and_partners(root: Caller) -> None:
    make_promise()
    [item] = root.get("/commitments")["items"]
    assert (item["topic"], item["documents"], item["partners"]) == (
        "enforcement",
        ["窗口值守办法"],
        ["青禾区司法局"],
    )


def test_a_promise_without_a_topic_says_null(root: Caller) -> None:
    factories.make_commitment()
    [item] = root.get("/commitments")["items"]
    assert (item["topic"], item["documents"], item["partners"]) == (None, [], [])


def test_the_record_says_what_can_be_checked_by_code_and_in_words(root: Caller) -> None:
    record = root.get(f"/commitments/{make_promise().pk}")
    assert record["verifiability_reasons"] == ["number", "novel"]
    assert record["verifiability_points"] == [
        {"code": "number", "label": "有数量"},
        {"code": "novel", "label": "novel"},
    ]


def test_the_record_gives_the_kind_of_measures_and_the_whole_target(root: Caller) -> None:
    record = root.get(f"/commitments/{make_promise().pk}")
    assert [measure["kind"] for measure in record["measures"]] == ["action", "aim"]
    first, second = record["measures"][0]["targets"]
    names = ("value", "other_end", "basis", "every", "stretch")
    assert [first[name] for name in names] == [8, 12, "yearly", "quarter", True]
    assert [second[name] for name in names] == [2, None, None, None, False]


def test_the_list_can_be_narrowed_to_a_topic(root: Caller) -> None:
    wanted = make_promise()
    factories.make_commitment(topic="rules")
    factories.make_commitment()
    found = root.get("/commitments", topic="enforcement")["items"]
    assert [item["id"] for item in found] == [wanted.pk]
    assert root.get("/commitments", topic="oversight")["items"] == []


def test_an_unknown_topic_is_refused(root: Caller) -> None:
    problem = root.get("/commitments", 422, topic="weather")
    assert problem["errors"][0]["field"] == "topic"


def test_the_schema_describes_every_new_field_in_chinese(root: Caller) -> None:
    schemas = root.client.get("/api/v1/openapi.json").json()["components"]["schemas"]
    for name, fields in {
        "Commitment": ("topic", "documents", "partners"),
        "CommitmentDetail": ("verifiability_points",),
        "Measure": ("kind",),
        "Target": ("other_end", "basis", "every", "stretch"),
        "VerifiabilityPoint": ("code", "label"),
    }.items():
        for field in fields:
            words = schemas[name]["properties"][field]["description"]
            assert any("\u4e00" <= char <= "\u9fff" for char in words), (name, field)
