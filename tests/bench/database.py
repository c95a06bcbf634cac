"""A throw-away PostgreSQL with a hundred thousand commitments, or as many as one asks for.

A small world is made through the models, then copied in SQL with every key moved by so much:
the copies hang together as the original does. Triggers and checks of keys are off meanwhile;
what the triggers would have noted is noted at the end.
"""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tests.postgres import start_postgres

WORLD: Final = 1000  # commitments of the small world
STRIDE: Final = 100_000  # added to every key, once a copy

# As docs/operating.md has it for a server of this size.
SERVER: Final = {
    "shared_buffers": "1GB",
    "effective_cache_size": "8GB",
    "work_mem": "32MB",
    "jit": "off",
}

# What happens to each copy happens some days later.
_LATER: Final = {"created_at": "created_at + copy * 7 % 40 * interval '1 day'"}
# Table -> columns that are not keys and must differ between copies. In the order of insertion.
TABLES: Final[dict[str, dict[str, str]]] = {
    "region": {"code": "code || lpad(copy::text, 5, '0')", "name": "name || copy"},
    "agency": {"name": "name || copy"},
    "report": {"sha256": "md5(id::text || '-' || copy)", **_LATER},
    "section": {},
    # Copied at different times, and not all equally verifiable: orders have something to order.
    "commitment": {
        "updated_at": "updated_at - interval '1 year' + copy * interval '1 minute'",
        "verifiability": "(id + copy) % 6",
        "reviewed_at": _LATER["created_at"].replace("created_at", "reviewed_at"),
        **_LATER,
    },
    "measure": {},
    "matchrun": {},
    "suggestion": {},
    "evidencecandidate": {},
    "renewal": {},
    "review": {"seq": f"seq + copy * {STRIDE}", "seal": "md5(id::text || '-' || copy)", **_LATER},
}
# The small world came about today. So that there is a past to ask for: a report comes in in the
# spring after its year, and each agency's plan is reviewed on four days of the summer after.
PAST: Final = (
    "UPDATE tracker_report SET created_at = agency_id % 10 * interval '4 days'"
    " + make_timestamptz(report_year + 1, 3, 1, 9, 0, 0, 'Asia/Shanghai')",
    "UPDATE tracker_commitment promise SET created_at = report.created_at"
    " FROM tracker_report report WHERE report.id = promise.report_id",
    "UPDATE tracker_review act SET created_at = result.created_at + interval '20 days'"
    " + (result.agency_id * 7 + act.id % 4) % 80 * interval '1 day'"
    " FROM tracker_commitment promise JOIN tracker_report result"
    " ON result.id = promise.result_report_id WHERE promise.id = act.commitment_id",
    "UPDATE tracker_commitment promise SET reviewed_at = act.created_at FROM tracker_review act"
    " WHERE act.commitment_id = promise.id AND promise.review_state = 'confirmed'",
)
# Foreign keys into tables that are not copied.
SHARED: Final = {"reviewer_id", "uploaded_by_id"}


@contextmanager
def filled_database(*, commitments: int = 100_000) -> Iterator[None]:
    """Django set up on a new database with so many thousands of them; gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="tracker-bench-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        server = start_postgres(folder / "postgres", settings=SERVER)
        try:
            _set_up(folder, server.url)
            _fill(copies=max(1, commitments // WORLD))
            yield
        finally:
            server.stop()


def _set_up(folder: Path, url: str) -> None:
    """Before anything reads the settings."""
    import psycopg

    maintenance = url.rpartition("/")[0] + "/postgres"
    with psycopg.connect(maintenance, autocommit=True) as connection:
        connection.execute("CREATE DATABASE tracker")
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": url,
        "DATA_DIR": str(folder / "var"),
        "SECRET_KEY": secrets.token_urlsafe(48),
        "SECOND_REVIEW_SHARE": "0",
        "ALLOWED_HOSTS": "testserver",
        "HTTPS": "0",
        "LOG_LEVEL": "ERROR",
    }
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


def _fill(*, copies: int) -> None:
    from django.db import connection
    from django.db.transaction import atomic

    from tests.bench.world import make_small_world
    from tracker.models.change_triggers import note_all

    with atomic():
        make_small_world()
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for statement in PAST:
            cursor.execute(statement)
        for table, changes in TABLES.items():
            cursor.execute(_copied(table, changes, columns=_columns(table), copies=copies))
        cursor.execute("SET session_replication_role = origin")
    with connection.schema_editor() as editor:
        note_all(None, editor)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _columns(table: str) -> list[str]:
    from django.apps import apps

    return [field.column for field in apps.get_model("tracker", table)._meta.local_fields]


def _copied(table: str, changes: dict[str, str], *, columns: list[str], copies: int) -> str:
    """One statement that makes all copies of a table."""
    values = [changes.get(column) or _moved(column) for column in columns]
    names = ", ".join(f'"{column}"' for column in columns)
    return (
        f"INSERT INTO tracker_{table} ({names}) SELECT {', '.join(values)}"
        f" FROM tracker_{table}, generate_series(1, {copies - 1}) AS copy"
    )


def _moved(column: str) -> str:
    is_key = column == "id" or (column.endswith("_id") and column not in SHARED)
    return f'"{column}" + copy * {STRIDE}' if is_key else f'"{column}"'
