"""A corrected report: what a person decided on unchanged words stays."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.factories import make_report, make_review, make_user
from tracker.core import types
from tracker.core.types import Comparator, Outcome, ReturnReason, ReviewState, Span, Status
from tracker.models import Commitment, Report, Target
from tracker.services.reconciling import store_commitments

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

FIRST, SECOND, THIRD = "修桥。年内修桥两座。", "铺路。铺路三公里。", "种树。种树千株。"


def extracted(*texts: str) -> Sequence[types.Commitment]:
    """Commitments one after another in a text of their own."""
    found: list[types.Commitment] = []
    start = 0
    for text in texts:
        target = types.Target("两座", Span(start, start + 2), 2, "座", Comparator.EQ, "桥")
        found.append(
            types.Commitment(
                ordinal=f"({len(found) + 1})",
                heading=text.split("。")[0],
                text=text,
                span=Span(start, start + len(text)),
                measures=(types.Measure(text, Span(start, start + len(text)), (target,)),),
                verifiability=3,
                verifiability_reasons=("number",),
            )
        )
        start += len(text)
    return found


def confirm(row: Commitment) -> None:
    make_review(row, make_user())
    row.status, row.outcome = Status.FULFILLED.value, Outcome.FULFILLED.value
    row.review_state = ReviewState.CONFIRMED.value
    row.version += 1
    row.save()


def listed(report: Report) -> list[tuple[int, str]]:
    return list(report.commitments.order_by("position").values_list("position", "text"))


def test_first_time_everything_is_stored_with_its_parts() -> None:
    report = make_report()
    store_commitments(report, extracted(FIRST, SECOND))
    assert listed(report) == [(0, FIRST), (1, SECOND)]
    row = report.commitments.get(position=1)
    assert (row.ordinal, row.heading, row.start, row.end) == ("(2)", "铺路", 10, 19)
    assert (row.status, row.outcome, row.review_state) == ("pending", "", "unmatched")
    assert (row.verifiability, row.verifiability_reasons) == (3, ["number"])
    assert Target.objects.filter(measure__commitment=row).count() == 1


@pytest.mark.parametrize(
    ("texts", "kept"),
    [
        ((FIRST, SECOND), {FIRST, SECOND}),
        ((SECOND, FIRST), {FIRST, SECOND}),
        ((THIRD, FIRST), {FIRST}),
        ((FIRST, FIRST, SECOND), {FIRST, SECOND}),  # the same words twice are two rows
    ],
)
def test_rows_of_unchanged_text_are_kept(texts: tuple[str, ...], kept: set[str]) -> None:
    report = make_report()
    store_commitments(report, extracted(FIRST, SECOND))
    before = {row.text: row.pk for row in report.commitments.all()}
    store_commitments(report, extracted(*texts))
    assert listed(report) == list(enumerate(texts))
    after = {row.pk for row in report.commitments.all()}
    assert {before[text] for text in kept} <= after
    assert Target.objects.count() == len(texts)


def test_a_decision_on_unchanged_text_stays() -> None:
    report = make_report()
    store_commitments(report, extracted(FIRST, SECOND))
    confirm(report.commitments.get(position=1))
    store_commitments(report, extracted(THIRD, SECOND))
    row = report.commitments.get(text=SECOND)
    assert (row.status, row.outcome, row.review_state) == ("fulfilled", "fulfilled", "confirmed")
    assert (row.returned_reason, row.version) == ("", 2)


def test_a_decision_on_changed_text_goes_back_to_review_and_says_so() -> None:
    report = make_report()
    store_commitments(report, extracted(FIRST))
    row = report.commitments.get()
    confirm(row)
    store_commitments(report, extracted("修桥。年内修桥三座。"))
    after = report.commitments.get()
    assert after.pk == row.pk
    assert (after.status, after.outcome, after.review_state) == ("pending", "", "unmatched")
    assert (after.returned_reason, after.version) == (ReturnReason.TEXT_CHANGED, 3)
    assert after.reviews.count() == 1


@pytest.mark.parametrize(
    ("new", "same_row"),
    [
        ("修桥。年内修桥四座，并公示。", True),  # the heading stays
        ("修桥梁。年内修桥两座。", True),  # the heading changes, most words stay
        ("办学。办好村小两所。", False),
    ],
)
def test_what_counts_as_the_same_promise_reworded(new: str, same_row: bool) -> None:
    report = make_report()
    store_commitments(report, extracted(FIRST))
    before = report.commitments.get().pk
    store_commitments(report, extracted(new))
    assert (report.commitments.get().pk == before) is same_row


def test_an_undecided_row_that_changed_is_not_called_returned() -> None:
    report = make_report()
    store_commitments(report, extracted(FIRST))
    store_commitments(report, extracted("修桥。年内修桥三座。"))
    assert report.commitments.get().returned_reason == ""


def test_what_is_gone_is_deleted_unless_a_person_reviewed_it() -> None:
    report = make_report()
    store_commitments(report, extracted(FIRST, SECOND))
    confirm(report.commitments.get(position=0))
    store_commitments(report, extracted(THIRD))
    assert listed(report) == [(0, THIRD), (1, FIRST)]
    gone = report.commitments.get(text=FIRST)
    assert (gone.returned_reason, gone.start, gone.end) == (ReturnReason.TEXT_GONE, 0, 0)
    assert gone.status == "fulfilled"


def test_a_successor_that_is_gone_is_kept_too() -> None:
    older, newer = make_report(report_year=2023), make_report(report_year=2024)
    store_commitments(older, extracted(FIRST))
    store_commitments(newer, extracted(SECOND))
    successor = newer.commitments.get()
    row = older.commitments.get()
    row.status, row.outcome, row.review_state = "dropped", "superseded", "confirmed"
    row.successor = successor
    row.save()
    store_commitments(newer, extracted(THIRD))
    successor.refresh_from_db()
    assert successor.returned_reason == ReturnReason.TEXT_GONE


def test_a_heading_that_several_promises_share_moves_no_reviews() -> None:
    report = make_report()
    twins = ("加强领导。年内开会三次。", "加强领导。配齐车辆五台。")
    store_commitments(report, extracted(*twins))
    confirm(report.commitments.get(position=0))
    store_commitments(report, extracted("加强领导。配齐车辆六台。", twins[0]))
    kept = report.commitments.get(text=twins[0])
    assert (kept.status, kept.returned_reason) == ("fulfilled", "")
    assert report.commitments.get(position=0).reviews.count() == 0


def test_queries_do_not_grow_with_the_plan() -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for size in (2, 20):
        report = make_report()
        texts = [f"事项{i}。做成{i}件。" for i in range(size)]
        store_commitments(report, extracted(*texts))
        with CaptureQueriesContext(connection) as queries:
            store_commitments(report, extracted(*texts))
        counts.append(len(queries))
    assert counts[0] == counts[1]
