"""What is read of a past day from tallies is what counting row by row finds."""

from __future__ import annotations

import datetime as dt
import random
from contextlib import suppress

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from tests.selectors.worlds import World
from tracker.models import Commitment, TallyOfKind, TallyShare, TallyThen, Withdrawal
from tracker.models.past_tallies import PAST
from tracker.selectors import past_tallies
from tracker.selectors.extent import Counted
from tracker.selectors.narrowing import Narrowing
from tracker.selectors.past_tallies import grouped_then, months_then
from tracker.selectors.statistics import GROUPS
from tracker.services.reviews import ReviewRefused
from tracker.services.tallying import sweep_tallies

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sqlite]

FIRST = dt.datetime(2026, 9, 28, 16, tzinfo=dt.UTC)  # midnight in Beijing, as every sixth step is
STEP = dt.timedelta(hours=4)
STEPS = 40
YEARS = (2015, 2016, 2025, 2026)


def told(asked: Counted, *, at: dt.datetime) -> list[object]:
    """Everything that is counted, without groups of which there is nothing."""
    today = timezone.localdate(at - dt.timedelta(microseconds=1))
    month = timezone.localtime(at).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    names = (*PAST, "overdue", "soon")
    found: list[object] = []
    for group in GROUPS.values():
        groups = grouped_then(asked, names, group=group, at=at, today=today, years=YEARS)
        found.append({key: counts for key, counts in groups.items() if any(counts[1])})
    months = months_then(asked, since=(month - dt.timedelta(days=40)).replace(day=1), at=at)
    return [*found, {month: number for month, number in months.items() if number}]


def moment(dice: random.Random) -> dt.datetime:
    """The end of a day that is over or of today, or some moment before now."""
    now = timezone.now()
    days = (now - FIRST).days + 3
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    if dice.random() < 0.8:
        return midnight - dt.timedelta(days=dice.randrange(-1, days))
    return now - dt.timedelta(hours=dice.randrange(24 * days))


def midnight_after(moment: dt.datetime, *, days: int = 0) -> dt.datetime:
    here = timezone.localtime(moment).replace(hour=0, minute=0, second=0, microsecond=0)
    return here + dt.timedelta(days=1 + days)


def stored() -> list[object]:
    tables = (TallyThen, TallyOfKind, TallyShare)
    return [list(table._default_manager.order_by("pk").values()) for table in tables]


@pytest.mark.parametrize("seed", range(2))
def test_every_past_day_is_what_counting_finds(seed: int) -> None:
    with time_machine.travel(FIRST, tick=False) as clock:
        world = World(random.Random(seed))
        world.begin()
        sweep_tallies()
        for number in range(1, STEPS):
            clock.move_to(FIRST + number * STEP)
            world.happens()
            user = world.dice.choice([world.root, world.root, world.inspector])
            extent, at = world.extent(user), moment(world.dice)
            assert told(extent, at=at) == told(extent.commitments, at=at)


@pytest.mark.parametrize("seed", range(2))
def test_so_are_the_days_of_one_agency_of_which_much_happens(seed: int) -> None:
    with time_machine.travel(FIRST, tick=False) as clock:
        world = World(random.Random(seed))
        world.begin()
        for number in range(1, 2 * STEPS):
            clock.move_to(FIRST + number * STEP)
            act = world.dice.choice(["decide", "decide", "go_on", "correct", "answer", "regret"])
            with suppress(ReviewRefused), transaction.atomic():
                getattr(world.life, act)()
            if world.dice.random() < 0.2:
                sweep_tallies()
        sweep_tallies()
        reasons = {row.reason for row in Withdrawal.objects.all()}
        assert reasons >= {"text_gone", "text_changed", "result_changed"}
        extent = Narrowing().extent(world.root)
        for days in range(-1, 2 * STEPS // 6):
            at = midnight_after(FIRST, days=days)
            assert told(extent, at=at) == told(extent.commitments, at=at)


@pytest.fixture
def swept() -> World:
    """Counted; what was decided lies some days back."""
    with time_machine.travel(FIRST, tick=False) as clock:
        world = World(random.Random(3))
        world.begin()
        for number in range(1, 60):
            clock.move_to(FIRST + number * dt.timedelta(hours=2))
            with suppress(ReviewRefused):
                world.life.decide()
    sweep_tallies()
    return world


@pytest.mark.postgresql
def test_days_are_read_from_tallies(swept: World, monkeypatch: pytest.MonkeyPatch) -> None:
    extents = [Narrowing().extent(swept.root), Narrowing(year=2025).extent(swept.root)]
    days = [midnight_after(FIRST, days=days) for days in range(-1, 7)]
    before = [told(extent, at=day) for extent in extents for day in days]
    assert len({str(figures) for figures in before}) > len(days)
    monkeypatch.setattr(past_tallies, "kinds_then", None)  # no row can be counted any more
    monkeypatch.setattr(past_tallies, "joined", None)
    assert [told(extent, at=day) for extent in extents for day in days] == before


@pytest.mark.postgresql
def test_what_was_counted_twice_is_there_once(swept: World) -> None:
    before = stored()
    Commitment.objects.update(doubt=0.5)
    assert sweep_tallies()
    assert stored() == before
    Commitment.objects.update(topic="rules")
    sweep_tallies()
    assert not TallyOfKind.objects.exclude(topic="rules").exists()
