"""What is shown on the command line while the workers work."""

from __future__ import annotations

import io
import time
from typing import Any

import pytest
from django.core.management.base import CommandError, OutputWrapper
from django.db import OperationalError
from rich.console import Console

from tests.factories import make_job, make_pair, make_upload
from tracker.management import progress
from tracker.management.demo.children import ChildFailed
from tracker.management.following import follow
from tracker.management.progress import Bars, Lines, NoProgress, watch
from tracker.models import Batch, MatchJob, Upload
from tracker.selectors.progress import progress_of
from tracker.services.batches import open_batch

pytestmark = pytest.mark.django_db

DONE = {"state": "done", "result": "insert"}


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "PAUSE", 0.01)


@pytest.fixture
def batch() -> Batch:
    return open_batch(Batch.Source.COMMAND)


class Work:
    """Plays the worker: one act at every look."""

    def __init__(self, *acts: object) -> None:
        self.acts = list(acts)

    def __call__(self) -> None:
        if self.acts:
            self.acts.pop(0)()  # type: ignore[operator]  # each is a function without arguments


def test_lines_say_how_far_it_is_and_end_with_the_end(batch: Batch) -> None:
    pair = make_pair(suggest=False)
    upload, failed = make_upload(batch=batch), make_upload(batch=batch)

    def fail() -> None:
        Upload.objects.filter(pk=failed.pk).update(state="failed", error_code="empty")

    def read() -> None:
        Upload.objects.filter(pk=upload.pk).update(**DONE, report=pair.plan)
        make_job(pair)

    def match() -> None:
        MatchJob.objects.update(state="done")

    lines: list[str] = []
    ended = watch(batch, screen=Lines(lines.append), check=Work(fail, read, match))
    assert (ended.files.insert, ended.files.failed, ended.pairs.done) == (1, 1, 1)
    assert lines[0].startswith("读取报告 0/2，比对年度 0/0  最近没有完成的，剩余时间暂时无法估计")
    assert lines[-1] == "读取报告 2/2，比对年度 1/1  失败 1"
    assert len(lines) == 2  # what lay between went by faster than anybody reads


def test_lines_in_between_come_no_faster_than_anybody_reads(
    batch: Batch, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [make_upload(batch=batch).pk for _ in range(3)]
    monkeypatch.setattr(progress, "BETWEEN_LINES", 0.0)
    lines: list[str] = []
    acts = [lambda pk=pk: Upload.objects.filter(pk=pk).update(**DONE) for pk in rows]
    watch(batch, screen=Lines(lines.append), check=Work(*acts))
    assert [line.split("，")[0] for line in lines] == [f"读取报告 {n}/3" for n in range(4)]


def test_bars_show_the_same(batch: Batch) -> None:
    upload = make_upload(batch=batch)
    make_upload(batch=batch, state="asked")
    screen = Console(file=io.StringIO(), force_terminal=True, width=120)
    done = Work(lambda: Upload.objects.filter(pk=upload.pk).update(**DONE))
    watch(batch, screen=Bars(screen), check=done)
    assert isinstance(screen.file, io.StringIO)
    shown = screen.file.getvalue()
    assert "读取报告" in shown
    assert "2/2" in shown
    assert "待补充 1" in shown


def test_what_check_raises_is_passed_on(batch: Batch, tmp_path: object) -> None:
    def died() -> None:
        raise ChildFailed("worker", tmp_path / "log")  # type: ignore[operator]

    make_upload(batch=batch)
    with pytest.raises(ChildFailed):
        watch(batch, screen=Lines(print), check=died)


def test_only_the_patient_wait_for_ever(batch: Batch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "PATIENCE", 0.2)
    upload = make_upload(batch=batch)
    with pytest.raises(NoProgress):
        watch(batch, screen=Lines(print))
    began = time.monotonic()

    def late() -> None:
        if time.monotonic() - began > 0.5:
            Upload.objects.filter(pk=upload.pk).update(**DONE)

    watch(batch, screen=Lines(print), check=late, is_patient=True)


def test_a_batch_without_files_is_through(batch: Batch) -> None:
    lines: list[str] = []
    watch(batch, screen=Lines(lines.append))
    assert lines == ["读取报告 0/0，比对年度 0/0"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seconds", [60.0, 0.0])
def test_a_database_that_is_restarted_is_waited_for_but_not_for_ever(
    batch: Batch, monkeypatch: pytest.MonkeyPatch, seconds: float
) -> None:
    make_upload(batch=batch, state="failed", error_code="empty")
    times = iter(range(100))

    def restarted(*args: object, **rest: Any) -> object:
        if next(times) < 3:
            raise OperationalError("terminating connection due to administrator command")
        return progress_of(None, **rest)

    monkeypatch.setattr(progress, "progress_of", restarted)
    monkeypatch.setattr(progress, "PATIENCE", seconds)
    if seconds:
        assert watch(batch, screen=Lines(print), is_patient=True).files.failed == 1
        return
    with pytest.raises(CommandError, match="数据库没有应答"):
        follow(batch, out=OutputWrapper(io.StringIO()))
