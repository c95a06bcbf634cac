"""manage.py demo, as a process of its own: the whole way, twice, and what it refuses."""

from __future__ import annotations

import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from config.env import BASE_DIR
from tests.timing import crowd
from tracker.management.demo.children import LOOPBACK, free_port

OURS = (
    "DATABASE_URL",
    "REDIS_URL",
    "SECRET_KEY",
    "EMAIL_URL",
    "HTTPS",
    "DJANGO_ALLOW_ASYNC_UNSAFE",
)


def environment(folder: Path, **more: str) -> dict[str, str]:
    """As in a newcomer's shell: nothing set but where the data go."""
    plain = {name: value for name, value in os.environ.items() if name not in OURS}
    return plain | {"DATA_DIR": str(folder), "PYTHONUNBUFFERED": "1"} | more


def demo(folder: Path, *options: str, **more: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(BASE_DIR / "manage.py"), "demo", *options],
        cwd=folder.parent,  # it works from anywhere
        env=environment(folder, **more),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def left_over(folder: Path) -> list[psutil.Process]:
    """Processes that work in this demo's folder; one that ends meanwhile is none of them."""
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            is_ours = process.environ().get("DATA_DIR") == str(folder)
            if is_ours and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
    return found


def nobody_is_left(folder: Path) -> bool:
    """Soon: what was killed with its parent may take a moment to be gone."""
    until = time.monotonic() + 20
    while left_over(folder) and time.monotonic() < until:
        time.sleep(0.1)
    return not left_over(folder)


def contents(folder: Path) -> dict[str, int]:
    """Rows by table, but for those that only say when something happened."""
    with sqlite3.connect(folder / "tracker.sqlite3") as database:
        names = [
            row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type='table'")
        ]
        return {n: database.execute(f'SELECT count(*) FROM "{n}"').fetchone()[0] for n in names}


@pytest.fixture(scope="module")
def first_run(tmp_path_factory: pytest.TempPathFactory, broker_url: str) -> tuple[Path, str]:
    """The folder and the output of a first run without serving."""
    folder = tmp_path_factory.mktemp("demo") / "var"
    run = demo(folder, "--no-serve")
    output, _ = run.communicate(timeout=300)
    assert run.returncode == 0, output
    return folder, output


def test_the_table_names_every_report(first_run: tuple[Path, str]) -> None:
    folder, output = first_run
    rows = [line.split() for line in output.splitlines() if re.search(r" 202[345] ", line)]
    assert len(rows) == 12
    assert all(int(row[2]) >= 3 for row in rows), output
    assert sum("待报告" in row for row in rows) == 6  # the body with a new name counts twice
    assert "系统建议，未复核" in output
    assert nobody_is_left(folder)


def test_the_login_is_kept_for_its_owner_only(first_run: tuple[Path, str]) -> None:
    assert (first_run[0] / "demo-login").stat().st_mode & 0o777 == 0o600


def test_this_weeks_digest_lies_there(first_run: tuple[Path, str]) -> None:
    mails = list((first_run[0] / "mail").iterdir())
    assert len(mails) == 1
    assert b"reader@demo.invalid" in mails[0].read_bytes()


def test_a_second_run_is_quick_changes_nothing_serves_and_ends(first_run: tuple[Path, str]) -> None:
    folder, _ = first_run
    before, port = contents(folder), free_port()
    mails, began = list((folder / "mail").iterdir()), time.monotonic()
    run = demo(folder, "--port", str(port))
    assert run.stdout is not None
    said = ""
    while "Ctrl-C" not in said:
        line = run.stdout.readline()
        assert line, said
        said += line
    assert time.monotonic() - began < 45 * crowd()  # 8 on a quiet machine
    for path in ("/admin/login/", "/api/v1/docs", "/static/admin/css/base.css"):
        with urllib.request.urlopen(f"http://{LOOPBACK}:{port}{path}", timeout=60) as answer:
            assert answer.status == 200
    login = (folder / "demo-login").read_text().split()[1]
    for wanted in (login, f":{port}/admin/", f":{port}/api/v1/docs", str(mails[0])):
        assert wanted in said
    assert len(left_over(folder)) >= 6
    run.send_signal(signal.SIGTERM)
    run.communicate(timeout=120)
    assert run.returncode == 0
    assert nobody_is_left(folder)
    assert contents(folder) == before
    assert list((folder / "mail").iterdir()) == mails


@pytest.mark.heavy
@pytest.mark.parametrize("victim", ["celery", "gunicorn", "valkey"])
def test_a_process_that_dies_ends_the_demo_with_its_log(tmp_path: Path, victim: str) -> None:
    run = demo(tmp_path / "var", "--port", str(free_port()))
    assert run.stdout is not None
    while "Ctrl-C" not in (line := run.stdout.readline()):
        assert line
    children = psutil.Process(run.pid).children()
    next(child for child in children if victim in " ".join(child.cmdline())).kill()
    output, _ = run.communicate(timeout=120)
    assert run.returncode == 1, output
    assert str(tmp_path / "var" / "log") in output
    assert nobody_is_left(tmp_path / "var")


def test_a_port_that_is_taken_is_told_at_once(tmp_path: Path) -> None:
    with socket.create_server((LOOPBACK, 0)) as taken:
        port = taken.getsockname()[1]
        run = demo(tmp_path, "--port", str(port))
        output, _ = run.communicate(timeout=120)
    assert run.returncode == 1
    assert f"make demo PORT={port + 1}" in output
    assert not (tmp_path / "tracker.sqlite3").exists()


def test_a_port_that_is_none_is_refused(tmp_path: Path) -> None:
    output, _ = demo(tmp_path, "--port", "70000").communicate(timeout=120)
    assert "65535" in output


@pytest.mark.parametrize(
    ("name", "value"), [("DATABASE_URL", "postgres://x@127.0.0.1/x"), ("EMAIL_URL", "smtp://x:25")]
)
def test_it_stays_out_of_a_real_installation(tmp_path: Path, name: str, value: str) -> None:
    run = demo(tmp_path, "--no-serve", **{name: value, "SECRET_KEY": "s" * 40})
    output, _ = run.communicate(timeout=120)
    assert run.returncode == 1
    assert name in output
