from __future__ import annotations

import datetime as dt
import threading

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tracker.models import Pulse
from tracker.services import pulses

NOW = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)


def rows() -> dict[str, dt.datetime]:
    return dict(Pulse.objects.values_list("name", "at"))


@pytest.mark.django_db
@pytest.mark.sqlite
def test_written_once_and_then_moved_on(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    later = NOW + dt.timedelta(seconds=30)
    pulses.record_worker("a", now=NOW)
    pulses.record_worker("b", now=later)
    pulses.record_beat(now=NOW)
    assert rows() == {"worker": later, "worker:a": NOW, "worker:b": later, "beat": NOW}
    with django_assert_num_queries(1):
        pulses.record_beat(now=later)
    assert rows()["beat"] == later


@pytest.mark.django_db
@pytest.mark.sqlite
def test_one_worker_speaks_for_itself_alone() -> None:
    pulses.record_answer("a", now=NOW)
    pulses.record_busy(now=NOW)  # this process is nobody's worker
    assert rows() == {"worker:a": NOW}
    token = pulses.this_worker.set("b")
    try:
        pulses.record_busy(now=NOW)
    finally:
        pulses.this_worker.reset(token)
    assert rows() == {"worker:a": NOW, "worker:b": NOW}


@pytest.mark.django_db
@pytest.mark.sqlite
def test_a_host_that_is_gone_is_forgotten_after_a_day() -> None:
    pulses.record_worker("gone", now=NOW)
    pulses.record_worker("here", now=NOW + dt.timedelta(hours=23))
    assert "worker:gone" in rows()
    pulses.record_worker("here", now=NOW + dt.timedelta(hours=25))
    assert set(rows()) == {"worker", "worker:here"}


@pytest.mark.django_db
@pytest.mark.sqlite
def test_a_host_name_of_any_length() -> None:
    pulses.record_worker("h" * 300, now=NOW)
    assert max(map(len, rows())) == 120


@pytest.mark.django_db(transaction=True)
@pytest.mark.sqlite
def test_many_at_once() -> None:
    """Workers of several hosts and two beats, all writing the same rows."""
    failures: list[BaseException] = []

    def write(host: str) -> None:
        try:
            for _ in range(10):
                pulses.record_worker(host, now=timezone.now())
                pulses.record_beat(now=timezone.now())
        except BaseException as error:  # noqa: BLE001 - told to the test
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(f"host{number % 2}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert set(rows()) == {"worker", "worker:host0", "worker:host1", "beat"}
