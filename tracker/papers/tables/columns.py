"""What a table is (台账的一张表): its columns, and rows as typed values, read as a stream.

No file format is known here: xlsx and the API make theirs from the same values.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice
from typing import Any, Final

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

CHUNK: Final = 2000  # rows that are in memory at a time

Value = str | int | float | dt.date | dt.datetime | None
Record = dict[str, Any]  # the values of one row by the paths they were read from


class Kind(StrEnum):
    """How a value is to be written."""

    TEXT = "text"
    NUMBER = "number"
    SHARE = "share"  # 0..1
    DATE = "date"
    TIME = "time"  # a moment, with its zone


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `name` is for programs and never changes, `heading` is read by people."""

    name: str
    heading: Promise
    kind: Kind
    width: int  # characters
    needs: tuple[str, ...]  # fields, by the paths of QuerySet.values
    value: Callable[[Record], Value]


@dataclass(frozen=True, slots=True)
class Table:
    """A list as rows of values. `extend` adds to a chunk of records what no join gives.

    `annotations` are subqueries, never aggregates: the set may have joins of its own.
    """

    name: str
    title: Promise
    columns: tuple[Column, ...]
    annotations: Mapping[str, Any] = field(default_factory=dict)
    extend: Callable[[list[Record]], None] | None = None
    notes: tuple[Promise, ...] = ()  # how the table is to be read

    def rows(self, found: QuerySet[Any]) -> Iterator[tuple[Value, ...]]:
        """The rows of a scoped, filtered and ordered set, a chunk at a time.

        The number of queries grows with the chunks alone. No model instance is made.
        """
        needs = {path for column in self.columns for path in column.needs}
        added = {name: value for name, value in self.annotations.items() if name in needs}
        read = found.prefetch_related(None).annotate(**added)
        records = read.values("pk", *sorted(needs - {"pk"})).iterator(chunk_size=CHUNK)
        while chunk := list(islice(records, CHUNK)):
            if self.extend:
                self.extend(chunk)
            for record in chunk:
                yield tuple(column.value(record) for column in self.columns)


def plain(
    name: str, heading: Promise, path: str, width: int = 12, *, kind: Kind = Kind.TEXT
) -> Column:
    """A column that is a field, or a value that `extend` has set."""
    return Column(name, heading, kind, width, (path,), lambda record: record[path])


def number(name: str, heading: Promise, path: str) -> Column:
    """A field that is a number."""
    return plain(name, heading, path, 10, kind=Kind.NUMBER)


def date(name: str, heading: Promise, path: str) -> Column:
    """A field that is a day."""
    return plain(name, heading, path, 12, kind=Kind.DATE)


def moment(name: str, heading: Promise, path: str) -> Column:
    """A field that is a point in time."""
    return plain(name, heading, path, 17, kind=Kind.TIME)


def label(
    name: str, heading: Promise, path: str, labels: Iterable[tuple[Any, object]], width: int = 12
) -> Column:
    """A code in words; one that has none is shown as it is."""
    words = dict(labels)
    return Column(
        name, heading, Kind.TEXT, width, (path,), lambda record: _word(words, record[path])
    )


def yes_no(name: str, heading: Promise, path: str) -> Column:
    """A yes, a no, or nothing known."""
    return Column(name, heading, Kind.TEXT, 10, (path,), lambda record: yes_or_no(record[path]))


def joined(name: str, heading: Promise, path: str, width: int = 24) -> Column:
    """A list of words."""
    return Column(
        name, heading, Kind.TEXT, width, (path,), lambda record: "、".join(map(str, record[path]))
    )


def made(
    name: str,
    heading: Promise,
    value: Callable[[Record], Value],
    *needs: str,
    width: int = 12,
    kind: Kind = Kind.TEXT,
) -> Column:
    """A column worked out of several fields, or of what `extend` has set."""
    return Column(name, heading, kind, width, needs, value)


def link(name: str, heading: Promise, view: str) -> Column:
    """The absolute address of the row's page in the admin."""

    def address(record: Record) -> str:
        return f"{settings.SITE_URL}{reverse(view, args=[record['pk']])}"

    return Column(name, heading, Kind.TEXT, 40, (), address)


def yes_or_no(value: bool | None) -> str:
    """是, 否, or nothing."""
    return "" if value is None else str(_("是") if value else _("否"))


def _word(words: Mapping[Any, object], code: object) -> str:
    return "" if code in ("", None) else str(words.get(code, code))
