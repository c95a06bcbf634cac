"""Workbooks to be filled in and brought back (导入模板): headings, what is there, how to fill."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import xlsxwriter
from django.utils.translation import gettext as _

from tracker.papers.cells import guarded

_LAST_ROW: Final = 50_000  # as far as a list of choices is offered


@dataclass(frozen=True, slots=True)
class Heading:
    """A column: its heading, its width in characters, how it is filled in."""

    name: str
    width: int
    explained: str
    needed: bool = False
    filled: bool = True  # by the person; others tell what the row is about
    choices: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """A workbook to be filled in."""

    title: str
    headings: Sequence[Heading]
    notes: Sequence[str]


def write_form(form: Form, rows: Iterable[Sequence[str]]) -> bytes:
    """The workbook with these rows, and a sheet that explains every column.

    All cells are text, so that a code keeps its zeros, and never a formula (papers.cells).
    """
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    told = {"num_format": "@", "text_wrap": True, "valign": "top", "bg_color": "#F3F4F6"}
    quiet = book.add_format(told)
    heads = {
        filled: book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "bg_color": colour})
        for filled, colour in ((True, "#FFF3C4"), (False, "#E8EDF3"))
    }
    sheet = book.add_worksheet(form.title[:31])
    for place, heading in enumerate(form.headings):
        sheet.set_column(place, place, heading.width, text if heading.filled else quiet)
        mark = "*" if heading.needed else ""
        sheet.write_string(0, place, f"{heading.name}{mark}", heads[heading.filled])
        if heading.choices:
            rule = {"validate": "list", "source": list(heading.choices)}
            sheet.data_validation(1, place, _LAST_ROW, place, rule)
    for line, row in enumerate(rows, start=1):
        for place, (heading, value) in enumerate(zip(form.headings, row, strict=True)):
            if value:
                cell = text if heading.filled else quiet
                sheet.write_string(line, place, guarded(value), cell)
    sheet.freeze_panes(1, 0)
    _explain(book, form)
    book.close()
    return file.getvalue()


def _explain(book: xlsxwriter.Workbook, form: Form) -> None:
    head = book.add_format({"bold": True, "bg_color": "#E8EDF3", "valign": "top"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet(_("填写说明"))
    sheet.set_column(0, 0, 20)
    sheet.set_column(1, 1, 90)
    notes = [(_("说明"), note) for note in form.notes]
    columns = [
        (heading.name, f"{_('必填。') if heading.needed else ''}{heading.explained}")
        for heading in form.headings
    ]
    for line, (name, told) in enumerate([*notes, *columns]):
        sheet.write_string(line, 0, name, head)
        sheet.write_string(line, 1, told, wrapped)
