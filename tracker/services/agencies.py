"""Finding or founding the agency that a report names."""

from __future__ import annotations

from django.db.models import Q

from tracker.core.identity import short_forms
from tracker.models import Agency, Region, User
from tracker.selectors.scope import UPWARDS, visible_agencies, visible_regions


def agency_named(name: str, *, region_name: str = "") -> Agency:
    """The agency of this name or alias; a new one if there is none.

    A new one sits in the region that its name begins with, else in `region_name` (what the
    report says) if that is known. The region of an agency that is known stays as it is. One
    that was taken away with the sample data is in sight again: a report of it has come.
    """
    known = known_agency(name)
    if known is not None:
        if known.is_hidden:
            known.is_hidden = False
            known.region = known.region or _seat(name, region_name)
            known.save(update_fields=["is_hidden", "region"])
        return known
    region = _seat(name, region_name)
    return Agency.objects.get_or_create(name=name, defaults={"region": region})[0]


def may_file(user: User | None, name: str, *, region_name: str = "") -> bool:
    """Whether this person may hand in a report of this agency: within their scope only.

    A new agency counts by the region that it would be given (agency_named). Without a person
    (the command line, the demo) everything may be filed.
    """
    if user is None or user.is_superuser:
        return True
    known = known_agency(name)
    if known is not None:
        return visible_agencies(user).filter(pk=known.pk).exists()
    region = _seat(name, region_name)
    return region is not None and visible_regions(user).filter(pk=region.pk).exists()


def region_of(agency_name: str) -> Region | None:
    """The region whose name, with or without those above it, the agency's name begins with.

    The longest wins (云岫市岚溪区 before 云岫市). Two regions of the same length are two
    answers, hence none: a person assigns the agency.
    """
    return Gazetteer().seat_of(agency_name)


class Gazetteer:
    """All regions by all spellings of their names, read once for many questions."""

    def __init__(self) -> None:
        self._places: dict[str, list[Region]] = {}
        for region in Region.objects.select_related("parent__parent__parent"):
            for full in _spellings(region):
                self._places.setdefault(full, []).append(region)
        self._longest = max(map(len, self._places), default=0)

    def seat_of(self, agency_name: str) -> Region | None:
        """As region_of."""
        for end in range(min(len(agency_name), self._longest), 0, -1):
            if found := self._places.get(agency_name[:end]):
                return found[0] if len(found) == 1 else None
        return None


def known_agency(name: str) -> Agency | None:
    """The agency of this name, else the only one of this alias."""
    called = agencies_called(name)
    named = [agency for agency in called if agency.name == name]
    if named:
        return named[0]
    return called[0] if len(called) == 1 else None


def agencies_called(name: str) -> list[Agency]:
    """Every agency of this name or alias; of those taken out of sight by the name only."""
    by_alias = ~Q(aliases=[]) & Q(is_hidden=False)
    rows = Agency.objects.filter(Q(name=name) | by_alias).order_by("name")
    return [row for row in rows if row.name == name or name in row.aliases]


def namesakes_of(name: str) -> list[Agency]:
    """Known agencies whose name is this one with or without the places above it.

    城关区司法局 may be that of 北川市 or that of 南川市: the document can't tell.
    """
    likely = Q(name__endswith=name) | Q(name__in=short_forms(name))
    known = Agency.objects.filter(likely, is_hidden=False).exclude(name=name)
    rows = known.select_related("region")
    shorter = short_forms(name)
    return [
        row for row in rows.order_by("name") if row.name in shorter or name in short_forms(row.name)
    ]


def _seat(name: str, region_name: str) -> Region | None:
    return region_of(name) or (region_of(region_name) if region_name else None)


def _spellings(region: Region) -> list[str]:
    spellings = [region.name]
    above = region.parent
    for _step in UPWARDS:  # no more are above any; a circle made by hand ends here, too
        if above is None:
            break
        spellings.append(above.name + spellings[-1])
        above = above.parent
    return spellings
