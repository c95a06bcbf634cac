"""Tasks: wake-ups that may come twice, late or never, and a real worker that follows them."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from config.celery import app
from tests.factories import make_pair
from tracker import tasks
from tracker.management.demo.children import Child
from tracker.models import Commitment, MatchRun, Report, Upload
from tracker.services.uploads import receive_upload

SEEDS = Path(__file__).resolve().parents[1] / "seeds"
PAIR = [
    next(SEEDS.glob("2024-*市场监督管理局.txt")),
    next(SEEDS.glob("2025-*市场监督管理局.txt")),
]


def hand_in(path: Path) -> Upload:
    return receive_upload(ContentFile(path.read_bytes()), filename=path.name)


def eventually(condition: Callable[[], bool], *, seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.1)


def state() -> list[object]:
    """All that tasks write, but for the times."""
    return [
        list(Report.objects.order_by("pk").values("agency__name", "report_year", "sha256")),
        list(Commitment.objects.order_by("pk").values("pk", "text", "result_report", "version")),
        list(MatchRun.objects.order_by("pk").values("pk", "fingerprint")),
        list(Upload.objects.order_by("pk").values("pk", "state", "report")),
    ]


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
def test_every_task_twice_is_the_same_state() -> None:
    uploads = [hand_in(path) for path in PAIR]
    for upload in uploads:
        assert tasks.process_upload(upload.pk) == "insert"
    plan, result = (Report.objects.get(report_year=year) for year in (2024, 2025))
    assert tasks.match_pair(plan.pk, result.pk) == "inserted"
    before = state()
    for upload in uploads:
        assert tasks.process_upload(upload.pk) == "not due"
    assert tasks.match_pair(plan.pk, result.pk) == "unchanged"
    assert state() == before


@pytest.mark.django_db
@pytest.mark.sqlite
def test_rows_that_are_gone_are_quiet() -> None:
    assert tasks.process_upload(10**9) == "not due"
    assert tasks.match_pair(10**9, 10**9 + 1) == "gone"


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
        timeout=20,
        check=True,
    )
    assert done.stdout.strip() == "False"
    assert "broker unavailable" in done.stderr
    upload.refresh_from_db()
    assert upload.state == "waiting"


@pytest.mark.django_db(transaction=True)
def test_the_sweep_finds_what_was_lost(celery_worker_process: Child) -> None:
    upload = hand_in(PAIR[0])
    Upload.objects.update(created_at=timezone.now() - dt.timedelta(minutes=2))
    pair = make_pair(suggest=False)
    assert tasks.sweep() == 2
    eventually(lambda: Upload.objects.get(pk=upload.pk).state == "done")
    eventually(lambda: MatchRun.objects.filter(plan_report=pair.plan).exists())
    assert tasks.sweep() == 0


@pytest.mark.django_db
def test_digests_are_one_service_call() -> None:
    assert isinstance(tasks.send_due_digests(), str)


def test_beat_calls_tasks_that_exist() -> None:
    app.loader.import_default_modules()
    names = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert names == {"tracker.tasks.send_due_digests", "tracker.tasks.sweep"}
    assert names <= set(app.tasks)
    assert app.conf.beat_schedule["send-digests"]["schedule"] == 600


@pytest.mark.django_db
@pytest.mark.sqlite
def test_a_file_that_is_asked_about_waits_for_its_answer(tmp_path: Path) -> None:
    path = tmp_path / "报告.txt"
    path.write_text("云岫市岚溪区司法局法治政府建设报告\n一、主要成效\n全年培训三场。\n")
    upload = hand_in(path)
    assert tasks.process_upload(upload.pk) == "asked"
    assert tasks.process_upload(upload.pk) == "not due"
