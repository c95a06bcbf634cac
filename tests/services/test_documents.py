"""Files read in a child process: each ends in a reading or in one verdict, in bounded time."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from django.core.files.base import ContentFile

from tests.samples import hostile, pdfs
from tests.samples.pages import PAGES
from tests.samples.report import report_paragraphs, report_text
from tests.samples.words import docx, paragraph
from tracker.core.pipeline import read_text
from tracker.core.types import UnreadableReport
from tracker.services import documents
from tracker.services.documents import READING, Limits, ask_child, read_document
from tracker.services.work import ClaimLost
from tracker.wording import READ_ERRORS, read_error_text

REPORT = report_paragraphs()
MEGABYTE = 2**20
PATIENCE = 30  # seconds for a process to start or to go on a busy machine
FORMS = {
    "a.txt": report_text().encode("gb18030"),
    "a.docx": docx("".join(map(paragraph, REPORT))),
    "a.pdf": pdfs.printed(REPORT, head=lambda n, of: "望川县交通运输局文件"),
    "a.html": PAGES["form"].encode(),
}


@pytest.mark.parametrize("filename", FORMS)
def test_every_form_of_a_report_has_the_same_commitments(filename: str) -> None:
    plain = read_text(report_text())
    reading = read_document(io.BytesIO(FORMS[filename]), filename=filename)
    assert reading.text.text == plain.text.text.rstrip("\n") or filename in ("a.txt", "a.docx")
    assert [(c.ordinal, c.heading, c.text) for c in reading.commitments] == [
        (c.ordinal, c.heading, c.text) for c in plain.commitments
    ]
    assert len(reading.commitments) == 4
    assert reading.identity == plain.identity


def test_text_is_decoded_without_a_child(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "ask_child", None)
    assert read_document(io.BytesIO(FORMS["a.txt"]), filename="a.txt").commitments


@pytest.mark.parametrize("name", hostile.FILES)
def test_hostile_files_have_one_verdict(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    make, filename, codes = hostile.FILES[name]
    monkeypatch.setattr(documents, "can_recognise", lambda: False)
    monkeypatch.setattr(documents, "READING", Limits(READING.memory, seconds=12, total=12))
    data, start = make(), time.monotonic()
    with pytest.raises(UnreadableReport) as refusal:
        read_document(io.BytesIO(data), filename=filename)
    assert refusal.value.code in codes
    assert refusal.value.code in READ_ERRORS
    assert "%(" not in read_error_text(refusal.value.code, refusal.value.params)
    assert time.monotonic() - start < 12 + PATIENCE


def test_a_file_of_500_mb_is_refused_before_it_is_read(tmp_path: Path) -> None:
    sparse = tmp_path / "a.pdf"
    with sparse.open("wb") as handle:
        handle.truncate(500 * MEGABYTE)
    before = psutil.Process().memory_info().rss
    with sparse.open("rb") as handle, pytest.raises(UnreadableReport, match="too_large"):
        read_document(handle, filename="a.pdf")
    assert psutil.Process().memory_info().rss - before < 50 * MEGABYTE


def child_that(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the next child run this in place of the reader, behind the real limits."""
    real = subprocess.Popen

    def popen(arguments: list[str], **options: object) -> object:
        start = (
            "import json,sys,os;from tracker.core.readers import child;"
            "r=json.loads(sys.stdin.buffer.readline());"
            "child.limit(memory=r['memory'],seconds=int(r['seconds']))\n"
        )
        return real([sys.executable, "-c", start + code], **options)  # type: ignore[call-overload]  # as Popen

    monkeypatch.setattr(subprocess, "Popen", popen)


