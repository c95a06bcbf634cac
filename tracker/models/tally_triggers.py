"""Triggers that mark what must be counted anew (计数): PostgreSQL only.

In the database, because rows change in bulk and in many services. One mark a statement and
report, in the transaction of the change: whoever sees the change sees the mark. On SQLite
nothing is counted beforehand, so that there is nothing to mark.
"""

from __future__ import annotations

from typing import Final

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_TABLES: Final = {
    "insert": "NEW TABLE AS new_rows",
    "update": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "delete": "OLD TABLE AS old_rows",
}
_ROWS: Final = {
    "insert": "(SELECT {key} FROM new_rows)",
    "update": "(SELECT {key} FROM old_rows UNION SELECT {key} FROM new_rows)",
    "delete": "(SELECT {key} FROM old_rows)",
}
_MARKS: Final = {
    # A report that moves or goes changes its agency's figures; a new one has no promises yet.
    "agency_id": "(agency_id, at) SELECT DISTINCT agency_id, clock_timestamp() FROM {rows} changed",
    "report_id": "(report_id, at) SELECT DISTINCT report_id, clock_timestamp() FROM {rows} changed",
    # A suggestion counts once a commitment points to it, which is a change of the commitment.
    "commitment_id": "(report_id, at) SELECT DISTINCT entry.report_id, clock_timestamp()"
    " FROM {rows} changed JOIN tracker_commitment entry ON entry.id = changed.commitment_id",
}
# Name -> table, event, and the column that leads to what is marked.
TRIGGERS: Final = {
    "tally_of_commitment_insert": ("commitment", "insert", "report_id"),
    "tally_of_commitment_update": ("commitment", "update", "report_id"),
    "tally_of_commitment_delete": ("commitment", "delete", "report_id"),
    "tally_of_report_update": ("report", "update", "agency_id"),
    "tally_of_report_delete": ("report", "delete", "agency_id"),
    "tally_of_suggestion_update": ("suggestion", "update", "commitment_id"),
    "tally_of_review_insert": ("review", "insert", "commitment_id"),
    "tally_of_withdrawal_insert": ("withdrawal", "insert", "commitment_id"),
    "tally_of_withdrawal_update": ("withdrawal", "update", "commitment_id"),
}


def install(connection: BaseDatabaseWrapper) -> None:
    """Make the triggers; again makes no difference."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for name, (table, event, key) in TRIGGERS.items():
            rows = _ROWS[event].format(key=key)
            mark = f"INSERT INTO tracker_tallymark {_MARKS[key].format(rows=rows)}"
            cursor.execute(
                f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ "
                f"BEGIN {mark}; RETURN NULL; END $$"
            )
            cursor.execute(
                f"CREATE OR REPLACE TRIGGER {name} AFTER {event.upper()} ON tracker_{table} "
                f"REFERENCING {_TABLES[event]} FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
            )


def install_after(_apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """`install`, as a migration's step."""
    install(schema_editor.connection)
