"""Regions from a table (导入地区): level and parent follow from the code."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.db import IntegrityError, transaction

from tracker.core.divisions import division_code, division_level, parent_codes
from tracker.core.types import RegionLevel
from tracker.models import Region, User
from tracker.papers.sheets import SheetRow
from tracker.selectors.scope import governed_regions
from tracker.services.imports.steps import (
    Change,
    Detail,
    ImportRefused,
    RowRefused,
    Step,
    imported_whole,
    refused,
    require_readable,
)
from tracker.services.turns import one_at_a_time
from tracker.wording import REGION_LEVELS

CODE, NAME, LEVEL, PARENT = "区划代码", "名称", "层级", "上级区划代码"
HEADINGS: Final = (CODE, NAME)
OPTIONAL: Final = (LEVEL, PARENT)
MOST: Final = 50_000  # rows: all townships of the country are some forty thousand
TURN: Final = "import places"  # regions and agencies are checked against one another
_NAME_LIMIT: Final = 100
_LEVELS: Final = list(RegionLevel)
_STEPS: Final = 10  # more than any chain of parents has


@dataclass(frozen=True, slots=True)
class _Place:
    """What a row says, checked by itself."""

    row: SheetRow
    code: str
    name: str
    parent: str  # the code asked for; "" leaves it to the rule


@dataclass(frozen=True, slots=True)
class _World:
    """What there is, and what the person may change."""

    known: Mapping[str, Region]  # by the shortest form of the code
    places: Mapping[str, _Place]  # by the same, from the table
    codes: Mapping[int, str]  # of `known`, by key
    visible: Collection[int]
    is_free: bool  # a superuser: anywhere

    def above(self, region: Region) -> str:
        """The code of what a known region lies in, "" where that is nothing."""
        return self.codes.get(region.parent_id or 0, "")

    def is_mine(self, code: str) -> bool:
        """Whether the person may put something into this place: seen, or made below such a one."""
        if self.is_free:
            return True
        for _step in range(_STEPS):
            if code in self.known:
                return self.known[code].pk in self.visible
            if code not in self.places:
                return False
            code = self.parent_of(self.places[code])
        return False

    def parent_of(self, place: _Place) -> str:
        """The code of what it lies in; "" for a province. Raises RowRefused where it is missing."""
        wanted = parent_codes(place.code)
        if not wanted:
            return ""
        if place.parent:
            wanted = (place.parent,)
        found = [code for code in wanted if code in self.places or code in self.known]
        if not found:
            raise RowRefused("region_parent_missing", parent=wanted[0])
        return found[0]


def plan_regions(rows: Sequence[SheetRow], *, user: User) -> list[Step]:
    """What importing these rows would do, in their order; writes nothing."""
    return [step for step, _region in _planned(rows, user)]


def import_regions(rows: Sequence[SheetRow], *, user: User, shown: str) -> list[Step]:
    """Do what the dry run showed (steps.fingerprint), in one transaction.

    Raises ImportRefused where a row is wrong or something has changed since; then nothing is done.
    """
    try:
        with transaction.atomic():
            one_at_a_time(TURN)
            planned = _planned(rows, user)
            steps = [step for step, _region in planned]
            imported_whole(steps, shown=shown)
            _write([(step, region) for step, region in planned if region is not None])
    except IntegrityError as error:
        raise ImportRefused("import_changed") from error
    return steps


def _planned(rows: Sequence[SheetRow], user: User) -> list[tuple[Step, Region | None]]:
    said, wrong = _read(rows)
    known = {division_code(row.code) or row.code: row for row in Region.objects.all()}
    visible = set(governed_regions(user).values_list("pk", flat=True))
    codes = {row.pk: code for code, row in known.items()}
    world = _World(known, said, codes, visible, is_free=user.is_superuser)
    by_row = {place.row.number: place for place in said.values()}
    planned: list[tuple[Step, Region | None]] = []
    for row in rows:
        if row.number in wrong:
            planned.append((wrong[row.number], None))
            continue
        place = by_row[row.number]
        try:
            planned.append(_step(place, world))
        except RowRefused as no:
            planned.append((refused(row, place.name, no.problem), None))
    return planned


def _read(rows: Sequence[SheetRow]) -> tuple[dict[str, _Place], dict[int, Step]]:
    """The places by code, and the rows that say none."""
    said: dict[str, _Place] = {}
    wrong = {}
    for row in rows:
        try:
            place = _place(row)
            if place.code in said:
                raise RowRefused("code_twice", row=said[place.code].row.number)
            said[place.code] = place
        except RowRefused as no:
            wrong[row.number] = refused(row, row.cells.get(NAME, ""), no.problem)
    return said, wrong


def _place(row: SheetRow) -> _Place:
    require_readable(row)
    code = division_code(row.cells[CODE])
    if code is None:
        raise RowRefused("region_code_wrong", code=row.cells[CODE][:40])
    name = row.cells[NAME]
    if not name or len(name) > _NAME_LIMIT or "\n" in name:
        raise RowRefused("name_wrong", limit=_NAME_LIMIT)
    level = division_level(code)
    given = row.cells.get(LEVEL, "")
    if given and given not in (level.value, str(REGION_LEVELS[level])):
        raise RowRefused("region_level_wrong", level=given[:20], right=str(REGION_LEVELS[level]))
    return _Place(row, code, name, _given_parent(code, row.cells.get(PARENT, "")))


def _given_parent(code: str, given: str) -> str:
    if not given:
        return ""
    parent, possible = division_code(given), parent_codes(code)
    if parent is None or parent not in possible:
        raise RowRefused("region_parent_wrong", parent=given[:40], right="、".join(possible) or "—")
    return parent


def _step(place: _Place, world: _World) -> tuple[Step, Region]:
    """What a place comes to, and the row to be written; a parent made with it is a stand-in."""
    above = world.parent_of(place)
    region = world.known.get(place.code)
    before = world.above(region) if region else ""
    _require_mine(
        place, region, moved_to=above if above != before or region is None else None, world=world
    )
    _refuse_circle(place.code, world)
    old = (region.name, region.level, before) if region else ("", "", "")
    new = (place.name, division_level(place.code).value, above)
    details = tuple(
        Detail(heading, _shown(heading, was), _shown(heading, now))
        for heading, was, now in zip((NAME, LEVEL, PARENT), old, new, strict=True)
        if was != now
    )
    change = Change.NEW if region is None else Change.CHANGED if details else Change.SAME
    row = Region(
        pk=region.pk if region else None,
        code=region.code if region else place.code,
        name=place.name,
        level=new[1],
        parent=world.known.get(above) or (Region(code=above) if above else None),
    )
    return Step(place.row.number, place.name, change, details), row


def _require_mine(
    place: _Place, region: Region | None, *, moved_to: str | None, world: _World
) -> None:
    """One's own region may be changed, and anything put below one's own."""
    if region is not None and not world.is_mine(place.code):
        raise RowRefused("region_out_of_scope")
    if moved_to is not None and not (world.is_free or (moved_to and world.is_mine(moved_to))):
        raise RowRefused("region_out_of_scope")


def _refuse_circle(code: str, world: _World) -> None:
    """By the codes no place lies in itself, but what a person entered before may say otherwise."""
    above = code
    for _step in range(_STEPS):
        place, region = world.places.get(above), world.known.get(above)
        above = world.parent_of(place) if place else world.above(region) if region else ""
        if not above:
            return
        if above == code:
            break
    raise RowRefused("region_circle")


def _shown(heading: str, value: str) -> str:
    return str(REGION_LEVELS[RegionLevel(value)]) if heading == LEVEL and value else value


def _write(planned: Sequence[tuple[Step, Region]]) -> None:
    """Level by level, because a parent needs its key first."""
    made: dict[str, Region] = {}
    for level in _LEVELS:
        rows = [(step, row) for step, row in planned if row.level == level.value]
        for _step, row in rows:
            if row.parent is not None and row.parent.pk is None:
                row.parent = made[row.parent.code]
        new = [row for step, row in rows if step.change is Change.NEW]
        made |= {row.code: row for row in Region.objects.bulk_create(new, batch_size=1000)}
        changed = [row for step, row in rows if step.change is Change.CHANGED]
        Region.objects.bulk_update(changed, ["name", "level", "parent"], batch_size=500)
