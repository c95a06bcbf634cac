from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories
from tests.digest.samples import (
    LAST_THURSDAY,
    LONG_AGO,
    MONDAY,
    content_for,
    promise,
    reader_of,
    settle,
    small_world,
    subscriber,
)
from tracker.core.types import Outcome
from tracker.digest.alarms import Alarms
from tracker.digest.lines import LINES, Part
from tracker.models import (
    DigestDelivery,
    MatchRun,
    Report,
    Subscription,
)
from tracker.selectors.scope import visible_commitments
from tracker.selectors.statistics import fulfilment, total

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


SILENT = Alarms(outcomes=((Outcome.NO_EVIDENCE, 1),), missed=0, count=1)


def headings(part: Part) -> list[tuple[str, Outcome | None]]:
    return [(line.heading, line.outcome) for line in part.lines]


def test_figures_by_hand() -> None:
    agency = factories.make_agency("测试甲局")
    small_world(agency)
    content = content_for(subscriber(agency))
    assert (content.fulfilled, content.still_open, content.dropped) == (1, 2, 0)
    assert (content.approvals, content.agency_count) == (1, 1)
    assert (content.total.all, content.total.fulfilled, content.total.unfulfilled) == (7, 2, 5)
    assert (content.total.reviewed, content.unreviewed, content.total.awaiting) == (4, 3, 1)
    assert content.found == content.thought == SILENT
    assert headings(content.changes) == [
        ("设流动服务点", None),
        ("加开夜间窗口", Outcome.PARTIAL),
        ("公开抽查结果", Outcome.NO_EVIDENCE),
        ("刷新导引牌", Outcome.FULFILLED),
    ]
    assert headings(content.alarms) == [("编印办事画册", Outcome.NO_EVIDENCE)]
    assert [h for h, _ in headings(content.longest)] == [
        "加开夜间窗口",
        "公开抽查结果",
        "设流动服务点",
        "编印办事画册",
        "换装取号机",
    ]


def test_figures_are_those_of_the_shared_functions() -> None:
    region = factories.make_region()
    for _ in range(3):
        small_world(factories.make_agency(region=region))
    subscription = subscriber(region)
    content = content_for(subscription)
    rows = fulfilment(visible_commitments(reader_of(subscription)), by="agency")
    assert set(content.rows) == set(rows)
    assert content.total == total(rows)


def test_a_wish_narrows_and_never_widens() -> None:
    city = factories.make_region()
    county = factories.make_region(parent=city)
    elsewhere = factories.make_region()
    mine, below, foreign = (
        factories.make_agency(region=region) for region in (city, county, elsewhere)
    )
    for agency in (mine, below, foreign):
        small_world(agency)
    subscription = subscriber(city)
    assert content_for(subscription).agency_count == 2
    subscription.agencies.add(below, foreign)
    assert [row.key for row in content_for(subscription).rows] == [str(below.pk)]
    subscription.agencies.clear()
    subscription.regions.add(city)
    assert content_for(subscription).agency_count == 2
    subscription.regions.set([elsewhere])
    assert content_for(subscription).agency_count == 0


def test_nobody_sees_what_they_may_not() -> None:
    small_world(factories.make_agency())
    content = content_for(subscriber())
    assert (content.agency_count, content.total.all, content.changes.count) == (0, 0, 0)
    assert not content.alarms.lines


@pytest.mark.parametrize(
    ("state", "fulfilled"),
    [("sent", 0), ("unclear", 1), ("data", 1), ("failed", 1)],
)
def test_the_period_begins_with_the_last_digest_that_surely_went_out(
    state: str, fulfilled: int
) -> None:
    agency = factories.make_agency()
    small_world(agency)
    subscription = subscriber(agency, email="reader@example.org")
    DigestDelivery.objects.create(
        recipient="reader@example.org",
        week="2026-W46",
        state=state,
        sent_at=LAST_THURSDAY + dt.timedelta(hours=1),
    )
    assert content_for(subscription).fulfilled == fulfilled


def test_a_digest_sent_after_its_week_leaves_no_gap() -> None:
    agency = factories.make_agency()
    plan, result = (factories.make_report(agency, report_year=year) for year in (2024, 2025))
    promise(plan, result, outcome=Outcome.FULFILLED, reviewed_at=MONDAY - dt.timedelta(hours=2))
    subscription = subscriber(agency, email="reader@example.org")
    DigestDelivery.objects.create(
        recipient="reader@example.org",
        week="2026-W46",
        state="sent",
        sent_at=MONDAY - dt.timedelta(minutes=5),  # it reported up to Sunday midnight
    )
    assert content_for(subscription).fulfilled == 1


def test_old_runs_are_no_news_but_still_count() -> None:
    agency = factories.make_agency()
    small_world(agency)
    MatchRun.objects.update(created_at=LONG_AGO)
    content = content_for(subscriber(agency))
    assert (content.alarms.count, content.found) == (0, Alarms())
    assert content.thought == SILENT


def test_reports_filed_in_the_period_are_named() -> None:
    agency = factories.make_agency("测试甲局")
    small_world(agency)
    Report.objects.filter(report_year=2025).update(created_at=LAST_THURSDAY)
    content = content_for(subscriber(agency))
    assert content.filed_count == 1
    assert [(f.agency, f.report_year) for f in content.filed] == [("测试甲局", 2025)]


def crowd(agencies: int) -> Subscription:
    region = factories.make_region()
    for _ in range(agencies):
        small_world(factories.make_agency(region=region))
    return subscriber(region)


@pytest.mark.parametrize("agencies", [1, 2, 12])
def test_at_most_twenty_lines_and_what_is_left_out_is_said(agencies: int) -> None:
    content = content_for(crowd(agencies))
    parts = (content.changes, content.alarms, content.longest)
    shown = sum(len(part.lines) for part in parts) + len(content.rows)
    assert shown <= LINES
    assert [part.count for part in parts] == [4 * agencies, agencies, 5 * agencies]
    assert all(part.more == part.count - len(part.lines) for part in parts)
    assert content.rows_more == agencies - len(content.rows)
    if agencies == 12:
        assert shown == LINES


def test_queries_do_not_grow_with_the_data() -> None:
    counts = []
    for agencies in (1, 12):
        subscription = crowd(agencies)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            content_for(subscription)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 20


def test_hostile_headings_stay_in_their_line() -> None:
    agency = factories.make_agency("测试\n局")
    plan, result = (factories.make_report(agency, report_year=year) for year in (2024, 2025))
    promise(plan, result, heading="甲\r\nSubject: 乙", outcome=Outcome.PARTIAL)
    settle()
    [line] = content_for(subscriber(agency)).changes.lines
    assert (line.heading, line.agency) == ("甲 Subject: 乙", "测试 局")
