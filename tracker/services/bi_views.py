"""The views for BI tools in the database (报表视图), and which roles may read them.

They stand in a schema of their own and see all regions. A reading role has that schema and
nothing else: it can't read a table, and no view can be written to. Of what is hidden in a view
its conditions can tell nothing either (security_barrier). PostgreSQL alone has roles.

A column that a view reads can't be altered: the views are dropped before `migrate` and made
again after it. The schema stays, and remembers who may read.
"""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.utils import ProgrammingError
from django.utils import translation
from psycopg import sql

from tracker.selectors.bi import VIEWS, View

SCHEMA: Final = "tracker_bi"
# What a reading session begins with. A second lock: the first is what the role was granted.
SESSION: Final = {
    "default_transaction_read_only": "on",
    "statement_timeout": "60s",
    "search_path": SCHEMA,
}

_SCHEMA: Final = sql.Identifier(SCHEMA)


class NotReadable(Exception):  # noqa: N818 - why a role is not let in, not an error of ours
    """The role can't be let in: `code` is unknown_role or reads_tables."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def supported() -> bool:
    """Whether this database has roles and schemas."""
    return connection.vendor == "postgresql"


def renew_views() -> int:
    """Make the views anew, for all who could read them; how many. 0 where nobody ever could."""
    with transaction.atomic(), connection.cursor() as cursor:
        if not _there(cursor):
            return 0
        _drop(cursor)
        # Codes are also told in words, which a view can't translate for each of its readers;
        # its comments are Chinese for the same reason.
        with translation.override(settings.LANGUAGE_CODE):
            for view in VIEWS:
                _make(cursor, view)
        for role in _readers(cursor):
            _grant(cursor, role)
    return len(VIEWS)


def drop_views() -> None:
    """Take the views away; the roles keep their right to what `renew_views` makes again."""
    with transaction.atomic(), connection.cursor() as cursor:
        if _there(cursor):
            _drop(cursor)


def let_read(role: str) -> None:
    """Let a role read the views, and make them. Raises NotReadable; nothing is changed then."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        if cursor.fetchone() is None:
            raise NotReadable("unknown_role")
        if _reads_tables(cursor, role):
            raise NotReadable("reads_tables")
        cursor.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(_SCHEMA))
        _grant(cursor, role)
        renew_views()


def shut_out(role: str) -> bool:
    """Take the right to read from a role; whether it had one."""
    with transaction.atomic(), connection.cursor() as cursor:
        if not _there(cursor) or role not in _readers(cursor):
            return False
        who = sql.Identifier(role)
        for what in ("ALL TABLES IN SCHEMA", "SCHEMA"):
            statement = sql.SQL(f"REVOKE ALL ON {what} {{}} FROM {{}}")
            cursor.execute(statement.format(_SCHEMA, who))
    return True


def limit_sessions(role: str) -> list[str]:
    """Set what the role's sessions begin with.

    Only who administers the role may: where that isn't us, the statements for whoever is, unless
    they have been run already.
    """
    with connection.cursor() as cursor:
        statements = _limits(cursor, role)
        if _limited(cursor, role):
            return []
        try:
            with transaction.atomic():
                for statement in statements:
                    cursor.execute(statement)
        except ProgrammingError:
            return statements
    return []


def _limits(cursor: CursorWrapper, role: str) -> list[str]:
    raw = cursor.connection
    head = sql.SQL("ALTER ROLE {} IN DATABASE {} SET ").format(
        sql.Identifier(role), sql.Identifier(str(connection.settings_dict["NAME"]))
    )
    return [
        (head + sql.SQL("{} = {};").format(sql.Identifier(name), sql.Literal(value))).as_string(raw)
        for name, value in SESSION.items()
    ]


def _limited(cursor: CursorWrapper, role: str) -> bool:
    cursor.execute(
        "SELECT setting FROM pg_db_role_setting s JOIN pg_roles r ON r.oid = s.setrole, "
        "unnest(s.setconfig) setting WHERE r.rolname = %s AND s.setdatabase IN "
        "(0, (SELECT oid FROM pg_database WHERE datname = current_database()))",
        [role],
    )
    said = {setting for (setting,) in cursor.fetchall()}
    return said >= {f"{name}={value}" for name, value in SESSION.items()}


def _there(cursor: CursorWrapper) -> bool:
    cursor.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", [SCHEMA])
    return cursor.fetchone() is not None


def _drop(cursor: CursorWrapper) -> None:
    """Every view that is there, also one that an earlier version had."""
    cursor.execute("SELECT viewname FROM pg_views WHERE schemaname = %s", [SCHEMA])
    for (name,) in cursor.fetchall():
        cursor.execute(sql.SQL("DROP VIEW {}").format(sql.Identifier(SCHEMA, name)))


def _make(cursor: CursorWrapper, view: View) -> None:
    query, params = view.queryset().query.get_compiler(connection=connection).as_sql()
    names = [sql.Identifier(column.name) for column in view.columns]
    place = sql.Identifier(SCHEMA, view.name)
    head = sql.SQL("CREATE VIEW {} ({}) WITH (security_barrier) AS ").format(
        place, sql.SQL(", ").join(names)
    )
    cursor.execute(head + sql.SQL(cursor.mogrify(query, params)))
    comment = sql.SQL("COMMENT ON {} {} IS {}")
    said = sql.Literal(view.title)
    cursor.execute(comment.format(sql.SQL("VIEW"), place, said))
    for column in view.columns:
        where = sql.Identifier(SCHEMA, view.name, column.name)
        said = sql.Literal(column.heading)
        cursor.execute(comment.format(sql.SQL("COLUMN"), where, said))


def _grant(cursor: CursorWrapper, role: str) -> None:
    for what in ("USAGE ON SCHEMA", "SELECT ON ALL TABLES IN SCHEMA"):
        statement = sql.SQL(f"GRANT {what} {{}} TO {{}}")
        cursor.execute(statement.format(_SCHEMA, sql.Identifier(role)))


def _readers(cursor: CursorWrapper) -> list[str]:
    """The roles that may use the schema, but for its owner."""
    cursor.execute(
        "SELECT r.rolname FROM pg_namespace n, aclexplode(n.nspacl) a "
        "JOIN pg_roles r ON r.oid = a.grantee "
        "WHERE n.nspname = %s AND a.privilege_type = 'USAGE' AND a.grantee <> n.nspowner",
        [SCHEMA],
    )
    return [str(role) for (role,) in cursor.fetchall()]


def _reads_tables(cursor: CursorWrapper, role: str) -> bool:
    """Whether a role may do anything to the tables themselves: it would see what views hide."""
    cursor.execute(
        "SELECT EXISTS (SELECT 1 FROM pg_class WHERE relnamespace = current_schema()::regnamespace "
        "AND relname = ANY(%s) AND ("
        "has_any_column_privilege(%s::name, oid, 'SELECT, INSERT, UPDATE') "
        "OR has_table_privilege(%s::name, oid, 'DELETE, TRUNCATE')))",
        [connection.introspection.django_table_names(), role, role],
    )
    row = cursor.fetchone()
    return bool(row and row[0])
