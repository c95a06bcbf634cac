"""What held at a moment: the figures that were live then, told again afterwards."""

from __future__ import annotations

import dataclasses
import datetime as dt
import random
from collections.abc import Iterator
from typing import Any, get_args

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from tests import factories
from tests.digest.samples import MONDAY, small_world
from tests.selectors.lives import EVERYTHING, UNDECIDED, Life, number_of
from tracker.models import Commitment, Report, Withdrawal
from tracker.selectors import as_of_figures as then
from tracker.selectors.ageing import ageing
from tracker.selectors.agreement import agreement, agreement_by, following
from tracker.selectors.as_of import standing
from tracker.selectors.review_progress import confirmed_by_month, progress_by, progress_of_all
from tracker.selectors.silence import SilenceRow, SilenceThen, silence
from tracker.selectors.statistics import By, fulfilment
from tracker.services import second_reviews

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

STEP = dt.timedelta(minutes=3)  # three fit into the time in which one's own act can be undone
TODAY = timezone.localdate(MONDAY)
LONG_AGO = MONDAY - dt.timedelta(days=90)
STEPS = 80
GROUPS: tuple[By, ...] = get_args(By)

Facts = dict[int, tuple[str, str, str, bool]]
Figures = dict[str, Any]


def live() -> tuple[Figures, Facts]:
    """What the present shows: every statistic, and each promise that a plan still holds."""
    rows = Commitment.objects.all()
    figures = {
        "fulfilment": fulfilment(rows, by="agency"),
        "silence": [_told_of(row) for row in silence(rows, by="topic")],
        "ageing": [ageing(rows, today=TODAY, by=by) for by in GROUPS],
        "progress": [progress_by(rows, today=TODAY, by=by) for by in GROUPS],
        "months": confirmed_by_month(rows, since=LONG_AGO),
        "agreement": (agreement(rows), following(rows), agreement_by(rows, by="topic")),
    }
    return figures, _facts(None)


def told(at: dt.datetime) -> tuple[Figures, Facts]:
    every = Commitment.objects.all()
    figures = {
        "fulfilment": then.fulfilment_then(every, at=at, by="agency"),
        "silence": then.silence_then(every, at=at, by="topic"),
        "ageing": [then.ageing_then(every, at=at, today=TODAY, by=by) for by in GROUPS],
        "progress": [then.progress_then(every, at=at, today=TODAY, by=by) for by in GROUPS],
        "months": then.confirmed_by_month_then(every, at=at, since=LONG_AGO),
        "agreement": (
            agreement(every, until=at),
            following(every, until=at),
            agreement_by(every, by="topic", until=at),
        ),
    }
    return figures, _facts(at)


def _told_of(row: SilenceRow) -> SilenceThen:
    """What can be told of the past: nothing of the machine's."""
    names = [field.name for field in dataclasses.fields(SilenceThen)]
    return SilenceThen(**{name: getattr(row, name) for name in names})


