"""Which pairs are asked for, and when: exactly those that a report completes, in any order."""

from __future__ import annotations

import datetime as dt
from itertools import permutations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories import (
    make_agency,
    make_commitment,
    make_job,
    make_pair,
    make_report,
    make_user,
)
from tracker.models import Agency, AgencySuccession, MatchJob, Report
from tracker.services import jobs
from tracker.services.jobs import BATCH, due_jobs, in_batches, request_jobs
from tracker.services.matching import Matched, match_batch
from tracker.services.successions import confirm_succession, decline_succession
from tracker.services.years import link_years

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

Name = tuple[str, int]  # a body and the year that its report looks back at


def arrive(agency: Agency, year: int) -> Report:
    """A report with a plan, tied to what is there, as storing it does."""
    report = make_report(agency, report_year=year)
    make_commitment(report, text=f"办好{year}年以后的小事。")
    link_years(report)
    return report


def asked_since(moment: dt.datetime) -> set[tuple[Name, Name]]:
    rows = MatchJob.objects.filter(state="waiting", attempts=0, requested_at__gte=moment)
    return {
        (
            (job.plan_report.agency.name, job.plan_report.report_year),
            (job.result_report.agency.name, job.result_report.report_year),
        )
        for job in rows.select_related("plan_report__agency", "result_report__agency")
    }


# Who reports on which year, and which report answers which plan once all are there.
BODIES: dict[str, tuple[list[Name], set[tuple[Name, Name]]]] = {
    "one body": (
        [("甲局", 2022), ("甲局", 2023), ("甲局", 2024)],
        {(("甲局", 2022), ("甲局", 2023)), (("甲局", 2023), ("甲局", 2024))},
    ),
    "a gap": ([("甲局", 2021), ("甲局", 2023), ("甲局", 2024)], {(("甲局", 2023), ("甲局", 2024))}),
    "a successor": (
        [("甲局", 2022), ("甲局", 2023), ("乙局", 2024)],
        {(("甲局", 2022), ("甲局", 2023)), (("甲局", 2023), ("乙局", 2024))},
    ),
    "a successor twice over": (
        [("甲局", 2022), ("乙局", 2023), ("丙局", 2024)],
        {(("甲局", 2022), ("乙局", 2023)), (("乙局", 2023), ("丙局", 2024))},
    ),
    "another body": (
        [("甲局", 2022), ("丁局", 2023), ("甲局", 2024)],
        set(),
    ),
}


@pytest.mark.parametrize("order", list(permutations(range(3))))
@pytest.mark.parametrize("bodies", BODIES)
def test_a_report_asks_for_exactly_the_pairs_that_it_completes(
    bodies: str, order: tuple[int, ...]
) -> None:
    names, complete = BODIES[bodies]
    agencies = {name: make_agency(name) for name in ("甲局", "乙局", "丙局", "丁局")}
    for before, after in (("甲局", "乙局"), ("乙局", "丙局")):
        row = AgencySuccession.objects.create(
            predecessor=agencies[before], successor=agencies[after], since_year=2023
        )
        confirm_succession(row.pk, user=make_user())
    here: set[Name] = set()
    for index in order:
        new, moment = names[index], timezone.now()
        report = arrive(agencies[new[0]], new[1])
        here.add(new)
        wanted = {pair for pair in complete if new in pair and set(pair) <= here}
        assert asked_since(moment) == wanted
        assert len(due_jobs([report.pk])) == len(wanted)
    assert MatchJob.objects.count() == len(complete)


def test_a_successor_that_is_confirmed_later_asks_and_one_taken_back_lets_go() -> None:
    before, after = make_agency(), make_agency()
    plan, result = arrive(before, 2023), arrive(after, 2024)
    assert MatchJob.objects.count() == 0
    row = AgencySuccession.objects.create(predecessor=before, successor=after, since_year=2024)
    confirm_succession(row.pk, user=make_user())
    assert [(job.plan_report, job.result_report) for job in MatchJob.objects.all()] == [
        (plan, result)
    ]
    assert list(match_batch(due_jobs([plan.pk])).values()) == [Matched.INSERTED]
    confirm_succession(row.pk, user=make_user())  # once more: nothing new
    assert MatchJob.objects.get().state == "done"
    decline_succession(row.pk)
    assert MatchJob.objects.count() == 0


def test_the_bodys_own_report_takes_the_place_of_its_successors() -> None:
    before, after = make_agency(), make_agency()
    row = AgencySuccession.objects.create(predecessor=before, successor=after, since_year=2024)
    confirm_succession(row.pk, user=make_user())
    plan, other = arrive(before, 2023), arrive(after, 2024)
    assert MatchJob.objects.get().result_report == other
    own = arrive(before, 2024)
    assert [(job.plan_report, job.result_report) for job in MatchJob.objects.all()] == [(plan, own)]


def test_a_plan_without_promises_makes_no_pair() -> None:
    agency = make_agency()
    link_years(make_report(agency, report_year=2023))
    link_years(make_report(agency, report_year=2024))
    assert MatchJob.objects.count() == 0


@pytest.mark.parametrize("state", ["waiting", "running", "done", "failed"])
def test_asking_again_makes_the_one_row_wait_as_new(state: str) -> None:
    job = make_job(state=state, attempts=2, claim="held", error_code="gave_up")
    keys = request_jobs([(job.plan_report_id, job.result_report_id)] * 2)
    assert keys == [job.pk]
    job.refresh_from_db()
    assert (job.state, job.attempts, job.claim, job.error_code) == ("waiting", 0, "", "")


def test_asking_takes_as_many_queries_for_many_pairs_as_for_one() -> None:
    pairs = [(pair.plan.pk, pair.result.pk) for pair in (make_pair(suggest=False) for _ in "12345")]
    counts = []
    for wanted in (pairs[:1], pairs):
        with CaptureQueriesContext(connection) as queries:
            assert len(request_jobs(wanted)) == len(wanted)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert request_jobs([]) == []


def test_messages_hold_a_batch_but_what_was_tried_is_alone() -> None:
    first = make_job()
    MatchJob.objects.bulk_create(
        MatchJob(
            plan_report=make_report(),
            result_report=first.result_report,
            requested_at=timezone.now(),
        )
        for _ in range(BATCH + 2)
    )
    keys = list(MatchJob.objects.order_by("pk").values_list("pk", flat=True))
    MatchJob.objects.filter(pk__in=keys[:2]).update(attempts=1)
    assert in_batches(reversed(keys)) == [
        keys[2 : BATCH + 2],
        keys[BATCH + 2 :],
        *([k] for k in keys[:2]),
    ]
    assert len(jobs.claim_jobs(keys)) == BATCH
    assert in_batches([]) == []


@pytest.mark.parametrize(
    ("state", "attempts", "age", "unheard"),
    [
        ("waiting", 0, 120, True),
        ("waiting", 0, 5, False),
        ("waiting", 1, 120, False),
        ("running", 1, 120, False),
        ("done", 0, 120, False),
    ],
)
def test_what_nobody_has_heard_of(state: str, attempts: int, age: int, unheard: bool) -> None:
    now = timezone.now()
    asked = now - dt.timedelta(seconds=age)
    job = make_job(state=state, attempts=attempts, requested_at=asked)
    before = now - dt.timedelta(seconds=60)
    assert jobs.jobs_unheard(before=before, most=9) == ([job.pk] if unheard else [])
