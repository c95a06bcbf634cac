from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from pytest_django import Settings

from tracker.digest import weeks

SHANGHAI = ZoneInfo("Asia/Shanghai")
NEW_YORK = ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("moment", "zone", "week"),
    [
        ("2026-11-16T01:00:00+00:00", SHANGHAI, "2026-W47"),
        ("2026-12-28T01:00:00+00:00", SHANGHAI, "2026-W53"),
        ("2027-01-01T01:00:00+00:00", SHANGHAI, "2026-W53"),
        ("2027-01-03T15:59:59+00:00", SHANGHAI, "2026-W53"),
        ("2027-01-03T16:00:00+00:00", SHANGHAI, "2027-W01"),
        ("2027-01-03T16:00:00+00:00", NEW_YORK, "2026-W53"),
        ("2024-12-30T01:00:00+00:00", SHANGHAI, "2025-W01"),
    ],
)
def test_week_of(moment: str, zone: ZoneInfo, week: str) -> None:
    assert weeks.week_of(dt.datetime.fromisoformat(moment), zone=zone) == week


@pytest.mark.parametrize(
    ("week", "day"),
    [("2026-W53", "2026-12-28"), ("2025-W01", "2024-12-30"), ("2026-W47", "2026-11-16")],
)
def test_monday_of(week: str, day: str) -> None:
    assert weeks.monday_of(week) == dt.date.fromisoformat(day)


@pytest.mark.parametrize(
    "text",
    ["2025-W53", "2026-W54", "2026-W00", "2026-47", "26-W47", "0001-W01", "9999-W52", "", "x",
     "2026-W47\n", " 2026-W47", "２０２６-W47"],
)  # fmt: skip
def test_no_such_week(text: str) -> None:
    with pytest.raises(weeks.NoSuchWeek):
        weeks.monday_of(text)


@pytest.mark.parametrize(
    ("zone", "hour", "utc"),
    [
        (SHANGHAI, 9, "2026-03-08T01:00:00"),
        (NEW_YORK, 1, "2026-03-08T06:00:00"),  # before clocks go forward that day
        (NEW_YORK, 4, "2026-03-08T08:00:00"),  # after
    ],
)
def test_moment_in(zone: ZoneInfo, hour: int, utc: str) -> None:
    found = weeks.moment_in("2026-W10", weekday=7, hour=hour, zone=zone)
    assert found == dt.datetime.fromisoformat(utc).replace(tzinfo=dt.UTC)


def test_end_of_the_long_year() -> None:
    assert weeks.end_of("2026-W53", zone=SHANGHAI) == dt.datetime(2027, 1, 3, 16, tzinfo=dt.UTC)


@pytest.mark.parametrize("name", ["", "Mars/Olympus", "../../etc/passwd", "\0", "Asia", "a" * 300])
def test_a_mistyped_zone_is_the_sites_own(name: str, settings: Settings) -> None:
    settings.TIME_ZONE = "Asia/Shanghai"
    assert weeks.zone_named(name) == SHANGHAI


def test_a_zone_by_its_name() -> None:
    assert weeks.zone_named("America/New_York") == NEW_YORK
