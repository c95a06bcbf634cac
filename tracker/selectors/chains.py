"""Promises made again year after year (连年承诺): the chain that a commitment stands in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.db.models import QuerySet

from tracker.core.types import Status
from tracker.models import Commitment, Renewal

LONGEST: Final = 20  # links; no body reports for longer, and a loop would end here


@dataclass(frozen=True, slots=True)
class Link:
    """One year of a chain: the promise of that year, and what differs from the year before."""

    commitment: Commitment
    likeness: float | None  # to the year before, 0..1; None for the first
    differences: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Chain:
    """The years in which a promise was made, oldest first."""

    links: tuple[Link, ...]

    @property
    def years_open(self) -> int:
        """For how many years running the promise has been made without being fulfilled."""
        count = 0
        for link in self.links:
            count = 0 if link.commitment.status == Status.FULFILLED else count + 1
        return count


def chain_of(commitment: Commitment, *, among: QuerySet[Commitment]) -> Chain:
    """The chain of a commitment, of what is in a scoped set; just itself if never made again.

    Where several earlier promises flow into one, the likest is followed. One query a year.
    """
    rows = among.select_related("report__agency")
    links = [Link(commitment, None, ())]
    while len(links) < LONGEST and (before := _before(links[0].commitment, rows)):
        links[0] = Link(links[0].commitment, before.likeness, tuple(before.differences))
        links.insert(0, Link(before.earlier, None, ()))
    while len(links) < LONGEST and (after := _after(links[-1].commitment, rows)):
        links.append(Link(after.later, after.likeness, tuple(after.differences)))
    return Chain(tuple(links))


def _before(commitment: Commitment, rows: QuerySet[Commitment]) -> Renewal | None:
    found = Renewal.objects.filter(later=commitment, earlier__in=rows)
    return found.select_related("earlier__report__agency").order_by("-likeness", "pk").first()


def _after(commitment: Commitment, rows: QuerySet[Commitment]) -> Renewal | None:
    found = Renewal.objects.filter(earlier=commitment, later__in=rows)
    return found.select_related("later__report__agency").first()
