"""Which parts a digest has: the wishes of its reader, nothing new, a week that is over."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from pytest_django import Settings

from tests import factories
from tests.digest.samples import (
    LAST_THURSDAY,
    LONG_AGO,
    MONDAY,
    by_address,
    content_for,
    promise,
    settle,
    small_world,
    subscriber,
)
from tests.services.deciding import decide
from tracker.core.types import Outcome
from tracker.digest.alarms import Alarms
from tracker.digest.content import DigestContent, build_content
from tracker.digest.render import render_digest
from tracker.digest.subjects import subject_of
from tracker.models import (
    Agency,
    Commitment,
    MatchRun,
    Report,
    Suggestion,
    User,
)
from tracker.models.digests import all_parts
from tracker.selectors import seals
from tracker.services import reviews

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


FILLED = {"changes", "alarms", "thought", "longest", "rows", "filed"}


def filled(content: DigestContent) -> set[str]:
    """What the digest has something in."""
    found = {name: getattr(content, name) for name in FILLED}
    found["thought"] = content.thought.count
    return {name for name, part in found.items() if getattr(part, "lines", part)}


def quiet_world() -> Agency:
    """Something is open, and all of it is old."""
    agency = factories.make_agency()
    plan, result = (factories.make_report(agency, report_year=year) for year in (2024, 2025))
    promise(plan, result, outcome=Outcome.PARTIAL, reviewed_at=LONG_AGO)
    promise(plan, result, heading="换锁", suggested=Outcome.NO_EVIDENCE)
    settle(runs_at=LONG_AGO)
    return agency


@pytest.mark.parametrize(
    ("sections", "quiet", "shown"),
    [
        (all_parts(), True, set()),
        (["changes", "agencies"], True, set()),
        (["longest"], False, {"longest"}),  # who wants no news wants the rest every week
        (["agencies", "no such part"], False, {"rows"}),
        ([], True, set()),
    ],
)
def test_quiet(sections: list[str], quiet: bool, shown: set[str]) -> None:
    content = content_for(subscriber(quiet_world(), sections=sections))
    assert content.is_quiet == quiet
    assert filled(content) == shown
    assert (content.total.all, content.total.unfulfilled) == (2, 2)


@pytest.mark.parametrize(
    ("part", "lists"),
    [
        ("changes", {"changes"}),
        ("filed", {"filed"}),
        ("alarms", {"alarms", "thought"}),
        ("longest", {"longest"}),
        ("agencies", {"rows"}),
    ],
)
def test_each_part_can_be_left_out(part: str, lists: set[str]) -> None:
    agency = factories.make_agency()
    small_world(agency)
    Report.objects.filter(report_year=2025).update(created_at=LAST_THURSDAY)
    sections = [name for name in all_parts() if name != part]
    content = content_for(subscriber(agency, sections=sections))
    assert filled(content) == FILLED - lists
    assert not content.is_quiet


def test_a_missed_number_is_told_of_whatever_the_machine_makes_of_it() -> None:
    agency = factories.make_agency()
    plan, result = (factories.make_report(agency, report_year=year) for year in (2024, 2025))
    promise(plan, result, suggested=Outcome.IN_PROGRESS)
    Suggestion.objects.update(numbers_missed=2)
    settle()
    content = content_for(subscriber(agency))
    assert content.thought == content.found == Alarms(outcomes=(), missed=1, count=1)
    [line] = content.alarms.lines
    assert (line.outcome, line.missed) == (Outcome.IN_PROGRESS, 2)


def test_an_address_is_told_of_what_it_was_given_by_name() -> None:
    city = factories.make_region()
    county = factories.make_region(parent=city)
    for region in (city, county, factories.make_region()):
        small_world(factories.make_agency(region=region))
    assert content_for(by_address("a@example.org")).agency_count == 0
    assert content_for(by_address("b@example.org", city)).agency_count == 2
    single = by_address("c@example.org", factories.make_agency())
    assert content_for(single).agency_count == 1


def test_a_past_week_is_told_as_it_stood_at_its_end(
    pair: factories.Pair, inspector: User, settings: Settings
) -> None:
    settings.SECOND_REVIEW_SHARE = 0
    first, second, _third = pair.commitments
    with time_machine.travel(MONDAY - dt.timedelta(days=5), tick=False) as clock:
        Report.objects.update(created_at=LONG_AGO)
        Commitment.objects.update(created_at=LONG_AGO)
        MatchRun.objects.update(created_at=LONG_AGO)
        decide(first, inspector, "partial")
        before = seals.head()
        clock.move_to(MONDAY + dt.timedelta(minutes=5))
        reviews.reopen(first.pk, reviewer=inspector, version=2, note="再看")
        decide(second, inspector, "in_progress")
    subscription = subscriber(pair.agency)
    then = content_for(subscription, week="2026-W46")
    assert then.is_past
    assert (then.still_open, then.total.reviewed, then.chain_head) == (1, 1, before)
    assert [(line.heading, line.outcome) for line in then.changes.lines] == [
        (first.heading, Outcome.PARTIAL)
    ]
    now = build_content(
        subject_of(subscription, week="2026-W47"), now=MONDAY + dt.timedelta(minutes=9)
    )
    assert not now.is_past
    assert [(line.heading, line.outcome) for line in now.changes.lines] == [
        (second.heading, Outcome.IN_PROGRESS)
    ]
    assert now.total.reviewed == 1


@pytest.mark.parametrize(
    ("newer", "said"),
    [
        (True, "本期新增 1 项：未回应 1 项；目前共：未回应 2 项，有数字未达标 1 项。"),
        (False, "本期没有新增；目前共：未回应 2 项，有数字未达标 1 项。"),
    ],
)
def test_what_is_newly_silent_is_told_apart(newer: bool, said: str) -> None:
    agency = factories.make_agency()
    first, plan, result = (factories.make_report(agency, report_year=y) for y in range(2023, 2026))
    promise(first, plan, heading="乙事", suggested=Outcome.NO_EVIDENCE)
    promise(plan, result, heading="甲事", suggested=Outcome.NO_EVIDENCE)
    settle(runs_at=LONG_AGO)
    Suggestion.objects.filter(commitment__heading="乙事").update(numbers_missed=1)
    new = Suggestion.objects.get(commitment__heading="甲事").run
    if newer:
        MatchRun.objects.filter(pk=new.pk).update(created_at=LAST_THURSDAY)
    promise(plan, result, heading="丙事", outcome=Outcome.PARTIAL)  # some news, in any case
    assert said in render_digest(content_for(subscriber(agency))).text


def test_who_has_no_account_is_told_so() -> None:
    agency = factories.make_agency()
    small_world(agency)
    told = "信中链接须登录后查看"
    assert told in render_digest(content_for(by_address("leader@example.org", agency))).text
    assert told not in render_digest(content_for(subscriber(agency))).text
