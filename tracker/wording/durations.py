"""Lengths of time and speed as a person says them."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

_MINUTE, _HOUR, _DAY = 60, 3600, 86400


def duration_text(length: dt.timedelta) -> str:
    """Two units at most, rounded down; a negative length is none."""
    seconds = max(0, int(length.total_seconds()))
    if seconds < _MINUTE:
        return _("不到 1 分钟")
    if seconds < _HOUR:
        return _("%(minutes)d 分钟") % {"minutes": seconds // _MINUTE}
    if seconds < _DAY:
        hours, rest = divmod(seconds, _HOUR)
        return _("%(hours)d 小时 %(minutes)d 分钟") % {"hours": hours, "minutes": rest // _MINUTE}
    days, rest = divmod(seconds, _DAY)
    return _("%(days)d 天 %(hours)d 小时") % {"days": days, "hours": rest // _HOUR}


def rate_text(rate: float | None) -> str:
    """How much is finished in a minute; None says that nothing was lately."""
    if rate is None:
        return _("最近没有完成的")
    return _("每分钟 %(number)s 项") % {"number": f"{rate:.0f}" if rate >= 10 else f"{rate:.1f}"}


def left_text(left: dt.timedelta | None) -> str:
    """How long something will still take; None says that nobody can tell."""
    if left is None:
        return _("暂时无法估计")
    return _("约 %(time)s") % {"time": duration_text(left)}
