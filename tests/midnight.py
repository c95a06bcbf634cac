"""No test begins shortly before a day ends: it would be one day at its start, another at its end.

Much is counted by days, here and in the program, and most tests ask twice what day it is. Who is
about to begin in the last minute waits until the next day has begun.
"""

from __future__ import annotations

import datetime as dt
from typing import Final
from zoneinfo import ZoneInfo

LAST: Final = 60.0  # seconds; longer than a test may take that asks
ZONES: Final = (ZoneInfo("Asia/Shanghai"), dt.UTC)


def until_it_may_begin(now: dt.datetime) -> float:
    """The seconds that a test has to wait at the moment `now`, mostly none."""
    waits = [_left(now.astimezone(zone)) for zone in ZONES]
    return max((left for left in waits if left <= LAST), default=0.0)


def _left(here: dt.datetime) -> float:
    """The seconds until the day after has just begun."""
    end = (here + dt.timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return (end - here).total_seconds() + 0.1
