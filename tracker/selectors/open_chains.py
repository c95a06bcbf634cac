"""The promises made again for longest without being fulfilled (最久未了结的承诺链)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import QuerySet

from tracker.core.types import Status
from tracker.models import Commitment, Renewal
from tracker.selectors.chains import LONGEST, Chain, Link
from tracker.selectors.commitments import in_plan
from tracker.selectors.figures import FIGURES

SHOWN: Final = 8


@dataclass(frozen=True, slots=True)
class OpenChains:
    """How many chains end in an open promise (selectors.figures: renewed_open), and the longest."""

    count: int
    longest: list[Chain]


def open_chains(commitments: QuerySet[Commitment], *, most: int = SHOWN) -> OpenChains:
    """The chains of a scoped set that end in an open promise, those open for longest first.

    As selectors.chains has them: of several earlier promises that flow into one the likest is
    followed, and the years are counted since the promise was last fulfilled. Two queries,
    however many chains there are.
    """
    # The newest link carries the whole chain; its year and key keep the order steady.
    found = commitments.filter(FIGURES["renewed_open"]).order_by()
    ends = dict(found.values_list("pk", "plan_year"))
    before = _before(commitments) if ends else {}
    paths = [_path(end, before) for end in ends]
    paths = [path for path in paths if len(path) > 1]
    paths.sort(key=lambda path: (-len(path), ends[path[-1]], path[-1]))
    shown = paths[:most]
    rows = commitments.select_related("report__agency").in_bulk(
        [key for path in shown for key in path]
    )
    longest = [Chain(tuple(Link(rows[key], None, ()) for key in path)) for path in shown]
    return OpenChains(len(ends), longest)


def _before(commitments: QuerySet[Commitment]) -> Mapping[int, int]:
    """Of each promise made again the likest earlier one, unless that was fulfilled."""
    mine = in_plan(commitments).order_by().values("pk")
    links = Renewal.objects.filter(earlier__in=mine).order_by("likeness", "-pk")  # the best is last
    found: dict[int, int] = {}
    for later, earlier, status in links.values_list("later_id", "earlier_id", "earlier__status"):
        found.pop(later, None)
        if status != Status.FULFILLED:
            found[later] = earlier
    return found


def _path(end: int, before: Mapping[int, int]) -> Sequence[int]:
    """The keys of a chain, oldest first; a loop ends at LONGEST links."""
    path = [end]
    while len(path) < LONGEST and path[-1] in before:
        path.append(before[path[-1]])
    return path[::-1]
