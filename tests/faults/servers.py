"""PostgreSQL and Valkey of one installation: how each fails, comes back, and holds others up."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg
import redis
from django.db import connections
from psycopg import sql

from tests.postgres import Postgres
from tests.waiting import AT_LAST, eventually
from tracker.management.demo.broker import Broker, start_broker
from tracker.tasks import AHEAD, WORK


@dataclass
class Servers:
    """Both, with their data in `folder`."""

    folder: Path
    postgres: Postgres
    broker: Broker

    def stop(self) -> None:
        """End both, whichever it has by then."""
        self.broker.stop()
        self.postgres.stop()

    def valkey(self) -> redis.Redis:
        """A client of the broker."""
        return redis.Redis.from_url(self.broker.url)

    def wait_until_blocked(self, *, more_than: int = 0, seconds: float = AT_LAST) -> None:
        """Wait until more than so many connections are held up by `nobody_writes`."""
        eventually(lambda: self.waiting_backends() > more_than, seconds=seconds, what="in mid-task")

    def messages(self) -> int:
        """How many wait in the queues or are being worked on."""
        with self.valkey() as client:
            waiting = sum(int(client.llen(queue)) for queue in (WORK, AHEAD))
            return waiting + int(client.hlen("unacked"))

    def broker_dies(self) -> None:
        """kill -9. Nothing that was in it is left."""
        self.broker.child.kill()
        self.broker.stop()

    def broker_returns(self) -> None:
        """An empty one, at the same place."""
        self.broker = start_broker(
            self.folder / "broker",
            log=self.folder / "broker.log",
            keep=False,
            instead_of=self.broker,
        )

    def database_stops(self, how: signal.Signals) -> None:
        """SIGINT: fast, all are cut off. SIGQUIT: immediate, as in a crash."""
        connections.close_all()
        self.postgres.stop(how=how)

    def database_returns(self) -> None:
        """The same data at the same place; returns when it answers."""
        self.postgres = self.postgres.started_again()

    def database_crashes(self) -> None:
        """kill -9 of one of its processes, upon which it restarts itself; returns when it has."""
        connections.close_all()
        server = psutil.Process(self.postgres.child.pid)
        before = {process.pid for process in server.children()}
        with psycopg.connect(self.postgres.url) as line:
            psutil.Process(line.info.backend_pid).kill()
            before.add(line.info.backend_pid)
            with suppress(psycopg.OperationalError):
                line.execute("SELECT 1")
        eventually(
            lambda: not before & {process.pid for process in server.children()},
            what="a new set of processes",
        )
        eventually(self._answers, what="recovered")

    def _answers(self) -> bool:
        with suppress(psycopg.OperationalError):
            psycopg.connect(self.postgres.url, connect_timeout=2).close()
            return True
        return False

    @contextmanager
    def nobody_writes(self, table: str, *, key: int | None = None) -> Iterator[None]:
        """Meanwhile whoever wants to write into this table (this row) waits, in mid-transaction."""
        lock, row = "LOCK TABLE {} IN EXCLUSIVE MODE", "SELECT 1 FROM {} WHERE id = %s FOR UPDATE"
        with psycopg.connect(self.postgres.url) as held:
            query = sql.SQL(lock if key is None else row).format(sql.Identifier(table))
            held.execute(query, None if key is None else [key])
            yield

    def waiting_backends(self) -> int:
        """How many connections wait for a lock of another."""
        with psycopg.connect(self.postgres.url, autocommit=True) as line:
            found = line.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
            ).fetchone()
        return int(found[0]) if found else 0
