"""backup.sh and restore.sh: what is put back is what was there; nothing is overwritten unasked."""

from __future__ import annotations

import os
import secrets
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.core.files.base import ContentFile

from tests.deploy.backups import files, made, programs, rows, run, stand_in
from tests.factories import make_pair
from tracker.services import bi_views
from tracker.services.uploads import receive_upload

CONTENT = {"甲.txt": b"one", "空.txt": b"", "乙.bin": bytes(range(256)) * 1000}

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def source(test_environment: dict[str, str], tmp_path: Path, settings: object) -> dict[str, str]:
    """The environment of an installation with reports, reviews' rows and three files."""
    folder = tmp_path / "source"
    settings.MEDIA_ROOT = folder / "files"  # type: ignore[attr-defined]  # pytest-django's wrapper
    make_pair()
    for name, content in CONTENT.items():
        receive_upload(ContentFile(content), filename=name)
    there = {"DATA_DIR": str(folder), "PYTHON": sys.executable, "PG_BIN": programs()}
    return test_environment | there


@pytest.fixture
def target(source: dict[str, str], tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of an empty installation with a database of the same kind."""
    folder = tmp_path / "target"
    if source["DATABASE_URL"].startswith("sqlite"):
        yield source | {
            "DATA_DIR": str(folder),
            "DATABASE_URL": f"sqlite:///{folder / 'tracker.sqlite3'}",
        }
        return
    server, name = source["DATABASE_URL"].rpartition("/")[0], f"restored_{secrets.token_hex(4)}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
        yield source | {"DATA_DIR": str(folder), "DATABASE_URL": f"{server}/{name}"}
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@pytest.mark.sqlite
def test_every_row_and_every_byte_comes_back(
    source: dict[str, str], target: dict[str, str], tmp_path: Path
) -> None:
    backup = made(source, tmp_path)
    done = run("restore.sh", backup, env=target)
    assert done.returncode == 0, done.stderr
    assert rows(target["DATABASE_URL"]) == rows(source["DATABASE_URL"])
    assert sorted(files(target).values()) == sorted(CONTENT.values())
    assert files(target) == files(source)
    # What was restored can be backed up and restored again, over what is there when forced.
    again = made(target, tmp_path / "again")
    before = rows(target["DATABASE_URL"])
    refused = run("restore.sh", again, env=target)
    assert refused.returncode == 1
    assert "not empty; nothing was changed" in refused.stderr
    (Path(target["DATA_DIR"]) / "files" / "another").write_bytes(b"stays")
    forced = run("restore.sh", again, "--force", env=target)
    assert forced.returncode == 0, forced.stderr
    assert rows(target["DATABASE_URL"]) == before
    assert files(target) == files(source) | {"another": b"stays"}


def test_lists_that_people_exported_are_in_no_backup(
    source: dict[str, str], tmp_path: Path
) -> None:
    exported = Path(source["DATA_DIR"]) / "files" / "exports" / "2026" / "1-list.xlsx"
    exported.parent.mkdir(parents=True)
    exported.write_bytes(b"rows")
    kept = made(source, tmp_path)
    assert (kept / "files").is_dir()
    assert list(kept.rglob("*.xlsx")) == []
    shutil.rmtree(exported.parents[1])


def test_views_for_bi_tools_are_in_no_backup_and_in_nobodys_way(
    source: dict[str, str], target: dict[str, str], tmp_path: Path
) -> None:
    """Else a backup could be restored only where the same roles are."""
    schema = bi_views.SCHEMA
    view = f"CREATE SCHEMA {schema}; CREATE VIEW {schema}.agency AS SELECT * FROM tracker_agency"
    with psycopg.connect(source["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(view.encode())
        backup = made(source, tmp_path)
        connection.execute(f"DROP SCHEMA {schema} CASCADE".encode())
    assert run("restore.sh", backup, env=target).returncode == 0
    assert rows(target["DATABASE_URL"]) == rows(source["DATABASE_URL"])
    with psycopg.connect(target["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(view.encode())
    forced = run("restore.sh", backup, "--force", env=target)
    assert forced.returncode == 0, forced.stderr
    assert rows(target["DATABASE_URL"]) == rows(source["DATABASE_URL"])


@pytest.mark.sqlite
def test_a_database_with_tables_is_not_written_over(source: dict[str, str], tmp_path: Path) -> None:
    backup = made(source, tmp_path)
    before = rows(source["DATABASE_URL"])
    elsewhere = source | {"DATA_DIR": str(tmp_path / "elsewhere")}
    refused = run("restore.sh", backup, env=elsewhere)
    assert refused.returncode == 1
    assert "the database is not empty; nothing was changed" in refused.stderr
    assert rows(source["DATABASE_URL"]) == before
    assert files(elsewhere) == {}


@pytest.mark.sqlite
def test_a_damaged_backup_is_refused(
    source: dict[str, str], target: dict[str, str], tmp_path: Path
) -> None:
    backup = made(source, tmp_path)
    checked = run("restore.sh", backup, "--check", env=target)
    assert checked.returncode == 0, checked.stderr
    dump = next(backup.glob("database.*"))
    with dump.open("r+b") as content:
        content.seek(dump.stat().st_size // 2)
        content.write(b"\0\1\2\3")
    for words in ([], ["--force"], ["--check"]):
        refused = run("restore.sh", backup, *words, env=target)
        assert refused.returncode == 1
        assert "is damaged" in refused.stderr
    if not target["DATABASE_URL"].startswith("sqlite"):
        assert rows(target["DATABASE_URL"]) == {}
    assert not Path(target["DATA_DIR"]).exists()


@pytest.mark.heavy
@pytest.mark.parametrize("damage", ["gone", "changed"])
def test_a_file_that_is_not_as_its_row_says_is_told(
    source: dict[str, str], tmp_path: Path, damage: str
) -> None:
    path = Path(source["DATA_DIR"]) / "files" / min(files(source))
    if damage == "gone":
        path.unlink()
    else:
        path.write_bytes(b"something else")
    done = run("backup.sh", tmp_path / "backups", env=source)
    assert done.returncode == 1
    assert path.name in done.stderr + done.stdout
    # One lost file must not be the end of all backups.
    (backup,) = (tmp_path / "backups").iterdir()
    checked = run("restore.sh", backup, "--check", env=source)
    assert checked.returncode == 0, checked.stderr


def test_what_was_never_finished_is_not_restored(tmp_path: Path) -> None:
    part = tmp_path / "tracker-20260101T000000Z.part"
    part.mkdir()
    (part / "MANIFEST").touch()
    refused = run("restore.sh", part, env=dict(os.environ))
    assert refused.returncode == 1
    assert "never finished" in refused.stderr


@pytest.mark.heavy
def test_a_password_is_on_no_command_line(source: dict[str, str], tmp_path: Path) -> None:
    password = source["DATABASE_URL"].partition("://")[2].partition("@")[0].partition(":")[2]
    calls = tmp_path / "calls"
    tell = f'echo "$0 $*" >>{calls}; exec "$REAL" "$@"'
    spies = stand_in(tmp_path / "bin", source, psql=tell, pg_dump=tell, pg_restore=tell)
    made(source | {"PG_BIN": spies}, tmp_path)
    told = calls.read_text()
    assert all(program in told for program in ("psql", "pg_dump", "pg_restore"))
    assert len(password) > 10
    assert password not in told


@pytest.mark.heavy
def test_older_programs_than_the_server_are_refused(source: dict[str, str], tmp_path: Path) -> None:
    old = stand_in(tmp_path / "bin", source, pg_dump="echo 'pg_dump (PostgreSQL) 9.6.24'")
    done = run("backup.sh", tmp_path / "backups", env=source | {"PG_BIN": old})
    assert done.returncode == 1
    assert "pg_dump is version 9 and the server 18" in done.stderr
    assert not (tmp_path / "backups").exists()


@pytest.mark.heavy
@pytest.mark.parametrize("trouble", ["the dump ends too early", "somebody still works there"])
def test_a_restore_that_fails_leaves_the_database_as_it_was(
    source: dict[str, str], target: dict[str, str], tmp_path: Path, trouble: str
) -> None:
    backup = made(source, tmp_path)
    first = run("restore.sh", backup, env=target)
    assert first.returncode == 0, first.stderr
    before = rows(target["DATABASE_URL"])
    with psycopg.connect(target["DATABASE_URL"]) as somebody:
        if trouble == "somebody still works there":
            somebody.execute("SELECT count(*) FROM tracker_upload")
        else:
            short = '"$REAL" "$@" | head -n 300; exit 1'
            target = target | {"PG_BIN": stand_in(tmp_path / "bin", source, pg_restore=short)}
        done = run("restore.sh", backup, "--force", env=target)
    assert done.returncode == 1
    assert "the database is as it was" in done.stderr
    assert rows(target["DATABASE_URL"]) == before


@pytest.mark.parametrize(
    ("script", "arguments", "why"),
    [
        ("backup.sh", [], "usage"),
        ("restore.sh", [], "usage"),
        ("restore.sh", ["--froce"], "usage"),
        ("restore.sh", ["/nowhere"], "no MANIFEST"),
    ],
)
def test_a_wrong_call_is_told(script: str, arguments: list[str], why: str) -> None:
    done = run(script, *arguments, env=dict(os.environ))
    assert done.returncode == 1
    assert why in done.stderr
