"""A report put to the agency and the year that it is of; its neighbours follow."""

from __future__ import annotations

import pytest

from tests.factories import make_agency, make_inspector, make_region
from tests.services.correcting import (
    AGENCY,
    Desk,
    aside,
    confirm,
    hand_in,
    match_all,
    mend,
    move,
    planned,
    text_of,
    undo,
)
from tracker.models import Agency, Correction, MatchJob, MatchRun, Report, Upload
from tracker.services.mending import CorrectionRefused

pytestmark = [pytest.mark.django_db]
OTHER = "石浦县司法局"


def answers(plan: Report) -> set[int | None]:
    return set(plan.commitments.values_list("result_report", flat=True))


def test_a_moved_report_leaves_its_neighbours_and_finds_new_ones(moving_desk: Desk) -> None:
    plan, result, user = moving_desk
    theirs = hand_in(text_of(2023, agency=OTHER))
    done = move(result, user, agency=OTHER)
    result.refresh_from_db()
    assert (result.agency.name, result.report_year) == (OTHER, 2024)
    assert answers(plan) == {None}
    assert answers(theirs) == {result.pk}
    assert not MatchRun.objects.filter(plan_report=plan).exists()
    (job,) = MatchJob.objects.all()
    assert (job.plan_report_id, job.result_report_id, [job.pk]) == (
        theirs.pk,
        result.pk,
        list(done.jobs),
    )
    match_all(theirs)
    assert all(row.suggestion for row in theirs.commitments.all())
    assert (result.facts["agency"]["value"], result.facts["agency"]["given"]) == (OTHER, True)


def test_decisions_that_rest_on_a_report_that_answers_no_longer_go_back(moving_desk: Desk) -> None:
    plan, result, user = moving_desk
    row = confirm(plan.commitments.get(position=0), user)
    (mended,) = move(result, user, agency=OTHER).corrections
    row.refresh_from_db()
    assert (row.review_state, row.returned_reason, row.result_report) == (
        "unmatched",
        "result_changed",
        None,
    )
    undo(mended, user)
    row.refresh_from_db()
    assert row.result_report == result
    assert row.review_state == "unmatched"  # a person looks again
    assert result.facts == Report.objects.get(pk=result.pk).facts


def test_its_own_decisions_stay_where_the_answer_does(moving_desk: Desk) -> None:
    plan, _result, user = moving_desk
    agency = Agency.objects.get(name=AGENCY)
    row = confirm(plan.commitments.get(position=0), user)
    move(plan, user, year=2022)
    row.refresh_from_db()
    assert (row.plan_year, row.result_report, row.review_state) == (2023, None, "unmatched")
    assert agency.reports.get(report_year=2022).plan_year == 2023


def test_the_year_is_read_again_into_the_deadlines(moving_desk: Desk) -> None:
    plan, _result, user = moving_desk
    move(plan, user, year=2021)
    target = plan.commitments.get(position=1).measures.get().targets.get()
    assert target.deadline is not None
    assert target.deadline.year == 2022
    assert Report.objects.get(pk=plan.pk).due.year == 2022  # type: ignore[union-attr]  # it has one


def test_agency_and_year_at_once_and_each_taken_back(moving_desk: Desk) -> None:
    _plan, result, user = moving_desk
    agency, year = move(result, user, agency=OTHER, year=2020).corrections
    assert [agency.kind, year.kind] == ["agency", "year"]
    result.refresh_from_db()
    assert (result.agency.name, result.report_year) == (OTHER, 2020)
    undo(agency, user)
    undo(year, user)
    result.refresh_from_db()
    assert (result.agency.name, result.report_year) == (AGENCY, 2024)


def test_how_it_is_cut_goes_with_it(moving_desk: Desk) -> None:
    plan, _result, user = moving_desk
    mend(plan, user, aside(0))
    items = planned(plan)
    move(plan, user, agency=OTHER)
    assert planned(plan) == items


@pytest.mark.parametrize(
    ("agency", "year", "code"),
    [
        ("", 2024, "place_taken"),
        ("", 2023, "nothing_to_change"),
        ("", 99, "year_not_possible"),
        ("字" * 201, 2023, "agency_name_missing"),
        ("\x00 ", 2023, "agency_name_missing"),
        ("共名局", 2023, "agency_ambiguous"),
    ],
)
def test_what_can_not_be_is_refused(moving_desk: Desk, agency: str, year: int, code: str) -> None:
    plan, _result, user = moving_desk
    for name in ("甲县共名局", "乙县共名局"):
        Agency.objects.create(name=name, aliases=["共名局"])
    before = Agency.objects.count()
    with pytest.raises(CorrectionRefused) as caught:
        move(plan, user, agency=agency, year=year)
    assert caught.value.code == code
    assert (Agency.objects.count(), Correction.objects.count()) == (before, 0)
    plan.refresh_from_db()
    assert (plan.agency.name, plan.report_year) == (AGENCY, 2023)


def test_nobody_moves_a_report_out_of_or_into_what_is_not_theirs(moving_desk: Desk) -> None:
    plan, _result, _user = moving_desk
    mine = make_inspector(plan.agency)
    make_agency(OTHER)
    with pytest.raises(CorrectionRefused) as caught:
        move(plan, mine, agency=OTHER)
    assert caught.value.code == "agency_not_yours"
    region = make_region("石浦县")
    Agency.objects.filter(pk=plan.agency_id).update(region=region)
    both = make_inspector(region)
    Agency.objects.filter(name=OTHER).update(region=region)
    move(plan, both, agency=OTHER)
    with pytest.raises(Report.DoesNotExist):
        move(plan, mine, agency=AGENCY)


@pytest.mark.parametrize("hints", [{}, {"agency_name": AGENCY}, {"report_year": 2024}])
def test_the_same_file_again_is_taken_as_corrected(
    moving_desk: Desk, hints: dict[str, object]
) -> None:
    _plan, result, user = moving_desk
    move(result, user, agency=OTHER, year=2020)
    again = hand_in(text_of(2024), again=True, **hints)
    assert again.pk == result.pk
    assert Report.objects.count() == 2
    assert Upload.objects.latest("pk").state == "done"


def test_a_hint_that_nobody_found_wrong_wins(moving_desk: Desk) -> None:
    _plan, result, user = moving_desk
    move(result, user, agency=OTHER)
    third = hand_in(text_of(2024), agency_name="鹤洲县司法局")
    assert third.pk != result.pk


def test_the_latest_of_two_moves_is_taken_back_first(moving_desk: Desk) -> None:
    _plan, result, user = moving_desk
    (first,) = move(result, user, agency=OTHER).corrections
    (second,) = move(result, user, agency="鹤洲县司法局").corrections
    with pytest.raises(CorrectionRefused) as caught:
        undo(first, user)
    assert caught.value.code == "correction_not_last"
    undo(second, user)
    undo(first, user)
    result.refresh_from_db()
    assert result.agency.name == AGENCY
