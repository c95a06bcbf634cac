"""What one digest says: figures and lines, built from selectors; no markup, no sending."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Count, QuerySet

from tracker.core.types import Outcome, Status
from tracker.digest import links, weeks
from tracker.digest.alarms import Alarms, alarms_of
from tracker.digest.lines import (
    Filed,
    Part,
    decided_lines,
    filed_lines,
    shared_out,
    suggested_lines,
)
from tracker.digest.subjects import FIRST_PERIOD, Subject
from tracker.models import Agency, Report, Subscription
from tracker.models.digests import DigestPart
from tracker.selectors import digests, seals
from tracker.selectors.as_of import standing
from tracker.selectors.as_of_figures import fulfilment_then
from tracker.selectors.statistics import FulfilmentRow, total

if TYPE_CHECKING:
    from tracker.selectors.as_of import Standing

FILED_SHOWN = 3
# What can be new; the other parts say how things stand.
NEWS: Final[set[str]] = {DigestPart.CHANGES, DigestPart.FILED, DigestPart.ALARMS}
# The part of a digest that each count belongs to.
PART_OF: Final = {
    "changes": DigestPart.CHANGES,
    "approvals": DigestPart.CHANGES,
    "filed": DigestPart.FILED,
    "alarms": DigestPart.ALARMS,
    "longest": DigestPart.LONGEST,
    "agencies": DigestPart.AGENCIES,
}


@dataclass(frozen=True, slots=True)
class DigestContent:
    """One digest. What people decided and what the machine thinks are apart.

    `fulfilled`, `still_open` and `dropped` were confirmed in the period (since, until];
    `changes` lists them, drops that wait for approval first. `rows` and `total` are the
    state at `until`. `alarms` are the machine's views that came up in the period, counted in
    `found`; `thought` counts all that it holds. Both moments are in the subscriber's zone;
    `is_past`: the week is over. `is_quiet`: none of the parts that the subscriber wants has
    anything new, and no part is filled. `is_address`: the reader has no account to open the
    links with. `chain_head` vouches for all reviews made before.
    """

    recipient: str
    subscription_id: int
    is_address: bool
    week: str
    since: dt.datetime
    until: dt.datetime
    is_past: bool
    is_quiet: bool
    agency_count: int
    fulfilled: int
    still_open: int
    dropped: int
    changes: Part
    approvals: int
    filed: tuple[Filed, ...]
    filed_count: int
    found: Alarms
    thought: Alarms
    alarms: Part
    longest: Part
    rows: tuple[FulfilmentRow, ...]
    row_count: int
    total: FulfilmentRow
    chain_head: str
    unsubscribe_url: str

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
    """What a digest is read from: scoped, as it stood, narrowed to the period, sorted."""

    agencies: QuerySet[Agency]
    confirmed: QuerySet[Standing]
    waiting: QuerySet[Standing]
    alarms: QuerySet[Standing]
    rows: QuerySet[Standing]
    filed: QuerySet[Report]


def build_content(subject: Subject, *, now: dt.datetime) -> DigestContent:
    """What this subscriber is told; the number of queries does not grow with the data.

    The period begins with the last digest that surely went out (a held one may not have
    arrived: what it said is said again), else seven days before its end. A week that is over
    is told as it stood at its end (selectors/as_of.py says what can't be).
    """
    until = subject.until(now)
    at = until if until < now else None
    since = _since(subject, until=until)
    agencies = digests.subscribed_agencies(subject.subscription)
    commitments = digests.commitments_of(agencies)
    rows = standing(commitments, at=at)
    alarming = digests.alarming(rows, until=until)
    sources = _Sources(
        agencies=agencies,
        confirmed=digests.confirmed_between(rows, since=since, until=until),
        waiting=digests.awaiting_approval(rows, until=until),
        alarms=digests.found_since(alarming, since=since),
        rows=rows,
        filed=digests.filed_between(agencies, since=since, until=until),
    )
    return DigestContent(
        recipient=subject.recipient,
        subscription_id=subject.subscription.pk,
        is_address=subject.subscription.user_id is None,
        week=subject.week,
        since=since.astimezone(subject.zone),
        until=until.astimezone(subject.zone),
        is_past=at is not None,
        agency_count=agencies.count(),
        chain_head=seals.head(at=at),
        unsubscribe_url=links.unsubscribe_url(subject.subscription),
        **_figures(
            sources,
            rows=fulfilment_then(commitments, at=at, by="agency"),
            seen=digests.alarm_counts(alarming, since=since),
            wishes=_wishes(subject.subscription),
        ),
    )


def _figures(
    sources: _Sources,
    *,
    rows: list[FulfilmentRow],
    seen: list[digests.AlarmCount],
    wishes: set[str],
) -> dict[str, Any]:
    """Counts of everything, and the lines that are wanted and have room."""
    found = alarms_of(row for row in seen if row.is_new)
    state = total(rows)
    # Those that nothing is due from yet have no rate to show. Stable: by name among equals.
    shown = sorted((row for row in rows if row.all), key=lambda row: -row.unfulfilled)
    decided = _by_status(sources.confirmed)
    counts = {
        "changes": sum(decided.values()),
        "approvals": sources.waiting.count(),
        "filed": sources.filed.count(),
        "alarms": found.count,
        "longest": state.unfulfilled,
        "agencies": len(shown),
    }
    is_quiet = _is_quiet(counts, wishes)
    parts = set() if is_quiet else wishes
    wanted = {name: n if PART_OF[name] in parts else 0 for name, n in counts.items()}
    told = DigestPart.ALARMS in parts
    return {
        "is_quiet": is_quiet,
        "fulfilled": decided[Status.FULFILLED],
        "still_open": decided[Status.PENDING],
        "dropped": decided[Status.DROPPED],
        "approvals": counts["approvals"],
        "filed": filed_lines(sources.filed[: min(wanted["filed"], FILED_SHOWN)]),
        "filed_count": wanted["filed"],
        "found": found if told else Alarms(),
        "thought": alarms_of(seen) if told else Alarms(),
        "row_count": wanted["agencies"],
        "total": state,
        **_listed(sources, counts, room=shared_out(wanted), shown=shown),
    }


def _listed(
    sources: _Sources, counts: dict[str, int], *, room: dict[str, int], shown: list[FulfilmentRow]
) -> dict[str, Any]:
    first = decided_lines(sources.waiting[: room["approvals"]])
    changes = first + decided_lines(sources.confirmed[: room["changes"]])
    longest = decided_lines(digests.open_longest(sources.rows, most=room["longest"]))
    return {
        "changes": Part(changes, counts["changes"] + counts["approvals"]),
        "alarms": Part(suggested_lines(sources.alarms[: room["alarms"]]), counts["alarms"]),
        "longest": Part(longest, counts["longest"]),
        "rows": tuple(shown[: room["agencies"]]),
    }


def _is_quiet(counts: dict[str, int], wishes: set[str]) -> bool:
    """Nothing new in any of the parts wished for that can have news.

    Who wishes for none of these wants to hear how things stand, every week.
    """
    could = NEWS & wishes
    return bool(could) and not any(n for name, n in counts.items() if PART_OF[name] in could)


def _wishes(subscription: Subscription) -> set[str]:
    """The parts that the subscriber wants; unknown ones are nobody's, none means all."""
    known = set(subscription.sections or ()) & set(DigestPart.values)
    return known or set(DigestPart.values)


def _since(subject: Subject, *, until: dt.datetime) -> dt.datetime:
    last = digests.last_sent(subject.recipient, before_week=subject.week)
    if last is None:
        return until - FIRST_PERIOD
    week, sent_at = last
    # A digest sent after its week had reported up to that week's end only.
    return min(sent_at, weeks.end_of(week, zone=subject.zone))


def _by_status(confirmed: QuerySet[Standing]) -> Counter[Status]:
    rows = confirmed.order_by().values_list("outcome_then").annotate(Count("pk"))
    found = Counter[Status]()
    for outcome, count in rows:
        found[Outcome(outcome).status] += count
    return found
