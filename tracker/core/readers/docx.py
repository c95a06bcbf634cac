"""Word documents (.docx) -> str: paragraphs, table cells and text boxes, one a line."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from tracker.core.readers.numbering import Numbering
from tracker.core.readers.package import Package
from tracker.core.readers.xml import parse_xml
from tracker.core.types import UnreadableReport

_ROOT: Final = "_rels/.rels"
_USUAL: Final = "word/document.xml"
# Deleted text, the pinyin over a word, the second copy of a text box that old programs get.
_SKIPPED: Final = frozenset(
    (
        *("del", "moveFrom", "rt"),
        "http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
    )
)
_MARKS: Final = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}


def read_docx(data: bytes) -> str:
    """The text of a .docx, one paragraph a line; heads and feet are other parts and stay out.

    Raises UnreadableReport: "damaged" (not a readable package), "encrypted", "too_large"
    (its parts unpack to more than package.LARGEST_PART bytes), "empty".
    """
    package = Package(data)
    main = _main_part(package)
    xml = package.part(main)
    if not xml:
        raise UnreadableReport("damaged")
    folder = main.rpartition("/")[0]
    numbering = Numbering(
        package.part(f"{folder}/numbering.xml"), package.part(f"{folder}/styles.xml")
    )
    body = _Body(numbering)
    parse_xml(xml, start=body.start, end=body.end, text=body.text)
    text = "".join(body.pieces)
    if not text.strip():
        raise UnreadableReport("empty")
    return text


def _main_part(package: Package) -> str:
    """The name of the part that holds the text: the usual one, or what the package says."""
    if _USUAL in package.names():
        return _USUAL
    found: list[str] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if attributes.get("Type", "").endswith("/officeDocument"):
            found.append(attributes.get("Target", "").lstrip("/"))

    relations = package.part(_ROOT)
    if relations:
        parse_xml(relations, start=start)
    return found[0] if found else _USUAL


@dataclass(slots=True)
class _Paragraph:
    """A paragraph being read; text boxes hang in paragraphs and hold paragraphs."""

    pieces: list[str] = field(default_factory=list)
    list_id: str = ""
    level: int | None = None
    style: str = ""
    is_joined: bool = False  # its end was deleted: the next one goes on with it
    boxes: list[str] = field(default_factory=list)  # what hangs in it, whole lines


class _Body:
    """Collects text as document.xml streams by, and builds no tree."""

    def __init__(self, numbering: Numbering) -> None:
        self.pieces: list[str] = []
        self._numbering = numbering
        self._open: list[_Paragraph] = []
        self._carried = ""
        self._skipping = 0
        self._runs = 0
        self._properties = 0  # depth inside w:pPr
        self._is_hidden = False
        self._in_text = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """A tag opens."""
        self._in_text = tag == "t"
        if tag == "p":
            self._open.append(_Paragraph())
        elif tag == "pPr":
            self._properties += 1
        elif self._properties and self._open:
            self._property(tag, attributes)
        elif tag in _SKIPPED:
            self._skipping += 1
        elif tag == "r":
            self._runs += 1
            self._is_hidden = False
        elif tag == "vanish":
            self._is_hidden = attributes.get("val", "1") not in ("0", "false", "off")
        elif tag in _MARKS and self._runs:
            self._add(_MARKS[tag])

    def _property(self, tag: str, attributes: dict[str, str]) -> None:
        paragraph, value = self._open[-1], attributes.get("val", "")
        if tag == "numId":
            paragraph.list_id = paragraph.list_id or value
        elif tag == "ilvl" and paragraph.level is None:
            paragraph.level = int(value) if value.isdecimal() and len(value) < 3 else None
        elif tag == "pStyle":
            paragraph.style = paragraph.style or value
        elif tag in ("del", "moveFrom"):
            paragraph.is_joined = True

    def text(self, text: str) -> None:
        """Characters between tags."""
        if self._in_text:
            self._add(text)

    def _add(self, text: str) -> None:
        if not self._skipping and not self._is_hidden and self._open:
            self._open[-1].pieces.append(text)

    def end(self, tag: str) -> None:
        """A tag closes."""
        self._in_text = False
        if tag == "pPr":
            self._properties -= 1
        elif self._properties:
            return
        elif tag in _SKIPPED:
            self._skipping -= 1
        elif tag == "r":
            self._runs -= 1
            self._is_hidden = False
        elif tag == "p" and self._open:
            self._finish(self._open.pop())

    def _finish(self, paragraph: _Paragraph) -> None:
        if self._skipping:
            return
        text = "".join(paragraph.pieces)
        if self._numbering.style_name(paragraph.style).startswith("toc "):
            return  # 目录 repeats the headings
        if paragraph.is_joined and not self._open:
            self._carried += text
            self.pieces.extend(paragraph.boxes)
            return
        text, self._carried = self._carried + text, "" if not self._open else self._carried
        ordinal = self._numbering.ordinal(paragraph.list_id, paragraph.level, style=paragraph.style)
        # An empty item is counted, as Word does, but its number alone says nothing.
        lines = [*paragraph.boxes, f"{ordinal if text.strip() else ''}{text}\n"]
        # A box stands before the paragraph that it hangs in: it never cuts a sentence.
        (self._open[-1].boxes if self._open else self.pieces).extend(lines)