def _facts(at: dt.datetime | None) -> Facts:
    facts = {}
    for row in standing(Commitment.objects.all(), at=at):
        state = row.review_state_then
        undecided = state in UNDECIDED  # how far the machine had come is not kept
        facts[row.pk] = (
            row.outcome_then,
            "" if undecided else state,
            str(row.confirmed_then and row.confirmed_then.isoformat()),
            row.answered_then,
        )
    return facts


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.mark.parametrize("seed", [0, pytest.param(1, marks=pytest.mark.heavy)])
def test_every_moment_is_told_again_as_it_was(
    seed: int,
    clock: time_machine.Traveller,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings.SECOND_REVIEW_SHARE = 0.4
    # The real lot differs from run to run: the life of a seed would not be the same twice.
    monkeypatch.setattr(second_reviews, "lot", lambda row: number_of(row.text) * 5 % 12 / 12)
    life = Life(random.Random(seed))
    life.begin()
    seen = {MONDAY: live()}
    for number in range(1, STEPS):
        moment = MONDAY + number * STEP
        clock.move_to(moment)
        life.happens()
        seen[moment] = live()
    later = MONDAY + dt.timedelta(days=60)
    clock.move_to(later)
    for moment, shown in seen.items():
        assert told(moment + life.dice.choice([0, 0.5]) * STEP) == shown
    assert told(later) == live()
    assert life.done >= EVERYTHING
    assert {row.reason for row in Withdrawal.objects.all()} >= {"text_gone", "result_changed"}
    for name in ("fulfilment", "silence", "ageing", "progress", "months", "agreement"):
        assert len({str(figures[name]) for figures, _facts in seen.values()}) > 2, name
    start = progress_of_all(seen[MONDAY][0]["progress"][0])
    assert start.overdue
    assert start.soon


@pytest.mark.parametrize(
    ("acts", "state", "outcome"),
    [
        ([("decide", "partial")], "confirmed", "partial"),
        ([("decide", "dropped")], "approval", ""),
        ([("decide", "dropped"), ("approve", "dropped")], "confirmed", "dropped"),
        ([("decide", "dropped"), ("reject", "")], "in_review", ""),
        ([("decide", "fulfilled"), ("reopen", "")], "in_review", ""),
    ],
)
def test_the_oldest_acts_do_not_say_where_they_led(
    pair: factories.Pair, acts: list[tuple[str, str]], state: str, outcome: str
) -> None:
    row, person = pair.commitments[0], factories.make_user()
    for version, (act, found) in enumerate(acts, start=1):
        factories.make_review(
            row, person, act=act, outcome=found, note="见原文", commitment_version=version
        )
    [stood] = standing(Commitment.objects.filter(pk=row.pk), at=timezone.now())
    assert (stood.review_state_then, stood.outcome_then) == (state, outcome)


@pytest.mark.parametrize(
    ("at", "held", "answered"),
    [(MONDAY - STEP, False, False), (MONDAY, True, False), (MONDAY + STEP, True, True)],
)
def test_before_it_was_promised_and_before_it_was_answered(
    pair: factories.Pair, at: dt.datetime, held: bool, answered: bool
) -> None:
    Commitment.objects.update(created_at=MONDAY)
    Report.objects.filter(pk=pair.result.pk).update(created_at=MONDAY + STEP)
    rows = list(standing(Commitment.objects.all(), at=at))
    assert [row.answered_then for row in rows] == [answered] * 3 * held
    found = then.fulfilment_then(Commitment.objects.all(), at=at, by="agency")
    figures = [(row.all, row.awaiting) for row in found]
    assert figures == ([(3, 0) if answered else (0, 3)] if held else [])


@pytest.mark.parametrize("by", GROUPS)
def test_of_now_the_same_rows_as_statistics(by: By) -> None:
    for _ in range(2):
        small_world(factories.make_agency(region=factories.make_region()))
    Commitment.objects.filter(heading="换装取号机").update(verifiability=0, topic="enforcement")
    every = Commitment.objects.all()
    assert then.fulfilment_then(every, at=None, by=by) == fulfilment(every, by=by)
    quiet = then.silence_then(every, at=None, by=by)
    assert quiet == [_told_of(row) for row in silence(every, by=by)]


def test_of_the_past_two_queries_each() -> None:
    small_world(factories.make_agency())
    every, at = Commitment.objects.all(), timezone.now()
    with CaptureQueriesContext(connection) as queries:
        assert then.fulfilment_then(every, at=at, by="agency")
        assert then.silence_then(every, at=at, by="topic")
        assert then.ageing_then(every, at=at, today=TODAY)
        assert then.progress_then(every, at=at, today=TODAY)
    assert len(queries) == 8
    with CaptureQueriesContext(connection) as queries:
        months = then.confirmed_by_month_then(every, at=at, since=LONG_AGO)
    assert (months, len(queries)) == ([], 1)  # made without reviews
