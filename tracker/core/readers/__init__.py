"""Bytes of a file -> raw text: a table from kind to function (读取).

A suffix is only a hint: what the first bytes show goes before it. The readers of `UNTRUSTED`
kinds are meant for a process of their own (`child`); plain text is decoded anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Final

from tracker.core.readers.docx import read_docx
from tracker.core.readers.html import read_html
from tracker.core.readers.kinds import PAGES, PLAIN, kind_of, refusal
from tracker.core.readers.pdf import read_pdf
from tracker.core.readers.plain import read_plain
from tracker.core.types import UnreadableReport

READERS: Final[dict[str, Callable[[bytes], str]]] = {
    **dict.fromkeys(PLAIN, read_plain),
    **dict.fromkeys(PAGES, read_html),
    ".docx": read_docx,
    ".pdf": read_pdf,
}
LARGEST_TEXT: Final = 3_000_000  # characters; the longest report of a province has 30,000
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def read_bytes(data: bytes, *, filename: str) -> str:
    """The raw text of a file.

    Raises UnreadableReport: what its reader says, "empty", "too_large" (more than
    LARGEST_TEXT characters), or for a kind that has no reader "format", "old_format",
    "image", "archive", "web_archive" (with suffix).
    """
    kind = document_kind(data, filename=filename)
    text = storable(READERS[kind](data))
    if len(text) > LARGEST_TEXT:
        raise UnreadableReport("too_large")
    return text


def document_kind(data: bytes, *, filename: str) -> str:
    """The key in READERS for a file. Raises UnreadableReport as read_bytes, and "empty"."""
    if not data.strip():
        raise UnreadableReport("empty")
    kind = kind_of(data, PurePosixPath(filename.replace("\\", "/")).suffix.lower())
    if kind not in READERS:
        raise refusal(kind)
    return kind


def storable(text: str) -> str:
    """A text without what no database takes: NUL (PostgreSQL) and lone surrogates (UTF-8)."""
    return _UNSTORABLE.sub("", text)
