"""The embedded broker."""

from __future__ import annotations

from pathlib import Path

import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from tracker.management.demo.broker import start_broker
from tracker.management.demo.children import listens

ONCE = Retry(NoBackoff(), 0)


@pytest.mark.parametrize(("keep", "found"), [(True, b"kept"), (False, None)])
def test_what_is_in_it_outlives_it_where_asked(
    tmp_path: Path, broker_url: str, keep: bool, found: bytes | None
) -> None:
    folder = tmp_path / "a broker's folder"
    for expected in (None, found):
        broker = start_broker(folder, log=tmp_path / "log", keep=keep)
        with redis.from_url(broker.url) as client:
            assert client.get("word") == expected
            client.set("word", "kept")
        broker.stop()
        assert not listens(broker.port)


def test_no_password_no_entry(tmp_path: Path, broker_url: str) -> None:
    broker = start_broker(tmp_path, log=tmp_path / "log", keep=False)
    try:
        with (
            redis.Redis(port=broker.port, retry=ONCE) as client,
            pytest.raises(redis.AuthenticationError),
        ):
            client.ping()
        assert broker.password not in " ".join(broker.child.args)  # type: ignore[arg-type]
    finally:
        broker.stop()


def test_one_that_comes_instead_of_another_is_at_its_place(tmp_path: Path, broker_url: str) -> None:
    first = start_broker(tmp_path, log=tmp_path / "log", keep=False)
    first.stop()
    second = start_broker(tmp_path, log=tmp_path / "log", keep=False, instead_of=first)
    try:
        assert second.url == first.url
        with redis.from_url(first.url) as client:
            assert client.ping()
    finally:
        second.stop()
