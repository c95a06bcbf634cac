"""manage.py ingestreports --queue and progress: files to the workers, and how far they are."""

from __future__ import annotations

import errno
import io
import shutil
import time
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from tests.factories import make_job, make_upload
from tracker import tasks
from tracker.management import following, progress
from tracker.management.demo.children import Child
from tracker.models import Batch, MatchJob, Report, Upload
from tracker.selectors.progress import Progress
from tracker.services import storing
from tracker.services.batches import open_batch
from tracker.services.ingestion import process_upload

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
SEED = sorted(SEEDS.glob("2024-*.txt"))[0]
AWAY = "处理队列暂时不可用"


@pytest.fixture(autouse=True)
def _storage(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    monkeypatch.setattr(progress, "PAUSE", 0.01)


@pytest.fixture
def woken(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Whom the workers were told of."""
    keys: list[int] = []

    def enqueue(upload_id: int) -> bool:
        keys.append(upload_id)
        return True

    monkeypatch.setattr(tasks, "enqueue_upload", enqueue)
    return keys


@pytest.fixture
def workers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers that only begin once the command waits: the whole queue at its first look."""
    stock = progress.watch

    def work_first(batch: Batch, **options: object) -> Progress:
        for pk in Upload.objects.filter(batch=batch, state="waiting").values_list("pk", flat=True):
            process_upload(pk)
        MatchJob.objects.update(state="done")
        return stock(batch, **options)  # type: ignore[arg-type]  # handed through

    monkeypatch.setattr(following, "watch", work_first)


def call(*args: object, raises: int = 0) -> list[str]:
    """The lines of a command, and that it ended with this exit code."""
    out, code = io.StringIO(), 0
    try:
        call_command(*(str(arg) for arg in args), stdout=out)
    except CommandError as error:
        code = error.returncode
    except SystemExit as end:
        code = int(str(end.code))
    assert code == raises, out.getvalue()
    return out.getvalue().splitlines()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "来件"
    folder.mkdir()
    shutil.copy(SEED, folder / "一.txt")
    (folder / "二.txt").write_bytes(b"")
    (folder / "三.txt").write_text("云岫市岚溪区司法局法治政府建设报告\n一、主要成效\n好。\n")
    (folder / "四.xls").write_bytes(b"1")
    return folder


def test_files_are_stored_before_any_is_waited_for(folder: Path, woken: list[int]) -> None:
    lines = call("ingestreports", "--no-wait", folder)
    batch = Batch.objects.get()
    assert lines == [
        f"已保存 3 个文件，由后台处理，批次 {batch.pk}。",
        f"查看进度：python manage.py progress {batch.pk}",
    ]
    rows = Upload.objects.order_by("pk")
    assert [row.state for row in rows] == ["waiting"] * 3
    assert woken == [row.pk for row in rows]
    assert {row.batch for row in rows} == {batch}
    assert (batch.expected, batch.label, batch.source) == (3, "来件", "command")


@pytest.mark.usefixtures("workers")
def test_waiting_names_what_a_person_must_look_at(folder: Path, woken: list[int]) -> None:
    lines = call("ingestreports", "--queue", folder, raises=1)
    assert lines[1] == "读取报告 3/3，比对年度 0/0  失败 1，待补充 1"
    assert lines[2].startswith("asked   来件/三.txt  文中没有找到报告年度")
    assert lines[3].startswith("failed  来件/二.txt  文件是空的")
    assert lines[4].startswith("新增 1，更新 0，无变化 0，待补充 1，失败 1；跳过非文档文件 1")
    assert Report.objects.count() == 1


@pytest.mark.usefixtures("workers")
@pytest.mark.parametrize(("removed", "code"), [("二.txt", 2), ("三.txt", 1)])
def test_exit_codes_are_those_of_reading_here(
    folder: Path, woken: list[int], removed: str, code: int
) -> None:
    (folder / removed).unlink()
    call("ingestreports", "--queue", folder, raises=code)
    shutil.rmtree(folder)
    call("progress", raises=code)
    call("progress", Batch.objects.get().pk, raises=code)


@pytest.mark.parametrize("options", [["--queue", "--no-wait"], []])
def test_a_full_disk_is_a_failed_line_and_the_others_go_on(
    folder: Path, woken: list[int], monkeypatch: pytest.MonkeyPatch, options: list[str]
) -> None:
    to_disk, taken = storing._to_disk, []

    def full_at_first(path: str) -> None:
        taken.append(path)
        if len(taken) == 1:
            raise OSError(errno.ENOSPC, "No space left on device")
        to_disk(path)

    monkeypatch.setattr(storing, "_to_disk", full_at_first)
    lines = call("ingestreports", *options, folder / "一.txt", SEED, raises=1)
    failed = [line for line in lines if line.startswith("failed")]
    assert len(failed) == 1
    assert "服务器磁盘已满，文件没有保存；已有的文件和报告不受影响" in failed[0]
    assert Upload.objects.count() == 1
    assert Batch.objects.get().expected == 2


def test_a_file_that_can_t_be_opened_does_not_stop_the_others(
    folder: Path, woken: list[int]
) -> None:
    lines = call("ingestreports", "--no-wait", folder / "没有.txt", SEED, raises=1)
    assert lines[0].startswith(f"failed  {folder / '没有.txt'}  无法打开文件")
    assert len(woken) == 1


def test_a_broker_that_is_away_is_asked_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def away(upload_id: int) -> bool:
        asked.append(upload_id)
        return False

    monkeypatch.setattr(tasks, "enqueue_upload", away)
    lines = call("ingestreports", "--no-wait", folder)
    assert lines[0].startswith(AWAY)
    assert (len(asked), Upload.objects.filter(state="waiting").count()) == (1, 3)


def interrupting(_seconds: float) -> None:
    raise KeyboardInterrupt


def test_ctrl_c_ends_the_showing_and_not_the_work(
    folder: Path, woken: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time, "sleep", interrupting)
    lines = call("ingestreports", "--queue", folder, raises=130)
    number = Batch.objects.get().pk
    again = f"已停止显示，后台继续处理。再次查看：python manage.py progress {number}"
    assert lines[-1] == again
    assert call("progress", raises=130)[-1] == again
    assert Upload.objects.filter(state="waiting").count() == 3


def test_ctrl_c_while_storing_says_what_is_kept(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(_upload_id: int) -> bool:
        raise KeyboardInterrupt

    monkeypatch.setattr(tasks, "enqueue_upload", interrupt)
    lines = call("ingestreports", "--queue", folder, raises=130)
    assert lines == ["已中断：1 个文件已保存，后台继续处理；重新运行同一命令可补上其余文件。"]


def test_progress_names_failed_pairs() -> None:
    batch = open_batch(Batch.Source.ADMIN, label="补报")
    job = make_job(state="failed", error_code="gave_up", error_params={"attempts": 3})
    make_upload(batch=batch, report=job.result_report, state="done", result="insert")
    lines = call("progress", batch.pk, raises=1)
    assert lines[0] == f"批次 {batch.pk}：补报"
    assert lines[2].startswith(f"failed  {job.plan_report} → {job.result_report}  比对了 3 次")


@pytest.mark.parametrize(
    ("args", "sentence"), [([], "还没有交来过文件"), ([7], "没有编号为 7 的批次")]
)
def test_without_a_batch_there_is_nothing_to_show(args: list[int], sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        call_command("progress", *(str(arg) for arg in args))


@pytest.mark.django_db(transaction=True)
def test_real_workers_do_it(celery_worker_process: Child, settings: Settings) -> None:
    settings.MEDIA_ROOT = settings.DATA_DIR / "files"  # where the workers look
    lines = call("ingestreports", "--queue", SEEDS)
    assert lines[-1].startswith("新增 12，更新 0，无变化 0，待补充 0，失败 0；")
    assert lines[-1].endswith("重新比对 6 对年度。")
    assert Report.objects.count() == 12
