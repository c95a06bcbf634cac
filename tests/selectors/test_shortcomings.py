"""Counts and sets of shortcomings: without a plan, returning, planned in vain; within a scope."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from tests.factories import make_agency, make_commitment, make_inspector, make_report
from tracker.models import Agency, Commitment, Recurrence, Remedy, Report, Shortcoming
from tracker.selectors.scope import visible_reports
from tracker.selectors.shortcomings import (
    RETURNING,
    UNPLANNED,
    ShortcomingCounts,
    planned_in_vain,
    shortcoming_counts,
    shortcomings_of,
    with_plan_and_result,
)

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def admit(report: Report, *texts: str) -> list[Shortcoming]:
    first = report.shortcomings.count()
    return [
        Shortcoming.objects.create(report=report, position=first + i, text=text, start=0, end=0)
        for i, text in enumerate(texts)
    ]


def listed(reports: QuerySet[Report]) -> QuerySet[Shortcoming]:
    return with_plan_and_result(shortcomings_of(reports, among=reports), among=reports)


def two_years(agency: Agency) -> tuple[list[Shortcoming], list[Shortcoming], Commitment]:
    """Three shortcomings, the first taken up and returning, the second possibly taken up."""
    plan = make_report(agency, report_year=2023)
    result = make_report(agency, report_year=2024)
    promise = make_commitment(plan, result_report=result)
    earlier = admit(plan, "排队时间偏长", "卷宗扫描滞后", "围墙年久失修")
    later = admit(result, "排队时间仍然偏长")
    Remedy.objects.create(shortcoming=earlier[0], commitment=promise, score=0.8)
    Remedy.objects.create(shortcoming=earlier[1], commitment=promise, score=0.4)
    Recurrence.objects.create(earlier=earlier[0], later=later[0], score=0.9)
    return earlier, later, promise


def counted(reports: QuerySet[Report]) -> ShortcomingCounts:
    return shortcoming_counts(reports, among=Report.objects.all())


def test_counts_of_one_agency_and_over_all() -> None:
    one, other = make_agency(), make_agency()
    two_years(one)
    admit(make_report(other), "窗口人手偏紧")
    every = Report.objects.all()
    assert counted(every.filter(agency=one)) == ShortcomingCounts(4, 2, 3, 1)
    assert counted(every.filter(agency=other)) == ShortcomingCounts(1, 1, 0, 0)
    assert counted(every) == ShortcomingCounts(total=5, unplanned=3, followed=3, returned=1)
    assert counted(every.none()) == ShortcomingCounts()


def test_what_followed_is_looked_for_beyond_what_was_asked_and_within_the_scope() -> None:
    agency = make_agency()
    two_years(agency)
    earlier = Report.objects.filter(agency=agency, report_year=2023)
    assert counted(earlier) == ShortcomingCounts(total=3, unplanned=1, followed=3, returned=1)
    blind = shortcoming_counts(earlier, among=earlier)
    assert blind == ShortcomingCounts(total=3, unplanned=1, followed=0, returned=0)
    assert not shortcomings_of(earlier, among=earlier, question=RETURNING)


def test_the_report_of_a_successor_counts_as_the_year_after() -> None:
    old = make_report(make_agency(), report_year=2023)
    admit(old, "排队时间偏长")
    make_commitment(old, result_report=make_report(make_agency(), report_year=2024))
    assert counted(Report.objects.all()).followed == 1


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("", ["排队时间仍然偏长", "排队时间偏长", "卷宗扫描滞后", "围墙年久失修"]),
        (UNPLANNED, ["排队时间仍然偏长", "围墙年久失修"]),
        (RETURNING, ["排队时间偏长"]),
        ("bogus", ["排队时间仍然偏长", "排队时间偏长", "卷宗扫描滞后", "围墙年久失修"]),
    ],
)
def test_questions(question: str, expected: list[str]) -> None:
    two_years(make_agency())
    every = Report.objects.all()
    found = shortcomings_of(every, among=every, question=question)
    assert [row.text for row in found] == expected


def test_what_only_may_have_to_do_with_it_was_not_planned_in_vain() -> None:
    earlier, later, promise = two_years(make_agency())
    assert list(planned_in_vain(Commitment.objects.all())) == [promise]
    Remedy.objects.filter(shortcoming=earlier[0]).update(score=0.4)
    Recurrence.objects.create(earlier=earlier[1], later=later[0], score=0.9)
    assert list(planned_in_vain(Commitment.objects.all())) == []


def test_a_promise_that_left_the_plan_takes_nothing_up() -> None:
    _earlier, _later, promise = two_years(make_agency())
    Commitment.objects.filter(pk=promise.pk).update(returned_reason="text_gone")
    everything = Report.objects.all()
    rows = listed(everything)
    assert all(not row.remedies.all() for row in rows)
    assert counted(everything).unplanned == 4
    assert not planned_in_vain(Commitment.objects.all())


def test_nobody_sees_what_returned_in_a_report_outside_their_scope() -> None:
    mine, other = make_agency(), make_agency()
    earlier, _later, _promise = two_years(mine)
    elsewhere = admit(make_report(other, report_year=2024), "排队时间还是偏长")[0]
    Recurrence.objects.create(earlier=earlier[2], later=elsewhere, score=0.9)
    reports = visible_reports(make_inspector(mine))
    rows = {row.text: row for row in listed(reports)}
    assert len(rows) == 4
    assert list(rows["围墙年久失修"].recurrences.all()) == []
    assert [r.later.text for r in rows["排队时间偏长"].recurrences.all()] == ["排队时间仍然偏长"]


def test_as_many_queries_for_many_rows_as_for_few() -> None:
    counts = []
    for _more in range(2):
        two_years(make_agency())
        with CaptureQueriesContext(connection) as captured:
            for row in listed(Report.objects.all()):
                str(row.report.agency)
                [str(remedy.commitment.suggestion) for remedy in row.remedies.all()]
                [str(again.later.report.agency) for again in row.recurrences.all()]
        counts.append(len(captured))
    assert counts == [3, 3]
