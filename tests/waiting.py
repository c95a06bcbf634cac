"""Waiting for what comes by itself: in another process, in another thread, in the database."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

AT_LAST: Final = 240.0  # seconds for what has to come, however busy the machine is


def eventually(
    done: Callable[[], bool], *, what: str = "what was awaited", seconds: float = AT_LAST
) -> float:
    """Wait until it is so; the seconds it took. Fails after `seconds` and says `what`."""
    began = time.monotonic()
    while not done():
        assert time.monotonic() - began < seconds, f"not within {seconds:.0f} s: {what}"
        time.sleep(0.05)
    return time.monotonic() - began
