"""Every migration since the first, over tables with rows in them: no row and no value is lost."""

from __future__ import annotations

import datetime as dt
import os
import secrets
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection, migrations, models
from django.db.migrations import Migration
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import StateApps
from django.utils.timezone import localdate
from psycopg.sql import SQL, Identifier
from pytest_django import DjangoDbBlocker

from tests.faults.filling import APP, ONE_ROW, fill, tables
from tracker.selectors.seals import FIRST
from tracker.services import sealing

pytestmark = pytest.mark.sqlite
Rows = dict[Any, dict[str, Any]]  # by primary key


@pytest.fixture
def empty_database(tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Django's connection leads to a new database, which goes afterwards."""
    settings, fresh = connection.settings_dict, f"migrations_{secrets.token_hex(4)}"
    sqlite, name = connection.vendor == "sqlite", settings["NAME"]
    with django_db_blocker.unblock():
        connection.close()
        settings["NAME"] = str(tmp_path / fresh) if sqlite else fresh
        if not sqlite:
            on_server("CREATE DATABASE {}", fresh)
        try:
            yield
        finally:
            connection.close()
            settings["NAME"] = name
            ContentType.objects.clear_cache()  # its numbers are those of the new database
            if not sqlite:
                on_server("DROP DATABASE {} WITH (FORCE)", fresh)


def _due_on(answer: Any) -> dt.date | None:
    return localdate(answer.created_at) + dt.timedelta(days=30) if answer else None


def _seal_of(row: Any) -> str:
    """The seal that the program of today gives the row: the chain of old rows holds."""
    if not hasattr(row, "review_state"):  # a column that came later
        row.review_state = ""
    before = type(row)._base_manager.filter(seq__lt=row.seq).order_by("-seq").first()
    return sealing.seal_of(row, previous=before.seal if before else FIRST)


# New columns that a migration fills out of what was there, and with what.
FILLED: dict[str, Callable[[Any], object]] = {
    "upload.handed_in_at": lambda upload: upload.created_at,
    "commitment.plan_year": lambda row: row.report.plan_year,
    "commitment.doubt": lambda row: row.suggestion.confidence if row.suggestion else -1.0,
    "commitment.due_on": lambda row: _due_on(row.result_report),
    "review.seq": lambda row: row.pk,  # numbered in the order in which they were made
    "review.seal": _seal_of,
}


def on_server(statement: str, name: str) -> None:
    server = os.environ["DATABASE_URL"].rpartition("/")[0] + "/postgres"
    with psycopg.connect(server, autocommit=True) as administrator:
        administrator.execute(SQL(statement).format(Identifier(name)))


def migrate(*target: str) -> str:
    """manage.py migrate, and what it says."""
    said = StringIO()
    call_command("migrate", *target, no_color=True, stdout=said)
    return said.getvalue()


def stored(apps: StateApps) -> dict[str, Rows]:
    """All rows of all our tables as the database has them."""
    found = {}
    with connection.cursor() as cursor:
        for table, model in tables(apps).items():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            columns = [column[0] for column in cursor.description]
            rows = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
            found[table] = {row[str(model._meta.pk.column)]: row for row in rows}
    return found


def lost(before: dict[str, Rows], after: dict[str, Rows]) -> list[str]:
    """The values that are gone or changed; a column that is gone is the migration's business."""
    losses = []
    for table, rows in before.items():
        left = after.get(table, {})
        columns = set[str]().union(*left.values())
        losses += [f"{table} {pk} is gone" for pk in rows.keys() - left.keys()]
        losses += [
            f"{table} {pk}.{column} was {value!r}, is {left[pk][column]!r}"
            for pk in rows.keys() & left.keys()
            for column, value in rows[pk].items()
            if column in columns and left[pk][column] != value
        ]
    return losses


def unlike_default(migration: Migration, apps: StateApps, before: dict[str, Rows]) -> list[str]:
    """New columns of old rows that hold neither the migration's default nor what FILLED says."""
    wrong = []
    for added in migration.operations:
        if not isinstance(added, migrations.AddField) or added.field.many_to_many:
            continue
        model = apps.get_model(APP, added.model_name)
        old = before.get(model._meta.db_table, {})
        column = model._meta.get_field(added.name).attname
        name, default = f"{added.model_name}.{column}", models.Field.get_default(added.field)
        expected = FILLED.get(name, lambda _row, value=default: value)
        rows = model._base_manager.filter(pk__in=old)
        wrong += [
            f"{name} is {value!r}"
            for row in rows
            if (value := getattr(row, column)) != expected(row)
        ]
    return wrong


def test_no_migration_loses_anything(empty_database: None) -> None:
    graph = MigrationLoader(connection).graph
    first, *later = [key for key in graph.forwards_plan(graph.leaf_nodes(APP)[0]) if key[0] == APP]
    migrate(*first)
    apps = graph.make_state(first).apps
    for step in later:
        fill(apps)
        before = stored(apps)
        few = {table for table, rows in before.items() if len(rows) < 4}
        assert few <= {f"{APP}_{name}" for name in ONE_ROW}, "a table without rows proves nothing"
        migrate(*step)
        apps = graph.make_state(step).apps
        assert lost(before, stored(apps)) == [], step
        assert unlike_default(graph.nodes[step], apps, before) == [], step
    fill(apps)  # the last state holds whole rows, too
    migrate()
    before = stored(apps)
    assert "No migrations to apply" in migrate()
    assert lost(before, stored(apps)) == []
    call_command("makemigrations", check=True, dry_run=True)  # else it says what is missing
