"""What statistics are asked of: the commitments themselves, and the same in terms of tallies."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q, QuerySet

from tracker.models import Agency, Commitment
from tracker.selectors.scope import Viewer, sees_everything, visible_agencies
from tracker.selectors.tally_marks import stale_agencies


@dataclass(frozen=True)
class Extent:
    """One set of commitments, described twice.

    `agencies` are those whose commitments are meant, None for all that aren't hidden. `wanted`
    narrows them further by nothing but plan_year and topic, which tallies have, too.
    """

    commitments: QuerySet[Commitment]
    agencies: QuerySet[Agency] | None
    wanted: Q
    of_topic: bool = False  # `wanted` names a topic

    @cached_property
    def stale(self) -> set[int] | None:
        """See stale_agencies: one look for everything that is asked of this extent."""
        return stale_agencies()


# Statistics take either: a set that has no description is counted row by row.
Counted = QuerySet[Commitment] | Extent


def agencies_of(user: Viewer, places: Q) -> QuerySet[Agency] | None:
    """The agencies of a person's scope under a condition, in the terms of Extent.agencies."""
    if sees_everything(user) and not places:
        return None
    return visible_agencies(user).filter(places)


def rows_of(asked: Counted) -> QuerySet[Commitment]:
    """The commitments that are meant."""
    return asked.commitments if isinstance(asked, Extent) else asked
