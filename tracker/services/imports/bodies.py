"""What the rows of a table of agencies say (导入单位), each checked by itself."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tracker.core.divisions import division_code
from tracker.models import Agency, Region
from tracker.models.reports import EARLIEST_YEAR, LATEST_YEAR
from tracker.papers.sheets import SheetRow
from tracker.services.agencies import Gazetteer
from tracker.services.imports.regions import CODE
from tracker.services.imports.steps import RowRefused, Step, refused, require_readable

NAME, ALIASES, FORMER, SINCE = "全称", "别称", "原名称", "更名年度"
HEADINGS: Final = (NAME,)
OPTIONAL: Final = (CODE, ALIASES, FORMER, SINCE)
MOST: Final = 20_000  # rows
MOST_ALIASES: Final = 30  # of one agency
_NAME_LIMIT: Final = 200
_SEPARATORS: Final = re.compile(r"[、，,；;\n]")


@dataclass(slots=True)
class Body:
    """What a row says, and what is to be written for it."""

    row: SheetRow
    name: str
    agency: Agency  # the one there is, or a new one
    aliases: list[str]
    region: Region | None
    former: str
    since: int
    succession: tuple[str, int] | None = None  # the name of who went before, and since when


def read_bodies(
    rows: Sequence[SheetRow],
    known: Mapping[str, Agency],
    regions: Mapping[str, Region],
    gazetteer: Gazetteer,
) -> tuple[dict[int, Body], dict[int, Step]]:
    """What the rows say by their numbers, and the rows that say nothing of use."""
    bodies: dict[int, Body] = {}
    numbers: dict[str, int] = {}
    wrong = {}
    for row in rows:
        try:
            body = _body(row, known, regions, gazetteer)
            if body.name in numbers:
                raise RowRefused("name_twice", row=numbers[body.name])
            numbers[body.name] = row.number
            bodies[row.number] = body
        except RowRefused as no:
            wrong[row.number] = refused(row, row.cells.get(NAME, "")[:_NAME_LIMIT], no.problem)
    return bodies, wrong


def _body(
    row: SheetRow,
    known: Mapping[str, Agency],
    regions: Mapping[str, Region],
    gazetteer: Gazetteer,
) -> Body:
    require_readable(row)
    name = " ".join(row.cells[NAME].split())
    if not name or len(name) > _NAME_LIMIT:
        raise RowRefused("name_wrong", limit=_NAME_LIMIT)
    agency = known.get(name) or Agency(name=name)
    listed = [alias for alias in split_names(row.cells.get(ALIASES, "")) if alias != name]
    if len(listed) > MOST_ALIASES or any(len(alias) > _NAME_LIMIT for alias in listed):
        raise RowRefused("aliases_wrong", most=MOST_ALIASES, limit=_NAME_LIMIT)
    code = row.cells.get(CODE, "")
    region = regions.get(division_code(code) or code) if code else agency.region
    if code and region is None:
        raise RowRefused("region_unknown", code=code[:40])
    if region is None and agency.pk is None:
        region = gazetteer.seat_of(name)
    former, since = _former(row, name)
    return Body(row, name, agency, listed or list(agency.aliases), region, former, since)


def _former(row: SheetRow, name: str) -> tuple[str, int]:
    former = " ".join(row.cells.get(FORMER, "").split())
    since = row.cells.get(SINCE, "").removesuffix("年")
    if bool(former) != bool(since):
        raise RowRefused("former_half")
    if not former:
        return "", 0
    is_year = since.isascii() and since.isdigit() and len(since) == 4
    if not is_year or not EARLIEST_YEAR <= int(since) <= LATEST_YEAR:
        raise RowRefused("year_wrong", year=since[:20])
    if former == name:
        raise RowRefused("former_itself")
    return former, int(since)


def split_names(text: str) -> list[str]:
    """Names as people list them, each once, in their order."""
    names = (" ".join(part.split()) for part in _SEPARATORS.split(text))
    return list(dict.fromkeys(name for name in names if name))
