"""The state of each delivery (周报投递), kept so that no digest is lost and none comes twice.

    pending -> claimed -> data -> sent
       ^        |  |        |
       +--------+  |        +-> unclear   (a person decides; never sent again by itself)
     later try     +-> failed
                   +-> quiet    (nothing new, and the subscriber wants no mail then)

Every change is one conditional UPDATE whose row count decides whether it happened. `attempts`
serves as the fence: who lost the lease to another sender no longer matches it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet

from tracker.digest import weeks
from tracker.digest.subjects import Subject
from tracker.models import DigestDelivery
from tracker.models.digests import Subscription
from tracker.selectors.digests import may_get_mail

State = DigestDelivery.State

# Longer than anything between two changes of state can take: EMAIL_TIMEOUT is 15 s a command.
LEASE = dt.timedelta(minutes=10)
# Each wait is twice as long as the one before it, and the last try comes a day after the first.
MOST_ATTEMPTS = 8
FIRST_WAIT = dt.timedelta(hours=24) / (2 ** (MOST_ATTEMPTS - 1) - 1)  # 11 minutes and 20 seconds
STALE = dt.timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Claim:
    """The right of one sender to try one delivery once."""

    delivery_id: int
    attempt: int
    recipient: str
    week: str
    subscription: Subscription


def register(subjects: Iterable[Subject]) -> None:
    """A row for every subject that has none; (recipient, week) is unique in the database."""
    DigestDelivery.objects.bulk_create(
        [
            DigestDelivery(subscription=s.subscription, recipient=s.recipient, week=s.week)
            for s in subjects
        ],
        ignore_conflicts=True,
    )


def claimable_ids(*, now: dt.datetime, week: str | None, to: str | None) -> list[int]:
    """The deliveries that may be tried now, oldest first; with `week` or `to`, only those."""
    rows = DigestDelivery.objects.filter(_claimable(now))
    if week is not None:
        rows = rows.filter(week=week)
    if to is not None:
        rows = rows.filter(recipient=to.strip().lower())
    return list(rows.order_by("pk").values_list("pk", flat=True))


def claim(delivery_id: int, *, now: dt.datetime) -> Claim | None:
    """Take one delivery for LEASE; None when another sender has it or it is done."""
    rows = DigestDelivery.objects.filter(_free(now), pk=delivery_id)
    taken = rows.update(state=State.CLAIMED, attempts=F("attempts") + 1, lease_until=now + LEASE)
    if not taken:
        return None
    row = DigestDelivery.objects.select_related("subscription__user").get(pk=delivery_id)
    if row.subscription is None:  # deleted since the row was picked
        return None
    return Claim(row.pk, row.attempts, row.recipient, row.week, row.subscription)


def mark_data(held: Claim, *, now: dt.datetime, message_id: str) -> bool:
    """Right before the message is handed over. False: the lease is lost, hand over nothing."""
    return _change(
        held,
        [State.CLAIMED],
        state=State.DATA,
        message_id=message_id,
        lease_until=now + LEASE,
        error="",
    )


def mark_sent(held: Claim, *, now: dt.datetime) -> bool:
    """The server has taken the message; `now` is up to when its content reports.

    Also out of `unclear`, where a sweep came before a slow server's word.
    """
    return _change(
        held,
        [State.DATA, State.UNCLEAR],
        state=State.SENT,
        sent_at=now,
        lease_until=None,
        error="",
    )


def mark_quiet(held: Claim) -> bool:
    """Nothing new, and the subscriber wants no mail then: done for this week.

    It reports nothing, so the next digest's period begins where this one's did.
    """
    return _change(held, [State.CLAIMED], state=State.QUIET, lease_until=None, error="")


def mark_unclear(held: Claim, *, error: str) -> bool:
    """The message was being handed over when something broke: it may or may not arrive."""
    return _change(held, [State.DATA], state=State.UNCLEAR, lease_until=None, error=error)


def mark_refused(held: Claim, *, error: str, final: bool, now: dt.datetime) -> bool:
    """It surely did not go out. Tried again later unless it is `final` or was the last try.

    True when another try will come.
    """
    again = not final and held.attempt < MOST_ATTEMPTS
    wait = FIRST_WAIT * 2 ** (held.attempt - 1)
    _change(
        held,
        [State.CLAIMED, State.DATA],
        state=State.PENDING if again else State.FAILED,
        lease_until=now + wait if again else None,
        error=error,
    )
    return again


def hold_torn(*, now: dt.datetime, error: str) -> list[DigestDelivery]:
    """What a dead sender left at `data` becomes unclear, with this explanation; returns it."""
    torn = DigestDelivery.objects.filter(state=State.DATA, lease_until__lt=now)
    return _moved(torn, state=State.UNCLEAR, error=error)


def give_up_stale(*, now: dt.datetime, error: str) -> list[DigestDelivery]:
    """What waits although its week ended a day ago fails, with this explanation; returns it.

    Not what a person has just had sent again.
    """
    ended = weeks.week_of(now - STALE, zone=weeks.zone_named(""))
    stale = DigestDelivery.objects.filter(_free(now), week__lt=ended, created_at__lt=now - STALE)
    stale = stale.exclude(settled_at__gt=now - STALE)
    return _moved(stale, state=State.FAILED, error=error)


def _moved(
    rows: QuerySet[DigestDelivery], *, state: DigestDelivery.State, error: str
) -> list[DigestDelivery]:
    """Each row that this call, and no other at the same time, has moved."""
    return [
        row
        for row in rows.order_by("pk")
        if rows.filter(pk=row.pk).update(state=state, error=error, lease_until=None)
    ]


def _claimable(now: dt.datetime) -> Q:
    return _free(now) & may_get_mail("subscription__")


def _free(now: dt.datetime) -> Q:
    unheld = Q(lease_until__isnull=True) | Q(lease_until__lte=now)
    return Q(state__in=[State.PENDING, State.CLAIMED]) & unheld


def _change(held: Claim, states: list[DigestDelivery.State], **fields: object) -> bool:
    rows = DigestDelivery.objects.filter(
        pk=held.delivery_id, state__in=states, attempts=held.attempt
    )
    return bool(rows.update(**fields))
