"""A backup, put back into an empty server and an empty folder: every row and every byte."""

from __future__ import annotations

import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from config.env import BASE_DIR
from tests.faults.handing import assert_as_clean, clean_state, hand_in, over, wait_until_over
from tests.faults.reports import files, report
from tests.faults.stage import Stage, installation
from tests.faults.state import sha256_of, stored_files
from tests.waiting import eventually
from tracker.models import Upload

pytestmark = [pytest.mark.heavy, pytest.mark.timeout(600)]

FILES = [*files(12), report(13, 2021, suffix=".docx")]


@contextmanager
def empty_one_beside(stage: Stage) -> Iterator[Stage]:
    """A second installation: a server without a table, a folder without a file."""
    folder = stage.folder.with_name(f"second-{secrets.token_hex(3)}")
    folder.mkdir(mode=0o711)
    with installation(folder, migrate=False) as second:
        assert not rows(second)
        assert not stored_files()
        yield second


def run(script: str, *arguments: str | Path, stage: Stage) -> None:
    programs = {"PYTHON": sys.executable, "PG_BIN": str(stage.postgres.programs)}
    done = subprocess.run(
        ["bash", BASE_DIR / "deploy" / script, *arguments],
        env=stage.env | programs,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr


def backup_of(stage: Stage) -> Path:
    folder = stage.folder / f"backups-{secrets.token_hex(3)}"
    run("backup.sh", folder, stage=stage)
    [backup] = folder.iterdir()
    return backup


def rows(stage: Stage) -> dict[str, list[str]]:
    """Every row of every table as text, and where every sequence stands."""
    with psycopg.connect(stage.postgres.url) as line:
        names = line.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        found = {
            name: sorted(
                str(row) for row in line.execute(sql.SQL("SELECT * FROM {}").format(_named(name)))
            )
            for [name] in names.fetchall()
        }
        counters = line.execute("SELECT sequencename, last_value FROM pg_sequences ORDER BY 1")
        numbers = [str(row) for row in counters.fetchall()]
    return found | ({"sequences": numbers} if numbers else {})


def sums() -> dict[str, str]:
    """The fingerprint of every stored file."""
    return {name: sha256_of(name) for name in stored_files()}


def test_every_row_and_every_file_comes_back(stage: Stage) -> None:
    clean = clean_state(FILES)
    before, files_before = rows(stage), sums()
    assert len(before["tracker_report"]) == len(files_before) == len(FILES)
    backup = backup_of(stage)
    with empty_one_beside(stage) as second:
        run("restore.sh", backup, stage=second)
        assert rows(second) == before
        assert sums() == files_before
        assert_as_clean(clean)


def test_a_backup_made_in_mid_run_can_go_on_elsewhere(stage: Stage) -> None:
    """The broker's messages are in no backup: the rows know what is left to do."""
    stage.worker()
    hand_in(FILES, stage=stage)
    eventually(lambda: Upload.objects.filter(state="done").count() > 3, what="begun")
    with stage.nobody_writes("tracker_matchrun"):  # however long the backup takes
        backup = backup_of(stage)
    stage.clear()
    clean = clean_state(FILES)
    with empty_one_beside(stage) as second:
        run("restore.sh", backup, stage=second)
        assert second.manage("migrate").returncode == 0
        done = Upload.objects.filter(state="done").count()
        assert Upload.objects.count() == len(FILES)
        print(f"{done} of {len(FILES)} files were done when the backup was made")
        assert not over(), "too late to be in mid-run"
        second.worker()
        second.beat()
        wait_until_over()
        assert_as_clean(clean)


def _named(table: str) -> sql.Identifier:
    return sql.Identifier(table)
