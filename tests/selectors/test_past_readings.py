"""How readers agreed on a past day, read from tallies, is what counting row by row finds."""

from __future__ import annotations

import datetime as dt
import random
from contextlib import suppress

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from tests import factories
from tests.selectors.lives import number_of
from tests.selectors.worlds import World
from tracker.models import (
    Agency,
    Review,
    TallyByReaderSince,
    TallyMark,
    TallyOfFollowingThen,
    TallyOfPairs,
)
from tracker.selectors import readings
from tracker.selectors.agreement import agreement, agreement_by, following
from tracker.selectors.extent import Counted
from tracker.selectors.narrowing import Narrowing
from tracker.selectors.statistics import GROUPS
from tracker.services import second_reviews
from tracker.services.reviews import ReviewRefused
from tracker.services.tallying import sweep_tallies

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sqlite]

FIRST = dt.datetime(2026, 9, 28, 16, tzinfo=dt.UTC)  # midnight in Beijing, as every sixth step is
STEP = dt.timedelta(hours=4)
STEPS = 60
TICK = dt.timedelta(microseconds=1)
ACTS = ["decide", "decide", "decide", "go_on", "go_on", "regret", "correct", "answer"]


@pytest.fixture(autouse=True)
def many_are_read_twice(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not by the real lot: the life of a seed would not be the same twice."""
    settings.SECOND_REVIEW_SHARE = 0.5
    monkeypatch.setattr(second_reviews, "lot", lambda row: number_of(row.text) * 5 % 12 / 12)


def told(asked: Counted, *, at: dt.datetime) -> list[object]:
    """Everything that is counted."""
    return [
        *(agreement(asked, until=at), following(asked, until=at)),
        *(agreement_by(asked, by=by, until=at) for by in GROUPS),
    ]


def lived(seed: int, *, steps: int = STEPS) -> World:
    """A world in which one agency's promises are read, and read again, for two weeks."""
    with time_machine.travel(FIRST, tick=False) as clock:
        world = World(random.Random(seed))
        world.begin()
        for number in range(1, steps):
            clock.move_to(FIRST + number * STEP)
            with suppress(ReviewRefused), transaction.atomic():
                getattr(world.life, world.dice.choice(ACTS))()
            if world.dice.random() < 0.1:
                sweep_tallies()
    return world


def moments(dice: random.Random) -> list[dt.datetime]:
    """Of acts and of the ends of days, those themselves and what lies beside them."""
    acts = list(Review.objects.order_by("pk").values_list("created_at", flat=True))
    ends = [FIRST + dt.timedelta(days=days) for days in range((acts[-1] - FIRST).days + 3)]
    beside = [dice.choice(some) + sign * TICK for some in (acts, ends) for sign in (-1, 1)]
    return [*dice.sample(ends, 5), *dice.sample(acts, 3), *beside]


@pytest.mark.parametrize("seed", [0, *(pytest.param(n, marks=pytest.mark.heavy) for n in (1, 2))])
def test_every_moment_is_what_counting_finds(seed: int) -> None:
    world = lived(seed)
    sweep_tallies()
    with time_machine.travel(FIRST + STEPS * STEP, tick=False):
        for at in moments(world.dice):
            extent = world.extent(world.dice.choice([world.root, world.root, world.inspector]))
            assert told(extent, at=at) == told(extent.commitments, at=at)


@pytest.mark.parametrize("seed", [0, pytest.param(1, marks=pytest.mark.heavy)])
def test_whatever_happens_meanwhile(seed: int) -> None:
    world = lived(seed, steps=40)
    sweep_tallies()
    with time_machine.travel(FIRST + 40 * STEP, tick=False) as clock:
        for number in range(20):
            clock.move_to(FIRST + (40 + number) * STEP)
            world.happens()
            extent = world.extent(world.dice.choice([world.root, world.inspector]))
            at = world.dice.choice(moments(world.dice))
            assert told(extent, at=at) == told(extent.commitments, at=at)


# Version, act and where it led: one on each day from the second on.
READ_TWICE = [(1, "decide", "second_review"), (2, "second", "confirmed")]
ANEW = [(1, "decide", "confirmed"), (2, "reopen", "in_review"), (3, "decide", "second_review")]


@pytest.mark.parametrize(
    ("acts", "lapses", "decided"),
    [
        (READ_TWICE, [], [0, 0, 1, 1]),
        (ANEW, [], [0, 1, 1, 0, 0]),
        ([*ANEW, (4, "second", "disputed")], [], [0, 1, 1, 0, 2]),
        (READ_TWICE[:1], [(2, "text_changed")], [0, 0, 1, 1]),
        (READ_TWICE[:1], [(2, "text_gone")], [0, 0, 0, 0]),  # out of its plan, it still waits
        (ANEW, [(4, "result_changed")], [0, 1, 1, 0, 2]),
    ],
)
def test_what_waits_for_its_second_reading_does_not_count_meanwhile(
    acts: list[tuple[int, str, str]], lapses: list[tuple[int, str]], decided: list[int]
) -> None:
    row, reader = factories.make_pair().commitments[0], factories.make_user(is_superuser=True)
    days = (FIRST + dt.timedelta(days=days, hours=9) for days in range(1, 9))
    for version, act, led_to in acts:
        more: dict[str, object] = {
            "commitment_version": version,
            "review_state": led_to,
            "created_at": next(days),
        }
        outcome = "" if act == "reopen" else "partial"
        shown = {"outcome": "partial"} if act == "decide" else {}
        note = "再看" if act == "reopen" else ""
        more |= {"act": act, "outcome": outcome, "note": note, "shown": shown}
        with transaction.atomic():
            factories.make_review(row, reader, **more)
    for version, reason in lapses:
        row.withdrawals.create(commitment_version=version, reason=reason, at=next(days))
    sweep_tallies()
    extent = Narrowing().extent(reader)
    ends = [FIRST + dt.timedelta(days=day + 1) for day in range(len(decided))]
    found = [sum(each.decided for each in following(extent, until=end)) for end in ends]
    assert found == decided
    assert [told(extent, at=end) for end in ends] == [
        told(extent.commitments, at=end) for end in ends
    ]


@pytest.mark.postgresql
def test_days_are_read_from_tallies(monkeypatch: pytest.MonkeyPatch) -> None:
    world = lived(0)
    sweep_tallies()
    extent = Narrowing().extent(world.root)
    days = [FIRST + dt.timedelta(days=days) for days in range(0, 12, 2)]
    before = [told(extent, at=day) for day in days]
    assert len({str(figures) for figures in before}) > 3
    monkeypatch.setattr(readings, "_live", None)  # no row can be counted any more
    assert [told(extent, at=day) for day in days] == before


@pytest.mark.postgresql
def test_what_was_counted_twice_is_there_once() -> None:
    def stored() -> list[object]:
        tables = (TallyByReaderSince, TallyOfFollowingThen)
        return [list(table._default_manager.order_by("pk").values()) for table in tables]

    lived(0)
    sweep_tallies()
    before, pairs = stored(), TallyOfPairs.objects.count()
    assert all(before)
    everybody = Agency.objects.values_list("pk", flat=True)
    TallyMark.objects.bulk_create(TallyMark(agency_id=k, at=timezone.now()) for k in everybody)
    assert sweep_tallies() == len(everybody)
    assert (stored(), TallyOfPairs.objects.count()) == (before, pairs)
    Review.objects.first().commitment.report.commitments.update(topic="rules")  # type: ignore[union-attr]  # there are some
    sweep_tallies()
    topics = TallyByReaderSince.objects.filter(agency=None).values_list("topic", flat=True)
    assert set(topics) == {"rules"}


@pytest.mark.parametrize(
    "at", [FIRST + dt.timedelta(days=9), FIRST + dt.timedelta(days=9, hours=9)]
)
def test_as_many_queries_for_many_agencies_as_for_few(
    at: dt.datetime, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    world = lived(0)
    for number in range(5):
        world.file(factories.make_agency(f"又一局{number}"))
    for _ in range(2):  # marked, and then not
        with django_assert_max_num_queries(24):
            agreement_by(Narrowing().extent(world.root), by="region", until=at)
        sweep_tallies()
