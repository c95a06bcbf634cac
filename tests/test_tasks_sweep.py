"""What the sweep sends, and when: rows that were left always, rows unheard of seldom."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

import pytest
from celery import Task
from django.conf import LazySettings
from django.utils import timezone

from config.celery import app
from tests.factories import make_job, make_upload
from tracker import tasks
from tracker.models import Upload


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, object, str]]:
    """What is sent to the broker, in place of sending it."""
    messages: list[tuple[str, object, str]] = []

    def apply_async(self: Task[..., Any], args: tuple[object], *, queue: str) -> None:
        messages.append((self.name.rpartition(".")[2], args[0], queue))

    monkeypatch.setattr(Task, "apply_async", apply_async)
    return messages


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("waiting", "messages"), [(0, "all"), (1, "left"), (None, "left")], ids=["0", "1", "away"]
)
def test_what_nobody_tried_is_sent_again_only_when_the_queue_is_empty(
    waiting: int | None,
    messages: str,
    sent: list[tuple[str, object, str]],
    monkeypatch: pytest.MonkeyPatch,
    settings: LazySettings,
) -> None:
    monkeypatch.setattr(tasks, "queue_length", lambda name: waiting)
    now = timezone.now()
    long_ago = now - dt.timedelta(seconds=2 * settings.SWEEP_SECONDS)
    gone: dict[str, Any] = {"state": "running", "attempts": 1, "lease_until": long_ago}
    left, left_job = make_upload(**gone), make_job(**gone, requested_at=now)
    make_upload()  # theirs are still on the way
    make_job(requested_at=now)
    lost, *lost_jobs = make_upload(), *(make_job(requested_at=long_ago) for _ in range(3))
    Upload.objects.filter(pk=lost.pk).update(handed_in_at=long_ago)
    always = [
        ("process_upload", left.pk, "tracker.beat"),
        ("match_batch", [left_job.pk], "tracker.beat"),
    ]
    unheard = [
        ("process_upload", lost.pk, "tracker"),
        ("match_batch", [job.pk for job in lost_jobs], "tracker"),
    ]
    assert tasks.sweep() == len(sent)
    assert sent == (always + unheard if messages == "all" else always)


@pytest.mark.django_db
def test_a_sweep_sends_no_more_than_so_many(
    sent: list[tuple[str, object, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "queue_length", lambda name: 0)
    monkeypatch.setattr(tasks, "MOST_MESSAGES", 2)
    for _ in range(3):
        make_upload()
    Upload.objects.update(handed_in_at=timezone.now() - dt.timedelta(hours=1))
    assert tasks.sweep() == len(sent) == 2


@pytest.mark.usefixtures("broker_url")
def test_the_length_of_a_queue() -> None:
    nobodys = f"test.{secrets.token_hex(4)}"
    assert tasks.queue_length(nobodys) == 0
    for _ in range(2):
        tasks.sweep.apply_async(queue=nobodys)
    assert tasks.queue_length(nobodys) == 2


@pytest.mark.usefixtures("broker_url")
def test_what_beat_sends_does_not_wait_behind_the_work() -> None:
    app.control.purge()
    assert tasks.enqueue_uploads([10**9, 10**9 + 1])
    tasks.sweep.delay()
    assert [tasks.queue_length(name) for name in ("tracker", "tracker.beat")] == [2, 1]
    app.control.purge()
    assert [tasks.queue_length(name) for name in ("tracker", "tracker.beat")] == [0, 0]


@pytest.mark.django_db
def test_a_queue_that_is_never_empty_hides_no_lost_message_for_ever(
    sent: list[tuple[str, object, str]], monkeypatch: pytest.MonkeyPatch, settings: LazySettings
) -> None:
    """The oldest are sent again, a few at a time and ahead: thousands more may just be waiting."""
    monkeypatch.setattr(tasks, "queue_length", lambda name: 5000)
    monkeypatch.setattr(tasks, "MOST_OVERDUE", 2)
    now = timezone.now()
    since = {"overdue": tasks.OVERDUE + 1, "waiting": tasks.OVERDUE - 1}
    when = {
        word: now - dt.timedelta(seconds=n * settings.SWEEP_SECONDS) for word, n in since.items()
    }
    files = [make_upload().pk for _ in range(4)]
    Upload.objects.filter(pk__in=files[:3]).update(handed_in_at=when["overdue"])
    Upload.objects.filter(pk=files[3]).update(handed_in_at=when["waiting"])
    job, _other = make_job(requested_at=when["overdue"]), make_job(requested_at=when["waiting"])
    assert tasks.sweep() == len(sent) == 3
    assert sent == [
        *(("process_upload", key, "tracker.beat") for key in files[:2]),
        ("match_batch", [job.pk], "tracker.beat"),
    ]
