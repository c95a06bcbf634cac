"""Files that crash or hang the process that reads them: they fail with their reason, no others."""

from __future__ import annotations

import signal
import time

import pytest

from tests.faults.handing import hand_in, wait_until_over
from tests.faults.reports import File, files, report
from tests.faults.stage import Stage
from tests.faults.state import files_are_whole
from tests.faults.workers import dies_of
from tests.samples import hostile, pdfs
from tests.waiting import AT_LAST, eventually
from tracker.models import MatchJob, Report, Upload
from tracker.services.documents import READING
from tracker.wording import READ_ERRORS

pytestmark = [pytest.mark.heavy, pytest.mark.timeout(600)]

REST = list(files(4))
BAD = report(9, 2021, suffix=".docx", longer=2_000)  # read long enough to be caught at it
ENDS = {
    "killed": (signal.SIGKILL, "too_large"),
    "aborts": (signal.SIGABRT, "damaged"),
    "segfaults": (signal.SIGSEGV, "damaged"),
}


def assert_failed(key: int, code: str) -> None:
    row = Upload.objects.get(pk=key)
    assert (row.state, row.error_code) == ("failed", code)
    assert code in READ_ERRORS


def assert_rest_complete() -> None:
    assert Upload.objects.filter(state="done").count() == len(REST)
    assert Report.objects.count() == len(REST)
    assert MatchJob.objects.filter(state="done").count() == len(REST) * 2 // 3
    assert files_are_whole()


@pytest.mark.parametrize("end", list(ENDS))
def test_a_file_whose_reader_dies(stage: Stage, end: str) -> None:
    worker = stage.worker(processes=2)
    stage.beat()
    sent, code = ENDS[end]
    [key] = hand_in([BAD], stage=stage)
    reader = worker.caught_reader()
    hand_in(REST, stage=stage)
    dies_of(reader, sent)
    wait_until_over()
    assert_failed(key, code)
    assert_rest_complete()


def test_a_file_whose_reader_hangs(stage: Stage) -> None:
    """Its worker goes on holding the row meanwhile: the lease (5 s) is shorter than the limit."""
    worker = stage.worker(processes=2)
    stage.beat()
    [key] = hand_in([BAD], stage=stage)
    worker.caught_reader()
    began = time.monotonic()
    hand_in(REST, stage=stage)
    eventually(lambda: Upload.objects.filter(state="done").count() == len(REST), what="rest")
    assert Upload.objects.get(pk=key).state == "running"
    wait_until_over(seconds=READING.total + AT_LAST)
    print(f"given up after {time.monotonic() - began:.0f} s; the limit is {READING.total:.0f} s")
    assert_failed(key, "too_slow")
    assert Upload.objects.get(pk=key).attempts == 1
    assert_rest_complete()


POISON = {
    "bomb.docx": hostile.zip_bomb,
    "deep.docx": hostile.deep_docx,
    "entities.docx": hostile.entity_bomb,
    "looping.pdf": pdfs.looping,
    "drawing.pdf": hostile.endless_drawing,
    "tree.pdf": hostile.page_tree_that_is_deep,
}


def test_files_made_to_do_harm_among_others(stage: Stage) -> None:
    stage.worker(processes=2)
    stage.beat()
    made = [File(name, make(), "", 0) for name, make in POISON.items()]
    bad = hand_in([*made[:3]], stage=stage)
    hand_in(REST, stage=stage)
    bad += hand_in(made[3:], stage=stage)
    wait_until_over()
    for row in Upload.objects.filter(pk__in=bad):
        print(row.filename, row.state, row.error_code)
        assert row.state == "failed"
        assert row.error_code in READ_ERRORS
    assert_rest_complete()
