"""Triggers that note every change of an agency, a report or a commitment (变更记录).

In the database, because rows change in bulk and in many services, and a copy that misses one
change is wrong for ever. A migration that alters one of the three tables must call `install`
again: SQLite makes such a table anew, without its triggers (a test counts them).
"""

from __future__ import annotations

from typing import Final

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# Kind of record -> the agency of a row.
AGENCIES: Final = {
    "agency": "{row}.id",
    "report": "{row}.agency_id",
    "commitment": "COALESCE((SELECT agency_id FROM tracker_report WHERE id = {row}.report_id), 0)",
}
EVENTS: Final = ("insert", "update", "delete")
# A report that another agency is given takes its commitments with it.
MOVED: Final = "change_of_report_agency"
NAMES: Final = (*(f"change_of_{kind}_{event}" for kind in AGENCIES for event in EVENTS), MOVED)

_POSTGRESQL: Final = (
    "nextval('tracker_change_seq')",
    "pg_current_xact_id()::text::bigint",
    "clock_timestamp()",
)
_SQLITE: Final = (
    "(SELECT COALESCE(MAX(seq), 0) FROM tracker_change) + {number}",
    "0",
    "strftime('%Y-%m-%d %H:%M:%f', 'now')",
)


def install(connection: BaseDatabaseWrapper) -> None:
    """Make the triggers; again makes no difference."""
    postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        for statement in _on_postgresql() if postgresql else _on_sqlite():
            cursor.execute(statement)


def install_after(_apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """`install`, as a migration's step."""
    install(schema_editor.connection)


def note_all(_apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Note every record that is there already, as a migration's step."""
    postgresql = schema_editor.connection.vendor == "postgresql"
    with schema_editor.connection.cursor() as cursor:
        for kind in AGENCIES:
            rows = f"FROM tracker_{kind} entry WHERE entry.id = entry.id"
            cursor.execute(_note(kind, "entry", deleted=False, rows=rows, postgresql=postgresql))


def _on_postgresql() -> list[str]:
    statements = ["CREATE SEQUENCE IF NOT EXISTS tracker_change_seq"]
    for kind in AGENCIES:
        for event in EVENTS:
            name, row = f"change_of_{kind}_{event}", "OLD" if event == "delete" else "NEW"
            note = _note(kind, row, deleted=event == "delete", postgresql=True)
            statements += _postgresql_trigger(
                name,
                f"AFTER {event.upper()} ON tracker_{kind}",
                note,
                only="WHEN (OLD.* IS DISTINCT FROM NEW.*)" if event == "update" else "",
            )
    return statements + _postgresql_trigger(
        MOVED,
        "AFTER UPDATE OF agency_id ON tracker_report",
        _note("commitment", "entry", deleted=False, rows=_ITS_OWN, postgresql=True),
        only="WHEN (OLD.agency_id <> NEW.agency_id)",
    )


_ITS_OWN: Final = "FROM tracker_commitment entry WHERE entry.report_id = NEW.id"


def _postgresql_trigger(name: str, event: str, body: str, *, only: str) -> list[str]:
    return [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN {body}; RETURN NULL; END $$",
        f"CREATE OR REPLACE TRIGGER {name} {event} FOR EACH ROW {only} EXECUTE FUNCTION {name}()",
    ]


def _on_sqlite() -> list[str]:
    statements = []
    for kind in AGENCIES:
        for event in EVENTS:
            name, row = f"change_of_{kind}_{event}", "OLD" if event == "delete" else "NEW"
            note = _note(kind, row, deleted=event == "delete", postgresql=False)
            statements.append(
                f"CREATE TRIGGER IF NOT EXISTS {name} AFTER {event.upper()} ON tracker_{kind} "
                f"BEGIN {note}; END"
            )
    moved = _note("commitment", "entry", deleted=False, rows=_ITS_OWN, postgresql=False)
    statements.append(
        f"CREATE TRIGGER IF NOT EXISTS {MOVED} AFTER UPDATE OF agency_id ON tracker_report "
        f"WHEN OLD.agency_id <> NEW.agency_id BEGIN {moved}; END"
    )
    return statements


def _note(kind: str, row: str, *, deleted: bool, rows: str = "WHERE true", postgresql: bool) -> str:
    """The statement that notes a row, or every row of `rows`."""
    seq, writer, now = _POSTGRESQL if postgresql else _SQLITE
    number = "ROW_NUMBER() OVER (ORDER BY entry.id)" if "entry" in rows else "1"
    columns = ("agency_id", "deleted", "seq", "writer", "at")
    # Another writer's row may have been waited for: numbered anew, and dated, behind it.
    again = {"seq": seq, "at": now} if postgresql else {}
    return (
        f"INSERT INTO tracker_change (kind, object_id, {', '.join(columns)}) "
        f"SELECT '{kind}', {row}.id, {AGENCIES[kind].format(row=row)}, "
        f"{'true' if deleted else 'false'}, {seq.format(number=number)}, {writer}, {now} {rows} "
        "ON CONFLICT (kind, object_id) DO UPDATE SET "
        + ", ".join(f"{column} = {again.get(column, f'EXCLUDED.{column}')}" for column in columns)
    )
