"""python -m tracker.core.readers.child: read one file of a stranger in a process of its own.

Input: a line of JSON (filename, memory and seconds allowed, ocr), then the bytes of the file.
Output: lines of JSON: {"page": 3} after every recognised page, and at the end {"text": …} or
{"code": …, "params": …}. The limits are set here, before anything is read: the parent may
have threads, and nothing can safely be run between its fork and our start.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import signal
import sys
from typing import BinaryIO, Final

_DEATH_SIGNAL: Final = 1  # PR_SET_PDEATHSIG of prctl(2)


def main() -> None:
    """Serve the one request on stdin."""
    answers = _only_ours()
    parent = os.getppid()
    request = json.loads(sys.stdin.buffer.readline(10_000))
    limit(memory=int(request["memory"]), seconds=int(request["seconds"]))
    _die_with(parent)
    try:
        answer = _answer(request, sys.stdin.buffer.read(), answers)
    except MemoryError:
        answer = {"code": "too_large", "params": {}}
    except RecursionError:
        answer = {"code": "damaged", "params": {}}
    _say(answers, answer)


def _answer(request: dict[str, object], data: bytes, answers: BinaryIO) -> dict[str, object]:
    # After the limits, so that they hold for the libraries, too.
    from tracker.core.readers import document_kind, read_bytes, storable
    from tracker.core.readers.pdf import read_pdf
    from tracker.core.types import UnreadableReport

    filename = str(request["filename"])
    try:
        if request["ocr"] and document_kind(data, filename=filename) == ".pdf":
            from tracker.core.readers.ocr import recogniser

            pages = recogniser(on_page=lambda number: _say(answers, {"page": number}))
            return {"text": storable(read_pdf(data, recognise=pages))}
        return {"text": read_bytes(data, filename=filename)}
    except UnreadableReport as verdict:
        return {"code": verdict.code, "params": verdict.params}


def _only_ours() -> BinaryIO:
    """The answer's way out; what libraries print goes to stderr instead."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return answers


def _say(answers: BinaryIO, answer: dict[str, object]) -> None:
    answers.write(json.dumps(answer, ensure_ascii=False).encode() + b"\n")
    answers.flush()


def limit(*, memory: int, seconds: int) -> None:
    """Bound this process: bytes of address space, seconds of processor time.

    No core is dumped, and no file grows large: stderr is a file of the parent's.
    """
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, 2**20),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(what)[1]
        allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (allowed, allowed))


def _die_with(parent: int) -> None:
    """Be killed when the parent is: a worker that was killed leaves nothing behind."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DEATH_SIGNAL, signal.SIGKILL)
        if os.getppid() != parent:  # it died while we were starting
            os._exit(1)


if __name__ == "__main__":
    main()
