"""The servers of a test run: a pytest plugin that is loaded by `-p`, before Django's settings.

It starts PostgreSQL and Valkey on loopback in a folder of its own, points DATABASE_URL,
REDIS_URL and DATA_DIR at them, and takes everything away at the end. A conftest.py would be
too late: pytest-django reads the settings before.

TEST_DATABASE=sqlite runs on an SQLite file instead. A server that can't be had is named in
the header and the summary; with REQUIRE_ALL=1 it ends the run. With -n (pytest-xdist) each of
the processes that run tests has servers and a folder of its own; the one that hands out the
tests has none, and only says what the others had.
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Generator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import pytest

from tests.postgres import start_postgres
from tracker.management.demo.broker import Broker, start_broker

T = TypeVar("T")
# The folder goes even when the run is killed: a shell waits for our end of its pipe to close.
SWEEPER = 'cat >/dev/null; sleep 1; rm -rf -- "$1"'


@dataclass
class Servers:
    """What runs, and why something does not."""

    folder: Path
    database: str = "SQLite"
    broker: str = ""
    missing: list[str] = field(default_factory=list)


SERVERS = pytest.StashKey[Servers]()
CLEANUP = pytest.StashKey[ExitStack]()


def required() -> bool:
    """Whether everything must run (REQUIRE_ALL=1), as in .ci/run."""
    return os.environ.get("REQUIRE_ALL", "") not in ("", "0")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None, None, None]:
    """Start the servers; a wrapper, because these run before every plain hook."""
    with ExitStack() as stack:
        servers = Servers(_folder(stack))
        if _hands_out(early_config):
            servers.database = servers.broker = "one in each process"
        early_config.stash[SERVERS] = servers
        os.environ["DATA_DIR"] = str(servers.folder / "var")
        os.environ["SECRET_KEY"] = secrets.token_urlsafe(48)
        os.environ["DATABASE_URL"] = f"sqlite:///{servers.folder / 'tracker.sqlite3'}"
        os.environ["SECOND_REVIEW_SHARE"] = "0"  # no test is decided by lot
        os.environ["API_REQUESTS_PER_MINUTE"] = "100000"  # nor by how fast the machine is
        os.environ["REDIS_URL"] = "redis://127.0.0.1:1/0"  # nobody there, unless one starts
        if _runs_tests(early_config):
            _start(servers, stack)
        early_config.stash[CLEANUP] = stack.pop_all()
    early_config.add_cleanup(early_config.stash[CLEANUP].close)
    yield


def pytest_report_header(config: pytest.Config) -> list[str]:
    """Which servers the tests use."""
    servers = config.stash[SERVERS]
    lines = [f"database: {servers.database}; broker: {servers.broker or 'none'}"]
    return lines + [f"missing: {reason}" for reason in servers.missing]


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Tell the process that handed out the tests what could not be had in this one."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["missing"] = session.config.stash[SERVERS].missing


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Hear it; a process that broke down has told nothing."""
    missing = node.config.stash[SERVERS].missing
    told = getattr(node, "workeroutput", {}).get("missing", [])
    missing.extend(reason for reason in told if reason not in missing)


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Say again at the end what could not be had: the header has scrolled away by then."""
    for reason in config.stash[SERVERS].missing:
        terminalreporter.write_line(f"MISSING {reason}", yellow=True)


@pytest.fixture(scope="session")
def broker_url(pytestconfig: pytest.Config) -> str:
    """The REDIS_URL of the run's broker; skips without one."""
    servers = pytestconfig.stash[SERVERS]
    if not servers.broker:
        pytest.skip("; ".join(servers.missing) or "no broker")
    return os.environ["REDIS_URL"]


def _folder(stack: ExitStack) -> Path:
    """A temporary folder that other users may pass through but not list."""
    folder = Path(tempfile.mkdtemp(prefix="tracker-tests-"))
    folder.chmod(0o711)
    sweeper = subprocess.Popen(
        ["/bin/sh", "-c", SWEEPER, "sweeper", folder],
        stdin=subprocess.PIPE,
        start_new_session=True,
    )
    stack.callback(sweeper.wait)
    stack.callback(os.killpg, sweeper.pid, signal.SIGKILL)
    stack.callback(shutil.rmtree, folder, ignore_errors=True)
    (folder / "var").mkdir(mode=0o700)
    (folder / "var" / "static").mkdir()  # WhiteNoise warns where there is none
    return folder


def _runs_tests(config: pytest.Config) -> bool:
    """False for --collect-only, --help and the like, which need no server."""
    options = config.known_args_namespace
    names = ("collectonly", "help", "version", "markers", "showfixtures", "show_fixtures_per_test")
    return not any(getattr(options, name, False) for name in names) and not _hands_out(config)


def _hands_out(config: pytest.Config) -> bool:
    """Whether this process only hands the tests out to others (-n)."""
    processes = getattr(config.known_args_namespace, "numprocesses", None)
    return bool(processes) and "PYTEST_XDIST_WORKER" not in os.environ


def _start(servers: Servers, stack: ExitStack) -> None:
    broker = _try("Valkey", servers, lambda: _broker(servers.folder))
    if broker is not None:
        stack.callback(broker.stop)
        servers.broker = f"Valkey, port {broker.port}"
        os.environ["REDIS_URL"] = broker.url
    if os.environ.get("TEST_DATABASE", "") == "sqlite":
        return
    postgres = _try("PostgreSQL", servers, lambda: start_postgres(servers.folder / "postgres"))
    if postgres is not None:
        stack.callback(postgres.stop)
        servers.database = f"PostgreSQL, port {postgres.port}"
        os.environ["DATABASE_URL"] = postgres.url


def _broker(folder: Path) -> Broker:
    return start_broker(folder / "broker", log=folder / "broker.log", keep=False)


def _try(name: str, servers: Servers, start: Callable[[], T]) -> T | None:
    """Start one server, or note why not; whatever stands in the way, tests without it still run."""
    try:
        return start()
    except Exception as error:  # noqa: BLE001 - any reason is a reason, and it is reported
        reason = f"{name} can't be started here: {error}"
        if required():
            pytest.exit(reason, returncode=1)
        servers.missing.append(reason)
        sys.stderr.write(reason + "\n")
        return None
