"""What kind of file this is: by its first bytes where they tell, else by its name (文件格式)."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Final

from tracker.core.readers.plain import read_plain
from tracker.core.types import UnreadableReport

PLAIN: Final = frozenset(("", ".txt", ".text", ".md"))
PAGES: Final = frozenset((".html", ".htm", ".xhtml", ".shtml"))
IMAGES: Final = frozenset((".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".gif", ".webp"))
_ARCHIVES: Final = frozenset((".zip", ".rar", ".7z", ".gz"))
_SIGNATURES: Final = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".doc"),
    (b"{\\rtf", ".rtf"),
    (b"Rar!", ".rar"),
    (b"7z\xbc\xaf", ".7z"),
    (b"\x1f\x8b", ".gz"),
    (b"\x89PNG", ".png"),
    (b"\xff\xd8\xff", ".jpg"),
    (b"GIF8", ".gif"),
    (b"II*\x00", ".tif"),
    (b"MM\x00*", ".tif"),
    (b"MIME-Version:", ".mht"),
    (b"From: <Saved by", ".mht"),
)
_PAGE: Final = re.compile(
    rb"\s*(?:<\?xml[^>]{0,300}>\s*)?(?:<!--.{0,500}?-->\s*)?<(?:!doctype\s+html|html|head|body)\b",
    re.I | re.S,
)
_WORD_XML: Final = re.compile(
    rb"\s*(?:<\?[^>]{0,300}>\s*){1,3}<w:wordDocument\b|<\?mso-application"
)
_OFFICE: Final = (
    ("word/", ".docx"),
    ("xl/", ".xlsx"),
    ("ppt/", ".pptx"),
    ("OFD.xml", ".ofd"),
    ("content.xml", ".odt"),
)


def kind_of(data: bytes, suffix: str) -> str:
    """The kind as a suffix (".docx"); "" is plain text without a suffix worth the name.

    Old Office files share one signature: their name says which of them it is.
    """
    if b"%PDF-" in data[:1024]:  # some programs put a line before it
        return ".pdf"
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            named = kind == ".doc" and suffix in (".wps", ".xls", ".ppt", ".et", ".dps")
            return suffix if named else kind
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _package_kind(data, suffix)
    if _WORD_XML.match(data[:1024].removeprefix(b"\xef\xbb\xbf")):
        return ".xml"
    if _PAGE.match(data[:4096].removeprefix(b"\xef\xbb\xbf")):
        return ".html"
    # A name like 2024.01报告 has no suffix worth the name; nor is a text a .docx or a .pdf.
    return suffix if suffix in PAGES or suffix == ".mht" else _unless_text(data, suffix)


def _package_kind(data: bytes, suffix: str) -> str:
    """Which document a zip file is, by the names in it."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = package.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return suffix if suffix in (".docx", ".ofd", ".odt", ".xlsx", ".pptx") else ".zip"
    for start, kind in _OFFICE:
        if any(name.startswith(start) for name in names):
            return kind
    return ".docx" if suffix == ".docx" else ".zip"


def _unless_text(data: bytes, suffix: str) -> str:
    """The suffix, or "" when the bytes read as text although the name says otherwise."""
    if suffix in PLAIN:
        return suffix
    try:
        read_plain(data)
    except UnreadableReport:
        return suffix
    return ""


def refusal(kind: str) -> UnreadableReport:
    """Why a kind that has no reader can't be taken in; each code says what to do instead."""
    if kind in IMAGES:
        return UnreadableReport("image", suffix=kind)
    if kind in _ARCHIVES:
        return UnreadableReport("archive", suffix=kind)
    if kind in (".doc", ".wps", ".rtf", ".odt", ".xml", ".docm"):
        return UnreadableReport("old_format", suffix=kind)
    if kind in (".mht", ".mhtml"):
        return UnreadableReport("web_archive", suffix=kind)
    return UnreadableReport("format", suffix=kind[:20])
