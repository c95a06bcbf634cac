"""By when something is promised (时限): 年底前, 6月底前, 9月30日前, 上半年, 到2030年."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from typing import Final, NamedTuple

from tracker.core.numerals import parse_number
from tracker.core.types import Span


class Deadline(NamedTuple):
    """A deadline and the words it was read from."""

    span: Span
    date: dt.date


_YEAR = r"(?:(?P<year>20\d\d)(?:年(?![底末内]))?|今年|本年度?|当年)?"
_DEADLINE = re.compile(
    _YEAR + r"(?:"
    r"(?P<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月(?:(?P<day>[0-3]?\d)日|份?[底末])?(?:之|以)?前"
    r"|第?(?P<quarter>[一二三四1-4])季度(?:[底末](?:前)?|(?:之|以)?前|内"
    r"|(?=完成|提交|提请|出台|印发|启动|组织|召开|举办|开展|达到|实现))"
    r"|(?P<half>上半年)(?:内|前|[底末]前?)?"
    r"|年(?P<end>[底末](?:之|以)?前|[底末]|内)"
    r")"
    # 到2030年, 城镇化率达到62%
    r"|到(?P<till>20\d\d)年(?!\d|[一二三四五六七八九十]{1,2}月|以后|之后)"
)
_CENTURY: Final = "20"  # every year that is named begins so
_NUMERALS: Final = tuple("一二三四五六七八九十两几0123456789")


def find_deadlines(text: str, *, plan_year: int | None) -> tuple[Deadline, ...]:
    """The deadlines in a text, in order.

    Without a year in the words, `plan_year` is meant; one of unknown year is left out.
    """
    found: list[Deadline] = []
    if plan_year is None and _CENTURY not in text:
        return ()
    for match in _DEADLINE.finditer(text):
        if (
            match[0].startswith("年")
            and text[max(0, match.start() - 1) : match.start()] in _NUMERALS
        ):
            continue  # 三年内 is a span of time
        named = match["year"] or match["till"]
        year = int(named) if named else plan_year
        date = _date(match, year) if year else None
        if date:
            found.append(Deadline(Span(*match.span()), date))
    return tuple(found)


def _date(match: re.Match[str], year: int) -> dt.date | None:
    if match["half"]:
        return dt.date(year, 6, 30)
    if match["end"] or match["till"]:
        return dt.date(year, 12, 31)
    if match["quarter"]:
        month = 3 * int(parse_number(match["quarter"]) or 4)
    else:
        month = int(parse_number(match["month"]) or 12)
    last = calendar.monthrange(year, month)[1]
    day = int(match["day"]) if match["day"] else last
    return dt.date(year, month, day) if 1 <= day <= last else None
