"""One file, several workers or several people: one report, and a late worker stores nothing."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.db import IntegrityError, connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from tests.factories import make_user
from tracker.core import pipeline
from tracker.models import Commitment, Report, Upload
from tracker.services import documents, ingestion
from tracker.services.ingestion import Ingested, process_upload
from tracker.services.uploads import receive_upload

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite, pytest.mark.usefixtures("storage")]

TEXT = """榆桥县交通运输局2023年法治政府建设情况报告
一、主要成效
全年检查客运站点45处。
二、2024年工作安排
（一）检查客运站点。2024年检查客运站点50处以上。
"""


def hand_in(text: str = TEXT, filename: str = "报告.txt", **hints: Any) -> Upload:
    return receive_upload(ContentFile(text.encode()), filename=filename, **hints)


def lapse() -> None:
    Upload.objects.update(lease_until=timezone.now() - dt.timedelta(seconds=1))


def meanwhile(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    """Let this happen once, while the file is read."""
    real, acts = pipeline.read_text, [act]

    def read_text(raw: str, *, filename: str) -> object:
        if acts:
            acts.pop()()
        return real(raw, filename=filename)

    monkeypatch.setattr(pipeline, "read_text", read_text)


@pytest.mark.parametrize("text", [TEXT, "没有什么可说的。", TEXT.replace("榆桥县交通运输局", "")])
def test_a_worker_that_lost_its_lease_stores_nothing(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = hand_in(text)
    other: list[Ingested | None] = []

    def taken_over() -> None:
        lapse()
        other.append(process_upload(upload.pk))
        Commitment.objects.update(heading="由另一进程录入")

    meanwhile(monkeypatch, taken_over)
    assert process_upload(upload.pk) is None
    (done,) = other
    assert done is not None
    upload.refresh_from_db()
    assert (upload.state, upload.error_code, upload.attempts) == (done.state, done.error_code, 2)
    assert set(Commitment.objects.values_list("heading", flat=True)) <= {"由另一进程录入"}


def test_a_file_asked_for_again_while_it_is_read_is_read_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    upload = hand_in()
    meanwhile(monkeypatch, lambda: hand_in(again=True))
    assert process_upload(upload.pk) is None
    assert Report.objects.count() == 0
    done = process_upload(upload.pk)
    assert done is not None
    assert done.result == "insert"


def test_a_fault_of_ours_is_tried_three_times(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise IntegrityError

    upload = hand_in()
    with monkeypatch.context() as patch:
        patch.setattr(ingestion, "store_report", broken)
        found = []
        for _attempt in range(3):
            done = process_upload(upload.pk)
            assert done is not None
            found.append((done.state, done.error_code))
            lapse()
    assert found == [("waiting", "reader_failed")] * 2 + [("failed", "reader_failed")]
    assert Report.objects.count() == 0
    assert hand_in().pk == upload.pk  # handed in again, it is tried again
    done = process_upload(upload.pk)
    assert done is not None
    upload.refresh_from_db()
    assert (done.result, upload.error_code, upload.error_params) == ("insert", "", {})


def test_a_fault_that_passes_leaves_no_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    upload = hand_in()
    meanwhile(monkeypatch, lambda: 1 // 0)
    assert process_upload(upload.pk) is not None
    assert process_upload(upload.pk) is None  # not at once
    lapse()
    done = process_upload(upload.pk)
    assert done is not None
    upload.refresh_from_db()
    assert (upload.state, upload.error_code, upload.error_params) == ("done", "", {})


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("people", [1, 2])
def test_the_same_file_uploaded_and_read_twice_at_once_is_one_report(people: int) -> None:
    users = [make_user(is_superuser=True) for _ in range(people)] * (3 - people)
    barrier, results = threading.Barrier(2), []

    def upload(number: int) -> None:
        try:
            barrier.wait()
            row = hand_in(user=users[number])
            barrier.wait()
            results.append(process_upload(row.pk))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=upload, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    words = sorted(done.result for done in results if done is not None)
    assert words == ["insert", "noop"][:people]
    assert Upload.objects.filter(state="done").count() == Upload.objects.count() == people
    assert Report.objects.count() == 1
    assert Commitment.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_long_reading_keeps_its_row(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.LEASE_SECONDS = 1
    upload, stolen = hand_in(filename="报告.html"), list[object]()
    real = documents.ask_child

    def slowly(data: bytes, *, keep: Callable[[], None], **others: Any) -> str:
        for _ in range(50):
            clock.shift(0.05)
            keep()
            stolen.append(process_upload(upload.pk))
        return real(data, keep=keep, **others)

    monkeypatch.setattr(documents, "ask_child", slowly)
    # A busy machine may not look for longer than such a lease lasts.
    with time_machine.travel(timezone.now(), tick=False) as clock:
        done = process_upload(upload.pk)
    assert done is not None
    assert done.result == "insert"
    assert set(stolen) == {None}
    assert Upload.objects.get().attempts == 1


def test_queries_do_not_grow_with_the_report() -> None:
    counts = []
    for body, size in (("甲县交通运输局", 1), ("乙县交通运输局", 3), ("丙县交通运输局", 30)):
        promises = "\n".join(
            f"（{'一二三四五六七八九十'[i % 10]}）事项{i}。2024年办理第{i}类业务{i + 20}件。"
            for i in range(size)
        )
        text = TEXT.replace("榆桥县交通运输局", body).split("（一）")[0] + promises
        with CaptureQueriesContext(connection) as queries:
            done = process_upload(hand_in(text).pk)
        assert done is not None
        assert done.result == "insert"
        assert Commitment.objects.filter(report__uploads=done.upload_id).count() >= size
        counts.append(len(queries))
    assert counts[1] == counts[2]  # the first had no neighbours
