"""What full-text search (全文检索) finds by: an index beside each text, kept true by the database.

PostgreSQL: a GIN index over the pairs of neighbouring characters of a text (`tracker_grams`). Most
Chinese words have two characters, and pg_trgm has no trigram of those: it reads the whole table.
It needs no extension, and compares bytes: the locale plays no part. `python -m tests.bench search`
measures it, with TRIGRAMS=1 beside pg_trgm.

SQLite: FTS5 with its trigrams, a table beside each, followed by triggers. A migration that alters
one of the two tables must call `install` again: SQLite makes such a table anew, without its
triggers (a test counts them).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.transaction import atomic

# Table -> (title, body): the two texts of a row that are searched as one.
SEARCHED: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "tracker_commitment": ("heading", "text"),
        "tracker_evidencecandidate": ("''", "text"),
    }
)
# No promise is longer; a hostile text must not grow the index (or pass what a tsvector holds).
LONGEST: Final = 10_000  # characters
INDEXES: Final = tuple(f"{table}_grams" for table in SEARCHED)
TRIGGERS: Final = tuple(
    f"{table}_found_{event}" for table in SEARCHED for event in ("insert", "update", "delete")
)

# The cost has the planner compare texts first where it reads row by row.
_GRAMS: Final = f"""
CREATE OR REPLACE FUNCTION tracker_grams(title text, body text) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE COST 100 AS $$
DECLARE
    letters text[] := string_to_array(left(lower(title || ' ' || body), {LONGEST}), NULL);
BEGIN
    RETURN array_to_tsvector(ARRAY(
        SELECT one || next FROM unnest(letters, letters[2:]) AS pair(one, next)
        WHERE next IS NOT NULL
    ));
END $$
"""  # noqa: S608 - a number of ours


def install(connection: BaseDatabaseWrapper) -> None:
    """Make what is missing; again makes no difference."""
    _run(connection, _on_postgresql() if connection.vendor == "postgresql" else _on_sqlite())


def rebuild(connection: BaseDatabaseWrapper) -> None:
    """Make everything anew from the texts as they are, as often as one likes.

    On PostgreSQL outside of a transaction: people search and write meanwhile, and a process that
    dies in between leaves the old index and a half of the new one, which the next run removes.
    """
    if connection.vendor != "postgresql":
        with atomic(using=connection.alias):
            drop(connection)
            install(connection)
        return
    install(connection)
    for index in INDEXES:
        _run(connection, [f"DROP INDEX IF EXISTS {index}_ccnew"])
        _run(connection, [f"REINDEX INDEX CONCURRENTLY {index}"])


def drop(connection: BaseDatabaseWrapper) -> None:
    """Take everything away that `install` made."""
    if connection.vendor == "postgresql":
        gone = [f"DROP INDEX IF EXISTS {index}" for index in INDEXES]
        gone.append("DROP FUNCTION IF EXISTS tracker_grams(text, text)")
    else:
        gone = [f"DROP TRIGGER IF EXISTS {trigger}" for trigger in TRIGGERS]
        gone += [f"DROP TABLE IF EXISTS {table}_found" for table in SEARCHED]
    _run(connection, gone)


def install_after(_apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """`install`, as a migration's step."""
    install(schema_editor.connection)


def drop_before(_apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """`drop`, as a migration's step back."""
    drop(schema_editor.connection)


def _run(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _on_postgresql() -> list[str]:
    indexes = [
        f"CREATE INDEX IF NOT EXISTS {table}_grams ON {table} USING gin"
        f" (tracker_grams({title}, {body}))"
        for table, (title, body) in SEARCHED.items()
    ]
    # Without counting, the planner takes every pair of characters for a rare one.
    return [_GRAMS, *indexes, *(f"ANALYZE {table}" for table in SEARCHED)]


def _on_sqlite() -> list[str]:
    statements = []
    for table, texts in SEARCHED.items():
        statements.append(
            f"CREATE VIRTUAL TABLE IF NOT EXISTS {table}_found"
            " USING fts5(words, tokenize='trigram', detail='full')"
        )
        # What is there already, once.
        statements.append(
            f"INSERT INTO {table}_found (rowid, words)"  # noqa: S608 - names of ours
            f" SELECT id, {_joined(texts, '')} FROM {table}"
            f" WHERE id NOT IN (SELECT rowid FROM {table}_found)"
        )
        gone = f"DELETE FROM {table}_found WHERE rowid = OLD.id"  # noqa: S608
        new = f"INSERT INTO {table}_found (rowid, words) VALUES (NEW.id, {_joined(texts, 'NEW.')})"  # noqa: S608
        columns = ", ".join(text for text in texts if text != "''")
        for event, on, body in (
            ("insert", "INSERT", new),
            ("update", f"UPDATE OF {columns}", f"{gone}; {new}"),
            ("delete", "DELETE", gone),
        ):
            statements.append(
                f"CREATE TRIGGER IF NOT EXISTS {table}_found_{event} AFTER {on} ON {table}"
                f" BEGIN {body}; END"
            )
    return statements


def _joined(texts: tuple[str, str], row: str) -> str:
    title, body = (text if text == "''" else f"{row}{text}" for text in texts)
    return f"substr({title} || ' ' || {body}, 1, {LONGEST})"
