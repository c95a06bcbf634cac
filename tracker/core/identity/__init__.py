"""Who reports on which year, and which of the two genres this is (识别)."""

from __future__ import annotations

from tracker.core.identity.agencies import find_agency, short_forms
from tracker.core.identity.titles import find_kind, find_title
from tracker.core.identity.years import find_date, find_report_year
from tracker.core.types import Identity, UnreadableReport

__all__ = ["identify", "short_forms"]


def identify(text: str, *, filename: str = "") -> Identity:
    """Kind, title, agency, report year and date of a clean text; None for what it doesn't say.

    Raises UnreadableReport("not_a_report") when it is neither a 法治政府建设 report nor a
    政府工作报告.
    """
    title = find_title(text)
    words = title.value if title else ""
    kind = find_kind(text, title=words, filename=filename)
    if kind is None:
        raise UnreadableReport("not_a_report")
    dated = find_date(text, kind=kind)
    return Identity(
        kind=kind,
        title=title,
        agency=find_agency(text, kind=kind, title=title, filename=filename),
        report_year=find_report_year(text, kind=kind, title=words, filename=filename, dated=dated),
        dated=dated,
    )
