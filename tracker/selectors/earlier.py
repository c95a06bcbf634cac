"""What became of a promise in the years before (此前各年), for many commitments at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.db.models import QuerySet

from tracker.models import Commitment, Renewal

YEARS: Final = 4  # marks in a row of the queue; one query each, however many rows


def earlier_years(
    commitments: Iterable[Commitment], *, among: QuerySet[Commitment]
) -> dict[int, list[Commitment]]:
    """By commitment: the same promise in the years before, oldest first, at most YEARS.

    Of several earlier promises that flow into one the likest is followed, and only what is in
    the scoped set `among`, as in selectors.chains.
    """
    found: dict[int, list[Commitment]] = {}
    ends = {row.pk: row.pk for row in commitments}  # oldest year found so far -> row it is for
    for _year in range(YEARS):
        links = Renewal.objects.filter(later__in=ends, earlier__in=among.values("pk"))
        before: dict[int, int] = {}
        for link in links.select_related("earlier").order_by("-likeness", "pk"):
            row = ends.pop(link.later_id, None)
            if row is not None:
                found.setdefault(row, []).insert(0, link.earlier)
                before[link.earlier_id] = row
        if not before:
            break
        ends = before
    return found
