"""A report put to the agency and the year that it is of; its neighbours follow."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.db import connections

from tests.factories import make_agency, make_inspector, make_region, make_user
from tests.services.correcting import (
    AGENCY,
    aside,
    confirm,
    hand_in,
    match_all,
    matched_pair,
    mend,
    move,
    planned,
    text_of,
    undo,
)
from tracker.core import pipeline
from tracker.core.types import PairAssessment, ReportReading
from tracker.models import Agency, Correction, MatchJob, MatchRun, Report, Upload, User
from tracker.services import ingestion
from tracker.services.corrections import correct, state_of
from tracker.services.ingestion import process_upload
from tracker.services.jobs import due_jobs
from tracker.services.matching import Matched, match_batch
from tracker.services.mending import CorrectionRefused, moving
from tracker.services.uploads import receive_upload
from tracker.services.years import lock_family

pytestmark = [pytest.mark.django_db]
OTHER = "石浦县司法局"


@pytest.fixture(autouse=True)
def _storage(settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]  # pytest-django's wrapper is untyped
    settings.SECOND_REVIEW_SHARE = 0  # type: ignore[attr-defined]  # pytest-django's wrapper is untyped


@pytest.fixture
def desk(tmp_path: Path) -> tuple[Report, Report, User]:
    plan, result, _user = matched_pair(tmp_path)
    return plan, result, make_user(is_superuser=True)


Desk = tuple[Report, Report, User]


def answers(plan: Report) -> set[int | None]:
    return set(plan.commitments.values_list("result_report", flat=True))


def test_a_moved_report_leaves_its_neighbours_and_finds_new_ones(desk: Desk) -> None:
    plan, result, user = desk
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


def test_decisions_that_rest_on_a_report_that_answers_no_longer_go_back(desk: Desk) -> None:
    plan, result, user = desk
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


def test_its_own_decisions_stay_where_the_answer_does(desk: Desk) -> None:
    plan, _result, user = desk
    agency = Agency.objects.get(name=AGENCY)
    row = confirm(plan.commitments.get(position=0), user)
    move(plan, user, year=2022)
    row.refresh_from_db()
    assert (row.plan_year, row.result_report, row.review_state) == (2023, None, "unmatched")
    assert agency.reports.get(report_year=2022).plan_year == 2023


def test_the_year_is_read_again_into_the_deadlines(desk: Desk) -> None:
    plan, _result, user = desk
    move(plan, user, year=2021)
    target = plan.commitments.get(position=1).measures.get().targets.get()
    assert target.deadline is not None
    assert target.deadline.year == 2022
    assert Report.objects.get(pk=plan.pk).due.year == 2022  # type: ignore[union-attr]  # it has one


def test_agency_and_year_at_once_and_each_taken_back(desk: Desk) -> None:
    _plan, result, user = desk
    agency, year = move(result, user, agency=OTHER, year=2020).corrections
    assert [agency.kind, year.kind] == ["agency", "year"]
    result.refresh_from_db()
    assert (result.agency.name, result.report_year) == (OTHER, 2020)
    undo(agency, user)
    undo(year, user)
    result.refresh_from_db()
    assert (result.agency.name, result.report_year) == (AGENCY, 2024)


def test_how_it_is_cut_goes_with_it(desk: Desk) -> None:
    plan, _result, user = desk
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
def test_what_can_not_be_is_refused(desk: Desk, agency: str, year: int, code: str) -> None:
    plan, _result, user = desk
    for name in ("甲县共名局", "乙县共名局"):
        Agency.objects.create(name=name, aliases=["共名局"])
    before = Agency.objects.count()
    with pytest.raises(CorrectionRefused) as caught:
        move(plan, user, agency=agency, year=year)
    assert caught.value.code == code
    assert (Agency.objects.count(), Correction.objects.count()) == (before, 0)
    plan.refresh_from_db()
    assert (plan.agency.name, plan.report_year) == (AGENCY, 2023)


def test_nobody_moves_a_report_out_of_or_into_what_is_not_theirs(desk: Desk) -> None:
    plan, _result, _user = desk
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
def test_the_same_file_again_is_taken_as_corrected(desk: Desk, hints: dict[str, object]) -> None:
    _plan, result, user = desk
    move(result, user, agency=OTHER, year=2020)
    again = hand_in(text_of(2024), again=True, **hints)
    assert again.pk == result.pk
    assert Report.objects.count() == 2
    assert Upload.objects.latest("pk").state == "done"


def test_a_hint_that_nobody_found_wrong_wins(desk: Desk) -> None:
    _plan, result, user = desk
    move(result, user, agency=OTHER)
    third = hand_in(text_of(2024), agency_name="鹤洲县司法局")
    assert third.pk != result.pk


def test_the_latest_of_two_moves_is_taken_back_first(desk: Desk) -> None:
    _plan, result, user = desk
    (first,) = move(result, user, agency=OTHER).corrections
    (second,) = move(result, user, agency="鹤洲县司法局").corrections
    with pytest.raises(CorrectionRefused) as caught:
        undo(first, user)
    assert caught.value.code == "correction_not_last"
    undo(second, user)
    undo(first, user)
    result.refresh_from_db()
    assert result.agency.name == AGENCY


def test_a_match_that_runs_meanwhile_stores_nothing_stale(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan, result, user = desk
    mend(plan, user, aside(2))
    (key,) = due_jobs([plan.pk])
    real = pipeline.assess_pair

    def slow(first: ReportReading, second: ReportReading) -> PairAssessment:
        assessment = real(first, second)
        mend(plan, user, aside(0))
        return assessment

    with monkeypatch.context() as patch:
        patch.setattr(pipeline, "assess_pair", slow)
        assert match_batch([key]) == {key: Matched.LOST}
    assert MatchJob.objects.get(pk=key).state == "waiting"
    assert match_batch([key]) == {key: Matched.INSERTED}
    assert result.pk in answers(plan)


def test_a_file_read_while_its_report_is_moved_is_stored_where_it_is_now(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    _plan, result, user = desk
    upload = receive_upload(ContentFile(text_of(2024).encode()), filename="报告.txt", again=True)
    real, moved = lock_family, list[int]()

    def late(agency: Agency) -> None:
        if not moved:
            moved.extend(move(result, user, agency=OTHER).jobs or [0])
        real(agency)

    monkeypatch.setattr(ingestion, "lock_family", late)
    done = process_upload(upload.pk)
    assert done is not None
    assert (done.report_id, Report.objects.count()) == (result.pk, 2)


@pytest.mark.django_db(transaction=True)
def test_of_two_people_at_once_one_is_refused(tmp_path: Path) -> None:
    plan, _result, _user = matched_pair(tmp_path)
    root = make_user(is_superuser=True)
    seen, outcomes = state_of(plan), list[str]()
    together = threading.Barrier(2)

    def one(name: str) -> None:
        together.wait(timeout=30)
        try:
            correct(
                plan.pk,
                lambda row: moving(row, user=root, agency_name=name, report_year=2023),
                user=root,
                seen=seen,
            )
            outcomes.append("done")
        except CorrectionRefused as refused:
            outcomes.append(refused.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=[name]) for name in (OTHER, "鹤洲县司法局")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(outcomes) == ["done", "report_changed"]
    assert Correction.objects.count() == 1
