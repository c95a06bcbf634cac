"""Workbooks that go out, opened again: values, formats, and nothing that is a formula."""

from __future__ import annotations

import datetime as dt
import gc
import io
from collections.abc import Iterable
from typing import TYPE_CHECKING

import pytest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from tracker.papers import xlsx
from tracker.papers.cells import CELL_LIMIT, guarded, unguarded
from tracker.papers.sheets import read_rows
from tracker.papers.tables import Column, Kind, Table, Value

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

NAME: Promise = _("名称")
ZONE = dt.timezone(dt.timedelta(hours=8))


def table_of(kind: Kind) -> Table:
    column = Column("name", NAME, kind, 12, ("name",), lambda record: record["name"])
    return Table("things", _("单位"), (column,), notes=(_("说明"),))


def opened(values: Iterable[Value], kind: Kind = Kind.TEXT) -> Workbook:
    file = io.BytesIO()
    rows = [(value,) for value in values]
    facts = [("筛选", "=1+1")]
    assert xlsx.write_xlsx(file, table_of(kind), rows, facts=facts) == len(rows)
    return load_workbook(file)


def written(values: Iterable[Value], kind: Kind = Kind.TEXT) -> list[object]:
    sheet = opened(values, kind).worksheets[0]
    return [row[0].value for row in sheet.iter_rows(min_row=2)]


@pytest.mark.parametrize(
    "formula",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1+1",
        "\r=1+1",
        "\n=1+1",
        " =1+1",
        "＝1+1",
        '=HYPERLINK("http://example.org","点")',
        "=cmd|' /C calc'!A0",
    ],
)
def test_no_text_is_a_formula_not_even_in_a_csv_made_of_it(formula: str) -> None:
    cell = opened([formula]).worksheets[0]["A2"]
    assert cell.data_type == "s"
    assert str(cell.value).startswith("'")
    assert unguarded(guarded(formula)).strip() == formula.strip()


def test_a_text_that_needs_no_guard_has_none() -> None:
    for text in ("办好 3 件", "'", "'一", "—", "{=1}", "1-2"):
        assert guarded(text) == unguarded(text) == text


def test_what_no_xml_may_hold_is_a_space() -> None:
    hostile = "一\x00\x01\x0b\x1b\x7f\x85\ud800\udfff\uffff二\r\n三<&>\u2028"
    assert written([hostile]) == ["一         二\n三<&>\u2028"]


@pytest.mark.parametrize("mark", ["长", "𠮷"])  # one and two units of UTF-16
def test_a_text_beyond_a_cell_is_cut_with_a_word(mark: str) -> None:
    [fits, cut] = written([mark * (CELL_LIMIT // 2), mark * CELL_LIMIT + "尾"])
    assert fits == mark * (CELL_LIMIT // 2)
    text = str(cut)
    assert text.endswith("（原文过长，已截断）")
    assert len(text.encode("utf-16-le")) // 2 <= CELL_LIMIT


@pytest.mark.parametrize(
    ("value", "kind", "found"),
    [
        (3, Kind.NUMBER, 3),
        (-3, Kind.NUMBER, -3),
        (0.65, Kind.SHARE, 0.65),
        (float("nan"), Kind.NUMBER, "nan"),
        (1e308, Kind.NUMBER, "1e+308"),
        (2**70, Kind.NUMBER, str(2**70)),
        (dt.date(2025, 1, 31), Kind.DATE, dt.datetime(2025, 1, 31)),  # noqa: DTZ001 - as read
        (dt.date(1899, 12, 31), Kind.DATE, "1899-12-31"),
        (
            dt.datetime(2025, 1, 31, 23, 59, tzinfo=ZONE),
            Kind.TIME,
            dt.datetime(2025, 1, 31, 23, 59),  # noqa: DTZ001 - Excel knows no zones
        ),
        (None, Kind.NUMBER, None),
        ("", Kind.TEXT, None),
    ],
)
def test_values_keep_their_kind(value: Value, kind: Kind, found: object) -> None:
    assert written([value, 0], kind)[0] == found


def test_headings_stay_in_sight_and_can_be_filtered() -> None:
    book = opened(["甲", "乙"])
    sheet = book.worksheets[0]
    assert (sheet["A1"].value, sheet.freeze_panes, sheet.auto_filter.ref) == ("名称", "A2", "A1:A3")
    assert sheet.column_dimensions["A"].width == pytest.approx(12, abs=1)


def test_a_second_sheet_says_what_this_is() -> None:
    book = opened(["甲", "乙"])
    said = [(row[0].value, row[1].value) for row in book["说明"].iter_rows()]
    assert said[:3] == [("筛选", "'=1+1"), ("行数", "2"), ("口径", "说明")]


def test_more_rows_than_a_sheet_takes_go_on_in_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "SHEET_ROWS", 2)
    book = opened(["甲", "乙", "丙"])
    assert book.sheetnames == ["单位", "单位2", "说明"]
    assert book["单位2"]["A2"].value == "丙"


def test_what_went_out_can_come_in_again() -> None:
    file = io.BytesIO()
    rows: list[tuple[Value]] = [("=1+1",), ("甲_x0041_",)]
    xlsx.write_xlsx(file, table_of(Kind.TEXT), rows, facts=[])
    found = read_rows(file.getvalue(), ["名称"], most=10).rows
    assert [row.cells["名称"] for row in found] == ["=1+1", "甲_x0041_"]


def test_a_full_disk_is_an_os_error() -> None:
    class Disk(io.BytesIO):
        full = True

        def write(self, data: ReadableBuffer, /) -> int:
            if self.full:
                raise OSError(28, "No space left on device")
            return super().write(data)

    disk = Disk()
    with pytest.raises(OSError, match="No space left"):
        xlsx.write_xlsx(disk, table_of(Kind.TEXT), [("甲",)], facts=[])
    # xlsxwriter leaves its archive open, which writes its end wherever it is collected: here.
    disk.full = False
    gc.collect()
