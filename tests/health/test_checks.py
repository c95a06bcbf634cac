"""Each check: ok, and not ok for the reason it is there for."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.digest.samples import subscriber
from tests.factories import make_agency, make_pair
from tracker.digest import weeks
from tracker.health import checks
from tracker.health.broker import broker_answers
from tracker.health.checks import Finding, check_all
from tracker.models import DigestDelivery, MatchJob, Pulse, Upload
from tracker.selectors import health
from tracker.services import pulses

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture(autouse=True)
def _times(settings: LazySettings) -> None:
    settings.CANARY_SECONDS, settings.CANARY_PATIENCE_SECONDS = 30, 150
    settings.LEASE_SECONDS = 300


def ago(seconds: float) -> dt.datetime:
    return timezone.now() - dt.timedelta(seconds=seconds)


def one(name: str) -> Finding:
    return check_all([name])[name]


def test_everything_is_well(broker_url: str, settings: LazySettings) -> None:
    settings.CELERY_BROKER_URL = broker_url
    pulses.record_worker("host", now=timezone.now())
    pulses.record_beat(now=timezone.now())
    found = check_all()
    assert {name: finding.what for name, finding in found.items() if not finding.ok} == {}
    ready = ["database", "migrations", "broker", "worker", "beat", "disk", "queue"]
    assert list(checks.READINESS) == ready
    assert list(found) == [*ready, "digests"]


@pytest.mark.parametrize(
    ("name", "age", "code"),
    [
        ("worker", None, "worker_never"),
        ("worker", 149, "worker_works"),
        ("worker", 151, "worker_deaf"),
        ("beat", None, "beat_never"),
        ("beat", 149, "beat_works"),
        ("beat", 151, "beat_silent"),
    ],
)
def test_signs_of_life(name: str, age: int | None, code: str) -> None:
    if age is not None:
        Pulse.objects.create(name=name, at=ago(age))
    finding = one(name)
    assert finding.code == code
    assert finding.ok is code.endswith("_works")
    if age is not None:
        assert finding.seconds == pytest.approx(age, abs=5)
        assert str(age) in finding.what


@pytest.mark.parametrize(
    ("age", "code"), [(None, "worker_never"), (149, "worker_works"), (151, "worker_deaf")]
)
def test_one_worker_must_show_its_own_signs_of_life(age: int | None, code: str) -> None:
    """Whatever the others do, and whoever holds leases."""
    pulses.record_worker("worker@other", now=timezone.now())
    Upload.objects.create(filename="a", sha256="0", state="running", lease_until=ago(-300))
    if age is not None:
        pulses.record_answer("worker@here", now=ago(age))
    assert check_all(["worker"], worker="worker@here")["worker"].code == code
    assert one("worker").ok


def test_a_clock_that_is_ahead_is_no_negative_age() -> None:
    Pulse.objects.create(name="beat", at=ago(-60))
    assert one("beat").seconds == 0


@pytest.mark.parametrize(
    ("state", "extended", "code"),
    [("running", 20, "worker_works"), ("running", 151, "worker_deaf"), ("done", 20, "worker_deaf")],
)
def test_a_worker_busy_for_long_is_not_deaf_while_it_extends_its_lease(
    state: str, extended: int, code: str
) -> None:
    Pulse.objects.create(name="worker", at=ago(1000))
    Upload.objects.create(
        filename="a.txt", sha256="0", state=state, lease_until=ago(extended - 300)
    )
    assert one("worker").code == code


def test_migrations_that_the_database_has_not_had() -> None:
    assert one("migrations").ok
    MigrationRecorder(connection).record_unapplied("tracker", "0004_units_of_work")
    finding = one("migrations")
    assert finding.code == "migrations_pending"
    assert "tracker.0004_units_of_work" in finding.what


def test_a_database_that_is_away_is_asked_once(
    monkeypatch: pytest.MonkeyPatch, settings: LazySettings
) -> None:
    asked = []

    def away() -> bool:
        asked.append(1)
        raise OperationalError("host db-internal is gone")

    monkeypatch.setattr(health, "database_answers", away)
    monkeypatch.setattr(checks, "broker_answers", lambda url, *, seconds: True)
    found = check_all()
    assert {name: finding.code for name, finding in found.items()} == {
        "database": "database_away",
        "migrations": "not_known",
        "broker": "broker_answers",
        "worker": "not_known",
        "beat": "not_known",
        "disk": "disk_free",
        "queue": "not_known",
        "digests": "not_known",
    }
    assert asked == [1]
    assert "db-internal" not in "".join(finding.what for finding in found.values())


@pytest.fixture
def mute_port() -> Iterator[int]:
    """A server that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_a_broker_that_is_there_away_or_mute(broker_url: str, mute_port: int) -> None:
    assert broker_answers(broker_url, seconds=20)
    assert not broker_answers("redis://127.0.0.1:1/0", seconds=2)
    start = time.monotonic()
    assert not broker_answers(f"redis://127.0.0.1:{mute_port}/0", seconds=0.5)
    assert time.monotonic() - start < 10


def test_a_wrong_password_is_no_answer(broker_url: str) -> None:
    assert not broker_answers(f"redis://:wrong@{broker_url.rpartition('@')[2]}", seconds=2)


@pytest.mark.parametrize(
    ("limit", "folder", "code"),
    [(0, "", "disk_free"), (10**9, "", "disk_low"), (0, "missing", "disk_missing")],
)
def test_disk(settings: LazySettings, tmp_path: Path, limit: int, folder: str, code: str) -> None:
    settings.DATA_DIR, settings.DISK_FREE_MEGABYTES = tmp_path / folder, limit
    finding = one("disk")
    assert (finding.code, finding.ok) == (code, code == "disk_free")
    if code == "disk_free":
        assert str(shutil.disk_usage(tmp_path).free // 10**9) in finding.what


def test_a_folder_that_may_not_be_written(
    settings: LazySettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(os, "access", lambda path, mode: False)  # root may write anywhere
    assert one("disk").code == "disk_read_only"


def test_the_queue_is_information() -> None:
    assert one("queue") == Finding(True, "queue_empty", seconds=0.0)
    pair = make_pair(suggest=False)
    MatchJob.objects.all().delete()
    MatchJob.objects.create(
        plan_report=pair.plan, result_report=pair.result, requested_at=ago(100_000)
    )
    finding = one("queue")
    assert (finding.ok, finding.code) == (True, "queue_waits")
    assert finding.seconds == pytest.approx(100_000, abs=5)


def test_the_number_of_queries_is_constant() -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            check_all()
        return len(queries)

    check_all()
    before = count()
    for number in range(20):
        Upload.objects.create(filename="a.txt", sha256=str(number), lease_until=ago(1))
        pulses.record_worker(f"host{number}", now=timezone.now())
    assert count() == before < 35


def test_a_digest_that_has_not_gone_out_is_said_but_readiness_is_not_lost() -> None:
    reader = subscriber(make_agency())
    week = weeks.week_of(timezone.now(), zone=weeks.zone_named(reader.timezone))
    assert one("digests") == Finding(True, "digests_sent")
    row = DigestDelivery.objects.create(
        subscription=reader, recipient=reader.recipient, week=week, state="unclear"
    )
    finding = one("digests")
    assert (finding.ok, finding.params) == (False, {"late": 0, "failed": 0, "held": 1})
    assert "1 封是否送达不明" in finding.what
    DigestDelivery.objects.filter(pk=row.pk).update(state="sent")
    assert one("digests").ok
    assert "digests" not in checks.READINESS
