"""Writing tallies (计数): out of a query, and the sums over all agencies by what changed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection
from django.db.models import Model, QuerySet, Sum

Sums = dict[tuple[Any, ...], list[int]]  # what a sum is of -> the figures


def insert(table: type[Model], columns: Iterable[str], rows: QuerySet[Any, Any]) -> None:
    """Add the rows of a query to a table, in the order of its columns, without fetching them."""
    names = ", ".join(connection.ops.quote_name(column) for column in columns)
    query, parameters = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table._meta.db_table} ({names}) {query}", parameters)


def insert_values(
    table: type[Model], types: Mapping[str, str], rows: Sequence[Any], more: str = ""
) -> None:
    """Add thousands of rows in one parameter: of an array each value would be quoted by itself."""
    names = ", ".join(connection.ops.quote_name(name) for name in types)
    values = ", ".join(f"(entry ->> {place})::{kind}" for place, kind in enumerate(types.values()))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table._meta.db_table} AS known ({names})"  # noqa: S608 - names of ours
            f" SELECT {values} FROM json_array_elements(%s::json) AS entry {more}",
            [json.dumps(rows)],
        )


class Whole:
    """The rows of a table that are of all agencies: by `keys`, the sums of the `figures`."""

    def __init__(self, table: type[Model], keys: Sequence[str], figures: Sequence[str]) -> None:
        self.rows = table._default_manager.filter(agency=None)
        self.table, self.keys, self.figures = table, tuple(keys), tuple(figures)

    def of(self, agencies: Sequence[int]) -> Sums:
        """What some agencies' rows add up to."""
        sums = {f"n_{name}": Sum(name) for name in self.figures}
        rows = self.table._default_manager.filter(agency__in=agencies)
        end = len(self.keys)
        return {row[:end]: list(row[end:]) for row in rows.values_list(*self.keys).annotate(**sums)}

    def move(self, before: Sums, after: Sums) -> None:
        """Change the sums by what some agencies have more or less.

        Rows that stay as they are, most of them, are not written.
        """
        changed = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
        if not changed:
            return
        end, nothing = len(self.keys), [0] * len(self.figures)
        found = self.rows.values_list(*self.keys, *self.figures, "pk")
        known = {row[:end]: row[end:] for row in found}
        self.rows.filter(pk__in=[known[key][-1] for key in changed & known.keys()]).delete()
        made: list[Model] = []
        for key in changed:
            had, new = known.get(key, (*nothing, 0))[:-1], after.get(key, nothing)
            parts = zip(had, new, before.get(key, nothing), strict=True)
            figures = [one + more - less for one, more, less in parts]
            if any(figures):
                names = zip((*self.keys, *self.figures), (*key, *figures), strict=True)
                made.append(self.table(**dict(names)))
        self.table._default_manager.bulk_create(made)
