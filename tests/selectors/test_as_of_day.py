"""A moment within a day, told by how the day before ended and by what was touched since."""

from __future__ import annotations

import datetime as dt
import random
from contextlib import suppress
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests import factories
from tests.api.conftest import Caller
from tests.selectors.test_past_tallies import FIRST, midnight_after, stored, told
from tests.selectors.worlds import World
from tests.services.test_tallying import on_another_connection
from tracker.models import Agency, Commitment, Report, Review, Withdrawal
from tracker.selectors import as_of_day, past_tallies
from tracker.selectors.as_of_counts import kinds_of_few
from tracker.selectors.as_of_figures import fulfilment_then
from tracker.selectors.narrowing import Narrowing
from tracker.services.reviews import ReviewRefused
from tracker.services.tallying import sweep_tallies

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]

TICK = dt.timedelta(microseconds=1)
DAY = midnight_after(FIRST)  # the end of the day on which the world begins
MOMENT = DAY + dt.timedelta(days=1, hours=15)
ACTS = ("decide", "decide", "decide", "go_on", "correct", "answer", "regret", "file")


@pytest.fixture
def lived() -> World:
    """Six days on which things happened every other hour, counted."""
    with time_machine.travel(FIRST, tick=False) as clock:
        world = World(random.Random(5))
        world.begin()
        for number in range(1, 72):
            clock.move_to(FIRST + number * dt.timedelta(hours=2))
            with suppress(ReviewRefused), transaction.atomic():
                getattr(world.life, world.dice.choice(ACTS))()
        world.arrive()
    sweep_tallies()
    return world


def happened() -> list[dt.datetime]:
    """The moments at which anything did."""
    columns: list[tuple[Any, str]] = [
        *((model, "created_at") for model in (Commitment, Report, Review)),
        *((Withdrawal, column) for column in ("at", "ended_at")),
    ]
    found = {when for model, name in columns for (when,) in model.objects.values_list(name)}
    return sorted(found - {None})


def test_each_moment_is_what_counting_finds(lived: World) -> None:
    moments = happened()
    assert len(moments) > 40
    assert {row.reason for row in Withdrawal.objects.all()} >= {"text_gone", "result_changed"}
    around = [when + tick for when in moments for tick in (-TICK, 0 * TICK, TICK)]
    midnights = [midnight_after(FIRST, days=n) + tick for n in range(4) for tick in (-TICK, TICK)]
    users = (lived.root, lived.inspector)
    for number, at in enumerate([*lived.dice.sample(around, 16), *midnights]):
        extent = Narrowing().extent(users[number % 2])
        assert told(extent, at=at) == told(extent.commitments, at=at), at


def test_no_more_rows_are_counted_than_were_touched(
    lived: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []

    def only(commitments: Any, *heads: str, at: dt.datetime) -> Any:
        seen.append(commitments.count())
        return kinds_of_few(commitments, *heads, at=at)

    monkeypatch.setattr(past_tallies, "kinds_of_few", only)
    monkeypatch.setattr(past_tallies, "kinds_then", None)  # all of an agency cannot be counted
    extent = Narrowing().extent(lived.root)
    told(extent, at=MOMENT)
    acts = Review.objects.filter(created_at__gt=DAY + dt.timedelta(days=1), created_at__lte=MOMENT)
    assert 0 < max(seen) <= acts.count() + Withdrawal.objects.count()
    seen.clear()
    told(extent, at=DAY - dt.timedelta(days=30))
    assert not seen


@pytest.mark.parametrize(("more", "is_told"), [(0, True), (-1, False)])
def test_of_a_day_that_touched_too_much_all_rows_are_counted(
    lived: World, monkeypatch: pytest.MonkeyPatch, more: int, is_told: bool
) -> None:
    extent = Narrowing().extent(lived.root)
    before = told(extent, at=MOMENT)
    with as_of_day.told_by_tallies(extent, at=MOMENT) as found:
        assert found
    monkeypatch.setattr(as_of_day, "MOST_TOUCHED", len(found.touched) + more)
    with as_of_day.told_by_tallies(extent, at=MOMENT) as found:
        assert bool(found) == is_told
    assert told(extent, at=MOMENT) == before


def test_tallies_and_rows_are_read_of_one_snapshot(
    lived: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the marks and the figures a touched promise is counted anew under other heads."""
    extent, before = Narrowing().extent(lived.root), stored()
    shown = fulfilment_then(extent, at=MOMENT, by="topic")

    def meanwhile() -> None:
        Commitment.objects.update(topic="rules", verifiability=0)
        sweep_tallies()

    def slow(*moments: dt.datetime) -> list[int]:
        found = touched(*moments)
        on_another_connection(meanwhile).join()
        return found

    touched = as_of_day._touched
    monkeypatch.setattr(as_of_day, "_touched", slow)
    assert fulfilment_then(extent, at=MOMENT, by="topic") == shown
    assert stored() != before
    monkeypatch.undo()
    assert {row.key for row in fulfilment_then(extent, at=MOMENT, by="topic")} == {"rules"}


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[dt.datetime]:
    """The moments of which it was looked up what had been touched."""
    seen: list[dt.datetime] = []
    touched = as_of_day._touched

    def seen_at(after: dt.datetime, until: dt.datetime) -> list[int]:
        seen.append(until)
        return touched(after, until)

    monkeypatch.setattr(as_of_day, "_touched", seen_at)
    return seen


def test_what_is_asked_together_is_looked_up_once(lived: World, looks: list[dt.datetime]) -> None:
    extent, earlier = Narrowing().extent(lived.root), MOMENT - dt.timedelta(hours=5)
    apart = [told(extent, at=at) for at in (MOMENT, earlier)]
    assert len(looks) > 4
    looks.clear()
    with as_of_day.of_one_moment(extent, at=MOMENT):
        together = told(extent, at=MOMENT)
        assert looks == [MOMENT]
        assert told(extent, at=earlier) == apart[1]
    assert together == apart[0] != apart[1]
    looks.clear()
    told(extent, at=MOMENT)  # what was found is not kept
    assert len(looks) > 2


@pytest.mark.parametrize("figures", ["review-progress", "agreement"])
def test_one_answer_is_of_one_look(lived: World, looks: list[dt.datetime], figures: str) -> None:
    Caller(lived.root).get(f"/stats/{figures}", by="agency", as_of=MOMENT.isoformat())
    assert looks == [MOMENT]


@pytest.mark.parametrize("by", ["agency", "region", "year", "topic"])
def test_as_many_queries_for_many_touched_as_for_few(lived: World, by: Any) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            assert fulfilment_then(Narrowing().extent(lived.root), at=timezone.now(), by=by)
        return len(found)

    lived.arrive()
    sweep_tallies()
    few = queries()
    for number in range(5):
        lived.file(factories.make_agency(f"又一局{number}"))
    sweep_tallies()
    assert Agency.objects.count() > 8
    assert queries() == few
