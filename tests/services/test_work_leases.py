"""Leases: who works keeps its row, and shows that it works; who lost it stops."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.db import OperationalError
from django.db.models import QuerySet
from django.utils import timezone
from pytest_django import Settings

from tests.services.units import claimed, lapse, made, stored
from tracker.models import Pulse
from tracker.services import pulses, work
from tracker.services.work import ClaimLost

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def test_a_lease_is_kept_while_the_work_goes_on(kind: str, settings: Settings) -> None:
    settings.LEASE_SECONDS = 300
    unit = claimed(made(kind))
    assert unit is not None
    keep = work.keeper([unit])
    lapse(unit)
    lapsed = stored(unit)
    keep()  # too early to write
    assert stored(unit) == lapsed
    settings.LEASE_SECONDS = 0
    keep = work.keeper([unit])
    settings.LEASE_SECONDS = 300
    keep()
    until = stored(unit)["lease_until"]
    assert isinstance(until, dt.datetime)
    assert until > timezone.now() + dt.timedelta(minutes=4)


def test_who_keeps_a_lease_shows_that_it_works(kind: str, settings: Settings) -> None:
    """Nobody gets to a roll call in half an hour of reading a scan, however long the lease is."""
    settings.LEASE_SECONDS, settings.CANARY_SECONDS = 3000, 30
    unit = claimed(made(kind))
    assert unit is not None
    own = Pulse.objects.filter(name="worker:worker-1@here").values_list("at", flat=True)
    token = pulses.this_worker.set("worker-1@here")
    try:
        with time_machine.travel(timezone.now(), tick=False) as clock:
            keep = work.keeper([unit])
            clock.shift(29)
            keep()
            assert not own
            clock.shift(2)
            keep()
            assert list(own.all()) == [timezone.now()]
    finally:
        pulses.this_worker.reset(token)


def test_whoever_lost_a_row_is_told_to_stop(kind: str, settings: Settings) -> None:
    settings.LEASE_SECONDS = 0
    unit = claimed(made(kind))
    assert unit is not None
    keep = work.keeper([unit])
    assert claimed(unit) is not None  # the lease was over at once: another worker has it
    with pytest.raises(ClaimLost):
        keep()


@pytest.mark.django_db(transaction=True)
def test_a_database_that_was_away_in_between_costs_no_claim(
    kind: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    unit = claimed(made(kind))
    assert unit is not None
    settings.LEASE_SECONDS = 0
    with time_machine.travel(timezone.now(), tick=False) as clock:
        keep = work.keeper([unit])
        settings.LEASE_SECONDS = 300
        before = stored(unit)["lease_until"]
        with monkeypatch.context() as patch:
            patch.setattr(QuerySet, "update", away)
            keep()
        clock.shift(0.9)
        keep()  # asked again in a second, not at once
        assert stored(unit)["lease_until"] == before
        clock.shift(0.2)
        keep()
    assert stored(unit)["lease_until"] != before


def away(*args: object, **kwargs: object) -> None:
    raise OperationalError
