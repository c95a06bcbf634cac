"""What backup.sh and restore.sh ask the application: where its database and its files are.

    python deploy/stored.py settings              shell assignments: DATABASE, PG*, SQLITE, FILES
    python deploy/stored.py named                 lines "sha256  files/name": what the rows name
    python deploy/stored.py tables                how many tables there are
    python deploy/stored.py copy FROM TO          an SQLite file, also while it is written to

Run from the checkout, with the environment of the application.
"""

from __future__ import annotations

import os
import shlex
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

# libpq reads these; on a command line every user of the machine could see them.
LIBPQ = {
    "PGHOST": "HOST",
    "PGPORT": "PORT",
    "PGUSER": "USER",
    "PGPASSWORD": "PASSWORD",
    "PGDATABASE": "NAME",
}


def settings_lines() -> Iterator[str]:
    """Assignments that a shell may evaluate; every value is quoted."""
    from django.conf import settings

    database: dict[str, Any] = settings.DATABASES["default"]
    yield f"FILES={shlex.quote(str(settings.MEDIA_ROOT))}"
    if database["ENGINE"] == "django.db.backends.sqlite3":
        yield "DATABASE=sqlite"
        yield f"SQLITE={shlex.quote(str(database['NAME']))}"
        return
    yield "DATABASE=postgresql"
    for variable, key in LIBPQ.items():
        if database.get(key):
            yield f"export {variable}={shlex.quote(str(database[key]))}"
    for option, value in database.get("OPTIONS", {}).items():
        if option.startswith("ssl"):  # sslmode, sslrootcert ...: as libpq's variables are called
            yield f"export PG{option.upper()}={shlex.quote(str(value))}"


def named_lines() -> Iterator[str]:
    """Every file that a row names, as sha256sum reads it; exports are made again, and not kept."""
    from django.apps import apps
    from django.db.models import FileField

    lines = set()
    for model in apps.get_models():
        if model._meta.model_name == "export":
            continue
        for field in model._meta.get_fields():
            if isinstance(field, FileField):
                rows = model._default_manager.exclude(**{field.name: ""})
                pairs = rows.values_list("sha256", field.name).iterator()
                lines |= {f"{digest}  files/{name}" for digest, name in pairs}
    return iter(sorted(lines))


def count_tables() -> int:
    """The tables of the connected database, whoever made them."""
    from django.db import connection

    with connection.cursor() as cursor:
        return len(connection.introspection.table_names(cursor))


def copy_sqlite(source: Path, target: Path) -> None:
    """SQLite's own online backup: consistent, and one transaction for whoever reads the target.

    Raises sqlite3.Error when the source is no database, or either is locked for long.
    """
    if not source.is_file():
        raise FileNotFoundError(source)  # sqlite3 would make an empty one
    target.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(source, timeout=30)) as old:
        old.execute("PRAGMA schema_version")
        with closing(sqlite3.connect(target, timeout=30)) as new:
            old.backup(new)


def main(arguments: list[str]) -> None:
    """One of the commands above."""
    command, *paths = arguments
    if command == "copy":
        copy_sqlite(Path(paths[0]), Path(paths[1]))
        return
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if command == "settings":
        lines = settings_lines()
    else:
        import django

        django.setup()
        lines = named_lines() if command == "named" else iter([str(count_tables())])
    sys.stdout.writelines(f"{line}\n" for line in lines)


if __name__ == "__main__":
    main(sys.argv[1:])
