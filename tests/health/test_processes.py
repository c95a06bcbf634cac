"""A real worker and a real beat: what they show while they work, and when they don't."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from django.conf import LazySettings
from django.test import Client

from config.celery import app
from tests.fixtures.worker import answers, worker_command
from tests.health.running import BEAT, PATIENCE, checkhealth, lines_of, running
from tests.waiting import eventually
from tracker import tasks
from tracker.health.checks import check_all
from tracker.management.demo.children import wait_until
from tracker.models import Pulse

pytestmark = [pytest.mark.heavy, pytest.mark.django_db(transaction=True)]
QUEUES = ("tracker", "tracker.beat")


@pytest.fixture
def quick(settings: LazySettings, broker_url: str) -> None:
    """The same times for the pages that this process answers."""
    settings.CANARY_SECONDS, settings.CANARY_PATIENCE_SECONDS = 1, PATIENCE
    settings.LEASE_SECONDS = 5


@pytest.fixture
def worker(test_environment: dict[str, str], broker_url: str, tmp_path: Path) -> Iterator[str]:
    """The name of a worker that consumes; its log is worker.log."""
    name = f"test-{secrets.token_hex(4)}@localhost"
    app.control.purge()
    log = tmp_path / "worker.log"
    with running(worker_command(name), log=log, env=test_environment) as child:
        wait_until(lambda: answers(name), child=child, name="worker", log=log, patience=120)
        yield name


def checks_of(client: Client) -> dict[str, bool]:
    answer = client.get("/readyz").json()
    return {name: check["ok"] for name, check in answer["checks"].items()}


def pulse(name: str) -> bool:
    return Pulse.objects.filter(name=name).exists()


def test_a_worker_that_lost_its_queues_but_answers(
    client: Client, quick: None, worker: str, test_environment: dict[str, str], tmp_path: Path
) -> None:
    with running(BEAT, log=tmp_path / "beat.log", env=test_environment):
        eventually(
            lambda: client.get("/readyz").status_code == 200, seconds=40, what="ready at first"
        )
        assert checkhealth("worker", "beat", env=test_environment).returncode == 0
        assert pulse(f"worker:{worker}")
        for queue in QUEUES:
            app.control.cancel_consumer(queue, destination=[worker], reply=True, timeout=5)
        eventually(
            lambda: not checks_of(client)["worker"], seconds=PATIENCE + 15, what="said to be deaf"
        )
        assert answers(worker)  # any check of the process or its connection is content
        assert checks_of(client)["beat"]
        assert client.get("/readyz").status_code == 503
        told = checkhealth("worker", env=test_environment)
        assert told.returncode == 1
        assert f"上限 {PATIENCE} 秒" in told.stdout
        assert checkhealth("beat", env=test_environment).returncode == 0
        for queue in QUEUES:
            app.control.add_consumer(queue, destination=[worker], reply=True, timeout=5)
        eventually(lambda: client.get("/readyz").status_code == 200, seconds=30, what="ready again")


def test_of_two_workers_the_deaf_one_is_found_by_name(
    quick: None, worker: str, test_environment: dict[str, str], tmp_path: Path
) -> None:
    """Each gets its own copy of a roll call; of the canaries some other may take them all."""
    other, log = f"test-{secrets.token_hex(4)}@localhost", tmp_path / "other.log"
    with running(worker_command(other), log=log, env=test_environment) as child:
        wait_until(lambda: answers(other), child=child, name="other", log=log, patience=120)
        call_the_roll()
        eventually(
            lambda: (
                set(Pulse.objects.values_list("name", flat=True))
                == {f"worker:{worker}", f"worker:{other}"}
            ),
            seconds=30,
            what="both answered the one call",
        )
        [busy] = psutil.Process(child.pid).children()
        busy.suspend()
        time.sleep(PATIENCE + 1)
        call_the_roll()
        eventually(lambda: is_well(worker), seconds=30, what="one answers")
        assert not is_well(other)
        busy.resume()
        call_the_roll()
        eventually(lambda: is_well(other), seconds=30, what="well again")
    assert tasks.queue_length(tasks.EVERYONE) == 0


def call_the_roll() -> None:
    app.loader.import_default_modules()
    app.tasks["tracker.tasks.roll_call"].apply_async()


def is_well(worker: str) -> bool:
    return check_all(["worker"], worker=worker)["worker"].ok


def test_two_beats_and_the_death_of_one(
    client: Client, quick: None, worker: str, test_environment: dict[str, str], tmp_path: Path
) -> None:
    with running(BEAT, log=tmp_path / "second.log", env=test_environment):
        with running(BEAT, log=tmp_path / "first.log", env=test_environment):
            eventually(
                lambda: client.get("/readyz").status_code == 200, seconds=40, what="ready with two"
            )
        Pulse.objects.all().delete()
        eventually(
            lambda: client.get("/readyz").status_code == 200, seconds=20, what="ready with one"
        )
    eventually(lambda: not checks_of(client)["beat"], seconds=PATIENCE + 15, what="no beat left")
    for name in ("first.log", "second.log", "worker.log"):
        assert not [line for line in lines_of(tmp_path / name) if line["level"] == "ERROR"]


def test_beat_outlives_a_database_that_is_away(
    worker: str, test_environment: dict[str, str], tmp_path: Path
) -> None:
    """It goes on sending, and the worker, which has its database, shows it."""
    log = tmp_path / "beat.log"
    away = test_environment | {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing"}
    with running(BEAT, log=log, env=away) as beat:
        eventually(lambda: pulse("worker"), seconds=40, what="canaries arrive")
        eventually(
            lambda: log.read_text().count("no pulse: the database is away") > 1,
            seconds=20,
            what="beat tries again",
        )
        assert beat.poll() is None
        assert not pulse("beat")
    assert all("nobody" not in line["message"] for line in lines_of(log))


def test_canaries_of_a_time_without_workers_are_thrown_away(
    broker_url: str, test_environment: dict[str, str], tmp_path: Path
) -> None:
    app.loader.import_default_modules()
    app.control.purge()
    canary = app.tasks["tracker.tasks.canary"]
    for _ in range(300):
        canary.apply_async(expires=0.01)
    log, name = tmp_path / "worker.log", f"test-{secrets.token_hex(4)}@localhost"
    with running(worker_command(name), log=log, env=test_environment) as child:
        wait_until(lambda: answers(name), child=child, name="worker", log=log, patience=120)
        canary.apply_async()
        eventually(lambda: pulse("worker"), seconds=30, what="the one that counts is carried out")
        eventually(lambda: " succeeded " in log.read_text(), seconds=10, what="it says so")
        lines = lines_of(log)
    done = [line for line in lines if "canary" in line["message"]]
    assert len([line for line in done if " succeeded " in line["message"]]) == 1
