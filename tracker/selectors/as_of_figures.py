"""The statistics as they were at a moment: the same rows, by the same rules, counted of then.

None is the present. Figures that ask what the machine suggested are in none of them: that is not
kept.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import fields
from functools import partial
from typing import Final

from tracker.selectors.ageing import AgeRow, ageing
from tracker.selectors.extent import Counted
from tracker.selectors.past_tallies import grouped_then, months_then
from tracker.selectors.review_progress import ReviewProgress, confirmed_by_month, progress_by
from tracker.selectors.silence import SilenceThen
from tracker.selectors.statistics import GROUPS, By, FulfilmentRow, fulfilment, in_order, name_of
from tracker.selectors.tallies import Counting, grouped

_SILENCE: Final = [f.name for f in fields(SilenceThen) if f.name not in ("key", "label")]


def fulfilment_then(asked: Counted, *, at: dt.datetime | None, by: By) -> list[FulfilmentRow]:
    """statistics.fulfilment."""
    return fulfilment(asked, by=by, count=_counting(at))


def silence_then(asked: Counted, *, at: dt.datetime | None, by: By) -> list[SilenceThen]:
    """silence.silence, as far as people's decisions tell it."""
    groups = _counting(at)(asked, _SILENCE, group=GROUPS[by])
    return [
        SilenceThen(*name_of(by, key, label), *counts)
        for key, label, counts in in_order(groups)
        if counts[0]
    ]


def ageing_then(
    asked: Counted, *, at: dt.datetime | None, today: dt.date, by: By = "year"
) -> list[AgeRow]:
    """ageing.ageing; `today` is the day of that moment."""
    return ageing(asked, today=today, by=by, count=_counting(at))


def progress_then(
    asked: Counted, *, at: dt.datetime | None, today: dt.date, by: By = "year"
) -> list[ReviewProgress]:
    """review_progress.progress_by; `today` is the day of that moment."""
    return progress_by(asked, by=by, today=today, count=_counting(at))


def confirmed_by_month_then(
    asked: Counted, *, at: dt.datetime | None, since: dt.datetime
) -> list[tuple[dt.date, int]]:
    """review_progress.confirmed_by_month: of the decisions that stood then."""
    if at is None:
        return confirmed_by_month(asked, since=since)
    return sorted((month, n) for month, n in months_then(asked, since=since, at=at).items() if n)


def _counting(at: dt.datetime | None) -> Counting:
    return partial(grouped_then, at=at) if at else grouped
