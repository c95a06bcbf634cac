"""/search: who else promised this, and did they keep it."""

from __future__ import annotations

from typing import Any, Final

import pytest
from django.utils import timezone

from tests import factories
from tests.api.conftest import Caller
from tracker.models import Commitment
from tracker.selectors import full_text_finding
from tracker.selectors.full_text_counts import Counted

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
WORDS = "柜台延时值守"


def test_who_else_promised_this_and_did_they_keep_it(root: Caller) -> None:
    kept, open_still = (
        factories.make_pair(promises=factories.PROMISES[:1]).commitments[0] for _ in range(2)
    )
    Commitment.objects.filter(pk=kept.pk).update(
        review_state="confirmed",
        outcome="fulfilled",
        status="fulfilled",
        reviewed_at=timezone.now(),
    )
    found = root.get("/search", q=WORDS, kind="commitment")
    assert (found["found"], found["capped"]) == (2, False)
    told = {hit["commitment"]["id"]: hit["commitment"] for hit in found["items"]}
    assert (told[kept.pk]["status"], told[kept.pk]["outcome"]) == ("fulfilled", "fulfilled")
    assert (told[open_still.pk]["status"], told[open_still.pk]["outcome"]) == ("pending", None)
    agency = kept.report.agency
    assert told[kept.pk]["agency"] == {"id": agency.pk, "name": agency.name}
    assert told[kept.pk]["plan_year"] == 2025


def test_a_passage_is_the_machines_and_says_so(root: Caller) -> None:
    row = factories.make_pair(promises=factories.PROMISES[:1]).commitments[0]
    items = root.get("/search", q=WORDS)["items"]
    notices = {hit["kind"]: hit["notice"] for hit in items}
    assert notices == {"commitment": None, "evidence": "系统建议，未复核"}
    for hit in items:
        assert hit["commitment"]["id"] == row.pk
        assert [hit["text"][start:end] for start, end in hit["marks"]] == [WORDS]
    Commitment.objects.filter(pk=row.pk).update(review_state="second_review")
    told = root.get("/search", q=WORDS)["items"]
    assert [hit["kind"] for hit in told] == ["commitment"]


@pytest.fixture
def two_places(db: None) -> tuple[Commitment, Commitment]:
    promises = factories.PROMISES[:1]
    here = factories.make_pair(report_year=2023, promises=promises).commitments[0]
    there = factories.make_pair(report_year=2024, promises=promises).commitments[0]
    Commitment.objects.filter(pk=there.pk).update(topic="enforcement")
    return here, there


NARROWED: Final = pytest.mark.parametrize(
    ("narrowed", "found"),
    [
        (lambda here: {}, {0, 1}),
        (lambda here: {"agency": here.report.agency_id}, {0}),
        (lambda here: {"region": here.report.agency.region.code}, {0}),
        (lambda here: {"plan_year": 2025}, {1}),
        (lambda here: {"report_year": 2023}, {0}),
        (lambda here: {"topic": "enforcement"}, {1}),
        (lambda here: {"status": "pending"}, {0, 1}),
        (lambda here: {"status": "fulfilled"}, set()),
        (lambda here: {"plan_year": 1999}, set()),
    ],
)


@NARROWED
def test_filters(
    root: Caller, two_places: tuple[Commitment, Commitment], narrowed: Any, found: set[int]
) -> None:
    here, _there = two_places
    items = root.get("/search", q=WORDS, **narrowed(here))["items"]
    assert {hit["commitment"]["id"] for hit in items} == {two_places[n].pk for n in found}
    kinds = {(hit["kind"], hit["commitment"]["id"]) for hit in items}
    assert len(kinds) == 2 * len(found)


@NARROWED
@pytest.mark.parametrize("whole", [0, 10**9])
def test_a_common_word_is_narrowed_as_a_rare_one(
    two_places: tuple[Commitment, Commitment],
    narrowed: Any,
    found: set[int],
    whole: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """On PostgreSQL what a scope's many texts with a word are found by is told otherwise."""
    inspector = Caller(factories.make_inspector(*(row.report.agency for row in two_places)))
    factories.make_pair(promises=factories.PROMISES[:1])  # out of scope
    rare = inspector.get("/search", q=WORDS, **narrowed(two_places[0]))
    monkeypatch.setattr(Counted, "likely", lambda *_args: 1e6)
    monkeypatch.setattr(full_text_finding, "WHOLE", dict.fromkeys(full_text_finding.TEXTS, whole))
    common = inspector.get("/search", q=WORDS, **narrowed(two_places[0]))
    assert common == rare
    assert common["found"] == 2 * len(found)


def test_each_finds_their_own_scope(two_places: tuple[Commitment, Commitment]) -> None:
    here, _there = two_places
    inspector = Caller(factories.make_inspector(here.report.agency))
    items = inspector.get("/search", q=WORDS)["items"]
    assert {hit["commitment"]["id"] for hit in items} == {here.pk}


def test_the_best_first_and_no_more_than_wanted(root: Caller) -> None:
    for _ in range(3):
        factories.make_pair()
    whole = root.get("/search", q="值守 张贴")
    scores = [hit["score"] for hit in whole["items"]]
    assert scores == sorted(scores, reverse=True)
    part = root.get("/search", q="值守 张贴", limit=2)
    assert part["items"] == whole["items"][:2]
    assert part["found"] == whole["found"] == 6


@pytest.mark.parametrize(
    ("parameters", "field", "code"),
    [
        ({}, "q", "missing"),
        ({"q": ""}, "q", "no_word"),
        ({"q": "字"}, "q", "no_word"),
        ({"q": "一 二"}, "q", "no_word"),
        ({"q": "\x00\x00"}, "q", "no_word"),
        ({"q": "长" * 201}, "q", "string_too_long"),
        ({"q": "长" * 10_000}, "q", "string_too_long"),
        ({"q": WORDS, "limit": 0}, "limit", "greater_than_equal"),
        ({"q": WORDS, "limit": 101}, "limit", "less_than_equal"),
        ({"q": WORDS, "kind": "both"}, "kind", "literal_error"),
        ({"q": WORDS, "region": "'; --"}, "region", "string_pattern_mismatch"),
        ({"q": WORDS, "page": 2}, "page", "unknown_parameter"),
        ({"q": [WORDS, "别的"]}, "q", "repeated_parameter"),
    ],
)
def test_bad_parameters(root: Caller, parameters: Any, field: str, code: str) -> None:
    [said] = root.get("/search", 422, **parameters)["errors"]
    assert (said["field"], said["code"]) == (field, code)
    assert said["message"]


@pytest.mark.parametrize(
    "query",
    [
        "'; DROP TABLE tracker_commitment; --",
        '" OR "',
        "AND OR NOT",
        "词 & | ! ( ) :* <-> \\",
        "%%%",
        "{}[]()$1%s%(a)s",
        "😀😀",
        "\u202e\u200b值守",
        "罚" * 200,
        "'" * 200,
        "\ufffd\ufffd",
    ],
)
def test_hostile_queries_are_words(root: Caller, query: str) -> None:
    factories.make_pair()
    found = root.get("/search", q=query)
    assert found["items"] == [] or "值守" in query


@pytest.mark.parametrize("raw", ["%ED%A0%80%ED%A0%80", "%FF%FE", "%00%00", "%E7%BD"])
def test_bytes_that_are_no_text(root: Caller, raw: str) -> None:
    assert root.client.get(f"/api/v1/search?q={raw}").status_code in (200, 422)
