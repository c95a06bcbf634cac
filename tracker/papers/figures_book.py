"""Figures as a workbook (统计表): a sheet for each table, and one that says what they are about."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import xlsxwriter
from django.utils.translation import gettext as _

from tracker.papers.cells import guarded
from tracker.papers.xlsx import Fact

_NOT_IN_A_NAME: Final = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


@dataclass(frozen=True, slots=True)
class Figure:
    """A count; of a rate what it is out of, too. Nothing over nothing has no rate."""

    number: int
    out_of: int | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table of figures: a label and one figure for each heading in a row."""

    title: str
    note: str
    head: Sequence[str]
    rows: Sequence[tuple[str, Sequence[Figure]]]


def write_figures(sheets: Sequence[Sheet], *, facts: Sequence[Fact]) -> bytes:
    """The workbook; numbers are numbers, a rate stands behind what it is made of."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    head = book.add_format({"bold": True, "bg_color": "#E8EDF3", "bottom": 1, "text_wrap": True})
    share = book.add_format({"num_format": "0.0%"})
    for number, one in enumerate(sheets, start=1):
        name = f"{number} {one.title}".translate(_NOT_IN_A_NAME)[:31]
        sheet = book.add_worksheet(name)
        sheet.set_column(0, 0, 36)
        sheet.set_column(1, 60, 12)
        sheet.freeze_panes(1, 1)
        rates = [
            any(figures[place].out_of is not None for _label, figures in one.rows)
            for place in range(len(one.head))
        ]
        for place, words in enumerate(_headings(one, rates)):
            sheet.write_string(0, place, guarded(words), head)
        for line, (label, figures) in enumerate(one.rows, start=1):
            sheet.write_string(line, 0, guarded(label))
            place = 1
            for figure, is_rate in zip(figures, rates, strict=True):
                sheet.write_number(line, place, figure.number)
                if is_rate and figure.out_of is not None:
                    sheet.write_number(line, place + 1, figure.out_of)
                    if figure.out_of:
                        sheet.write_number(line, place + 2, figure.number / figure.out_of, share)
                place += 3 if is_rate else 1
    _explain(book, sheets, facts)
    book.close()
    return file.getvalue()


def _headings(sheet: Sheet, rates: Sequence[bool]) -> list[str]:
    words = [sheet.title]
    for name, is_rate in zip(sheet.head, rates, strict=True):
        words.append(name)
        if is_rate:
            words += [_("%(name)s：分母") % {"name": name}, _("%(name)s：比率") % {"name": name}]
    return words


def _explain(book: xlsxwriter.Workbook, sheets: Sequence[Sheet], facts: Sequence[Fact]) -> None:
    head = book.add_format({"bold": True, "bg_color": "#E8EDF3", "valign": "top"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet(_("说明"))
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 90)
    notes = [(one.title, one.note) for one in sheets if one.note]
    for line, (name, words) in enumerate([*facts, *notes]):
        sheet.write_string(line, 0, guarded(name), head)
        sheet.write_string(line, 1, guarded(words), wrapped)
