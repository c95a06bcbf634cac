"""Rows as the reader of workbooks gives them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from tracker.papers.sheets import SheetRow


def rows_of(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> list[SheetRow]:
    """Below a heading in row 1; cells that a row lacks are empty."""
    return [
        SheetRow(
            number=number,
            cells=dict(zip(headings, [*row, *[""] * (len(headings) - len(row))], strict=True)),
            errors={},
            hidden=False,
        )
        for number, row in enumerate(rows, start=2)
    ]


def broken(row: SheetRow, *, errors: Mapping[str, str] | None = None) -> SheetRow:
    """The same row hidden, or with cells that have no value."""
    return SheetRow(row.number, row.cells, errors or {}, hidden=not errors)
