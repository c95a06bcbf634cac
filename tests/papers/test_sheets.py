"""Workbooks that come in: what honest ones hold, and what hostile ones come to."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import pytest
from openpyxl import Workbook

from tests.papers.books import MAIN, book_of, first_sheet, raw, saved, text_cells
from tests.timing import grows_linearly
from tracker.papers.sheets import UnreadableSheet, read_rows
from tracker.wording import CELL_ERRORS, SHEET_ERRORS, cell_error_text, sheet_error_text

NAMES = ["代码", "名称"]
HEAD = f"<row>{text_cells(*NAMES)}</row>"


def refused(data: bytes, *, most: int = 10) -> str:
    with pytest.raises(UnreadableSheet) as caught:
        read_rows(data, NAMES, most=most)
    assert "%(" not in sheet_error_text(caught.value.code, caught.value.params)
    return caught.value.code


def test_rows_by_heading_with_the_numbers_that_the_program_shows() -> None:
    data = book_of(
        [
            ["单位表"],
            [],
            ["备注", " 名称 *", "代码", "上级"],
            ["甲", "云岫市", 990001, None],
            [None, None, None, None],
            ["只有备注"],
            [None, "  柳川县 ", "990002", "云岫市"],
            [None, None, ""],
        ]
    )
    table = read_rows(data, NAMES, optional=["上级", "别称"], most=2)
    assert table.headings == ("名称", "代码", "上级")
    assert [(row.number, dict(row.cells)) for row in table.rows] == [
        (4, {"名称": "云岫市", "代码": "990001", "上级": ""}),
        (7, {"名称": "柳川县", "代码": "990002", "上级": "云岫市"}),
    ]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (2024, "2024"),
        (0.1, "0.1"),
        (1e308, "1e+308"),
        (dt.date(2025, 1, 31), "2025-01-31"),
        (dt.datetime(2025, 1, 31, 8, 30, tzinfo=None), "2025-01-31 08:30:00"),  # noqa: DTZ001 - Excel knows no zones
        (True, "TRUE"),
        ("007", "007"),
        ("一\n二", "一\n二"),
        ("=1+1", ""),  # openpyxl stores no result
    ],
)
def test_every_value_is_text(value: object, text: str) -> None:
    table = read_rows(book_of([NAMES, ["1", value]]), NAMES, most=10)
    assert table.rows[0].cells["名称"] == text


def test_the_first_visible_sheet_with_the_headings_is_read() -> None:
    book = Workbook()
    first_sheet(book).append(["说明"])
    for state in ("hidden", "visible", "visible"):
        sheet = book.create_sheet()
        sheet.sheet_state = state
        sheet.append(NAMES)
        sheet.append([sheet.title, state])
    assert [row.cells["名称"] for row in read_rows(saved(book), NAMES, most=10).rows] == ["visible"]


def test_what_a_cell_does_not_tell_is_an_error_of_that_cell() -> None:
    book = Workbook()
    sheet = first_sheet(book)
    for row in [NAMES, ["1", "甲"], ["=A2", "乙"], ["3", "#REF!"], ["4", "丁"], ["5", "戊"]]:
        sheet.append(row)
    sheet["B4"].data_type = "e"
    sheet.merge_cells("B5:B6")
    sheet.row_dimensions[6].hidden = True
    rows = read_rows(saved(book), NAMES, most=10).rows
    assert [dict(row.errors) for row in rows] == [
        {},
        {"代码": "cell_formula"},
        {"名称": "cell_failed"},
        {"名称": "cell_merged"},
        {"名称": "cell_merged"},
    ]
    assert [row.hidden for row in rows] == [False] * 4 + [True]
    assert rows[3].cells["名称"] == ""
    assert all(cell_error_text(code) for code in CELL_ERRORS)


def test_a_formula_counts_with_the_result_that_was_stored() -> None:
    row = '<row><c><f>1+1</f><v>2</v></c><c t="str"><f>A1</f><v>甲</v></c></row>'
    assert dict(read_rows(raw(HEAD + row), NAMES, most=1).rows[0].cells) == {
        "代码": "2",
        "名称": "甲",
    }


def test_shared_strings_without_the_pronunciation_and_the_escapes() -> None:
    strings = (
        f"<sst {MAIN}><si><r><t>甲</t></r><r><t>乙</t></r><rPh><t>jia</t></rPh></si>"
        "<si><t>一_x0000_二_xD800_三_x000D_</t></si></sst>"
    )
    row = '<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row>'
    table = read_rows(raw(HEAD + row, sharedStrings=strings), NAMES, most=1)
    assert list(table.rows[0].cells.values()) == ["甲乙", "一 二 三"]


def zipped(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name.replace("__", "/"), content)
    return file.getvalue()


LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "ha"}">' for n in range(9))
BOMB = f"<!DOCTYPE sst [{LAUGHS}]><sst {MAIN}><si><t>&a8;</t></si></sst>"
ENTITY = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "sheet_not_xlsx"),
        ("代码,名称\n1,甲".encode(), "sheet_not_xlsx"),
        (b"PK\x03\x04 and no more", "sheet_damaged"),
        (zipped(word__document=b"<x/>"), "sheet_not_xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "sheet_old_format"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "sheet_encrypted",
        ),
        (zipped(**{"xl__workbook.xml": b"<x/>", "xl__vbaProject.bin": b"MZ"}), "sheet_macro"),
        (zipped(**{"xl__workbook.xml": b"<workbook"}), "sheet_damaged"),
        (raw(HEAD, sharedStrings=BOMB), "sheet_damaged"),
        (raw(HEAD, styles=ENTITY + "<x/>"), "sheet_damaged"),
        (raw(HEAD + " " * 21 * 2**20), "sheet_too_large"),
        (raw(HEAD, sharedStrings=" " * 60 * 2**20), "sheet_too_large"),
        (raw(HEAD + "<row>" + "<c/>" * 20_000 + "</row>"), "sheet_too_large"),
        (raw(HEAD + '<row r="1"/>'), "sheet_damaged"),
        (raw(HEAD + f'<row r="{"9" * 5000}"/>'), "sheet_damaged"),
        (raw(HEAD + '<row><c r="甲1"/></row>'), "sheet_damaged"),
        (raw(HEAD + '<row><c t="s"><v>7</v></c></row>'), "sheet_damaged"),
        (raw(HEAD, rest='<mergeCell ref="x"/>'), "sheet_damaged"),
        (raw(HEAD + '<row r="999999"/>', rest='<mergeCell ref="A1:XFD999999"/>'), "sheet_damaged"),
        (raw("<row/>"), "sheet_headings_missing"),
        (raw(f"<row>{text_cells('代码', '名字')}</row>"), "sheet_headings_missing"),
        (raw(f"<row>{text_cells('代码', '名称', '代码')}</row>"), "sheet_headings_twice"),
        (raw(HEAD + f"<row>{text_cells('1', '甲')}</row>" * 11), "sheet_too_many_rows"),
    ],
)
def test_what_is_no_table_is_refused_with_a_sentence(data: bytes, code: str) -> None:
    assert refused(data) == code
    assert code in SHEET_ERRORS


def test_a_part_that_is_cut_off_is_damage() -> None:
    data = book_of([NAMES, ["1", "甲"]])
    for length in range(0, len(data), 97):
        assert refused(data[:length]) in SHEET_ERRORS


@pytest.mark.parametrize("number", ["nan", "inf", "1e999", "-5", "99999999999", "x", "١"])
def test_a_strange_number_or_date_is_text(number: str) -> None:
    styles = (
        f'<styleSheet {MAIN}><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'
    )
    row = f"<row><c><v>{number}</v></c><c s='1'><v>{number}</v></c></row>"
    cells = read_rows(raw(HEAD + row, styles=styles), NAMES, most=1).rows[0].cells
    assert all(cells.values())


def test_a_cell_beyond_what_a_cell_holds_is_an_error() -> None:
    row = f"<row>{text_cells('1', '长' * 32_768)}</row>"
    assert dict(read_rows(raw(HEAD + row), NAMES, most=1).rows[0].errors) == {
        "名称": "cell_too_long"
    }


@pytest.mark.parametrize(
    "unit",
    [
        f"<row>{text_cells('1', '甲')}</row>",
        '<row><c t="inlineStr"><is><t>_x0000__x</t></is></c></row>',
        "<row/>",
    ],
)
def test_time_grows_with_the_file_alone(unit: str) -> None:
    def read(number: int) -> None:
        read_rows(raw(HEAD + unit * number), NAMES, most=10**6)

    assert grows_linearly(read, small=2_000)
