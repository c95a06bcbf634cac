"""Triggers that keep the reviews append-only in the database itself, whoever writes to it.

On PostgreSQL they refuse UPDATE, DELETE and TRUNCATE, on SQLite (which has no TRUNCATE) UPDATE
and DELETE. The head of the chain may only move on by one. A migration that alters one of the
two tables must call `install` again: SQLite makes such a table anew, without its triggers.
"""

from __future__ import annotations

from typing import Final

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

REVIEWS, HEAD = "tracker_review", "tracker_reviewchainhead"

_POSTGRESQL: Final = (
    f"""
    CREATE OR REPLACE FUNCTION {REVIEWS}_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'reviews are append-only' USING ERRCODE = 'restrict_violation';
    END $$
    """,
    f"""
    CREATE OR REPLACE FUNCTION {HEAD}_one_by_one() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'UPDATE' AND NEW.length = OLD.length + 1 AND NEW.id = OLD.id THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'the review chain only grows' USING ERRCODE = 'restrict_violation';
    END $$
    """,
    f"""
    CREATE OR REPLACE TRIGGER {REVIEWS}_rows BEFORE UPDATE OR DELETE ON {REVIEWS}
    FOR EACH ROW EXECUTE FUNCTION {REVIEWS}_append_only()
    """,
    f"""
    CREATE OR REPLACE TRIGGER {REVIEWS}_table BEFORE TRUNCATE ON {REVIEWS}
    FOR EACH STATEMENT EXECUTE FUNCTION {REVIEWS}_append_only()
    """,
    f"""
    CREATE OR REPLACE TRIGGER {HEAD}_rows BEFORE UPDATE OR DELETE ON {HEAD}
    FOR EACH ROW EXECUTE FUNCTION {HEAD}_one_by_one()
    """,
    f"""
    CREATE OR REPLACE TRIGGER {HEAD}_table BEFORE TRUNCATE ON {HEAD}
    FOR EACH STATEMENT EXECUTE FUNCTION {HEAD}_one_by_one()
    """,
)
_SQLITE: Final = (
    f"""
    CREATE TRIGGER IF NOT EXISTS {REVIEWS}_update BEFORE UPDATE ON {REVIEWS}
    BEGIN SELECT RAISE(ABORT, 'reviews are append-only'); END
    """,
    f"""
    CREATE TRIGGER IF NOT EXISTS {REVIEWS}_delete BEFORE DELETE ON {REVIEWS}
    BEGIN SELECT RAISE(ABORT, 'reviews are append-only'); END
    """,
    f"""
    CREATE TRIGGER IF NOT EXISTS {HEAD}_update BEFORE UPDATE ON {HEAD}
    WHEN NEW.length <> OLD.length + 1 OR NEW.id <> OLD.id
    BEGIN SELECT RAISE(ABORT, 'the review chain only grows'); END
    """,
    f"""
    CREATE TRIGGER IF NOT EXISTS {HEAD}_delete BEFORE DELETE ON {HEAD}
    BEGIN SELECT RAISE(ABORT, 'the review chain only grows'); END
    """,
)


def install(connection: BaseDatabaseWrapper) -> None:
    """Make the triggers; again makes no difference."""
    with connection.cursor() as cursor:
        for statement in _POSTGRESQL if connection.vendor == "postgresql" else _SQLITE:
            cursor.execute(statement)


def install_after(_apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """`install`, as a migration's step."""
    install(schema_editor.connection)
