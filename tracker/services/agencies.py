"""Finding or founding the agency that a report names."""

from __future__ import annotations

from tracker.models import Agency, Region


def agency_named(name: str) -> Agency:
    """The agency of this name or alias; a new one, in the region its name begins with, if none."""
    known = Agency.objects.filter(name=name).first()
    if known is None:
        known = next((a for a in Agency.objects.exclude(aliases=[]) if name in a.aliases), None)
    if known is not None:
        return known
    return Agency.objects.get_or_create(name=name, defaults={"region": region_of(name)})[0]


def region_of(agency_name: str) -> Region | None:
    """The region whose name, with or without those above it, the agency's name begins with.

    The longest wins (云岫市岚溪区 before 云岫市). Two regions of the same length are two
    answers, hence none: a person assigns the agency.
    """
    best: list[Region] = []
    length = 0
    for region in Region.objects.select_related("parent__parent__parent"):
        for full in _spellings(region):
            if agency_name.startswith(full) and len(full) >= length:
                best = [region] if len(full) > length else [*best, region]
                length = len(full)
    return best[0] if len(best) == 1 else None


def _spellings(region: Region) -> list[str]:
    spellings = [region.name]
    above = region.parent
    while above is not None:
        spellings.append(above.name + spellings[-1])
        above = above.parent
    return spellings
