"""A moment in the past that a caller asks for (截至): a day means the end of it."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated

from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field
from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from tracker.api.errors import BadParameter

_EARLIEST = dt.datetime(1900, 1, 1, tzinfo=dt.UTC)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

AS_OF = Field(
    None,
    max_length=40,
    description="截至何时：日期（该日结束时，北京时间）或带时区的时刻；不给即现在",
    examples=["2026-06-30"],
)


def _with_zone(value: object) -> object:
    """A moment of a query; not the seconds since 1970, nor one of whose zone we should guess."""
    try:
        moment = dt.datetime.fromisoformat(str(value))
        if timezone.is_naive(moment):
            raise ValueError("without a zone")
        return moment.astimezone(dt.UTC)
    except (ValueError, OverflowError) as error:
        raise PydanticCustomError("no_such_moment", "no moment with a zone") from error


Moment = Annotated[dt.datetime, BeforeValidator(_with_zone)]


def moment_of(as_of: str | None) -> dt.datetime | None:
    """The moment; None where none was given. Raises BadParameter for what is none, or is to come.

    A day means its end, in the site's zone: what happened on that day counts.
    """
    if as_of is None:
        return None
    try:
        if _DAY.fullmatch(as_of):
            day = dt.date.fromisoformat(as_of) + dt.timedelta(days=1)
            moment = timezone.make_aware(dt.datetime.combine(day, dt.time()))
        else:
            moment = dt.datetime.fromisoformat(as_of)
        if timezone.is_naive(moment):
            raise ValueError("without a zone")
        moment = moment.astimezone(dt.UTC)
    except (ValueError, OverflowError) as error:
        raise BadParameter(
            "as_of",
            code="no_such_moment",
            message=_("须为日期（2026-06-30）或带时区的时刻（2026-06-30T12:00:00+08:00）。"),
        ) from error
    if moment > timezone.now() + dt.timedelta(days=1):  # today's end is still to come
        raise BadParameter("as_of", code="in_the_future", message=_("不能晚于今天。"))
    return max(moment, _EARLIEST)  # nothing of ours is older, and a year before 1 is no date


def day_of(moment: dt.datetime) -> dt.date:
    """The day that a moment closes or lies in, in the site's zone: midnight ends the day before."""
    return timezone.localdate(moment - dt.timedelta(microseconds=1))
