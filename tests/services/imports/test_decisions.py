"""Conclusions from a table: the same rules as on the page, row by row, nothing twice."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.conf import LazySettings
from django.db.models import QuerySet

from tests.factories import ANSWERS, PROBLEMS, Pair, make_inspector, make_pair, make_user
from tests.services.deciding import decide
from tests.services.imports.rows import broken, rows_of
from tracker.core.types import ReviewState
from tracker.models import Commitment, Review, User
from tracker.papers.sheets import SheetRow, read_rows
from tracker.services.imports import decisions
from tracker.services.imports.decisions import (
    HEADINGS,
    OPTIONAL,
    import_decisions,
    plan_decisions,
    version_mark,
)
from tracker.services.imports.forms import decisions_form
from tracker.services.imports.steps import ImportRefused

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def pair() -> Pair:
    return make_pair()


@pytest.fixture
def inspector(pair: Pair) -> User:
    return make_inspector(pair.agency)


def table(*rows: tuple[str, ...]) -> list[SheetRow]:
    return rows_of([*HEADINGS, *OPTIONAL], rows)


def row(commitment: Commitment, *cells: str) -> tuple[str, ...]:
    return (str(commitment.pk), version_mark(commitment), *cells)


def told(rows: list[SheetRow], user: User) -> list[tuple[str, str]]:
    return [
        (step.change.value, step.problem.code if step.problem else "")
        for step in plan_decisions(rows, user=user)
    ]


def counted() -> dict[str, int]:
    return {model.__name__: model._default_manager.count() for model in apps.get_models()}


def test_a_dry_run_writes_nothing_and_the_import_what_it_said(pair: Pair, inspector: User) -> None:
    one, two, three = pair.commitments
    rows = table(
        row(one, "已兑现", "1", "见值守安排"),
        row(two, "部分兑现", f"“{ANSWERS[1]}”"),
        row(three, "no_evidence"),
    )
    before = counted()
    shown = plan_decisions(rows, user=inspector)
    assert counted() == before
    assert [step.change.value for step in shown] == ["new"] * 3
    done = import_decisions(rows, user=inspector)
    assert [step.change.value for step in done] == ["new"] * 3
    reviews = {review.commitment_id: review for review in Review.objects.all()}
    assert [reviews[c.pk].outcome for c in pair.commitments] == [
        *("fulfilled", "partial", "no_evidence"),
    ]
    assert reviews[one.pk].evidence[0]["candidate_id"] is not None
    assert reviews[two.pk].evidence[0]["text"] == ANSWERS[1]
    assert not any(review.in_bulk for review in reviews.values())
    assert reviews[one.pk].shown["outcome"]


def test_the_same_table_again_records_nothing(pair: Pair, inspector: User) -> None:
    rows = table(row(pair.commitments[0], "已兑现", "1"), row(pair.commitments[2], "未回应"))
    import_decisions(rows, user=inspector)
    before = counted()
    again = import_decisions(rows, user=inspector)
    assert [step.change.value for step in again] == ["same", "same"]
    assert counted() == before


def test_a_drop_waits_for_its_second_person(pair: Pair, inspector: User) -> None:
    (step,) = import_decisions(
        table(row(pair.commitments[0], "不再推进", PROBLEMS[0], "已写明停办")), user=inspector
    )
    assert step.details[-1].after == "待批准"
    commitment = Commitment.objects.get(pk=pair.commitments[0].pk)
    assert (commitment.status, commitment.review_state) == ("pending", "approval")


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        (("已兑现",), "evidence_missing"),
        (("已兑现", "9"), "passage_unknown"),
        (("已兑现", "1e308"), "quote_unknown"),
        (("已兑现", "=1+1"), "quote_unknown"),
        (("已兑现", "报告里没有的一句话"), "quote_unknown"),
        (("已兑现", "43场"), "evidence_too_short"),
        (("未回应", "", "备" * 4001), "note_too_long"),
        (("不再推进", PROBLEMS[0]), "note_missing"),
        (("不再推进", "", "理由"), "evidence_missing_for_drop"),
        (("已被替代", PROBLEMS[0], "理由"), "successor_missing"),
        (("已被替代", PROBLEMS[0], "理由", "x"), "successor_wrong"),
        (("待报告",), "outcome_not_allowed"),
        (("办好了",), "outcome_unknown"),
        (("", "1"), "outcome_missing"),
        (("", "", "只写了备注"), "outcome_missing"),
    ],
)
def test_a_wrong_row_is_not_recorded_and_the_others_are(
    pair: Pair, inspector: User, cells: tuple[str, ...], code: str
) -> None:
    rows = table(row(pair.commitments[0], *cells), row(pair.commitments[2], "未回应"))
    assert told(rows, inspector) == [("refused", code), ("new", "")]
    import_decisions(rows, user=inspector)
    assert [review.commitment for review in Review.objects.all()] == [pair.commitments[2]]


@pytest.mark.parametrize(
    ("number", "version", "code"),
    [
        ("abc", "V1-0", "number_wrong"),
        ("-1", "V1-0", "number_wrong"),
        ("9" * 30, "V1-0", "number_wrong"),
        ("999999", "V1-0", "number_unknown"),
        ("", "V1-0", "number_wrong"),
        ("here", "1", "version_wrong"),
        ("here", "V99-0", "row_stale"),
        ("here", "V1-999999", "row_stale"),
    ],
)
def test_a_row_names_its_record_and_the_state_of_it(
    pair: Pair, inspector: User, number: str, version: str, code: str
) -> None:
    key = str(pair.commitments[0].pk) if number == "here" else number
    assert told(table((key, version, "未回应")), inspector) == [("refused", code)]


def test_rows_that_say_nothing_are_left_aside(pair: Pair, inspector: User) -> None:
    empty = table(row(pair.commitments[0]))[0]
    assert told([empty, broken(empty)], inspector) == [("empty", ""), ("empty", "")]
    filled = table(row(pair.commitments[0], "未回应"))[0]
    assert told([broken(filled)], inspector) == [("refused", "row_hidden")]
    merged = broken(filled, errors={"备注": "cell_merged"})
    assert told([merged], inspector) == [("refused", "cell_unreadable")]


def test_one_record_twice(pair: Pair, inspector: User) -> None:
    rows = table(row(pair.commitments[0], "未回应"), row(pair.commitments[0], "推进中"))
    assert told(rows, inspector) == [("new", ""), ("refused", "number_twice")]


def test_what_lies_outside_ones_scope_does_not_exist(pair: Pair) -> None:
    other = make_inspector(make_pair().agency)
    assert told(table(row(pair.commitments[0], "未回应")), other) == [("refused", "number_unknown")]


def test_who_may_not_review_may_not_import(pair: Pair) -> None:
    user = make_user(responsible_for=[pair.agency])
    assert told(table(row(pair.commitments[0], "未回应")), user) == [("refused", "not_permitted")]


def test_a_blind_second_reading_is_told_nothing(
    pair: Pair, inspector: User, settings: LazySettings
) -> None:
    settings.SECOND_REVIEW_SHARE = 1.0
    second = make_inspector(pair.agency)
    commitment = pair.commitments[0]
    decide(commitment, inspector, "no_evidence", note="首读的话")
    commitment.refresh_from_db()
    assert commitment.review_state == ReviewState.SECOND_REVIEW
    for evidence in ("", "1", "9", "报告里没有的一句话"):
        (step,) = plan_decisions(table(row(commitment, "已兑现", evidence)), user=second)
        assert step.problem is not None
        assert (step.problem.code, step.details) == ("awaiting_second_review", ())
    listed = Commitment.objects.filter(pk__in=[c.pk for c in pair.commitments])
    numbers = [r.cells[decisions.NUMBER] for r in in_form(listed)]
    assert str(commitment.pk) not in numbers
    assert len(numbers) == 2


def in_form(listed: QuerySet[Commitment]) -> tuple[SheetRow, ...]:
    return read_rows(decisions_form(listed), list(HEADINGS), optional=list(OPTIONAL), most=100).rows


def test_the_template_brought_back_unchanged_is_nothing_to_do(pair: Pair, inspector: User) -> None:
    rows = in_form(Commitment.objects.all())
    assert len(rows) == 3
    assert {change for change, _code in told(list(rows), inspector)} == {"empty"}


def test_not_too_many_at_once(pair: Pair, inspector: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decisions, "MOST_FILLED", 1)
    rows = table(row(pair.commitments[0], "未回应"), row(pair.commitments[1], "未回应"))
    with pytest.raises(ImportRefused, match="import_too_many_filled"):
        plan_decisions(rows, user=inspector)


def test_a_place_that_is_not_the_only_one_is_not_chosen_for_the_person(
    pair: Pair, inspector: User
) -> None:
    pair.result.text += f"\n{ANSWERS[0]}"
    pair.result.save(update_fields=["text"])
    rows = table(row(pair.commitments[0], "已兑现", ANSWERS[0]))
    assert told(rows, inspector) == [("refused", "quote_twice")]
