"""How many requests a caller may send in a minute (限流).

Counted in the broker's server, so that all web processes count together; while that is away each
process counts for itself. Callers are known by their key or account. Only who has neither is
counted by address, and of X-Forwarded-For only what our own proxies wrote is believed
(NUM_PROXIES): a forged header changes nothing.
"""

from __future__ import annotations

import logging
import time
from typing import Final

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

MINUTE: Final = 60
GUESSES: Final = 30  # wrong keys from one address in a minute


class Throttled(Exception):  # noqa: N818 - what the caller did, not an error of ours
    """Too many requests; `wait` is in how many seconds the next minute begins."""

    @property
    def wait(self) -> int:
        """Whole seconds, at least one."""
        return MINUTE - int(time.time()) % MINUTE


def allow(caller: str) -> bool:
    """Count one request of a known caller; False when there were too many in this minute."""
    return _counted(caller) <= settings.API_REQUESTS_PER_MINUTE


def allow_guess(request: HttpRequest) -> bool:
    """Count one wrong key from the address of the caller; False when there were too many."""
    return _counted(f"address:{address_of(request)}") <= GUESSES


def address_of(request: HttpRequest) -> str:
    """The caller's address: what the outermost of our NUM_PROXIES proxies saw."""
    direct = str(request.META.get("REMOTE_ADDR", ""))
    seen = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    number = settings.NUM_PROXIES
    if number == 0 or len(seen) < number:
        return direct
    return seen[-number][:60]


def _counted(who: str) -> int:
    """How many there were in this minute, this one among them."""
    name = f"api:{who}:{int(time.time()) // MINUTE}"
    try:
        return _add(name, alias="default")
    except (RedisError, OSError) as error:
        logger.warning("requests are counted by each process for itself: %s", error)
        return _add(name, alias="local")


def _add(name: str, *, alias: str) -> int:
    cache = caches[alias]
    cache.add(name, 0, timeout=2 * MINUTE)
    try:
        return int(cache.incr(name))
    except ValueError:  # it expired, or was thrown out, between the two
        cache.set(name, 1, timeout=2 * MINUTE)
        return 1