@pytest.mark.parametrize(
    ("code", "verdict"),
    [
        ("import time;time.sleep(60)", "too_slow"),
        ("while True: pass", "too_slow"),
        ("os.kill(os.getpid(),24)", "too_slow"),  # SIGXCPU
        ("x=bytearray(700*2**20)", "too_large"),
        ("x=[0]*9\nwhile True: x+=x", "too_large"),
        ("os.kill(os.getpid(),9)", "too_large"),
        ("os.kill(os.getpid(),11)", "damaged"),
        ("os.abort()", "damaged"),
        ("sys.exit(3)", "damaged"),
        ("print('no answer')", "damaged"),
        ("print('[1]')", "damaged"),
        ("print('x'*70_000_000)", "too_large"),
        ("sys.stderr.write('x'*70_000_000)", "damaged"),
        ("os.close(1);import time;time.sleep(60)", "too_slow"),
    ],
)
def test_every_death_of_a_child_is_a_verdict(
    code: str, verdict: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    child_that(code, monkeypatch)
    seconds = 3 if verdict == "too_slow" else PATIENCE
    limits, start = Limits(512 * MEGABYTE, seconds=seconds, total=seconds), time.monotonic()
    with pytest.raises(UnreadableReport, match=verdict):
        ask_child(b"x", filename="a.pdf", limits=limits)
    assert time.monotonic() - start < seconds + PATIENCE


def test_a_large_parent_is_not_the_childs_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    ballast = bytearray(b"x" * (450 * MEGABYTE))
    child_that("sys.exit(3)", monkeypatch)
    limits = Limits(512 * MEGABYTE, seconds=PATIENCE, total=PATIENCE)
    with pytest.raises(UnreadableReport, match="damaged"):
        ask_child(b"x", filename="a.pdf", limits=limits)
    assert len(ballast) == 450 * MEGABYTE


def test_what_a_child_started_ends_with_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    note = tmp_path / "pid"
    child_that(  # it falls silent when it has told: its start may take as long as it likes
        "import subprocess,time;"
        "p=subprocess.Popen(['sleep','60'],stdout=subprocess.DEVNULL);"
        f"open({str(note)!r},'w').write(str(p.pid));os.close(1);time.sleep(60)",
        monkeypatch,
    )
    limits = Limits(512 * MEGABYTE, seconds=PATIENCE, total=PATIENCE)
    with pytest.raises(UnreadableReport, match="too_slow"):
        ask_child(b"x", filename="a.pdf", limits=limits)
    assert gone(int(note.read_text()))


def test_a_child_dies_with_its_parent(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    code = (
        "import subprocess,sys,json\n"
        "p=subprocess.Popen([sys.executable,'-m','tracker.core.readers.child'],"
        "stdin=subprocess.PIPE,stdout=subprocess.DEVNULL,start_new_session=True)\n"
        "head={'filename':'a','memory':2**29,'seconds':60,'ocr':False}\n"
        "p.stdin.write(json.dumps(head).encode()+b'\\n');p.stdin.flush()\n"
        f"open({str(note)!r},'w').write(str(p.pid))\n"
        "import time;time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", code], cwd=documents.ROOT)
    while not (note.exists() and note.read_text()):
        time.sleep(0.05)
    time.sleep(1)  # the child waits for the file now
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    assert gone(int(note.read_text()))


def gone(pid: int) -> bool:
    deadline = time.monotonic() + PATIENCE
    with suppress(psutil.NoSuchProcess):
        process = psutil.Process(pid)
        while process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
            if time.monotonic() > deadline:
                return False
            time.sleep(0.05)
    return True


def test_a_child_knows_nothing_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "望川")
    child_that("print(json.dumps({'text':json.dumps(dict(os.environ))+os.getcwd()}))", monkeypatch)
    told = ask_child(b"x", filename="a.pdf", limits=READING)
    assert "SECRET" not in told
    assert "DATABASE" not in told


def test_several_files_at_once() -> None:
    found: list[int] = []

    def read() -> None:
        reading = read_document(ContentFile(FORMS["a.pdf"]), filename="a.pdf")
        found.append(len(reading.commitments))

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [4] * 4


@pytest.mark.parametrize("make", [lambda: pdfs.scanned(REPORT[:4]), pdfs.picture_pages])
def test_a_scan_without_the_extra_needs_it(
    make: Callable[[], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "can_recognise", lambda: False)
    with pytest.raises(UnreadableReport, match="needs_ocr") as refusal:
        read_document(io.BytesIO(make()), filename="a.pdf")
    assert "第 1 页" in read_error_text("needs_ocr", refusal.value.params)


def test_a_scan_with_the_extra_is_read_within_the_limits() -> None:
    pytest.importorskip("rapidocr", reason="the optional extra ocr is not installed")
    looks: list[float] = []
    data = pdfs.scanned(REPORT)
    reading = read_document(
        io.BytesIO(data), filename="a.pdf", keep=lambda: looks.append(time.monotonic())
    )
    assert len(looks) > 3
    assert len(reading.commitments) == 4


def test_a_worker_that_lost_its_claim_stops_the_child(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    note = tmp_path / "pid"
    child_that(
        f"import os, time; open({str(note)!r}, 'w').write(str(os.getpid())); time.sleep(600)",
        monkeypatch,
    )

    def keep() -> None:
        if note.exists() and note.read_text():
            raise ClaimLost

    limits = Limits(512 * MEGABYTE, seconds=PATIENCE, total=PATIENCE)
    with pytest.raises(ClaimLost):
        ask_child(b"x", filename="a.pdf", limits=limits, keep=keep)
    assert gone(int(note.read_text()))
