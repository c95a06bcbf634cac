"""Files from outside, read in a process of their own with limits, and what came of it (读取文件).

Plain text is decoded here: no parser looks at it. Everything else goes to a child
(tracker.core.readers.child) that has so much memory and so much time, and whose death,
whatever it died of, is a verdict on the file.
"""

from __future__ import annotations

import importlib.util
import json
import logging
import os
import re
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, NamedTuple, NoReturn, cast

from django.conf import settings
from django.core.files.base import File

from tracker.core import pipeline, readers
from tracker.core.readers.kinds import PLAIN
from tracker.core.types import ReportReading, UnreadableReport

logger = logging.getLogger(__name__)

ROOT: Final = Path(__file__).resolve().parents[2]  # where `tracker` is imported from
_MEGABYTE: Final = 2**20
_LONGEST_ANSWER: Final = 32 * _MEGABYTE  # bytes; LARGEST_TEXT characters and what JSON adds
_LONGEST_COMPLAINT: Final = 65_536  # bytes of stderr that are looked at
_PAGE: Final = b'{"page"'


@dataclass(frozen=True, slots=True)
class Limits:
    """What a child may use: bytes of address space, seconds until it (or its page) answers."""

    memory: int
    seconds: float
    total: float  # seconds for the whole file


READING: Final = Limits(memory=512 * _MEGABYTE, seconds=60, total=60)
RECOGNISING: Final = Limits(memory=2048 * _MEGABYTE, seconds=20, total=1800)
_ENDING: Final = 3.0  # seconds between a child's last word and its end
_LOOKING: Final = 0.05  # seconds between two looks at a child's memory
_STARTING: Final = 20.0  # seconds more for the first page: the models are loaded


def read_document(
    content: IO[bytes] | File[bytes],
    *,
    filename: str,
    keep: Callable[[], None] = lambda: None,
) -> ReportReading:
    """Read one report from an open file. `keep` is called all the time while a child reads it.

    What `keep` raises ends the child, and is raised.
    Raises UnreadableReport for anything that is not a readable report of an accepted kind;
    a file larger than settings.DOCUMENT_MEGABYTES is refused before it is read.
    """
    data = _within_size(content)
    kind = readers.document_kind(data, filename=filename)
    if kind in PLAIN:
        raw = readers.read_bytes(data, filename=filename)
    else:
        raw = _read_apart(data, filename=filename, keep=keep)
    return pipeline.read_text(raw, filename=filename)


def _within_size(content: IO[bytes] | File[bytes]) -> bytes:
    content.seek(0, os.SEEK_END)
    if content.tell() > settings.DOCUMENT_MEGABYTES * _MEGABYTE:
        raise UnreadableReport("too_large")
    content.seek(0)
    return content.read()


def _read_apart(data: bytes, *, filename: str, keep: Callable[[], None]) -> str:
    try:
        return ask_child(data, filename=filename, limits=READING, keep=keep)
    except UnreadableReport as verdict:
        if verdict.code != "needs_ocr" or not can_recognise():
            raise
    return ask_child(data, filename=filename, limits=RECOGNISING, ocr=True, keep=keep)


def can_recognise() -> bool:
    """Whether the optional extra `ocr` is installed."""
    return all(importlib.util.find_spec(name) for name in ("rapidocr", "onnxruntime"))


def ask_child(
    data: bytes,
    *,
    filename: str,
    limits: Limits,
    ocr: bool = False,
    keep: Callable[[], None] = lambda: None,
) -> str:
    """The text of a file, read by a child of this process.

    Raises UnreadableReport: the child's verdict, or "too_slow", "too_large" (memory) or
    "damaged" when it did not live to give one.
    """
    request = {
        "filename": filename,
        "memory": limits.memory,
        "seconds": limits.total + _STARTING,
        "ocr": ocr,
    }
    with tempfile.TemporaryFile() as question, tempfile.TemporaryFile() as complaints:
        question.write(json.dumps(request).encode() + b"\n" + data)
        question.seek(0)
        child = subprocess.Popen(
            [sys.executable, "-s", "-B", "-X", "utf8", "-m", "tracker.core.readers.child"],
            stdin=question,
            stdout=subprocess.PIPE,
            stderr=complaints,
            cwd=ROOT,
            env=_environment(),
            start_new_session=True,
        )
        try:
            heard = _listen(child, limits, keep=keep)
            short = heard.peak > 0.7 * limits.memory
            return _told(heard.answer) or _cause_of_death(child, complaints, short=short)
        finally:
            _end(child)


