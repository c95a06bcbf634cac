"""Tables in WordprocessingML: the head repeated on every page, no row split between two."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tracker.papers.blocks import Grid
from tracker.papers.docx_text import paragraph

WIDTH: Final = 8844  # twips: the 156 mm between the margins of GB/T 9704-2012
_BORDERS: Final = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)


def table(grid: Grid) -> str:
    """The title, the table, and a short gap below it."""
    widths = [WIDTH * share // 100 for share in grid.widths]
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    styles = ["TableNumber" if i in grid.numeric else "TableText" for i in range(len(widths))]
    head = _row(grid.head, widths, ["TableHead"] * len(widths), is_head=True)
    rows = "".join(_row(row, widths, styles, is_head=False) for row in grid.rows)
    return (
        f"{paragraph(grid.title, 'Caption')}"
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{_BORDERS}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:left w:w="57" w:type="dxa"/><w:right w:w="57" w:type="dxa"/>'
        f"</w:tblCellMar></w:tblPr><w:tblGrid>{columns}</w:tblGrid>{head}{rows}</w:tbl>"
        '<w:p><w:pPr><w:pStyle w:val="TableGap"/></w:pPr></w:p>'
    )


def _row(cells: Sequence[str], widths: list[int], styles: list[str], *, is_head: bool) -> str:
    repeated = "<w:tblHeader/>" if is_head else ""
    filled = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>'
        f"{paragraph(text, style)}</w:tc>"
        for text, width, style in zip(cells, widths, styles, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>{filled}</w:tr>"
