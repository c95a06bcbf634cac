"""Triggers that note every change of what a copy is made of (变更记录).

In the database, because rows change in bulk and in many services, and a copy that misses one
change is wrong for ever. A migration that alters one of the tables named here must call `install`
again: SQLite makes such a table anew, without its triggers (a test counts them).

A succession (机构沿革) is noted as a change of both agencies, a renewal (连年承诺) as one of both
commitments: that is where they are shown. What leaves a person's scope is told to them, too: who
saw the agency or the region that it was last in asks for it, and finds it gone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# Kind of record -> the agency of a row; 0 for none.
AGENCIES: Final = {
    "region": "0",
    "agency": "{row}.id",
    "report": "{row}.agency_id",
    "commitment": "COALESCE((SELECT agency_id FROM tracker_report WHERE id = {row}.report_id), 0)",
}
EVENTS: Final = {"insert": "NEW", "update": "NEW", "delete": "OLD"}
# What an agency is hidden by (is_hidden) or moved to leaves its region.
_LEFT: Final = (
    "CASE WHEN NEW.is_hidden OR COALESCE(NEW.region_id, 0) <> OLD.region_id THEN OLD.region_id END"
)
# Kind and event -> the region whose readers are told, too; the one above, of a region that is gone.
REGIONS: Final = {
    ("region", "insert"): "NEW.id",
    ("region", "update"): "NEW.id",
    ("region", "delete"): "COALESCE(OLD.parent_id, OLD.id)",
    ("agency", "update"): _LEFT,
    ("agency", "delete"): "OLD.region_id",
    # The agency may be gone, too, before anybody asks.
    ("report", "delete"): "(SELECT region_id FROM tracker_agency WHERE id = OLD.agency_id)",
    ("commitment", "delete"): "(SELECT region_id FROM tracker_agency WHERE id ="
    " (SELECT agency_id FROM tracker_report WHERE id = OLD.report_id))",
}
# The agency that a report was taken from.
FORMER: Final = {
    ("report", "update"): "CASE WHEN OLD.agency_id <> NEW.agency_id THEN OLD.agency_id END"
}
_PAIRS: Final = {
    "agencysuccession": ("agency", "predecessor_id", "successor_id"),
    "renewal": ("commitment", "earlier_id", "later_id"),
}
# A proposal that nobody has confirmed is shown to nobody.
_CONFIRMED: Final = {
    "insert": "NEW.confirmed_at IS NOT NULL",
    "update": "OLD.confirmed_at IS NOT NULL OR NEW.confirmed_at IS NOT NULL",
    "delete": "OLD.confirmed_at IS NOT NULL",
}
_POSTGRESQL: Final = (
    "nextval('tracker_change_seq')",
    "pg_current_xact_id()::text::bigint",
    "clock_timestamp()",
)
_SQLITE: Final = (
    "(SELECT COALESCE(MAX(seq), 0) FROM tracker_change) + {number}",
    "0",
    "strftime('%Y-%m-%d %H:%M:%f', 'now')",
)


class Trigger(NamedTuple):
    """One of them: after what, in which rows, and the statements."""

    name: str
    after: str
    only: str
    body: str


def install(connection: BaseDatabaseWrapper) -> None:
    """Make the triggers, or make them anew; again makes no difference."""
    postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        if postgresql:
            cursor.execute("CREATE SEQUENCE IF NOT EXISTS tracker_change_seq")
        for trigger in triggers(postgresql=postgresql, places=_has_places(connection)):
            for statement in (_on_postgresql if postgresql else _on_sqlite)(trigger):
                cursor.execute(statement)


def install_after(_apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """`install`, as a migration's step."""
    install(schema_editor.connection)


