"""The lines of a digest: few enough to be read, each of one commitment or one report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tracker.core.types import Outcome, ReviewState
from tracker.digest import plain
from tracker.models import Report
from tracker.wording import OUTCOMES, REVIEW_STATES

if TYPE_CHECKING:
    from tracker.selectors.as_of import Standing

# A leader reads one screen: this many lines over all parts, shared out as below; what one part
# leaves over goes to the others in this order.
LINES: Final = 20
SHARES: Final = {"changes": 4, "approvals": 2, "alarms": 4, "longest": 3, "agencies": 7}
BAD: Final = (Outcome.NOT_FULFILLED, Outcome.NO_EVIDENCE, Outcome.PARTIAL)


@dataclass(frozen=True, slots=True)
class Line:
    """One commitment in one part of the digest. `outcome` is confirmed or suggested by part.

    `missed` is how many numbers the machine found to be missed, where it is its view.
    """

    commitment_id: int
    heading: str
    agency: str
    plan_year: int
    outcome: Outcome | None
    review_state: ReviewState
    missed: int = 0

    @property
    def label(self) -> str:
        """The word in front of the line: the outcome, or how far the review has come."""
        if self.outcome is None:
            return str(REVIEW_STATES[self.review_state])
        return str(OUTCOMES[self.outcome])

    @property
    def tone(self) -> str:
        """good, bad or open: only a colour, the word says it."""
        if self.outcome is Outcome.FULFILLED:
            return "good"
        return "bad" if self.outcome in BAD else "open"


@dataclass(frozen=True, slots=True)
class Part:
    """The lines shown of one part, and how many there are in all."""

    lines: tuple[Line, ...]
    count: int

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.count - len(self.lines)


@dataclass(frozen=True, slots=True)
class Filed:
    """A report that came in during the period."""

    agency: str
    report_year: int


def decided_lines(commitments: Iterable[Standing]) -> tuple[Line, ...]:
    """Lines that say what people found, as it stood then."""
    return tuple(
        _line(row, Outcome(row.outcome_then) if row.outcome_then else None) for row in commitments
    )


def suggested_lines(commitments: Iterable[Standing]) -> tuple[Line, ...]:
    """Lines that say what the machine thinks of those that have a suggestion."""
    return tuple(
        _line(row, Outcome(row.suggestion.outcome), missed=row.suggestion.numbers_missed)
        for row in commitments
        if row.suggestion is not None
    )


def filed_lines(reports: Iterable[Report]) -> tuple[Filed, ...]:
    """The reports by agency and year."""
    return tuple(
        Filed(plain.one_line(report.agency.name, limit=30), report.report_year)
        for report in reports
    )


def shared_out(wanted: Mapping[str, int]) -> dict[str, int]:
    """How many of LINES each part gets: its share, then what others leave over, in order."""
    quota = {part: min(wanted[part], share) for part, share in SHARES.items()}
    for part in SHARES:
        quota[part] += min(wanted[part] - quota[part], LINES - sum(quota.values()))
    return quota


def _line(row: Standing, outcome: Outcome | None, *, missed: int = 0) -> Line:
    return Line(
        commitment_id=row.pk,
        heading=plain.one_line(row.heading, limit=40),
        agency=plain.one_line(row.report.agency.name, limit=30),
        plan_year=row.report.plan_year,
        outcome=outcome,
        review_state=ReviewState(row.review_state_then),
        missed=missed,
    )
