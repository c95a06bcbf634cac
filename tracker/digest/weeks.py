"""ISO weeks (%G-W%V) as the digest counts them, in the subscriber's own time zone."""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings

_WEEK = re.compile(r"(20[0-9]{2})-W([0-9]{2})")


class NoSuchWeek(ValueError):  # noqa: N818 - says what is wrong
    """What was given is not an ISO week of this century, written as 2026-W47."""


def week_of(moment: dt.datetime, *, zone: ZoneInfo) -> str:
    """The ISO week of a moment: 2026-12-28 and 2027-01-01 both lie in 2026-W53."""
    return moment.astimezone(zone).strftime("%G-W%V")


def monday_of(week: str) -> dt.date:
    """The first day of a week written as 2026-W47. Raises NoSuchWeek."""
    match = _WEEK.fullmatch(week)
    if match is None:
        raise NoSuchWeek(week)
    try:
        return dt.date.fromisocalendar(int(match[1]), int(match[2]), 1)
    except ValueError as error:  # week 54, or 53 in a year of 52
        raise NoSuchWeek(week) from error


def moment_in(week: str, *, weekday: int, hour: int, zone: ZoneInfo) -> dt.datetime:
    """A weekday (1 is Monday) and hour of a week as a UTC moment.

    In UTC, because two moments of one zone are compared by their wall clocks, which is wrong
    on the day that daylight saving begins or ends.
    """
    day = monday_of(week) + dt.timedelta(days=weekday - 1)
    return dt.datetime.combine(day, dt.time(hour), tzinfo=zone).astimezone(dt.UTC)


def end_of(week: str, *, zone: ZoneInfo) -> dt.datetime:
    """The UTC moment at which the following week begins."""
    day = monday_of(week) + dt.timedelta(days=7)
    return dt.datetime.combine(day, dt.time(), tzinfo=zone).astimezone(dt.UTC)


def zone_named(name: str) -> ZoneInfo:
    """The time zone of that name; the site's own where the name is none.

    One mistyped zone must not keep a subscriber's mail back, let alone everybody's.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # unknown, not a name, a folder
        return ZoneInfo(settings.TIME_ZONE)
