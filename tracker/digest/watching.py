"""The watchdog (看护): digests that are due and have not gone out, whatever the reason."""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass
from typing import Final

from django.db.models import Exists, OuterRef, QuerySet

from tracker.digest import weeks
from tracker.digest.subjects import Subject, due_subjects
from tracker.models import DigestDelivery, Subscription
from tracker.selectors.digests import may_get_mail

logger = logging.getLogger(__name__)

State = DigestDelivery.State

# Beat comes every ten minutes, and a run over many slow mail servers may take its time.
PATIENCE: Final = dt.timedelta(hours=1)
TOLD: Final = (State.SENT, State.QUIET)
DONE: Final = (*TOLD, State.FAILED, State.UNCLEAR)


@dataclass(frozen=True, slots=True)
class Overdue:
    """What should have gone out. `late`: due for PATIENCE and neither sent nor given up.

    `failed` and `held` (unclear) wait for a person; of this week and the last, unless a later
    digest has reached the reader since: it says what they would have said.
    """

    late: tuple[Subject, ...]
    failed: int
    held: int

    @property
    def count(self) -> int:
        """All of them."""
        return len(self.late) + self.failed + self.held


def overdue(*, now: dt.datetime, among: QuerySet[Subscription] | None = None) -> Overdue:
    """What is overdue now, of all subscriptions or only `among` these. Four queries at most."""
    wanted = None if among is None else set(among.order_by().values_list("pk", flat=True))
    due = [
        subject
        for subject in due_subjects(now=now - PATIENCE)
        if (wanted is None or subject.subscription.pk in wanted)
        and _began(subject.subscription) <= now - PATIENCE
    ]
    rows = _open_ends(now) if among is None else _open_ends(now).filter(subscription__in=among)
    states = list(rows.values_list("state", flat=True))
    return Overdue(
        late=_without_end(due),
        failed=states.count(State.FAILED),
        held=states.count(State.UNCLEAR),
    )


def log_overdue(*, now: dt.datetime) -> None:
    """One line in the log where something is overdue."""
    found = overdue(now=now)
    if found.count:
        logger.warning(
            "digests overdue: %d late, %d failed, %d unclear",
            *(len(found.late), found.failed, found.held),
        )


def _began(subscription: Subscription) -> dt.datetime:
    return max(subscription.created_at, subscription.confirmed_at or subscription.created_at)


def _without_end(due: list[Subject]) -> tuple[Subject, ...]:
    ended = set(
        DigestDelivery.objects.order_by()
        .filter(week__in={subject.week for subject in due}, state__in=DONE)
        .values_list("recipient", "week")
    )
    return tuple(s for s in due if (s.recipient, s.week) not in ended)


def _open_ends(now: dt.datetime) -> QuerySet[DigestDelivery]:
    last_week = weeks.week_of(now - dt.timedelta(days=7), zone=weeks.zone_named(""))
    later = DigestDelivery.objects.filter(
        recipient=OuterRef("recipient"), week__gt=OuterRef("week"), state__in=TOLD
    )
    return (
        DigestDelivery.objects.order_by()
        .filter(
            ~Exists(later),
            week__gte=last_week,
            state__in=[State.FAILED, State.UNCLEAR],
        )
        .filter(may_get_mail("subscription__"))
    )
