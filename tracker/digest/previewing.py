"""A digest as its subscriber would get it, for a person who manages it; writes nothing."""

from __future__ import annotations

import datetime as dt

from tracker.digest import weeks
from tracker.digest.sending import FutureWeek, Preview, preview_of
from tracker.digest.subjects import subject_of
from tracker.models import Subscription


def preview_one(subscription: Subscription, *, week: str, now: dt.datetime) -> Preview:
    """The digest of one subscription, ended or off as it may be. Raises NoSuchWeek, FutureWeek."""
    zone = weeks.zone_named(subscription.timezone)
    if weeks.moment_in(week, weekday=1, hour=0, zone=zone) > now:
        raise FutureWeek(week)
    return preview_of(subject_of(subscription, week=week), now=now)


def newest_weeks(subscription: Subscription, *, now: dt.datetime, count: int) -> list[str]:
    """The ISO week that it is where the subscriber lives and those before it, newest first."""
    zone = weeks.zone_named(subscription.timezone)
    return [weeks.week_of(now - dt.timedelta(days=7 * n), zone=zone) for n in range(count)]