def _environment() -> dict[str, str]:
    """Nothing of ours: no addresses, no passwords; few threads, few arenas of memory."""
    return {
        "PATH": os.defpath,
        "LANG": "C.UTF-8",
        "MALLOC_ARENA_MAX": "2",
        "OMP_NUM_THREADS": "2",
        "OPENBLAS_NUM_THREADS": "1",
    }


class _Heard(NamedTuple):
    """The last line of a child, and the most memory it was seen to use, bytes."""

    answer: bytes
    peak: int


def _listen(child: subprocess.Popen[bytes], limits: Limits, *, keep: Callable[[], None]) -> _Heard:
    """What a child says until it closes its output. `keep` is called at every look.

    Raises UnreadableReport: "too_slow", "too_large" (its answer).
    """
    pipe = cast("IO[bytes]", child.stdout)
    end = time.monotonic() + limits.total
    due = time.monotonic() + limits.seconds + (_STARTING if limits.total > limits.seconds else 0)
    heard, peak = bytearray(), 0
    with selectors.DefaultSelector() as selector:
        selector.register(pipe, selectors.EVENT_READ)
        while True:
            keep()
            left = min(due, end) - time.monotonic()
            if left <= 0:
                raise UnreadableReport("too_slow")
            # Looked at while it lives: getrusage(2) counts what it inherited from its parent.
            peak = max(peak, _memory_of(child.pid))
            if not selector.select(min(left, _LOOKING)):
                continue
            news = os.read(pipe.fileno(), _MEGABYTE)
            if not news:
                return _Heard(bytes(heard), peak)
            heard += news
            if len(heard) > _LONGEST_ANSWER:
                raise UnreadableReport("too_large")
            while heard.startswith(_PAGE) and b"\n" in heard:
                del heard[: heard.index(b"\n") + 1]
                due = time.monotonic() + limits.seconds


def _told(answer: bytes) -> str:
    """The text in an answer; "" when it is none. Raises UnreadableReport: the child's verdict."""
    try:
        told = json.loads(answer)
        code, params = told.get("code"), told.get("params", {})
        text = str(told.get("text", ""))
    except (ValueError, AttributeError):
        return ""
    if code:
        raise UnreadableReport(code, **params)
    return text


def _cause_of_death(
    child: subprocess.Popen[bytes], complaints: IO[bytes], *, short: bool
) -> NoReturn:
    """Say what a child died of that gave no answer; `short`: it had little memory left.

    Raises UnreadableReport.
    """
    try:
        ended = child.wait(_ENDING)
    except subprocess.TimeoutExpired:
        raise UnreadableReport("too_slow") from None
    complaints.seek(0)
    words = complaints.read(_LONGEST_COMPLAINT)
    logger.warning(
        "reading: a child ended with %s: %s", ended, words[-500:].decode("utf-8", "replace")
    )
    if ended == -signal.SIGXCPU:
        raise UnreadableReport("too_slow")
    # A SIGKILL is the kernel's here: it had no memory left. Libraries that get none abort.
    short = short or b"MemoryError" in words or b"bad_alloc" in words or ended == -signal.SIGKILL
    raise UnreadableReport("too_large" if short else "damaged")


def _memory_of(pid: int) -> int:
    """The most memory a running process has used, bytes; 0 where the system doesn't tell."""
    try:
        status = Path(f"/proc/{pid}/status").read_bytes()
    except OSError:
        return 0
    found = re.search(rb"VmHWM:\s+(\d+) kB", status)
    return int(found[1]) * 1024 if found else 0


def _end(child: subprocess.Popen[bytes]) -> None:
    """Kill the child and whatever it started: it leads a process group of its own."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()
    if child.stdout:
        child.stdout.close()
