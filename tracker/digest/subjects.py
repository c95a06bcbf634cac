"""Who gets a digest, and for which week: one subject for each address and ISO week."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from tracker.digest import weeks
from tracker.models import Subscription
from tracker.selectors.digests import active_subscriptions

# Where nothing was sent before, a digest looks back this far.
FIRST_PERIOD = dt.timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Subject:
    """One digest to be: whose wishes, to which address, of which ISO week."""

    subscription: Subscription
    recipient: str
    week: str
    zone: ZoneInfo

    def until(self, now: dt.datetime) -> dt.datetime:
        """Up to when this digest reports: now, or the end of its week where that is over."""
        return min(now, weeks.end_of(self.week, zone=self.zone))


def subject_of(subscription: Subscription, *, week: str) -> Subject:
    """The digest of this subscription in that week."""
    return Subject(
        subscription=subscription,
        recipient=subscription.recipient,
        week=week,
        zone=weeks.zone_named(subscription.timezone),
    )


def due_subjects(*, now: dt.datetime, to: str | None = None) -> list[Subject]:
    """Those whose weekday and hour have passed in the week that it is now where they live.

    Also hours or days late: a Monday on which nothing ran is made up for until Sunday.
    """
    due = []
    for subscription in active_subscriptions(to=to):
        zone = weeks.zone_named(subscription.timezone)
        subject = subject_of(subscription, week=weeks.week_of(now, zone=zone))
        hour = weeks.moment_in(
            subject.week, weekday=subscription.weekday, hour=subscription.hour, zone=zone
        )
        if hour <= now:
            due.append(subject)
    return _one_each(due)


def subjects_of_week(week: str, *, to: str | None = None) -> list[Subject]:
    """All subscribers for one week, whether or not their hour has come."""
    return _one_each([subject_of(s, week=week) for s in active_subscriptions(to=to)])


def _one_each(subjects: list[Subject]) -> list[Subject]:
    """Where two accounts share an address, the older subscription speaks for it."""
    first: dict[str, Subject] = {}
    for subject in subjects:
        first.setdefault(subject.recipient, subject)
    return list(first.values())
