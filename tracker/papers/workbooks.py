"""What is inside a workbook that a stranger made (xlsx): sheets, rows, the text of cells.

A reader of our own, over the package and the XML parser that reports are read with: openpyxl's
stream tells nothing of merged cells and hidden rows, and its tree of cells takes fifty times the
file. No formula is worked out; what the spreadsheet program stored beside it is the value.
"""

from __future__ import annotations

from typing import Final

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from tracker.core.readers.package import Package
from tracker.core.readers.xml import parse_xml
from tracker.core.types import UnreadableReport
from tracker.papers.cells import CELL_LIMIT
from tracker.papers.workbook_parts import (
    Elements,
    PartReader,
    Row,
    SharedStrings,
    SheetRows,
    UnreadableSheet,
    clean_text,
)

MOST_BYTES: Final = 20 * 2**20  # of one part, unpacked
_RELATIONS: Final = "xl/_rels/workbook.xml.rels"
# Asian and other dates by number, whose formats no file repeats (ECMA-376, 18.8.30).
_DATES: Final = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # Excel 97, or any workbook with a password


class Workbook:
    """An opened workbook; its sheets are parsed when they are asked for."""

    def __init__(self, data: bytes) -> None:
        """Open it. Raises UnreadableSheet: not a workbook, locked, with macros, damaged."""
        if data.startswith(_OLE):
            locked = "EncryptedPackage".encode("utf-16-le") in data
            raise UnreadableSheet("sheet_encrypted" if locked else "sheet_old_format")
        if not data.startswith(b"PK"):
            raise UnreadableSheet("sheet_not_xlsx")
        try:
            self._package = Package(data)
        except UnreadableReport as error:
            raise UnreadableSheet(f"sheet_{error.code}") from error
        names = self._package.names()
        if any(name.lower().endswith(("vbaproject.bin", "vbadata.xml")) for name in names):
            raise UnreadableSheet("sheet_macro")
        if "xl/workbook.xml" not in names:
            raise UnreadableSheet("sheet_not_xlsx")
        self._epoch = CALENDAR_WINDOWS_1900
        self.sheets = self._visible_sheets()
        self._strings = self._shared_strings()
        self._dated = self._date_styles()

    def rows(self, part: str) -> list[Row]:
        """The rows of a sheet that hold anything, in order. Raises UnreadableSheet."""
        sheet = SheetRows(self.text_of)
        self._parse(part, sheet)
        try:
            sheet.mark_merged()
        except ValueError as error:
            raise UnreadableSheet("sheet_damaged") from error
        return sheet.rows

    def text_of(self, value: str, *, kind: str, style: str) -> tuple[str, str]:
        """The text of a stored value, and the code of what is wrong with it or ""."""
        if kind == "e":
            return "", "cell_failed"
        if kind == "s":
            value = self._strings[int(value)] if value else ""
        elif kind in ("str", "inlineStr"):
            value = clean_text(value)
        elif kind == "b":
            value = {"1": "TRUE", "0": "FALSE"}.get(value, value)
        elif kind != "d":
            value = self._number_text(value, is_date=style in self._dated)
        return ("", "cell_too_long") if len(value) > CELL_LIMIT else (value, "")

    def _number_text(self, value: str, *, is_date: bool) -> str:
        """2024 and not 2024.0; a date as 2024-01-31."""
        try:
            number = float(value)
            if is_date:
                return str(from_excel(number, self._epoch)).removesuffix(" 00:00:00")
            return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)
        except (ValueError, OverflowError):
            return clean_text(value)

    def _parse(self, part: str, reader: PartReader) -> None:
        try:
            content = self._package.part(part)
            if len(content) > MOST_BYTES:
                raise UnreadableSheet("sheet_too_large")
            if content:
                parse_xml(content, start=reader.start, end=reader.end, text=reader.text)
        except UnreadableReport as error:
            raise UnreadableSheet(f"sheet_{error.code}") from error

    def _visible_sheets(self) -> dict[str, str]:
        """Part by sheet name, in the order of the tabs."""
        relations, book = Elements("Relationship"), Elements("sheet", "workbookPr")
        self._parse(_RELATIONS, relations)
        self._parse("xl/workbook.xml", book)
        targets = {row.get("Id", ""): row.get("Target", "") for row in relations.of("Relationship")}
        if any(row.get("date1904") in ("1", "true") for row in book.of("workbookPr")):
            self._epoch = CALENDAR_MAC_1904
        found = {}
        for row in book.of("sheet"):
            target = targets.get(row.get("id", ""), "")
            if target and row.get("state", "visible") == "visible":
                is_whole = target.startswith("/")
                found[row.get("name", "")] = target[1:] if is_whole else f"xl/{target}"
        return found

    def _shared_strings(self) -> list[str]:
        strings = SharedStrings()
        self._parse("xl/sharedStrings.xml", strings)
        return strings.found

    def _date_styles(self) -> frozenset[str]:
        """The numbers of the cell styles that show a number as a date."""
        styles = Elements("numFmt", "cellXfs", "xf", "cellStyles")
        self._parse("xl/styles.xml", styles)
        own = {row.get("numFmtId", ""): row.get("formatCode", "") for row in styles.of("numFmt")}
        known = {str(key): code for key, code in BUILTIN_FORMATS.items()} | own
        dated = {str(key) for key in _DATES} | {
            key for key, code in known.items() if len(code) < 256 and is_date_format(code)
        }
        formats = [row.get("numFmtId", "") for row in styles.between("xf", after="cellXfs")]
        return frozenset(str(place) for place, key in enumerate(formats) if key in dated)
