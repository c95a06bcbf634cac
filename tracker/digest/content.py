"""What one digest says: figures and lines, built from selectors; no markup, no sending."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from tracker.core.types import Outcome, ReviewState, Status
from tracker.digest import plain, weeks
from tracker.digest.subjects import FIRST_PERIOD, Subject
from tracker.models import Agency, Commitment, Report
from tracker.selectors import digests, seals
from tracker.selectors.statistics import FulfilmentRow, fulfilment, suggestions, total
from tracker.wording import OUTCOMES, REVIEW_STATES

# A leader reads one screen: this many lines over all parts, shared out as below; what one part
# leaves over goes to the others in this order.
LINES = 20
SHARES = {"changes": 4, "approvals": 2, "alarms": 4, "longest": 3, "agencies": 7}
FILED_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Line:
    """One commitment in one part of the digest. `outcome` is confirmed or suggested by part."""

    commitment_id: int
    heading: str
    agency: str
    plan_year: int
    outcome: Outcome | None
    review_state: ReviewState

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
        if self.outcome in (Outcome.NOT_FULFILLED, Outcome.NO_EVIDENCE, Outcome.PARTIAL):
            return "bad"
        return "open"


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


@dataclass(frozen=True, slots=True)
class DigestContent:
    """One digest. What people decided and what the machine thinks are apart.

    `fulfilled`, `still_open` and `dropped` were confirmed in the period (since, until];
    `changes` lists them, drops that wait for approval first. `rows` and `total` are the
    state now. `alarms` are the machine's views that came up in the period, `thought` all
    that it holds now. Both moments are in the subscriber's zone. `chain_head` vouches for all
    reviews made before.
    """

    recipient: str
    week: str
    since: dt.datetime
    until: dt.datetime
    agency_count: int
    fulfilled: int
    still_open: int
    dropped: int
    changes: Part
    approvals: int
    filed: tuple[Filed, ...]
    filed_count: int
    thought: tuple[tuple[Outcome, int], ...]
    alarms: Part
    longest: Part
    rows: tuple[FulfilmentRow, ...]
    row_count: int
    total: FulfilmentRow
    chain_head: str

    @property
    def confirmed(self) -> int:
        """How many decisions were confirmed in the period."""
        return self.fulfilled + self.still_open + self.dropped

    @property
    def rows_more(self) -> int:
        """How many agencies are not shown."""
        return self.row_count - len(self.rows)

    @property
    def unreviewed(self) -> int:
        """How many of the unfulfilled nobody has confirmed yet."""
        return self.total.all - self.total.reviewed


@dataclass(frozen=True, slots=True)
class _Sources:
    """What a digest is read from: scoped, narrowed to the period where that applies, sorted."""

    agencies: QuerySet[Agency]
    confirmed: QuerySet[Commitment]
    waiting: QuerySet[Commitment]
    alarms: QuerySet[Commitment]
    longest: QuerySet[Commitment]
    filed: QuerySet[Report]


def build_content(subject: Subject, *, now: dt.datetime) -> DigestContent:
    """What this subscriber is told; the number of queries does not grow with the data.

    The period begins with the last digest that surely went out (a held one may not have
    arrived: what it said is said again), else seven days before its end.
    """
    until = subject.until(now)
    since = _since(subject, until=until)
    agencies = digests.subscribed_agencies(subject.subscription)
    commitments = digests.commitments_of(agencies)
    sources = _Sources(
        agencies=agencies,
        confirmed=digests.confirmed_between(commitments, since=since, until=until),
        waiting=digests.awaiting_approval(commitments),
        alarms=digests.newly_alarming(commitments, since=since, until=until),
        longest=digests.open_longest(commitments),
        filed=digests.filed_between(agencies, since=since, until=until),
    )
    return DigestContent(
        recipient=subject.recipient,
        week=subject.week,
        since=since.astimezone(subject.zone),
        until=until.astimezone(subject.zone),
        thought=_by_suggestion(commitments),
        chain_head=seals.head(),
        **_figures(sources, rows=fulfilment(commitments, by="agency")),
    )


def _figures(sources: _Sources, *, rows: list[FulfilmentRow]) -> dict[str, Any]:
    """Counts of everything, and the lines that there is room for."""
    state = total(rows)
    # Those that nothing is due from yet have no rate to show. Stable: by name among equals.
    shown = sorted((row for row in rows if row.all), key=lambda row: -row.unfulfilled)
    decided = _by_status(sources.confirmed)
    wanted = {
        "changes": sum(decided.values()),
        "approvals": sources.waiting.count(),
        "alarms": sources.alarms.count(),
        "longest": state.unfulfilled,
        "agencies": len(shown),
    }
    room = _shared_out(wanted)
    first = _lines(sources.waiting[: room["approvals"]])
    changes = first + _lines(sources.confirmed[: room["changes"]])
    alarms = _lines(sources.alarms[: room["alarms"]], suggested=True)
    return {
        "agency_count": sources.agencies.count(),
        "fulfilled": decided[Status.FULFILLED],
        "still_open": decided[Status.PENDING],
        "dropped": decided[Status.DROPPED],
        "approvals": wanted["approvals"],
        "changes": Part(changes, wanted["changes"] + wanted["approvals"]),
        "alarms": Part(alarms, wanted["alarms"]),
        "longest": Part(_lines(sources.longest[: room["longest"]]), state.unfulfilled),
        "filed": tuple(_filed(report) for report in sources.filed[:FILED_SHOWN]),
        "filed_count": sources.filed.count(),
        "rows": tuple(shown[: room["agencies"]]),
        "row_count": len(shown),
        "total": state,
    }


def _since(subject: Subject, *, until: dt.datetime) -> dt.datetime:
    last = digests.last_sent(subject.recipient, before_week=subject.week)
    if last is None:
        return until - FIRST_PERIOD
    week, sent_at = last
    # A digest sent after its week had reported up to that week's end only.
    return min(sent_at, weeks.end_of(week, zone=subject.zone))


def _shared_out(wanted: dict[str, int]) -> dict[str, int]:
    """How many of LINES each part gets: its share, then what others leave over, in order."""
    quota = {part: min(wanted[part], share) for part, share in SHARES.items()}
    for part in SHARES:
        quota[part] += min(wanted[part] - quota[part], LINES - sum(quota.values()))
    return quota


def _by_status(confirmed: QuerySet[Commitment]) -> Counter[str]:
    rows = confirmed.order_by().values_list("status").annotate(Count("pk"))
    return Counter(dict(rows))


def _by_suggestion(commitments: QuerySet[Commitment]) -> tuple[tuple[Outcome, int], ...]:
    """All that the machine sees as silent or short now, worst first, by the API's own rows."""
    seen = suggestions(commitments, by="agency")
    sums = ((o, sum(r.count for r in seen if r.suggested_outcome is o)) for o in digests.ALARMING)
    return tuple((outcome, count) for outcome, count in sums if count)


def _lines(commitments: Iterable[Commitment], *, suggested: bool = False) -> tuple[Line, ...]:
    return tuple(_line(commitment, suggested=suggested) for commitment in commitments)


def _line(commitment: Commitment, *, suggested: bool) -> Line:
    outcome = commitment.outcome
    if suggested and commitment.suggestion is not None:
        outcome = commitment.suggestion.outcome
    return Line(
        commitment_id=commitment.pk,
        heading=plain.one_line(commitment.heading, limit=40),
        agency=plain.one_line(commitment.report.agency.name, limit=30),
        plan_year=commitment.report.plan_year,
        outcome=Outcome(outcome) if outcome else None,
        review_state=ReviewState(commitment.review_state),
    )


def _filed(report: Report) -> Filed:
    return Filed(plain.one_line(report.agency.name, limit=30), report.report_year)
