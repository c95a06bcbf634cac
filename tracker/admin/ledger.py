"""Numbers aimed at beside numbers reported (数字核对), as the review page shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tracker.core.types import Verdict
from tracker.models import Suggestion
from tracker.wording import VERDICTS


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One number aimed at, what the report says of the same thing, and how it came out."""

    target: str
    reported: str  # empty: the report gives no number for it
    gap: str
    verdict: str  # the code, for the mark
    words: str


def ledger_lines(suggestion: Suggestion | None) -> Sequence[LedgerLine]:
    """The lines of a stored suggestion; none without one or without numbers."""
    return [
        LedgerLine(
            target=row["target"]["text"],
            reported=row["reported"]["text"] if row["reported"] else "",
            gap=_gap(row["gap"], row["target"]["unit"]),
            verdict=row["verdict"],
            words=str(VERDICTS[Verdict(row["verdict"])]),
        )
        for row in (suggestion.ledger if suggestion else ())
    ]


def _gap(gap: float | None, unit: str) -> str:
    """+2次, -6.5%, or nothing where there is nothing to say."""
    return f"{gap:+g}{unit}" if gap else ""
