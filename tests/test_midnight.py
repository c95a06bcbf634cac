"""When a test has to wait for the next day."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.midnight import until_it_may_begin


@pytest.mark.parametrize(
    ("now", "seconds"),
    [
        ("2026-11-22T15:59:00+00:00", 0),  # just more than a minute
        ("2026-11-22T15:59:00.200+00:00", 59.9),
        ("2026-11-22T15:59:59+00:00", 1.1),  # nearly midnight in Beijing
        ("2026-11-22T16:00:00.100+00:00", 0),
        ("2026-12-31T23:59:50+00:00", 10.1),  # nearly midnight in UTC
        ("2026-11-22T20:59:59+00:00", 0),
    ],
)
def test_who_begins_in_the_last_minute_waits(now: str, seconds: float) -> None:
    assert until_it_may_begin(dt.datetime.fromisoformat(now)) == pytest.approx(seconds)
