"""Whether the broker (消息服务) answers, asked in a way that can't hang."""

from __future__ import annotations

import threading

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry


def broker_answers(url: str, *, seconds: float) -> bool:
    """One PING over a connection of its own; False after `seconds` at most.

    In a thread that nobody waits for: a name server that is away can't be given a time limit.
    """
    answers: list[bool] = []
    thread = threading.Thread(target=_ping, args=(url, seconds, answers), daemon=True)
    thread.start()
    thread.join(seconds)
    return bool(answers)


def _ping(url: str, seconds: float, answers: list[bool]) -> None:
    limit = seconds / 2  # to connect, and to answer
    try:
        with Redis.from_url(
            url,
            socket_connect_timeout=limit,
            socket_timeout=limit,
            retry=Retry(NoBackoff(), 0),
        ) as client:
            client.ping()
    except (RedisError, OSError):
        return
    answers.append(True)
