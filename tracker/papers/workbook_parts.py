"""The parts of a workbook as streams of XML events: elements, shared strings, rows with cells."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from openpyxl.utils.escape import unescape

MOST_CELLS: Final = 1_000_000  # of one sheet, empty ones with it
_LAST_COLUMN: Final = 16_384  # XFD
_WIDEST: Final = 100  # columns of a merged field that are marked
# Control characters and halves of surrogate pairs, which the escapes of the format can write.
_NO_TEXT: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


class UnreadableSheet(Exception):  # noqa: N818 - tells what happened, like UnreadableReport
    """Nothing was read. `code` has its sentence in wording.SHEET_ERRORS, `params` its facts."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code, self.params = code, params


@dataclass(slots=True)
class Row:
    """One row as it stands: texts by column (0 is A), and what is wrong with a cell, by code."""

    number: int
    hidden: bool = False
    cells: dict[int, str] = field(default_factory=dict)
    errors: dict[int, str] = field(default_factory=dict)


class PartReader:
    """What the parser tells, by bare names."""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    def end(self, tag: str) -> None:
        """An element ends."""

    def text(self, text: str) -> None:
        """Characters inside it."""


class Elements(PartReader):
    """The attributes of some elements, in order."""

    def __init__(self, *wanted: str) -> None:
        self._wanted = frozenset(wanted)
        self._found: list[tuple[str, dict[str, str]]] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Keep it if it is wanted."""
        name = _local(tag)
        if name in self._wanted:
            self._found.append((name, {_local(key): value for key, value in attributes.items()}))
            if len(self._found) > MOST_CELLS:
                raise UnreadableSheet("sheet_too_large")

    def of(self, name: str) -> Iterator[dict[str, str]]:
        """Those of one name."""
        return (attributes for each, attributes in self._found if each == name)

    def between(self, name: str, *, after: str) -> Iterator[dict[str, str]]:
        """Those of one name that directly follow a marker, up to the next other element."""
        inside = False
        for each, attributes in self._found:
            if each == name and inside:
                yield attributes
            inside = each == after or (inside and each == name)


class SharedStrings(PartReader):
    """The table of shared strings; the pronunciation beside a string is no part of it."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._parts: list[str] = []
        self._in_text = self._in_pronunciation = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """A string, or how it is pronounced."""
        name = _local(tag)
        self._in_text = name == "t"
        self._in_pronunciation = self._in_pronunciation or name == "rPh"

    def end(self, tag: str) -> None:
        """A string is whole."""
        name = _local(tag)
        self._in_text = False
        if name == "rPh":
            self._in_pronunciation = False
        elif name == "si":
            self.found.append(clean_text("".join(self._parts)))
            self._parts = []

    def text(self, text: str) -> None:
        """A piece of it."""
        if self._in_text and not self._in_pronunciation:
            self._parts.append(text)


class SheetRows(PartReader):
    """Rows with their cells, and which of them were merged."""

    def __init__(self, text_of: Callable[..., tuple[str, str]]) -> None:
        """`text_of(value, kind=..., style=...)`: the text of a cell, or what is wrong with it."""
        self.rows: list[Row] = []
        self._text_of = text_of
        self._row, self._column, self._cells = Row(0), -1, 0
        self._cell: dict[str, str] = {}
        self._parts: list[str] = []
        self._in_value = self._has_formula = False
        self._merged: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """A row, a cell, or what belongs to one."""
        name = _local(tag)
        if name == "row":
            number = int(attributes.get("r", self._row.number + 1))
            if number <= self._row.number:
                raise UnreadableSheet("sheet_damaged")
            hidden = attributes.get("hidden") in ("1", "true")
            self._row, self._column = Row(number, hidden), -1
        elif name == "c":
            self._begin_cell(attributes)
        elif name == "f":
            self._has_formula = True
        elif name in ("v", "t"):
            self._in_value = True
        elif name == "mergeCell":
            self._merged.append(attributes.get("ref", ""))

    def end(self, tag: str) -> None:
        """A cell or a row is whole."""
        name = _local(tag)
        if name == "c":
            self._end_cell()
        elif name in ("v", "t"):
            self._in_value = False
        elif name == "row" and (self._row.cells or self._row.errors):
            self.rows.append(self._row)

    def text(self, text: str) -> None:
        """A piece of a value."""
        if self._in_value:
            self._parts.append(text)

    def mark_merged(self) -> None:
        """What stands in a merged field belongs to no one row or column: each cell says so.

        No spreadsheet program makes fields that overlap: more of them than there are cells is
        damage.
        """
        by_number = {row.number: row for row in self.rows}
        area = MOST_CELLS
        for reference in self._merged:
            first, _, last = reference.partition(":")
            (left, top), (right, bottom) = _place(first), _place(last or first)
            numbers = range(top, min(bottom, self._row.number) + 1)
            columns = range(left, min(right, left + _WIDEST) + 1)
            area -= len(numbers) * len(columns)
            if area < 0:
                raise UnreadableSheet("sheet_damaged")
            for row in (by_number[number] for number in numbers if number in by_number):
                row.errors.update(dict.fromkeys(columns, "cell_merged"))

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        self._cells += 1
        self._column = _place(attributes["r"])[0] if "r" in attributes else self._column + 1
        if self._cells > MOST_CELLS or self._column >= _LAST_COLUMN:
            raise UnreadableSheet("sheet_too_large")
        self._cell, self._parts = attributes, []
        self._has_formula = False

    def _end_cell(self) -> None:
        kind, style = self._cell.get("t", "n"), self._cell.get("s", "0")
        if not self._parts:
            if self._has_formula and kind != "str":  # whose result may well be no text
                self._row.errors[self._column] = "cell_formula"
            return
        text, error = self._text_of("".join(self._parts), kind=kind, style=style)
        if error:
            self._row.errors[self._column] = error
        elif text:
            self._row.cells[self._column] = text


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def clean_text(text: str) -> str:
    """Without the escapes and control characters of the format, nor spaces around it."""
    return _NO_TEXT.sub(" ", unescape(text)).strip()


def _place(reference: str) -> tuple[int, int]:
    """B7 as (1, 7). Raises ValueError, which the parser takes for damage."""
    letters = reference.rstrip("0123456789")
    digits = reference[len(letters) :]
    if not (0 < len(letters) <= 3 and 0 < len(digits) <= 7 and letters.isascii()):
        raise ValueError(reference)
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return column - 1, int(digits)
