"""Mending how a report is cut: what a person said holds, and what others decided stays."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.factories import make_agency, make_inspector, make_user
from tests.services.correcting import (
    ADD,
    PIECES,
    RUN,
    TIDY,
    aside,
    confirm,
    cut,
    hand_in,
    join,
    match_all,
    matched_pair,
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
from tracker.models import Commitment, Correction, MatchJob, Report, User, Withdrawal
from tracker.selectors.commitments import in_plan
from tracker.services.corrections import correct, may_correct, state_of, take_back
from tracker.services.foreseeing import foresee
from tracker.services.mending import CorrectionRefused, Wish, splitting, stored_reading

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

CUT = split_points(RUN)


@pytest.fixture(autouse=True)
def _storage(settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]  # pytest-django's wrapper is untyped


@pytest.fixture
def desk(tmp_path: Path, settings: object) -> tuple[Report, Report, User]:
    settings.SECOND_REVIEW_SHARE = 0  # type: ignore[attr-defined]  # pytest-django's wrapper is untyped
    return matched_pair(tmp_path)


Desk = tuple[Report, Report, User]


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


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        (cut(0), "split_nowhere"),
        (cut(0, 3), "correction_not_found"),
        (cut(9, 3), "correction_not_found"),
        (cut(-1, 3), "correction_not_found"),
        (join(2), "merge_last"),
        (aside(3), "correction_not_found"),
        (title(0, "  \n"), "heading_missing"),
        (title(0, "长" * 201), "heading_too_long"),
        (title(0, "办好普法宣讲"), "nothing_to_change"),
        (part("二、存在不足", SectionKind.PROBLEMS), "nothing_to_change"),
        (part("场次偏少", SectionKind.PLAN), "correction_not_found"),
    ],
)
def test_what_can_not_be_is_refused(desk: Desk, wish: Callable[[Report], Wish], code: str) -> None:
    plan, _result, user = desk
    with pytest.raises(CorrectionRefused) as caught:
        mend(plan, user, wish)
    assert caught.value.code == code
    assert not Correction.objects.exists()


def test_items_that_are_not_side_by_side_are_not_merged(desk: Desk) -> None:
    plan, _result, user = desk
    mend(plan, user, aside(1))
    with pytest.raises(CorrectionRefused) as caught:
        mend(plan, user, join(0))
    assert caught.value.code == "merge_not_adjacent"
    assert Correction.objects.count() == 1


def test_a_page_that_is_out_of_date_is_refused(desk: Desk) -> None:
    plan, _result, user = desk
    seen = state_of(plan)
    confirm(plan.commitments.get(position=2), user)
    with pytest.raises(CorrectionRefused) as caught:
        mend(plan, user, aside(0), seen=seen)
    assert caught.value.code == "report_changed"
    seen = state_of(plan)
    (row,) = mend(plan, user, aside(0), seen=seen).corrections
    with pytest.raises(CorrectionRefused):
        mend(plan, user, aside(0), seen=seen)
    undo(row, user)
    with pytest.raises(CorrectionRefused) as caught:
        undo(row, user)
    assert caught.value.code == "correction_undone"


def test_only_who_may_and_only_what_is_in_their_scope(desk: Desk) -> None:
    plan, _result, user = desk
    (row,) = mend(plan, user, aside(0)).corrections
    stranger = make_inspector(make_agency())
    with pytest.raises(Report.DoesNotExist):
        mend(plan, stranger, aside(0))
    with pytest.raises(Correction.DoesNotExist):
        undo(row, stranger)
    clerk = make_user(permissions=["tracker.add_upload"], responsible_for=[plan.agency])
    with pytest.raises(CorrectionRefused) as caught:
        mend(plan, clerk, aside(0))
    assert caught.value.code == "correction_not_permitted"
    assert may_correct(clerk, Correction.Kind.AGENCY)
    assert not may_correct(clerk, Correction.Kind.SPLIT)


def test_foreseeing_writes_nothing_and_tells_what_would_be(desk: Desk) -> None:
    plan, _result, user = desk
    run, add, _tidy = plan.commitments.order_by("position")
    confirm(run, user)
    confirm(add, user)
    seen = state_of(plan)
    told = foresee(
        plan,
        lambda: correct(
            plan.pk,
            lambda row: [splitting(stored_reading(row), 0, at=CUT)],
            user=user,
            seen=seen,
        ),
        user=user,
    )
    assert (told.items, told.withdrawn, told.kept_aside) == ((3, 5), (PIECES[0][:-1],), ())
    assert (told.gone, len(told.new)) == (("办好普法宣讲",), 3)
    assert state_of(plan) == seen
    assert not Correction.objects.exists()
    assert planned(plan) == [RUN, ADD, TIDY]
    (row,) = mend(plan, user, aside(1)).corrections
    told = foresee(plan, lambda: take_back(row.pk, user=user, seen=state_of(plan)), user=user)
    assert (told.items, told.new) == ((2, 3), ("增设咨询点",))
    row.refresh_from_db()
    assert row.undone_at is None


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
