"""Mending how a report is cut: what a person said holds, and what others decided stays."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.factories import make_inspector
from tests.services.correcting import (
    ADD,
    PIECES,
    RUN,
    TIDY,
    Desk,
    aside,
    confirm,
    cut,
    hand_in,
    join,
    match_all,
    mend,
    part,
    planned,
    text_of,
    title,
    undo,
)
from tracker.core import pipeline
from tracker.core.corrections import split_points
from tracker.core.types import SectionKind
from tracker.models import Commitment, Correction, MatchJob, Report, Withdrawal
from tracker.selectors.commitments import in_plan
from tracker.services.mending import Wish, stored_reading

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

CUT = split_points(RUN)


@pytest.mark.parametrize(
    ("wish", "items"),
    [
        (cut(0, *CUT), [*PIECES, ADD, TIDY]),
        (join(0), [f"{RUN}\n（二）{ADD}", TIDY]),
        (aside(1), [RUN, TIDY]),
        (title(1, "咨询点"), [RUN, ADD, TIDY]),
        (part("二、存在不足", SectionKind.PLAN), ["宣讲场次偏少。", RUN, ADD, TIDY]),
        (part(f"（三）{TIDY}", SectionKind.OTHER), [RUN, ADD]),
    ],
)
def test_a_correction_is_stored_and_taken_back(
    desk: Desk, wish: Callable[[Report], Wish], items: list[str]
) -> None:
    plan, result, user = desk
    before = facts_of(plan)
    (row,) = mend(plan, user, wish, note="原文如此").corrections
    assert planned(plan) == items
    assert (row.made_by, row.note, row.stale, row.sha256) == (user, "原文如此", False, plan.sha256)
    match_all(plan)
    for item in in_plan(plan.commitments.all()):
        assert item.result_report == result
        assert item.suggestion is not None
        assert item.plan_year == 2024
    undo(row, user)
    row.refresh_from_db()
    assert (row.undone_by, row.undone_at is not None) == (user, True)
    assert facts_of(plan) == before
    assert Correction.objects.count() == 1


def facts_of(report: Report) -> list[object]:
    """All that is stored of how a report is cut, without keys."""
    reading = stored_reading(report)
    return [
        reading.sections,
        reading.commitments,
        sorted(Report.objects.get(pk=report.pk).missing_parts),
    ]


def test_a_heading_is_changed_and_nothing_else_is_done(desk: Desk) -> None:
    plan, _result, user = desk
    before = {row.pk: (row.version, row.suggestion_id) for row in plan.commitments.all()}
    done = mend(plan, user, title(1, " 咨询点\n增设 "))
    row = plan.commitments.get(position=1)
    assert (row.heading, row.text) == ("咨询点 增设", ADD)
    assert done.jobs == ()
    assert {row.pk: (row.version, row.suggestion_id) for row in plan.commitments.all()} == before
    assert row.measures.get().suggestions.exists()


def test_decisions_on_unchanged_words_stay_and_the_others_go_back(desk: Desk) -> None:
    plan, _result, user = desk
    run, add, tidy = (confirm(row, user) for row in plan.commitments.order_by("position"))
    mend(plan, user, cut(0, *CUT))
    for row in (run, add, tidy):
        row.refresh_from_db()
    assert (run.text, run.review_state, run.outcome) == (PIECES[0], "unmatched", "")
    assert run.returned_reason == "hand_changed"
    assert [row.outcome for row in (add, tidy)] == ["no_evidence"] * 2
    assert [row.suggestion is not None for row in (add, tidy)] == [True, True]
    assert Withdrawal.objects.get().reason == "hand_changed"


def test_what_was_reviewed_and_is_no_promise_is_kept_outside_the_plan(desk: Desk) -> None:
    plan, _result, user = desk
    first, second, _third = plan.commitments.order_by("position")
    confirm(second, user)
    mend(plan, user, aside(1))
    assert planned(plan) == [RUN, TIDY]
    (row,) = mend(plan, user, aside(0)).corrections
    assert planned(plan) == [TIDY]
    assert not Commitment.objects.filter(pk=first.pk).exists()
    second.refresh_from_db()
    assert (second.returned_reason, second.outcome) == ("set_aside", "no_evidence")
    assert second not in in_plan(Commitment.objects.all())
    version = second.version
    undo(row, user)
    second.refresh_from_db()
    assert (planned(plan), second.version) == ([RUN, TIDY], version)
    assert Withdrawal.objects.count() == 1


def test_a_decision_comes_back_with_what_was_set_aside(desk: Desk) -> None:
    plan, _result, user = desk
    row = confirm(plan.commitments.get(position=1), user)
    (mended,) = mend(plan, user, aside(1)).corrections
    undo(mended, user)
    row.refresh_from_db()
    assert (row.returned_reason, row.outcome, row.review_state) == ("", "no_evidence", "confirmed")
    assert planned(plan) == [RUN, ADD, TIDY]


@pytest.mark.parametrize("change", ["newer extractor", "corrected text", "again"])
def test_corrections_survive_being_read_again(
    desk: Desk, change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan, _result, user = desk
    kept = confirm(plan.commitments.get(text=TIDY), user)
    mend(plan, user, cut(0, *CUT))
    mend(plan, user, aside(3))
    mend(plan, user, title(0, "宣讲"))
    mend(plan, user, part("二、存在不足", SectionKind.LEADERSHIP))
    text = text_of(2023)
    if change == "corrected text":
        text = text.replace("23场", "27场")
    if change == "newer extractor":
        monkeypatch.setattr(pipeline, "EXTRACTOR_VERSION", "2999.1.1")
        Report.objects.filter(pk=plan.pk).update(extractor_version="1999.1.1")
    report = hand_in(text, again=True)
    assert report.pk == plan.pk
    assert planned(plan) == [*PIECES, TIDY]
    assert plan.commitments.get(position=0).heading == "宣讲"
    assert "leadership" in {row.kind for row in plan.sections.all()}
    assert "problems" in report.missing_parts
    assert not Correction.objects.filter(stale=True).exists()
    kept.refresh_from_db()
    assert (kept.outcome, kept.review_state) == ("no_evidence", "confirmed")


def test_what_is_not_found_again_is_stale_until_it_is(desk: Desk) -> None:
    plan, _result, user = desk
    (row,) = mend(plan, user, aside(1)).corrections
    other = ADD.replace("一处", "三处")
    hand_in(text_of(2023, items=(RUN, other, TIDY)))
    row.refresh_from_db()
    assert (row.stale, planned(plan)) == (True, [RUN, other, TIDY])
    hand_in(text_of(2023), again=True)
    row.refresh_from_db()
    assert (row.stale, planned(plan)) == (False, [RUN, TIDY])


def test_a_mended_plan_of_an_older_version_keeps_its_other_items(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan, _result, user = desk

    def newer(*_args: object, **_more: object) -> None:
        raise AssertionError("the text is not read again for one item")

    monkeypatch.setattr(pipeline, "read_text", newer)
    mend(plan, user, join(1))
    assert planned(plan) == [RUN, f"{ADD}\n（三）{TIDY}"]


def test_the_pairs_on_both_sides_are_matched_anew(desk: Desk) -> None:
    plan, result, user = desk
    assert not MatchJob.objects.exclude(state="done").exists()
    done = mend(result, user, cut(0, *CUT))
    assert list(MatchJob.objects.filter(state="waiting").values_list("pk", flat=True)) == list(
        done.jobs
    )
    match_all(result)
    renewed = [row.renewal.later.text for row in plan.commitments.all() if hasattr(row, "renewal")]
    assert renewed
    assert set(renewed) <= set(planned(result))


def test_queries_do_not_grow_with_the_plan(user_and_sizes: list[int]) -> None:
    assert len(set(user_and_sizes)) == 1


@pytest.fixture
def user_and_sizes() -> list[int]:
    """How many queries the same correction takes on a short and on a long plan."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for year, size in ((2020, 2), (2016, 4)):
        items = [f"修第{n}座桥。年内修桥{n + 1}座。" for n in range(size)]
        report = hand_in(text_of(year, items=items))
        user = make_inspector(report.agency)
        for row in report.commitments.all():
            Commitment.objects.filter(pk=row.pk).update(version=2)
        with CaptureQueriesContext(connection) as queries:
            mend(report, user, aside(0))
        counts.append(len(queries))
    return counts
