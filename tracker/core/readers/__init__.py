"""Bytes of a file -> raw text: a table from kind to function (读取).

A suffix is only a hint: what the first bytes show goes before it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Final

from tracker.core.readers.docx import read_docx
from tracker.core.readers.html import read_html
from tracker.core.readers.plain import read_plain
from tracker.core.types import UnreadableReport

READERS: Final[dict[str, Callable[[bytes], str]]] = {
    "": read_plain,
    ".txt": read_plain,
    ".text": read_plain,
    ".md": read_plain,
    ".docx": read_docx,
    ".html": read_html,
    ".htm": read_html,
}
# Kinds that are known by their first bytes, whatever the name says.
_SIGNATURES: Final = (
    (b"%PDF-", ".pdf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".doc"),
    (b"{\\rtf", ".rtf"),
    (b"Rar!", ".rar"),
    (b"7z\xbc\xaf", ".7z"),
    (b"\x89PNG", ".png"),
    (b"\xff\xd8\xff", ".jpg"),
)
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_PAGE = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,500}?-->\s*)?<(?:!doctype\s+html|html)\b", re.I | re.S
)


def read_bytes(data: bytes, *, filename: str) -> str:
    """The raw text of a file.

    Raises UnreadableReport: "empty", "binary", "encoding", "damaged", "too_large", or
    "format" (with suffix) for a kind that has no reader.
    """
    if not data.strip():
        raise UnreadableReport("empty")
    kind = _kind(data, PurePosixPath(filename.replace("\\", "/")).suffix.lower())
    reader = READERS.get(kind)
    if reader is None:
        raise UnreadableReport("format", suffix=kind)
    return storable(reader(data))


def storable(text: str) -> str:
    """A text without what no database takes: NUL (PostgreSQL) and lone surrogates (UTF-8)."""
    return _UNSTORABLE.sub("", text)


def _kind(data: bytes, suffix: str) -> str:
    """The kind as a suffix: by the bytes where they tell, else by the name."""
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            return kind
    if data.startswith(b"PK\x03\x04"):
        return ".docx" if suffix == ".docx" or b"word/" in data else ".zip"
    if _PAGE.match(data[:4096].removeprefix(b"\xef\xbb\xbf")):
        return ".html"
    # A name like 2024.01报告 has no suffix worth the name; nor is a text a .docx or a .pdf.
    return suffix if suffix in (".html", ".htm") else _unless_text(data, suffix)


def _unless_text(data: bytes, suffix: str) -> str:
    """The suffix, or "" when the bytes read as text although the name says otherwise."""
    if READERS.get(suffix) is read_plain:
        return suffix
    try:
        read_plain(data)
    except UnreadableReport:
        return suffix
    return ""
