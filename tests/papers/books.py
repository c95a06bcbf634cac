"""Workbooks for tests: made by openpyxl, or put together by hand where no program would."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELATION = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
PACKAGED = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
BOOK = f'<workbook {MAIN} {RELATION}><sheets><sheet name="一" r:id="r1"/></sheets></workbook>'
RELATIONS = (
    f'<Relationships {PACKAGED}><Relationship Id="r1" Target="worksheets/sheet1.xml"/>'
    "</Relationships>"
)


def first_sheet(book: Workbook) -> Worksheet:
    """The sheet that a new workbook has."""
    sheet = book.worksheets[0]
    assert isinstance(sheet, Worksheet)
    return sheet


def saved(book: Workbook) -> bytes:
    """The bytes of a workbook."""
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def book_of(rows: Sequence[Sequence[object]]) -> bytes:
    """A workbook with one sheet of these rows."""
    book = Workbook()
    sheet = first_sheet(book)
    for row in rows:
        sheet.append(list(row))
    return saved(book)


def raw(sheet: str, *, rest: str = "", **parts: str) -> bytes:
    """A workbook whose sheet is this XML between <sheetData> and its end, `rest` behind it."""
    file = io.BytesIO()
    body = f"<worksheet {MAIN}><sheetData>{sheet}</sheetData>{rest}</worksheet>"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", BOOK)
        package.writestr("xl/_rels/workbook.xml.rels", RELATIONS)
        package.writestr("xl/worksheets/sheet1.xml", body)
        for name, content in parts.items():
            package.writestr(f"xl/{name}.xml", content)
    return file.getvalue()


def text_cells(*texts: str) -> str:
    """Cells with their text inside them."""
    return "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in texts)
