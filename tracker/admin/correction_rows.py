"""What was mended of a report by hand (人工更正), as its pages list it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tracker.models import Commitment, Correction, Report
from tracker.wording import correction_text


@dataclass(frozen=True, slots=True)
class CorrectionRow:
    """One correction in words."""

    correction: Correction
    words: str


def rows_of(report: Report) -> list[CorrectionRow]:
    """All corrections of a report, newest first; one query."""
    return _in_words(report.corrections.select_related("made_by", "undone_by").order_by("-pk"))


def rows_about(commitment: Commitment) -> list[CorrectionRow]:
    """Those that this commitment was cut, joined, named or set aside by; one query.

    They name it by its words, or by words of which it is a part, or that are a part of it.
    """
    rows = commitment.report.corrections.select_related("made_by", "undone_by").order_by("-pk")
    texts = [(row, str(row.said.get("text", ""))) for row in rows]
    own = commitment.text
    return _in_words(row for row, text in texts if text and (text in own or own in text))


def _in_words(rows: Iterable[Correction]) -> list[CorrectionRow]:
    return [CorrectionRow(row, correction_text(row.kind, row.said, row.was)) for row in rows]
