"""Who reports on which year, and which of the two genres this is (识别)."""

from __future__ import annotations

from tracker.core.identity.addressees import find_addressee
from tracker.core.identity.agencies import find_agency
from tracker.core.identity.kinds import find_kind
from tracker.core.identity.names import short_forms
from tracker.core.identity.places import find_body, find_level, find_region
from tracker.core.identity.titles import find_title
from tracker.core.identity.years import find_date, find_planned_year, find_report_year
from tracker.core.types import Identity

__all__ = ["identify", "short_forms"]


def identify(text: str, *, filename: str = "") -> Identity:
    """Kind, title, agency and its place, years, date and addressee of a clean text.

    None for what it doesn't say. A confidence of 0.5 or more means: read, and nothing in the
    document speaks against it; less is a guess or contradicted, and a person is asked.
    Raises UnreadableReport for another genre, with its code (find_kind).
    """
    title = find_title(text)
    kind = find_kind(text, title=title, filename=filename)
    words = title.value if title else ""
    dated = find_date(text, kind=kind)
    planned = find_planned_year(text, title=words)
    addressee = find_addressee(text)
    agency = find_agency(text, kind=kind, title=title, filename=filename, addressee=addressee)
    region = find_region(agency)
    return Identity(
        kind=kind,
        title=title,
        agency=agency,
        report_year=find_report_year(
            text, kind=kind, title=words, filename=filename, dated=dated, planned=planned
        ),
        dated=dated,
        planned=planned,
        region=region,
        level=find_level(region, text),
        body=find_body(agency),
        addressee=addressee,
    )
