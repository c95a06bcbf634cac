"""What is read from tallies is what counting row by row finds, whatever happened in between."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from typing import get_args

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from tests import factories
from tests.selectors.lives import number_of
from tests.selectors.worlds import World
from tracker.models import Agency, Commitment, TallyByTopic, TallyMark
from tracker.selectors import readings, tallies, tally_marks
from tracker.selectors.ageing import ageing
from tracker.selectors.agreement import agreement, agreement_by, following
from tracker.selectors.extent import Counted, Extent
from tracker.selectors.narrowing import Narrowing
from tracker.selectors.overview import overview
from tracker.selectors.review_progress import confirmed_by_month, progress_by
from tracker.selectors.silence import silence
from tracker.selectors.statistics import By, fulfilment, suggestions
from tracker.services import second_reviews
from tracker.services.tally_rows import Whole
from tracker.services.tallying import sweep_tallies

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sqlite]

STEPS = 40
GROUPS: tuple[By, ...] = get_args(By)


def told(asked: Counted, *, now: dt.datetime) -> list[object]:
    """Everything that is counted."""
    today = now.date()
    month = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    since = (month - dt.timedelta(days=80)).replace(day=1)
    return [
        *(fulfilment(asked, by=by) for by in GROUPS),
        *(silence(asked, by=by) for by in GROUPS),
        *(suggestions(asked, by=by) for by in GROUPS),
        *(ageing(asked, today=today, by=by) for by in GROUPS),
        *(progress_by(asked, today=today, by=by) for by in GROUPS),
        confirmed_by_month(asked, since=since),
        *(agreement(asked), following(asked)),
        *(agreement_by(asked, by=by) for by in GROUPS),
        overview(asked, today=today),
    ]


def assert_as_counted(extent: Extent) -> None:
    """What is told of it is what counting finds, on the same day."""
    now = timezone.localtime()
    assert told(extent, now=now) == told(extent.commitments, now=now)


@pytest.mark.parametrize("seed", [0, *(pytest.param(n, marks=pytest.mark.heavy) for n in (1, 2))])
def test_at_every_moment_it_is_what_counting_finds(
    seed: int, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SECOND_REVIEW_SHARE = 0.4
    # The real lot differs from run to run: the life of a seed would not be the same twice.
    monkeypatch.setattr(second_reviews, "lot", lambda row: number_of(row.text) * 5 % 12 / 12)
    world = World(random.Random(seed))
    world.begin()
    sweep_tallies()
    for _ in range(STEPS):
        world.happens()
        user = world.dice.choice([world.root, world.inspector])
        assert_as_counted(world.extent(user))


@pytest.fixture
def swept() -> World:
    world = World(random.Random(7))
    world.begin()
    sweep_tallies()
    return world


@pytest.mark.postgresql
def test_tallies_are_read_at_all(swept: World, monkeypatch: pytest.MonkeyPatch) -> None:
    extent, now = Narrowing().extent(swept.root), timezone.localtime()
    before = told(extent, now=now)
    monkeypatch.setattr(tallies, "counted", None)  # no row can be counted any more
    monkeypatch.setattr(readings, "_live", None)
    assert told(extent, now=now) == before
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
    assert_as_counted(Narrowing().extent(swept.root))


@pytest.mark.postgresql
def test_rows_of_before_an_upgrade_are_not_read_for_what_they_lack(swept: World) -> None:
    """As migration 0014 leaves them: no deadline, nothing reviewed, every agency marked."""
    everybody = list(Agency.objects.values_list("pk", flat=True))
    TallyByTopic.objects.update(due_on=None, reviewed_verifiable=0)
    TallyByTopic.objects.filter(agency=None).delete()
    whole = Whole(TallyByTopic, ["plan_year", "topic", "due_on"], tallies.TALLIED)
    whole.move({}, whole.of(everybody))
    TallyMark.objects.bulk_create(TallyMark(agency_id=k, at=timezone.now()) for k in everybody)
    for _ in range(2):
        assert_as_counted(Narrowing().extent(swept.root))
        sweep_tallies()
    assert tally_marks.stale_agencies() == set()


@pytest.mark.parametrize(
    ("ask", "most"),
    [
        (fulfilment, 6),
        (lambda asked, by: ageing(asked, by=by, today=timezone.localdate()), 9),
        (lambda asked, by: progress_by(asked, by=by, today=timezone.localdate()), 6),
        (agreement_by, 9),
    ],
)
@pytest.mark.parametrize("by", GROUPS)
def test_as_many_queries_for_many_agencies_as_for_few(
    swept: World,
    by: By,
    ask: Callable[..., object],
    most: int,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(5):
        swept.file(factories.make_agency(f"又一局{number}"))
    for _ in range(2):  # marked, and then not
        with django_assert_max_num_queries(most):
            ask(Narrowing().extent(swept.root), by=by)
        sweep_tallies()


def test_a_set_without_a_description_is_counted_in_one_query(
    swept: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(1):
        fulfilment(Commitment.objects.all(), by="agency")


def test_on_sqlite_nothing_is_tallied(swept: World) -> None:
    is_tallied = tally_marks.stale_agencies() is not None
    assert is_tallied == (connection.vendor == "postgresql")
