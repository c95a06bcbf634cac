"""Beat in memory: due at once, a pulse now and then, and no fear of a database that is away."""

from __future__ import annotations

import logging

import pytest
import time_machine
from django.conf import LazySettings
from django.db import OperationalError

from config.beat import BeatingScheduler
from config.celery import app
from tracker.models import Pulse
from tracker.services import pulses

# Beat gives connections back as a process of its own does, which is not to be inside a transaction.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sqlite]


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is sent, without a broker."""
    names: list[str] = []
    monkeypatch.setattr(
        BeatingScheduler, "apply_entry", lambda self, entry, producer=None: names.append(entry.name)
    )
    monkeypatch.setattr(BeatingScheduler, "producer", None)
    return names


@pytest.fixture
def beat(sent: list[str]) -> BeatingScheduler:
    return BeatingScheduler(app)


def test_everything_is_due_at_once_and_then_in_its_time(
    beat: BeatingScheduler, sent: list[str], settings: LazySettings
) -> None:
    with time_machine.travel("2026-03-01 08:00:00+08:00", tick=False) as clock:
        while beat.tick() == 0:
            pass
        assert sorted(sent) == ["canary", "roll-call", "send-digests", "sweep", "sweep-tallies"]
        sent.clear()
        clock.shift(settings.CANARY_SECONDS + 1)
        while beat.tick() == 0:
            pass
        assert sorted(sent) == ["canary", "roll-call", "sweep-tallies"]


def test_it_never_sleeps_longer_than_a_pulse_may_take(
    beat: BeatingScheduler, settings: LazySettings
) -> None:
    settings.CANARY_SECONDS = 2
    while (pause := beat.tick()) == 0:
        pass
    assert pause <= 2


def test_a_pulse_at_most_every_canary_seconds(
    beat: BeatingScheduler, settings: LazySettings
) -> None:
    for _ in range(20):
        beat.tick()
    first = Pulse.objects.get(name="beat").at
    settings.CANARY_SECONDS = 0
    beat.tick()
    assert Pulse.objects.get(name="beat").at > first
    settings.CANARY_SECONDS = 30
    second = Pulse.objects.get(name="beat").at
    beat.tick()
    assert Pulse.objects.get(name="beat").at == second


def test_a_database_that_is_away(
    beat: BeatingScheduler,
    sent: list[str],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def away(*, now: object) -> None:
        raise OperationalError("password of db-internal")

    monkeypatch.setattr(pulses, "record_beat", away)
    caplog.set_level(logging.WARNING)
    while beat.tick() == 0:
        pass
    assert len(sent) == 5
    assert "the database is away (OperationalError)" in caplog.text
    assert "db-internal" not in caplog.text


def test_canaries_go_ahead_of_the_work_and_don_t_pile_up(settings: LazySettings) -> None:
    entry = app.conf.beat_schedule["canary"]
    assert entry["schedule"] == settings.CANARY_SECONDS
    assert entry["options"]["expires"] <= 5 * settings.CANARY_SECONDS
    route = app.amqp.router.route({}, entry["task"])
    assert route["queue"].name == "tracker.beat"
