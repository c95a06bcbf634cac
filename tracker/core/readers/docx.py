"""Word documents (.docx) -> str: paragraphs and table cells in the order they stand in."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import Final
from xml.etree import ElementTree as ET

from tracker.core.types import UnreadableReport

DOCUMENT: Final = "word/document.xml"
LARGEST_XML: Final = 50 * 2**20  # bytes, unpacked
_WORD: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BREAKS: Final = {_WORD + "tab": "\t", _WORD + "br": "\n", _WORD + "cr": "\n"}
# Deleted text, and the second copy of a text box that old programs get.
_SKIPPED: Final = {
    _WORD + "del",
    _WORD + "moveFrom",
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
}


class _Paragraphs:
    """Target of the XML parser: collects text as it streams by, and builds no tree."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self._skipping = 0
        self._in_text = False

    def start(self, tag: str, _attributes: dict[str, str]) -> None:
        if tag in _SKIPPED:
            self._skipping += 1
        self._in_text = tag == _WORD + "t"
        if tag in _BREAKS and not self._skipping:
            self.pieces.append(_BREAKS[tag])

    def data(self, text: str) -> None:
        if self._in_text and not self._skipping:
            self.pieces.append(text)

    def end(self, tag: str) -> None:
        self._in_text = False
        if tag in _SKIPPED:
            self._skipping -= 1
        elif tag == _WORD + "p" and not self._skipping:
            self.pieces.append("\n")


def read_docx(data: bytes) -> str:
    """The text of a .docx, one paragraph a line.

    Raises UnreadableReport: "damaged" (not a readable package), "too_large" (document.xml
    unpacks to more than LARGEST_XML bytes), "empty".
    """
    xml = _document_xml(data)
    if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        raise UnreadableReport("damaged")
    paragraphs = _Paragraphs()
    parser = ET.XMLParser(target=paragraphs)  # noqa: S314 - see above: no entities get here
    try:
        parser.feed(xml)
        parser.close()
    except (ET.ParseError, ValueError, LookupError) as error:
        raise UnreadableReport("damaged") from error
    text = "".join(paragraphs.pieces)
    if not text.strip():
        raise UnreadableReport("empty")
    return text


def _document_xml(data: bytes) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package, package.open(DOCUMENT) as member:
            xml = member.read(LARGEST_XML + 1)
    except (
        zipfile.BadZipFile,
        zlib.error,
        KeyError,
        EOFError,
        OSError,
        RuntimeError,  # encrypted
        NotImplementedError,  # compression method unknown
        ValueError,
    ) as error:
        raise UnreadableReport("damaged") from error
    if len(xml) > LARGEST_XML:
        raise UnreadableReport("too_large")
    return xml
