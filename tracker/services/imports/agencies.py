"""Agencies from a table (导入单位): region, other names, and what they were called before."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from tracker.core.divisions import division_code
from tracker.models import Agency, AgencySuccession, Region, User
from tracker.papers.sheets import SheetRow
from tracker.selectors.scope import governed_regions, visible_agencies, visible_regions
from tracker.services.agencies import Gazetteer
from tracker.services.imports.bodies import ALIASES, FORMER, Body, read_bodies
from tracker.services.imports.regions import CODE, TURN
from tracker.services.imports.steps import (
    Change,
    Detail,
    ImportRefused,
    RowRefused,
    Step,
    imported_whole,
    refused,
)
from tracker.services.turns import one_at_a_time


@dataclass(frozen=True, slots=True)
class _World:
    """What there is, and what the person may change."""

    known: Mapping[str, Agency]
    owners: Mapping[str, Collection[str]]  # who is called so, by full names, when all is written
    visible: Collection[int]
    regions: Collection[int]  # that the person may put an agency into
    passed_on: Collection[tuple[int, int]]
    is_free: bool

    def is_shown(self, name: str) -> bool:
        """Whether the person may be told of this agency."""
        agency = self.known.get(name)
        return agency is None or agency.pk in self.visible


def plan_agencies(rows: Sequence[SheetRow], *, user: User) -> list[Step]:
    """What importing these rows would do, in their order; writes nothing."""
    return [step for step, _body in _planned(rows, user)]


def import_agencies(rows: Sequence[SheetRow], *, user: User, shown: str) -> list[Step]:
    """Do what the dry run showed (steps.fingerprint), in one transaction.

    A former name becomes a proposed succession (机构沿革), which a person still confirms. Raises
    ImportRefused where a row is wrong or something has changed since; then nothing is done.
    """
    try:
        with transaction.atomic():
            one_at_a_time(TURN)
            planned = _planned(rows, user)
            imported_whole([step for step, _body in planned], shown=shown)
            _write([(step, body) for step, body in planned if body is not None])
    except IntegrityError as error:
        raise ImportRefused("import_changed") from error
    return [step for step, _body in planned]


def _planned(rows: Sequence[SheetRow], user: User) -> list[tuple[Step, Body | None]]:
    known = {agency.name: agency for agency in Agency.objects.select_related("region")}
    regions = {division_code(row.code) or row.code: row for row in visible_regions(user)}
    bodies, wrong = read_bodies(rows, known, regions, Gazetteer())
    world = _World(
        known=known,
        owners=_owners(known, bodies),
        visible=set(visible_agencies(user).values_list("pk", flat=True)),
        regions=set(governed_regions(user).values_list("pk", flat=True)),
        passed_on=set(AgencySuccession.objects.values_list("predecessor", "successor")),
        is_free=user.is_superuser,
    )
    planned: list[tuple[Step, Body | None]] = []
    for row in rows:
        if row.number in wrong:
            planned.append((wrong[row.number], None))
            continue
        body = bodies[row.number]
        try:
            planned.append((_step(body, world), body))
        except RowRefused as no:
            planned.append((refused(row, body.name, no.problem), None))
    return planned


def _owners(known: Mapping[str, Agency], bodies: Mapping[int, Body]) -> dict[str, set[str]]:
    called = {name: [name, *agency.aliases] for name, agency in known.items()}
    called |= {body.name: [body.name, *body.aliases] for body in bodies.values()}
    owners: dict[str, set[str]] = {}
    for name, names in called.items():
        for one in names:
            owners.setdefault(one, set()).add(name)
    return owners


def _step(body: Body, world: _World) -> Step:
    """What a row comes to; sets what is to be written. Raises RowRefused."""
    agency = body.agency
    if agency.is_hidden:
        raise RowRefused("agency_removed")
    if agency.pk is not None and agency.pk not in world.visible:
        raise RowRefused("agency_out_of_scope")
    stays = agency.pk is not None and body.region == agency.region
    is_mine = body.region is not None and body.region.pk in world.regions
    if not (world.is_free or stays or is_mine):
        raise RowRefused("region_out_of_scope")
    for name in (body.name, *body.aliases):
        if others := sorted(set(world.owners[name]) - {body.name}):
            told = others[0] if world.is_shown(others[0]) else "—"
            raise RowRefused("name_taken", name=name, agency=told)
    body.succession = _succession(body, world)
    details = _details(body)
    is_new = agency.pk is None
    agency.region, agency.aliases = body.region, body.aliases
    change = Change.NEW if is_new else Change.CHANGED if details else Change.SAME
    return Step(body.row.number, body.name, change, details)


def _details(body: Body) -> tuple[Detail, ...]:
    agency = body.agency
    pairs = [
        (CODE, _place(agency.region) if agency.pk else "", _place(body.region)),
        (ALIASES, "、".join(agency.aliases), "、".join(body.aliases)),
    ]
    details = [Detail(heading, was, now) for heading, was, now in pairs if was != now]
    if body.succession:
        former, since = body.succession
        details.append(Detail(FORMER, "", f"{former}（{since}）"))
    return tuple(details)


def _place(region: Region | None) -> str:
    return f"{region.name} {region.code}" if region else ""


def _succession(body: Body, world: _World) -> tuple[str, int] | None:
    """Who went before, by full name; None where that is on record already."""
    if not body.former:
        return None
    owners = sorted(world.owners.get(body.former, ()))
    if len(owners) != 1 or not world.is_shown(owners[0]):
        raise RowRefused("former_unknown", name=body.former)
    if owners[0] == body.name:
        raise RowRefused("former_itself")
    before = world.known.get(owners[0])
    if before is not None and (before.pk, body.agency.pk) in world.passed_on:
        return None
    return owners[0], body.since


def _write(planned: Sequence[tuple[Step, Body]]) -> None:
    new = [body.agency for step, body in planned if step.change is Change.NEW]
    Agency.objects.bulk_create(new, batch_size=1000)
    changed = [body.agency for step, body in planned if step.change is Change.CHANGED]
    Agency.objects.bulk_update(changed, ["region", "aliases"], batch_size=500)
    told = [(body, *body.succession) for _step, body in planned if body.succession]
    names = {former for _body, former, _since in told}
    before = {agency.name: agency for agency in Agency.objects.filter(name__in=names)}
    AgencySuccession.objects.bulk_create(
        AgencySuccession(
            predecessor=before[former],
            successor=body.agency,
            since_year=since,
            reasons=[{"code": "imported", "params": {"former": former, "year": since}}],
        )
        for body, former, since in told
    )