def note_all(_apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Note every record that is there already, as a migration's step."""
    places = _has_places(schema_editor.connection)
    for kind in AGENCIES if places else _FIRST:
        _note_each(kind, schema_editor.connection, places=places)


def note_regions(_apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Note every region that is there already, as a migration's step."""
    _note_each("region", schema_editor.connection, places=True)


def triggers(*, postgresql: bool, places: bool = True) -> Iterator[Trigger]:
    """All of them; without `places` those of a database whose changes have no regions yet."""
    note = _Notes(postgresql=postgresql, places=places)
    for kind in AGENCIES if places else _FIRST:
        for event, row in EVENTS.items():
            differs = "OLD.* IS DISTINCT FROM NEW.*" if postgresql and event == "update" else ""
            after = f"AFTER {event.upper()} ON tracker_{kind}"
            yield Trigger(
                f"change_of_{kind}_{event}", after, differs, note.one(kind, event, row=row)
            )
    # A report that another agency is given takes its commitments with it.
    yield Trigger(
        "change_of_report_agency",
        "AFTER UPDATE OF agency_id ON tracker_report",
        "OLD.agency_id <> NEW.agency_id",
        note.each("commitment", "entry.report_id = NEW.id", former="OLD.agency_id"),
    )
    if places:
        yield _of_moved_agencies(note)
        yield from _of_pairs(note)


_FIRST: Final = ("agency", "report", "commitment")  # what was noted before regions were


def _of_moved_agencies(note: _Notes) -> Trigger:
    """An agency that leaves a region, or comes into sight there, brings all that is its own."""
    reports = "SELECT id FROM tracker_report WHERE agency_id = NEW.id"
    return Trigger(
        "change_of_agency_region",
        "AFTER UPDATE OF region_id, is_hidden ON tracker_agency",
        "OLD.is_hidden <> NEW.is_hidden"
        " OR COALESCE(OLD.region_id, 0) <> COALESCE(NEW.region_id, 0)",
        note.each("report", "entry.agency_id = NEW.id", region=_LEFT)
        + "; "
        + note.each("commitment", f"entry.report_id IN ({reports})", region=_LEFT),
    )


def _of_pairs(note: _Notes) -> Iterator[Trigger]:
    for table, (kind, *ends) in _PAIRS.items():
        for event in EVENTS:
            rows = {"insert": ["NEW"], "update": ["OLD", "NEW"], "delete": ["OLD"]}[event]
            keys = ", ".join(f"{row}.{end}" for row in rows for end in ends)
            yield Trigger(
                f"change_of_{table}_{event}",
                f"AFTER {event.upper()} ON tracker_{table}",
                _CONFIRMED[event] if table == "agencysuccession" else "",
                note.each(kind, f"entry.id IN ({keys})"),
            )


def _on_postgresql(trigger: Trigger) -> list[str]:
    name, only = trigger.name, f"WHEN ({trigger.only})" if trigger.only else ""
    return [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN {trigger.body}; RETURN NULL; END $$",
        f"CREATE OR REPLACE TRIGGER {name} {trigger.after} FOR EACH ROW {only}"
        f" EXECUTE FUNCTION {name}()",
    ]


def _on_sqlite(trigger: Trigger) -> list[str]:
    only = f"WHEN {trigger.only}" if trigger.only else ""
    return [
        f"DROP TRIGGER IF EXISTS {trigger.name}",
        f"CREATE TRIGGER {trigger.name} {trigger.after} {only} BEGIN {trigger.body}; END",
    ]


def _has_places(connection: BaseDatabaseWrapper) -> bool:
    """Whether changes have regions: not in the first of the migrations that call `install`."""
    with connection.cursor() as cursor:
        columns = connection.introspection.get_table_description(cursor, "tracker_change")
    return any(column.name == "region_id" for column in columns)


def _note_each(kind: str, connection: BaseDatabaseWrapper, *, places: bool) -> None:
    note = _Notes(postgresql=connection.vendor == "postgresql", places=places)
    region = "entry.id" if kind == "region" else "NULL"
    with connection.cursor() as cursor:
        cursor.execute(note.each(kind, "entry.id = entry.id", region=region))


class _Notes:
    """The statements that note rows."""

    def __init__(self, *, postgresql: bool, places: bool) -> None:
        self._postgresql, self._places = postgresql, places

    def one(self, kind: str, event: str, *, row: str) -> str:
        """Of the row of a trigger."""
        gone = "true" if event == "delete" else "false"
        region, former = (of.get((kind, event), "NULL") for of in (REGIONS, FORMER))
        return self._note(kind, row, "WHERE true", gone, region, former)

    def each(self, kind: str, which: str, *, region: str = "NULL", former: str = "NULL") -> str:
        """Of every `entry` of a kind under a condition, in one order.

        Two writers that name the same rows then wait for each other, and neither for ever.
        """
        rows = f"FROM tracker_{kind} entry WHERE {which} ORDER BY entry.id"
        return self._note(kind, "entry", rows, "false", region, former)

    def _note(self, kind: str, row: str, rows: str, *values: str) -> str:
        seq, writer, now = _POSTGRESQL if self._postgresql else _SQLITE
        number = "ROW_NUMBER() OVER (ORDER BY entry.id)" if row == "entry" else "1"
        gone, region, former = values
        new = {
            "agency_id": AGENCIES[kind].format(row=row),
            "deleted": gone,
            "seq": seq.format(number=number),
            "writer": writer,
            "at": now,
        }
        # Another writer's row may have been waited for: numbered anew, and dated, behind it.
        again = {"seq": seq, "at": now} if self._postgresql else {}
        if self._places:
            new |= {"region_id": region, "former_agency_id": former}
            # Where it was last stays: who saw it there may not have asked since.
            again |= {
                name: f"COALESCE(EXCLUDED.{name}, tracker_change.{name})"
                for name in ("region_id", "former_agency_id")
            }
        return (
            f"INSERT INTO tracker_change (kind, object_id, {', '.join(new)}) "
            f"SELECT '{kind}', {row}.id, {', '.join(new.values())} {rows} "
            "ON CONFLICT (kind, object_id) DO UPDATE SET "
            + ", ".join(f"{name} = {again.get(name, f'EXCLUDED.{name}')}" for name in new)
        )


NAMES: Final = tuple(trigger.name for trigger in triggers(postgresql=True))
