"""Tables that come in as a workbook (导入表格): rows by the headings that were asked for.

    table = read_rows(data, ["区划代码", "名称"], optional=["上级地区"], most=5000)
    for row in table.rows:
        row.number, row.cells["名称"], row.errors.get("名称"), row.hidden

Every value is text, without spaces around it: a number as it is written down (2024, not 2024.0),
a date as 2024-01-31, a text that went out guarded (papers.cells) without its apostrophe. A cell
whose value is not there to be read (a formula that was never worked out, an error, a merged field)
has no text, but an error with a sentence in wording.CELL_ERRORS.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tracker.papers.cells import unguarded
from tracker.papers.workbook_parts import Row, UnreadableSheet
from tracker.papers.workbooks import MOST_BYTES, Workbook

__all__ = ["SheetRow", "Table", "UnreadableSheet", "read_rows"]

HEADING_WITHIN: Final = 20  # rows of a sheet: above the headings there may be a title
_SPACES: Final = {ord(mark): None for mark in " \t\n*＊"}  # 名称* is 名称: a mark of what is needed


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row by heading. `number` is the row's in the spreadsheet program."""

    number: int
    cells: Mapping[str, str]  # every heading asked for; "" where the cell is empty
    errors: Mapping[str, str]  # heading -> code; such a cell is ""
    hidden: bool  # hidden or filtered away: whoever prepared the file may not have seen it


@dataclass(frozen=True, slots=True)
class Table:
    """The rows below the headings, the empty ones left out."""

    sheet: str
    headings: tuple[str, ...]  # those asked for that are there
    rows: tuple[SheetRow, ...]


def read_rows(
    data: bytes, wanted: Sequence[str], *, optional: Sequence[str] = (), most: int
) -> Table:
    """The table of the first visible sheet that has the wanted headings; at most `most` rows.

    Other columns are left aside. Linear in the size of the file, which may hold anything.
    Raises UnreadableSheet: no xlsx, locked, with macros, damaged, too large, headings missing
    or twice, too many rows.
    """
    if len(data) > MOST_BYTES:
        raise UnreadableSheet("sheet_too_large")
    workbook = Workbook(data)
    missing: Collection[str] = wanted
    for sheet, part in workbook.sheets.items():
        rows = workbook.rows(part)
        for place, row in enumerate(rows[:HEADING_WITHIN]):
            columns = _columns(row, [*wanted, *optional])
            lacking = [heading for heading in wanted if heading not in columns]
            if not lacking:
                return Table(sheet, tuple(columns), _below(rows[place + 1 :], columns, most=most))
            missing = min(missing, lacking, key=len)
    raise UnreadableSheet("sheet_headings_missing", headings="、".join(missing))


def _columns(row: Row, headings: Sequence[str]) -> dict[str, int]:
    """Which column each heading stands over. Raises UnreadableSheet when one stands there twice."""
    known = {heading.translate(_SPACES): heading for heading in headings}
    found: dict[str, int] = {}
    twice = []
    for column, text in sorted(row.cells.items()):
        heading = known.get(text.translate(_SPACES)) if len(text) < 100 else None
        if heading in found:
            twice.append(heading)
        elif heading is not None:
            found[heading] = column
    if twice and len(found) > 1:
        raise UnreadableSheet("sheet_headings_twice", headings="、".join(dict.fromkeys(twice)))
    return found


def _below(rows: Sequence[Row], columns: Mapping[str, int], *, most: int) -> tuple[SheetRow, ...]:
    """The rows that hold anything under these headings."""
    places = set(columns.values())
    kept = [row for row in rows if not places.isdisjoint(row.cells.keys() | row.errors.keys())]
    if len(kept) > most:
        raise UnreadableSheet("sheet_too_many_rows", rows=len(kept), most=most)
    return tuple(_named(row, columns) for row in kept)


def _named(row: Row, columns: Mapping[str, int]) -> SheetRow:
    errors = {name: row.errors[place] for name, place in columns.items() if place in row.errors}
    cells = {
        name: "" if name in errors else unguarded(row.cells.get(place, ""))
        for name, place in columns.items()
    }
    return SheetRow(row.number, cells, errors, row.hidden)
