"""An installation to break: PostgreSQL, Valkey, workers, beat and web server of a test's own.

Every process is real and started as in production. This process's Django looks at the same
database, so that a test can read rows; it never does the work itself.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from pathlib import Path

import environ
import psutil
import psycopg
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connections
from django.test import override_settings
from kombu import Connection

from config.celery import app
from config.env import BASE_DIR
from tests.faults.servers import Servers
from tests.faults.workers import Worker, processes_of
from tests.fixtures.database import empty_tables
from tests.postgres import start_postgres
from tests.waiting import AT_LAST
from tracker.management.demo.broker import start_broker
from tracker.management.demo.children import (
    LOOPBACK,
    Child,
    free_port,
    listens,
    spawn,
    stop,
    wait_until,
)
from tracker.management.demo.processes import CELERY, COMMANDS

LEASE = 5  # seconds
PATIENCE = 5  # seconds without a sign of life until the installation says so
SPEED = {
    "LEASE_SECONDS": str(LEASE),
    "SWEEP_SECONDS": "1",
    "CANARY_SECONDS": "1",
    "CANARY_PATIENCE_SECONDS": str(PATIENCE),
}
# On a machine that starts a worker in so many seconds; see Stage.soon.
USUAL_START = 4.0
RESUMED = 15.0  # seconds: after the death of a worker its work goes on within so many
RECOVERED = 30.0  # seconds: and after a restart of the database
SERIAL = count(1)


@dataclass
class Stage(Servers):
    """One installation. Its servers live as long as the module, its processes one test."""

    settings: dict[str, str] = field(default_factory=dict)  # environment of a single test
    children: list[Child] = field(default_factory=list)
    pace: float = 1.0  # how many times longer all takes than it should

    @property
    def env(self) -> dict[str, str]:
        """What every process of this installation gets."""
        places = {
            "DATABASE_URL": self.postgres.url,
            "REDIS_URL": self.broker.url,
            "DATA_DIR": str(self.folder / "var"),
        }
        return os.environ | SPEED | places | self.settings

    @property
    def files(self) -> Path:
        """Where uploads are kept (MEDIA_ROOT)."""
        return self.folder / "var" / "files"

    def worker(self, *, processes: int = 1, ready: bool = True) -> Worker:
        """Start a worker; returns when it consumes, or at once."""
        log = self._log("worker")
        name = f"{log.stem}@localhost"
        command = [
            *(*CELERY, "worker"),
            *("--hostname", name, "--pool", "prefork", "--concurrency", str(processes)),
            *("--without-gossip", "--without-mingle", "--loglevel", "INFO"),
        ]
        worker, began = Worker(self._spawn(command, log), log), time.monotonic()
        if ready:
            wait_until(
                worker.is_ready, child=worker.child, name="worker", log=log, patience=AT_LAST
            )
            self.pace = max(1.0, (time.monotonic() - began) / USUAL_START)
        return worker

    def soon(self, seconds: float) -> float:
        """As many seconds as that is on a machine as busy as this one was a moment ago.

        The last worker's start tells: what has to be soon is mostly waiting for others to run.
        """
        return seconds * self.pace

    def beat(self, *, ready: bool = False) -> Child:
        """Start the scheduler; returns at once, or when it is about to send its first message."""
        log = self._log("beat")
        child = self._spawn(COMMANDS["beat"], log)
        if ready:
            started = partial(_says, log, "beat: Starting...")
            wait_until(started, child=child, name="beat", log=log, patience=AT_LAST)
        return child

    def web(self, *, within: Sequence[str] = ()) -> str:
        """Start the web server, by a command that runs it if one is given; where it serves."""
        log, port = self._log("web"), free_port()
        child = self._spawn([*within, *COMMANDS["web"], "--bind", f"{LOOPBACK}:{port}"], log)
        wait_until(lambda: listens(port), child=child, name="web", log=log, patience=AT_LAST)
        return f"http://{LOOPBACK}:{port}"

    def manage(self, *arguments: str, seconds: float = AT_LAST) -> subprocess.CompletedProcess[str]:
        """Run a management command to its end, whatever its exit code."""
        return self._run([sys.executable, str(BASE_DIR / "manage.py"), *arguments], seconds)

    def answers_pings(self) -> bool:
        """Whether a worker does, as a check of the process would ask."""
        return self._run([*CELERY, "inspect", "ping", "--timeout", "5"], AT_LAST).returncode == 0

    def _run(self, command: Sequence[str], seconds: float) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            env=self.env,
            cwd=BASE_DIR,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )

    def send(self, task: str, *arguments: object) -> None:
        """Put a message into the broker, as the tasks themselves do."""
        self.send_each(task, [arguments])

    def send_each(self, task: str, messages: Iterable[Sequence[object]]) -> None:
        """A message for each of these arguments."""
        app.loader.import_default_modules()
        wake_up = app.tasks[f"tracker.tasks.{task}"]
        with Connection(self.broker.url) as connection, app.amqp.Producer(connection) as producer:
            for arguments in messages:
                wake_up.apply_async(tuple(arguments), producer=producer)

    def end(self) -> None:
        """End the processes, and all that they have started."""
        for child in reversed(self.children):
            started = processes_of(child)
            child.kill()
            for process in started:
                with suppress(psutil.NoSuchProcess):
                    process.kill()
            stop(child)
        self.children.clear()

    def clear(self) -> None:
        """End the processes; empty the tables, the broker and the files."""
        self.end()
        self.settings.clear()
        if self.postgres.child.poll() is not None:
            self.database_returns()
        if self.broker.child.poll() is not None:
            self.broker_returns()
        empty_tables()
        with self.valkey() as client:
            client.flushall()
        shutil.rmtree(self.folder / "var", ignore_errors=True)
        (self.folder / "var" / "static").mkdir(parents=True)

    def _log(self, name: str) -> Path:
        return self.folder / f"{name}-{next(SERIAL)}.log"

    def _spawn(self, command: Sequence[str], log: Path) -> Child:
        child = spawn(command, log=log, env=self.env, cwd=BASE_DIR)
        self.children.append(child)
        return child


def _says(log: Path, words: str) -> bool:
    return words in log.read_text("utf-8", "replace")


@contextmanager
def installation(folder: Path, *, migrate: bool = True) -> Iterator[Stage]:
    """Servers of its own, and this process looking at them, until the block ends."""
    with ExitStack() as stack:
        postgres = start_postgres(folder / "postgres")
        stack.callback(postgres.stop)
        with psycopg.connect(
            postgres.url.rpartition("/")[0] + "/postgres", autocommit=True
        ) as line:
            line.execute("CREATE DATABASE tracker")
        broker = start_broker(folder / "broker", log=folder / "broker.log", keep=False)
        stack.callback(broker.stop)
        stage = Stage(folder, postgres, broker)
        stack.callback(stage.stop)
        (folder / "var" / "static").mkdir(parents=True)
        stack.enter_context(looking_at(postgres.url, files=stage.files))
        if migrate:
            call_command("migrate", verbosity=0)
        stack.callback(stage.end)
        yield stage


@contextmanager
def looking_at(database_url: str, *, files: Path) -> Iterator[None]:
    """This process's Django on another database and folder of files."""
    before = connections.settings[DEFAULT_DB_ALIAS], connections[DEFAULT_DB_ALIAS]
    connections.close_all()
    other = {"default": environ.Env.db_url_config(database_url)}
    connections.settings[DEFAULT_DB_ALIAS] = connections.configure_settings(other)["default"]
    del connections[DEFAULT_DB_ALIAS]
    try:
        with override_settings(MEDIA_ROOT=str(files)):
            yield
    finally:
        connections.close_all()
        connections.settings[DEFAULT_DB_ALIAS], connections[DEFAULT_DB_ALIAS] = before
