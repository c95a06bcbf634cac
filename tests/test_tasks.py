"""Tasks: wake-ups that may come twice, late or never, and a real worker that follows them."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.utils import timezone
from psycopg import sql

from config.celery import app
from tests.factories import make_job
from tests.waiting import eventually
from tracker import tasks
from tracker.management.demo.children import Child
from tracker.models import MatchJob, MatchRun, Report, Upload
from tracker.services.documents import READING, RECOGNISING
from tracker.services.jobs import request_jobs
from tracker.services.uploads import receive_upload

SEEDS = Path(__file__).resolve().parents[1] / "seeds"
PAIR = [
    next(SEEDS.glob("2024-*市场监督管理局.txt")),
    next(SEEDS.glob("2025-*市场监督管理局.txt")),
]


def hand_in(path: Path) -> Upload:
    return receive_upload(ContentFile(path.read_bytes()), filename=path.name)


@pytest.mark.django_db(transaction=True)
def test_a_real_worker_reads_and_matches_both_years(celery_worker_process: Child) -> None:
    for path in reversed(PAIR):  # the result comes in first
        assert tasks.enqueue_upload(hand_in(path).pk)
    eventually(lambda: Upload.objects.filter(state="done").count() == 2)
    eventually(lambda: MatchRun.objects.count() == 1)
    plan = Report.objects.get(report_year=2024)
    assert plan.commitments.count() == 8
    eventually(lambda: not plan.commitments.filter(suggestion=None).exists())


@pytest.mark.django_db
@pytest.mark.sqlite
@pytest.mark.usefixtures("broker_url")
def test_a_short_word_for_what_came_of_it() -> None:
    for path in PAIR:
        upload = hand_in(path)
        assert tasks.process_upload(upload.pk) == "insert"
        assert tasks.process_upload(upload.pk) == "not due"
    job = MatchJob.objects.get()
    assert tasks.match_batch([job.pk]) == {"inserted": 1}
    assert tasks.match_batch([job.pk]) == {}
    request_jobs([(job.plan_report_id, job.result_report_id)])
    assert tasks.match_batch([job.pk]) == {"unchanged": 1}


@pytest.mark.django_db
@pytest.mark.sqlite
def test_rows_that_are_gone_are_quiet() -> None:
    assert tasks.process_upload(10**9) == "not due"
    assert tasks.match_batch([10**9, 10**9 + 1]) == {}


@pytest.mark.django_db
def test_broker_down_the_upload_waits(test_environment: dict[str, str]) -> None:
    upload = hand_in(PAIR[0])
    # A process of its own, because this one already holds connections to the broker.
    code = f"""
import django
django.setup()
from tracker.tasks import enqueue_upload
print(enqueue_upload({upload.pk}))
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=test_environment
        | {"REDIS_URL": "redis://127.0.0.1:1/0", "DJANGO_SETTINGS_MODULE": "config.settings"},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert done.stdout.strip() == "False"
    assert "broker unavailable" in done.stderr
    upload.refresh_from_db()
    assert upload.state == "waiting"


@pytest.mark.django_db(transaction=True)
def test_the_sweep_finds_what_was_lost(celery_worker_process: Child) -> None:
    long_ago = timezone.now() - dt.timedelta(minutes=2)
    upload = hand_in(PAIR[0])
    Upload.objects.update(handed_in_at=long_ago)
    job = make_job(requested_at=long_ago)
    assert tasks.sweep() == 2
    eventually(lambda: Upload.objects.get(pk=upload.pk).state == "done")
    eventually(lambda: MatchJob.objects.get(pk=job.pk).state == "done")
    assert MatchRun.objects.filter(plan_report=job.plan_report).exists()
    assert tasks.sweep() == 0


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_away_costs_no_message(celery_worker_process: Child) -> None:
    upload = hand_in(PAIR[0])
    place = connection.get_connection_params() | {"dbname": "postgres"}
    name = sql.Identifier(str(connection.settings_dict["NAME"]))
    with psycopg.connect(**place, autocommit=True) as server:  # away for whoever connects anew
        server.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(name))
        server.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = %s AND pid <> %s",
            [connection.settings_dict["NAME"], connection.connection.info.backend_pid],
        )
        try:
            assert tasks.enqueue_upload(upload.pk)
            time.sleep(3)
            assert Upload.objects.get(pk=upload.pk).state == "waiting"
        finally:
            server.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS true").format(name))
    eventually(lambda: Upload.objects.get(pk=upload.pk).state == "done")


@pytest.mark.django_db
def test_digests_are_one_service_call() -> None:
    assert isinstance(tasks.send_due_digests(), str)


def test_beat_calls_tasks_that_exist() -> None:
    app.loader.import_default_modules()
    entries = app.conf.beat_schedule.values()
    assert {entry["task"] for entry in entries} <= set(app.tasks)
    assert app.conf.beat_schedule["send-digests"]["schedule"] == 600
    for entry in entries:  # what could not be run in time is not run late as well
        assert entry["options"] == {"expires": entry["schedule"]}
        everyone = entry["task"] == "tracker.tasks.roll_call"
        queue = tasks.EVERYONE if everyone else tasks.AHEAD
        assert app.conf.task_routes[entry["task"]] == {"queue": queue}


def test_limits_hold_for_the_longest_task() -> None:
    longest = READING.total + RECOGNISING.total + 60  # and to store what was read
    assert app.conf.task_time_limit > longest
    waits = app.conf.broker_transport_options["visibility_timeout"]
    assert waits > 2 * app.conf.task_time_limit  # it may lie behind another one
    assert app.conf.task_acks_late
    assert app.conf.task_reject_on_worker_lost


def test_a_worker_process_is_warm_and_has_one_thread_for_arithmetic() -> None:
    code = """
import config.celery, django
django.setup()
import numpy, os, sys
from celery.signals import worker_process_init
from tracker.core import matching, tokens
assert tokens.encode.__module__ == "tracker.core.tokens"
worker_process_init.send(sender=None)
big = numpy.ones((600, 600))
big @ big
print(len(os.listdir("/proc/self/task")))
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=True
    )
    assert done.stdout.strip() == "1"


@pytest.mark.django_db
@pytest.mark.sqlite
def test_a_file_that_is_asked_about_waits_for_its_answer(tmp_path: Path) -> None:
    path = tmp_path / "报告.txt"
    path.write_text("云岫市岚溪区司法局法治政府建设报告\n一、主要成效\n全年培训三场。\n")
    upload = hand_in(path)
    assert tasks.process_upload(upload.pk) == "asked"
    assert tasks.process_upload(upload.pk) == "not due"
