"""What a dashboard says of agencies and regions, out of one pass over the promises.

Every figure counts promises one by one and every agency lies in one region, so that the rows of
the agencies add up to all others. Four queries for the same took four passes.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from tracker.models import Agency
from tracker.selectors.extent import Counted
from tracker.selectors.review_progress import ReviewProgress
from tracker.selectors.silence import SilenceRow
from tracker.selectors.statistics import GROUPS, FulfilmentRow, name_of
from tracker.selectors.tallies import grouped

Counts = Mapping[str, int]  # by the names of selectors.figures


@dataclass(frozen=True, slots=True)
class Overview:
    """As of statistics.fulfilment and silence.silence by agency, by region, and all together."""

    agencies: list[FulfilmentRow]
    regions: list[FulfilmentRow]
    silent: list[SilenceRow]
    progress: ReviewProgress


def overview(asked: Counted, *, today: dt.date) -> Overview:
    """The rows of a scoped set of commitments, each kind by name. One look at the agencies."""
    found = _by_agency(asked, today=today)
    agencies = Agency.objects.select_related("region").in_bulk(found)
    rows = sorted(found.items(), key=lambda row: (agencies[row[0]].name, row[0]))
    places: dict[tuple[str | None, str], Counter[str]] = {}
    whole: Counter[str] = Counter()
    for key, counts in rows:
        region = agencies[key].region
        place = name_of("region", region and region.code, region and region.name)
        places.setdefault(place, Counter()).update(counts)
        whole.update(counts)
    return Overview(
        agencies=[_fulfilment(str(key), agencies[key].name, counts) for key, counts in rows],
        regions=[_fulfilment(*place, places[place]) for place in sorted(places, key=_by_name)],
        silent=[
            SilenceRow(str(key), agencies[key].name, **_of(SilenceRow, counts))
            for key, counts in rows
            if counts["all"]
        ],
        progress=ReviewProgress(None, "", **_of(ReviewProgress, whole)),
    )


def _by_name(place: tuple[str | None, str]) -> tuple[bool, str, str]:
    key, name = place
    return key is None, name, key or ""


def _by_agency(asked: Counted, *, today: dt.date) -> dict[int, Counts]:
    kinds = (FulfilmentRow, SilenceRow, ReviewProgress)
    names = list(dict.fromkeys(name for kind in kinds for name in _figures(kind)))
    found = grouped(asked, names, group=GROUPS["agency"], today=today)
    return {
        key: figures
        for key, (_, counts) in found.items()
        if (figures := dict(zip(names, counts, strict=True)))["all"] or figures["awaiting"]
    }


def _fulfilment(key: str | None, label: str, counts: Counts) -> FulfilmentRow:
    return FulfilmentRow(key, label, **_of(FulfilmentRow, counts))


def _of(kind: type[Any], counts: Counts) -> dict[str, int]:
    return {name: counts[name] for name in _figures(kind)}


def _figures(kind: type[Any]) -> list[str]:
    """The fields of a row that are figures: all but what it is of."""
    return [field.name for field in fields(kind) if field.name not in ("key", "label")]
