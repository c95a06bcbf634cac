"""What a table is (台账的一张表): its columns, and rows as typed values, read as a stream.

No file format is known here: xlsx and the API make theirs from the same values.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from itertools import islice
from operator import itemgetter
from typing import Any, Final

from django.conf import settings
from django.db.models import QuerySet
from django.urls import get_script_prefix, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CHUNK: Final = 2000  # rows that are in memory at a time

Value = str | int | float | dt.date | dt.datetime | None
Record = dict[str, Any]  # the values of one row by the paths they were read from
Words = Value | Promise  # a value that may still have to be put in the reader's language
_VALUES: Final = frozenset({str, int, float, bool, dt.date, dt.datetime, type(None)})

_YES, _NO = _("是"), _("否")


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
    value: Callable[[Record], Words]


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
        values = [column.value for column in self.columns]
        said: dict[int, tuple[Promise, str]] = {}
        while chunk := list(islice(records, CHUNK)):
            if self.extend:
                self.extend(chunk)
            for record in chunk:
                row: list[Any] = [value(record) for value in values]
                # A million rows have tens of millions of values: no call for most of them.
                yield tuple([v if type(v) in _VALUES else _said(v, said) for v in row])


def _said(words: Words, said: dict[int, tuple[Promise, str]]) -> Value:
    """In the reader's language; looked up once a table, because a catalogue is slow to ask."""
    if not isinstance(words, Promise):
        return words
    if id(words) not in said:
        said[id(words)] = (words, str(words))  # kept, so that no other is given its id
    return said[id(words)][1]


def plain(
    name: str, heading: Promise, path: str, width: int = 12, *, kind: Kind = Kind.TEXT
) -> Column:
    """A column that is a field, or a value that `extend` has set."""
    return Column(name, heading, kind, width, (path,), itemgetter(path))


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
    value: Callable[[Record], Words],
    *needs: str,
    width: int = 12,
    kind: Kind = Kind.TEXT,
) -> Column:
    """A column worked out of several fields, or of what `extend` has set."""
    return Column(name, heading, kind, width, needs, value)


def link(name: str, heading: Promise, view: str) -> Column:
    """The absolute address of the row's page in the admin."""

    def address(record: Record) -> str:
        before, after = _around_key(view, get_script_prefix())
        return f"{settings.SITE_URL}{before}{record['pk']}{after}"

    return Column(name, heading, Kind.TEXT, 40, (), address)


@cache
def _around_key(view: str, _prefix: str) -> tuple[str, str]:
    """A page's path before and after the row's key; to ask for it took longer than all the rest."""
    stand_in = "1234567890123456789"
    before, _key, after = reverse(view, args=[stand_in]).rpartition(stand_in)
    return before, after


def yes_or_no(value: bool | None) -> Words:
    """是, 否, or nothing."""
    return "" if value is None else _YES if value else _NO


def _word(words: Mapping[Any, Any], code: object) -> Words:
    found: Words = "" if code in ("", None) else words.get(code, code)
    return found
