"""The edges of the period; what a digest makes of it all is in tests/digest."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from tests import factories
from tests.digest.samples import MONDAY, promise, subscriber
from tracker.core.types import Outcome, ReviewState
from tracker.models import Agency, Commitment, DigestDelivery, MatchRun, Report
from tracker.selectors import digests
from tracker.selectors.as_of import standing

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from tracker.selectors.as_of import Standing

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

SINCE, UNTIL = MONDAY - dt.timedelta(days=7), MONDAY
SECOND = dt.timedelta(seconds=1)
EDGES = [(SINCE, False), (SINCE + SECOND, True), (UNTIL, True), (UNTIL + SECOND, False)]


def pair_of_reports() -> tuple[Report, Report]:
    agency = factories.make_agency()
    return (
        factories.make_report(agency, report_year=2024),
        factories.make_report(agency, report_year=2025),
    )


def rows() -> QuerySet[Standing]:
    return standing(Commitment.objects.all(), at=None)


def found(*, since: dt.datetime = SINCE, until: dt.datetime = UNTIL) -> int:
    """How many are newly alarming."""
    return digests.found_since(digests.alarming(rows(), until=until), since=since).count()


@pytest.mark.parametrize(("moment", "inside"), EDGES)
def test_each_moment_is_in_one_period_only(moment: dt.datetime, inside: bool) -> None:
    plan, result = pair_of_reports()
    promise(plan, result, heading="甲", outcome=Outcome.PARTIAL, reviewed_at=moment)
    promise(plan, result, heading="乙", suggested=Outcome.NO_EVIDENCE)
    MatchRun.objects.update(created_at=moment)
    Report.objects.update(created_at=moment)
    period = {"since": SINCE, "until": UNTIL}
    assert digests.confirmed_between(rows(), **period).count() == inside
    assert found(**period) == inside
    assert digests.filed_between(Agency.objects.all(), **period).count() == 2 * inside


@pytest.mark.parametrize(
    ("outcome", "alarming"),
    [
        (Outcome.NO_EVIDENCE, True),
        (Outcome.PARTIAL, True),
        (Outcome.NOT_FULFILLED, True),
        (Outcome.IN_PROGRESS, False),
        (Outcome.FULFILLED, False),
        (Outcome.NOT_ASSESSABLE, False),
    ],
)
def test_what_is_alarming(outcome: Outcome, alarming: bool) -> None:
    promise(*pair_of_reports(), suggested=outcome)
    MatchRun.objects.update(created_at=UNTIL)
    assert found() == alarming


def test_a_person_has_the_last_word_on_an_alarm() -> None:
    promise(*pair_of_reports(), suggested=Outcome.NO_EVIDENCE, outcome=Outcome.FULFILLED)
    MatchRun.objects.update(created_at=UNTIL)
    assert not found()


@pytest.mark.parametrize(
    ("state", "alarming"),
    [
        (ReviewState.IN_REVIEW, True),
        (ReviewState.DISPUTED, True),
        (ReviewState.SECOND_REVIEW, False),
    ],
)
def test_who_reads_blind_is_not_told_by_mail(state: ReviewState, alarming: bool) -> None:
    promise(*pair_of_reports(), suggested=Outcome.NO_EVIDENCE, state=state)
    MatchRun.objects.update(created_at=UNTIL)
    assert found() == alarming


def test_awaiting_approval() -> None:
    plan, result = pair_of_reports()
    waiting = promise(plan, result, heading="甲", state=ReviewState.APPROVAL)
    promise(plan, result, heading="乙")
    assert list(digests.awaiting_approval(rows(), until=UNTIL)) == [waiting]


def test_agencies_take_turns_within_a_year() -> None:
    names = ["甲局", "乙局", "丙局"]
    for name, years in zip(names, [(2024, 2024, 2024, 2020), (2024, 2024), (2024,)], strict=True):
        agency = factories.make_agency(name)
        reports = {year: factories.make_report(agency, report_year=year) for year in set(years)}
        result = factories.make_report(agency, report_year=2030)
        for number, year in enumerate(years):
            promise(reports[year], result, heading=f"{name}{number}")
    listed = [row.heading for row in digests.open_longest(rows(), most=99)]
    assert listed[0] == "甲局3"
    turns = [{"甲局0", "乙局0", "丙局0"}, {"甲局1", "乙局1"}, {"甲局2"}]
    assert [set(listed[1:4]), set(listed[4:6]), set(listed[6:])] == turns


def test_a_drop_that_the_plan_no_longer_has_waits_for_nobody() -> None:
    waiting = promise(*pair_of_reports(), state=ReviewState.APPROVAL)
    Commitment.objects.filter(pk=waiting.pk).update(returned_reason="text_gone")
    assert not digests.awaiting_approval(rows(), until=UNTIL).exists()


def test_last_sent_is_of_an_earlier_week_and_this_reader() -> None:
    for recipient, week, state in [
        ("a@example.org", "2026-W44", "sent"),
        ("a@example.org", "2026-W45", "unclear"),
        ("a@example.org", "2026-W47", "sent"),
        ("b@example.org", "2026-W46", "sent"),
    ]:
        DigestDelivery.objects.create(recipient=recipient, week=week, state=state, sent_at=SINCE)
    assert digests.last_sent("a@example.org", before_week="2026-W47") == ("2026-W44", SINCE)
    assert digests.last_sent("a@example.org", before_week="2026-W44") is None


def test_active_subscriptions() -> None:
    mine = subscriber(email="Reader@example.org")
    subscriber(email="off@example.org", active=False)
    assert list(digests.active_subscriptions()) == [mine]
    assert list(digests.active_subscriptions(to="reader@EXAMPLE.org")) == [mine]
    assert list(digests.active_subscriptions(to="off@example.org")) == []
