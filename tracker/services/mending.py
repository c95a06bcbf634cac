"""What a person wants mended of a report (人工更正), from what they pointed at on the page.

Each wish becomes the words by which it is found again (said) and what stands there now (was).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any, Final

from django.db.models import Prefetch

from tracker.core.corrections import anchor_of, line_at, split_points
from tracker.core.readers import storable
from tracker.core.types import Commitment as CommitmentValue
from tracker.core.types import Found, ReportReading, SectionKind
from tracker.models import Agency, Commitment, Correction, Report, Upload, User
from tracker.models.reports import EARLIEST_YEAR, LATEST_YEAR
from tracker.selectors.commitments import IN_PLAN
from tracker.services.agencies import agencies_called, agency_named, known_agency, may_file
from tracker.services.readings import reading_of

HEADING_LIMIT: Final = 200  # characters


class CorrectionRefused(Exception):  # noqa: N818 - a rule that holds, not a program error
    """A correction that can't be made; `code` names a sentence in tracker.wording.REFUSALS."""

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params


@dataclass(frozen=True, slots=True)
class Wish:
    """One thing to be mended, as Correction keeps it."""

    kind: Correction.Kind
    said: dict[str, Any]
    was: dict[str, Any]


def stored_reading(report: Report) -> ReportReading:
    """The report as it is stored, with the items of its plan and the year that dates them."""
    planned = Commitment.objects.filter(IN_PLAN).order_by("position")
    parts = ("sections", Prefetch("commitments", planned.prefetch_related("measures__targets")))
    row = Report.objects.select_related("agency").prefetch_related(*parts).get(pk=report.pk)
    reading = reading_of(row)
    year = Found(row.report_year, "", 1.0)
    return replace(reading, identity=replace(reading.identity, report_year=year))


def retitling(reading: ReportReading, position: int, *, heading: str) -> Wish:
    """改标题. The words of the item stay. Raises CorrectionRefused."""
    heading = " ".join(storable(heading).split())
    if not heading:
        raise CorrectionRefused("heading_missing")
    if len(heading) > HEADING_LIMIT:
        raise CorrectionRefused("heading_too_long", limit=HEADING_LIMIT)
    if heading == _item(reading, position).heading:
        raise CorrectionRefused("nothing_to_change")
    said = {**_anchor(reading, position), "heading": heading}
    return Wish(Correction.Kind.HEADING, said, _headings(reading, position))


def splitting(reading: ReportReading, position: int, *, at: Collection[int]) -> Wish:
    """拆分事项, at characters of its words where a sentence begins. Raises CorrectionRefused."""
    item = _item(reading, position)
    if not at:
        raise CorrectionRefused("split_nowhere")
    if not set(at) <= set(split_points(item.text)):
        raise CorrectionRefused("correction_not_found")
    said = {**_anchor(reading, position), "at": sorted(set(at))}
    return Wish(Correction.Kind.SPLIT, said, _headings(reading, position))


def merging(reading: ReportReading, position: int) -> Wish:
    """合并事项: with the next one. Raises CorrectionRefused."""
    _item(reading, position)
    if position + 1 >= len(reading.commitments):
        raise CorrectionRefused("merge_last")
    following = reading.commitments[position + 1]
    said = {**_anchor(reading, position), "following": following.text}
    return Wish(Correction.Kind.MERGE, said, _headings(reading, position, position + 1))


def setting_aside(reading: ReportReading, position: int) -> Wish:
    """不是承诺. Raises CorrectionRefused."""
    _item(reading, position)
    return Wish(Correction.Kind.SET_ASIDE, _anchor(reading, position), _headings(reading, position))


def parting(reading: ReportReading, start: int, *, kind: SectionKind | None) -> Wish:
    """改部分: from this place on; without a kind no part begins there. Raises CorrectionRefused."""
    found = line_at(reading, start)
    if found is None:
        raise CorrectionRefused("correction_not_found")
    line, nth = found
    here = next((part for part in reading.sections if part.span.start == start), None)
    if kind is (here.kind if here else None):
        raise CorrectionRefused("nothing_to_change")
    said = {"line": line, "nth": nth, "kind": kind.value if kind else ""}
    return Wish(Correction.Kind.SECTION, said, {"kind": here.kind.value if here else ""})


def moving(report: Report, *, user: User, agency_name: str, report_year: int) -> tuple[Wish, ...]:
    """改单位, 改年度: one of them or both, within the person's scope. Raises CorrectionRefused."""
    name = storable(agency_name).strip()
    if not name or len(name) > Upload.AGENCY_NAME_LIMIT:
        raise CorrectionRefused("agency_name_missing")
    if not EARLIEST_YEAR <= report_year <= LATEST_YEAR:
        raise CorrectionRefused("year_not_possible", first=EARLIEST_YEAR, last=LATEST_YEAR)
    region = report.facts.get("region", {}).get("value", "")
    known = known_agency(name)
    if known is None and agencies_called(name):
        raise CorrectionRefused("agency_ambiguous")
    if not may_file(user, name, region_name=region):
        raise CorrectionRefused("agency_not_yours")
    wishes = []
    if known is None or known.pk != report.agency_id:
        agency = known or agency_named(name, region_name=region)
        wishes.append(_to_agency(report, agency))
    if report_year != report.report_year:
        was = {"report_year": report.report_year, "fact": report.facts.get("report_year")}
        wishes.append(Wish(Correction.Kind.YEAR, {"report_year": report_year}, was))
    if not wishes:
        raise CorrectionRefused("nothing_to_change")
    return tuple(wishes)


def _to_agency(report: Report, agency: Agency) -> Wish:
    said = {"agency": agency.name, "agency_id": agency.pk}
    was = {
        "agency": report.agency.name,
        "agency_id": report.agency_id,
        "fact": report.facts.get("agency"),
    }
    return Wish(Correction.Kind.AGENCY, said, was)


def _item(reading: ReportReading, position: int) -> CommitmentValue:
    if not 0 <= position < len(reading.commitments):
        raise CorrectionRefused("correction_not_found")
    return reading.commitments[position]


def _anchor(reading: ReportReading, position: int) -> dict[str, object]:
    anchor = anchor_of(reading.commitments, position)
    return {"text": anchor.text, "nth": anchor.nth}


def _headings(reading: ReportReading, *positions: int) -> dict[str, object]:
    return {"headings": [reading.commitments[position].heading for position in positions]}
