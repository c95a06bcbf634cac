"""What is read from tallies is what counting row by row finds, whatever happened in between."""

from __future__ import annotations

import datetime as dt
import random
from typing import get_args

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tests import factories
from tests.selectors.worlds import World
from tracker.models import Agency, Commitment, TallyMark
from tracker.selectors import tallies, tally_marks
from tracker.selectors.ageing import ageing
from tracker.selectors.extent import Counted
from tracker.selectors.narrowing import Narrowing
from tracker.selectors.overview import overview
from tracker.selectors.review_progress import confirmed_by_month, review_progress
from tracker.selectors.silence import silence
from tracker.selectors.statistics import By, fulfilment, suggestions
from tracker.services.tallying import sweep_tallies

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sqlite]

STEPS = 40
GROUPS: tuple[By, ...] = get_args(By)


def told(asked: Counted) -> list[object]:
    """Everything that is counted."""
    today = timezone.localdate()
    month = timezone.localtime().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    since = (month - dt.timedelta(days=80)).replace(day=1)
    return [
        *(fulfilment(asked, by=by) for by in GROUPS),
        *(silence(asked, by=by) for by in GROUPS),
        *(suggestions(asked, by=by) for by in GROUPS),
        ageing(asked, today=today),
        review_progress(asked, today=today),
        confirmed_by_month(asked, since=since),
        overview(asked, today=today),
    ]


@pytest.mark.parametrize("seed", range(3))
def test_at_every_moment_it_is_what_counting_finds(seed: int) -> None:
    world = World(random.Random(seed))
    world.begin()
    sweep_tallies()
    for _ in range(STEPS):
        world.happens()
        user = world.dice.choice([world.root, world.inspector])
        extent = world.extent(user)
        assert told(extent) == told(extent.commitments)


@pytest.fixture
def swept() -> World:
    world = World(random.Random(7))
    world.begin()
    sweep_tallies()
    return world


@pytest.mark.postgresql
def test_tallies_are_read_at_all(swept: World, monkeypatch: pytest.MonkeyPatch) -> None:
    extent = Narrowing().extent(swept.root)
    before = told(extent)
    monkeypatch.setattr(tallies, "counted", None)  # no row can be counted any more
    assert told(extent) == before
    assert tally_marks.stale_agencies() == set()


@pytest.mark.postgresql
@pytest.mark.parametrize(
    ("limit", "most", "is_tallied"),
    [
        ("MOST_STALE", 3, True),
        ("MOST_STALE", 2, False),
        ("MOST_MARKS", 3, True),
        ("MOST_MARKS", 2, False),
    ],
)
def test_with_too_many_marks_all_is_counted_row_by_row(
    swept: World, monkeypatch: pytest.MonkeyPatch, limit: str, most: int, is_tallied: bool
) -> None:
    monkeypatch.setattr(tally_marks, limit, most)
    agencies = set(Agency.objects.order_by("pk").values_list("pk", flat=True)[:3])
    for key in agencies:
        TallyMark.objects.create(agency_id=key, at=timezone.now())
    assert tally_marks.stale_agencies() == (agencies if is_tallied else None)
    extent = Narrowing().extent(swept.root)
    assert told(extent) == told(extent.commitments)


@pytest.mark.parametrize("by", GROUPS)
def test_as_many_queries_for_many_agencies_as_for_few(
    swept: World, by: By, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(5):
        swept.file(factories.make_agency(f"又一局{number}"))
    for _ in range(2):  # marked, and then not
        with django_assert_max_num_queries(6):
            fulfilment(Narrowing().extent(swept.root), by=by)
        sweep_tallies()


def test_a_set_without_a_description_is_counted_in_one_query(
    swept: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(1):
        fulfilment(Commitment.objects.all(), by="agency")


def test_on_sqlite_nothing_is_tallied(swept: World) -> None:
    is_tallied = tally_marks.stale_agencies() is not None
    assert is_tallied == (connection.vendor == "postgresql")
