"""What people mended (人工更正), done again whenever a report is read again.

Whose report it is and on which year belongs to the file: the same bytes handed in again are
taken as corrected. How it is cut belongs to the report, whichever version of it comes in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.db.models import QuerySet

from tracker.core.corrections import (
    Anchor,
    Correction,
    Merge,
    PartFrom,
    Retitle,
    SetAside,
    Split,
    apply,
)
from tracker.core.types import ReportReading, SectionKind
from tracker.models import Agency, Report
from tracker.models import Correction as Row

WHOSE: Final = (Row.Kind.AGENCY, Row.Kind.YEAR)


@dataclass(frozen=True, slots=True)
class MendedWhose:
    """What was corrected of one file: whose it is, on which year, and what stood there before."""

    agency: str = ""
    report_year: int | None = None
    not_agencies: frozenset[str] = frozenset()
    not_years: frozenset[int] = frozenset()

    def agency_for(self, hint: str) -> str:
        """The agency to take where the file came with this hint ("" for none).

        A hint that nobody has found wrong is newer knowledge than the correction.
        """
        return self.agency if self.agency and hint in {"", *self.not_agencies} else hint

    def year_for(self, hint: int | None) -> int | None:
        """The same for the year."""
        is_open = hint is None or hint in self.not_years
        return self.report_year if self.report_year is not None and is_open else hint


def mended_whose(sha256: str) -> MendedWhose:
    """What people corrected of the file with these bytes."""
    if not sha256:
        return MendedWhose()
    rows = _live(Row.objects.filter(sha256=sha256, kind__in=WHOSE))
    moves = [row for row in rows if row.kind == Row.Kind.AGENCY]
    years = [row for row in rows if row.kind == Row.Kind.YEAR]
    ids = {pk for row in moves for pk in (row.said["agency_id"], row.was["agency_id"])}
    bodies = Agency.objects.in_bulk(ids)
    now = bodies.get(moves[-1].said["agency_id"]) if moves else None
    before = [bodies[pk] for row in moves if (pk := row.was["agency_id"]) in bodies]
    return MendedWhose(
        agency=now.name if now else "",
        report_year=years[-1].said["report_year"] if years else None,
        not_agencies=frozenset(name for body in before for name in (body.name, *body.aliases)),
        not_years=frozenset(row.was["report_year"] for row in years),
    )


def live_corrections(report: Report) -> list[Row]:
    """What is in force of how this report is cut, in the order in which it was mended."""
    return _live(report.corrections.exclude(kind__in=WHOSE))


def replayed(report: Report, reading: ReportReading) -> ReportReading:
    """The reading as people mended this report; notes on each row whether it found its place."""
    rows = live_corrections(report)
    if not rows:
        return reading
    reading, missed = apply(reading, [value_of(row) for row in rows])
    changed = [row for number, row in enumerate(rows) if row.stale != (number in missed)]
    for row in changed:
        row.stale = not row.stale
    Row.objects.bulk_update(changed, ["stale"])
    return reading


def value_of(row: Row) -> Correction:
    """A stored correction of how a report is cut, as the core's value."""
    said = row.said
    if row.kind == Row.Kind.SECTION:
        kind = SectionKind(said["kind"]) if said["kind"] else None
        return PartFrom(said["line"], said["nth"], kind)
    item = Anchor(said["text"], said["nth"])
    if row.kind == Row.Kind.HEADING:
        return Retitle(item, said["heading"])
    if row.kind == Row.Kind.SPLIT:
        return Split(item, tuple(said["at"]))
    if row.kind == Row.Kind.MERGE:
        return Merge(item, said["following"])
    return SetAside(item)


def _live(rows: QuerySet[Row]) -> list[Row]:
    """Those that nobody took back, in the order in which they were made."""
    return list(rows.filter(undone_at__isnull=True).order_by("pk"))
