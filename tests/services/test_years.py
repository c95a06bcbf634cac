"""Whose report answers which plan: the body's own, or that of the one its promises passed to."""

from __future__ import annotations

import pytest

from tests.factories import make_agency, make_commitment, make_report, make_user
from tracker.core.types import ReviewState, SectionKind
from tracker.models import Agency, AgencySuccession, Commitment, Report
from tracker.services.successions import confirm_succession, decline_succession
from tracker.services.years import link_years

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

HALL = "推进大厅延时值守。全年延时值守不少于40场。"
ARCHIVE = "整理旧卷宗。完成旧卷宗扫描3000卷。"


def plan_of(agency: Agency, *, report_year: int = 2024) -> Report:
    report = make_report(agency, report_year=report_year)
    make_commitment(report, text=HALL)
    make_commitment(report, text=ARCHIVE)
    return report


def result_of(agency: Agency, *sentences: str, report_year: int = 2025) -> Report:
    parts = [(SectionKind.ACHIEVEMENTS, "一、成效", sentences or ("做了许多工作。",))]
    return make_report(agency, report_year=report_year, sections=parts)


def passed_on(before: Agency, after: Agency, *, confirmed: bool = True) -> AgencySuccession:
    row = AgencySuccession.objects.create(predecessor=before, successor=after, since_year=2025)
    return confirm_succession(row.pk, user=make_user()) if confirmed else row


def answers(plan: Report) -> list[Report | None]:
    return [row.result_report for row in Commitment.objects.filter(report=plan)]


@pytest.mark.parametrize("plan_first", [True, False])
def test_the_bodys_own_report(plan_first: bool) -> None:
    agency = make_agency()
    if plan_first:
        plan, result = plan_of(agency), result_of(agency)
        link_years(result)
    else:
        result, plan = result_of(agency), plan_of(agency)
        link_years(plan)
    assert answers(plan) == [result, result]


def test_another_body_answers_nothing_until_a_person_confirms() -> None:
    before, after = make_agency(), make_agency()
    plan, result = plan_of(before), result_of(after)
    row = passed_on(before, after, confirmed=False)
    link_years(result)
    assert answers(plan) == [None, None]
    confirm_succession(row.pk, user=make_user())
    assert answers(plan) == [result, result]
    decline_succession(row.pk)
    assert answers(plan) == [None, None]


def test_a_report_that_comes_after_the_confirmation() -> None:
    before, after = make_agency(), make_agency()
    plan = plan_of(before)
    passed_on(before, after)
    result = result_of(after)
    link_years(result)
    assert answers(plan) == [result, result]


def test_a_body_that_still_reports_answers_for_itself() -> None:
    before, after = make_agency(), make_agency()
    plan, own = plan_of(before), result_of(before)
    result_of(after)
    passed_on(before, after)
    assert answers(plan) == [own, own]


def test_two_bodies_one_after_the_other() -> None:
    first, second, third = make_agency(), make_agency(), make_agency()
    passed_on(first, second)
    passed_on(second, third)
    plan, result = plan_of(first), result_of(third)
    link_years(result)
    assert answers(plan) == [result, result]


def test_a_later_link_reaches_the_first_body() -> None:
    first, second, third = make_agency(), make_agency(), make_agency()
    plan, result = plan_of(first), result_of(third)
    passed_on(first, second)
    row = passed_on(second, third)
    assert answers(plan) == [result, result]
    decline_succession(row.pk)
    assert answers(plan) == [None, None]


def test_of_a_split_body_the_one_that_speaks_of_it_answers() -> None:
    before, hall, archive = make_agency(), make_agency(), make_agency()
    plan = plan_of(before)
    one = result_of(hall, "大厅延时值守全年开展43场。", "新设导办岗。")
    other = result_of(archive, "旧卷宗已完成扫描3100卷。", "添置了书架。")
    passed_on(before, hall)
    passed_on(before, archive)
    assert answers(plan) == [one, other]


def test_what_a_person_decided_on_keeps_its_report() -> None:
    before, after = make_agency(), make_agency()
    plan, result = plan_of(before), result_of(after)
    row = passed_on(before, after)
    decided = Commitment.objects.filter(report=plan).order_by("position").first()
    assert decided is not None
    Commitment.objects.filter(pk=decided.pk).update(
        review_state=ReviewState.CONFIRMED, outcome="partial"
    )
    decline_succession(row.pk)
    assert answers(plan) == [result, None]
