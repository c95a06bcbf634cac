"""Finding or founding the agency that a report names."""

from __future__ import annotations

from tracker.models import Agency, Region, User
from tracker.selectors.scope import visible_agencies, visible_regions


def agency_named(name: str) -> Agency:
    """The agency of this name or alias; a new one, in the region its name begins with, if none."""
    known = known_agency(name)
    if known is not None:
        return known
    return Agency.objects.get_or_create(name=name, defaults={"region": region_of(name)})[0]


def may_file(user: User | None, name: str) -> bool:
    """Whether this person may hand in a report of this agency: within their scope only.

    A new agency counts by the region its name begins with. Without a person (the command
    line, the demo) everything may be filed.
    """
    if user is None or user.is_superuser:
        return True
    known = known_agency(name)
    if known is not None:
        return visible_agencies(user).filter(pk=known.pk).exists()
    region = region_of(name)
    return region is not None and visible_regions(user).filter(pk=region.pk).exists()


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


def known_agency(name: str) -> Agency | None:
    """The agency of this name or alias, if there is one."""
    found = Agency.objects.filter(name=name).first()
    if found is None:
        found = next((a for a in Agency.objects.exclude(aliases=[]) if name in a.aliases), None)
    return found


def _spellings(region: Region) -> list[str]:
    spellings = [region.name]
    above = region.parent
    while above is not None:
        spellings.append(above.name + spellings[-1])
        above = above.parent
    return spellings
