"""Child processes that never outlive us. No Django here: the tests' servers use it as well.

Every child leads a session of its own, so that Ctrl-C in the terminal reaches only the
parent, which then stops the children in order. Should the parent be killed, the kernel sends
each child its death signal (Linux: prctl(2), PR_SET_PDEATHSIG).
"""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

PR_SET_PDEATHSIG = 1
LOOPBACK = "127.0.0.1"

Child = subprocess.Popen[bytes]


class ChildFailed(Exception):  # noqa: N818 - tells what happened, like UnreadableReport
    """A child ended or did not answer in time. `log` is the file it wrote to."""

    def __init__(self, name: str, log: Path) -> None:
        super().__init__(f"{name}: {log}\n{tail(log)}")
        self.name = name
        self.log = log


def spawn(
    command: Sequence[str | Path],
    *,
    log: Path,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    user: str | None = None,
    feed: bytes = b"",
    death_signal: signal.Signals = signal.SIGTERM,
) -> Child:
    """Start a child whose output is added to `log`.

    Must be called from a thread that lives as long as the child may: the kernel's parent is
    the thread. `user` is the account to run as (only root may give one), `feed` what the
    child reads on its standard input. Raises OSError when the program can't be started.
    """
    group = None if user is None else _main_group(user)
    with log.open("ab") as output:
        child = subprocess.Popen(  # noqa: S603 - the callers' own programs, never user input
            [str(part) for part in command],
            stdin=subprocess.PIPE if feed else subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=None if env is None else dict(env),
            cwd=cwd,
            user=user,
            group=group,
            extra_groups=None if user is None else [],
            start_new_session=True,
            preexec_fn=_die_with_parent(death_signal),  # noqa: PLW1509 - no threads at start-up
        )
    if child.stdin is not None:
        with suppress(BrokenPipeError), child.stdin as pipe:
            pipe.write(feed)
    return child


def stop(child: Child, *, ask: signal.Signals = signal.SIGTERM, patience: float = 10.0) -> int:
    """End a child and all that it started; returns its exit status.

    It is asked with the signal `ask`; after `patience` seconds it is killed. Whatever is left
    of its process group is killed in either case.
    """
    if child.poll() is None:
        child.send_signal(ask)
        with suppress(subprocess.TimeoutExpired):
            child.wait(patience)
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    return child.wait()


def wait_until(
    ready: Callable[[], bool], *, child: Child, name: str, log: Path, patience: float = 20.0
) -> None:
    """Return as soon as `ready()` is true. Raises ChildFailed if the child ends or dawdles."""
    deadline = time.monotonic() + patience
    while not ready():
        if child.poll() is not None or time.monotonic() > deadline:
            raise ChildFailed(name, log)
        time.sleep(0.02)


def tail(log: Path, *, lines: int = 20) -> str:
    """The last lines of a log, or nothing if there is none."""
    with suppress(OSError):
        return "\n".join(log.read_text("utf-8", "replace").splitlines()[-lines:])
    return ""


def free_port() -> int:
    """A loopback port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


def listens(port: int) -> bool:
    """Whether somebody accepts connections on this loopback port."""
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex((LOOPBACK, port)) == 0


def _main_group(user: str) -> int:
    import pwd  # not on Windows, where nobody gives a user

    return pwd.getpwnam(user).pw_gid


def _die_with_parent(death_signal: signal.Signals) -> Callable[[], None] | None:
    """What a child runs before its program starts. Nothing where the kernel has no such call."""
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl  # looked up here: after fork a lock may be held for ever
    parent = os.getpid()

    def arrange() -> None:
        prctl(PR_SET_PDEATHSIG, int(death_signal))
        if os.getppid() != parent:  # died in between
            os._exit(1)

    return arrange
