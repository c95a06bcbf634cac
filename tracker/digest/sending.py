"""The one service that sends digests: the beat task and the command both call it."""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
import time
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils.translation import gettext

from tracker.digest import deliveries, transport, weeks
from tracker.digest.content import DigestContent, build_content
from tracker.digest.deliveries import Claim
from tracker.digest.render import RenderedDigest, render_digest
from tracker.digest.subjects import Subject, due_subjects, subject_of, subjects_of_week
from tracker.models import DigestDelivery, Subscription

logger = logging.getLogger(__name__)

State = DigestDelivery.State


class FutureWeek(ValueError):  # noqa: N818 - says what is wrong
    """A digest was asked for a week that has not begun anywhere."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of one delivery in this run: its new state, and the server's words if any."""

    recipient: str
    week: str
    state: DigestDelivery.State
    error: str = ""


@dataclass(frozen=True, slots=True)
class DigestResult:
    """All that this run did. Deliveries that were done before, or are another's, don't appear."""

    items: tuple[Sent, ...] = ()

    def count(self, state: DigestDelivery.State) -> int:
        """How many deliveries this run left in that state."""
        return sum(item.state == state for item in self.items)

    @property
    def ok(self) -> bool:
        """Whether every delivery that was tried went out or will be tried again."""
        return not (self.count(State.FAILED) or self.count(State.UNCLEAR))

    def __str__(self) -> str:
        counts = {state: self.count(state) for state in State}
        return ", ".join(f"{n} {s.value}" for s, n in counts.items() if n) or "nothing due"


@dataclass(frozen=True, slots=True)
class Preview:
    """A digest as it would be sent now, to whom. `goes_out`: or kept back, with nothing new."""

    recipient: str
    week: str
    mail: RenderedDigest
    goes_out: bool


@dataclass(slots=True)
class _Clock:
    """`start` and what has passed since: a run may take longer than a lease."""

    start: dt.datetime
    began: float = field(default_factory=time.monotonic)

    def now(self) -> dt.datetime:
        return self.start + dt.timedelta(seconds=time.monotonic() - self.began)


def send_due_digests(
    *, now: dt.datetime, week: str | None = None, to: str | None = None
) -> DigestResult:
    """Send every digest that is due, each at most once for its recipient and ISO week.

    With `week` ("2026-W47") the digests of that week, whether or not their hour has come; with
    `to` only that address. May run any number of times, at once, and be killed anywhere: what
    was surely not handed over is tried again, what may have been is held as unclear.
    Raises NoSuchWeek, and FutureWeek for a week that has not begun.
    """
    clock = _Clock(now)
    items = _swept(now=now)
    deliveries.register(_subjects(now=now, week=week, to=to))
    for delivery_id in deliveries.claimable_ids(now=now, week=week, to=to):
        held = deliveries.claim(delivery_id, now=clock.now())
        if held is not None:
            items.append(_attempt(held, clock=clock))
    return DigestResult(tuple(items))


def preview_digests(
    *, now: dt.datetime, week: str | None = None, to: str | None = None
) -> list[Preview]:
    """The digests of a week (this one unless given) as they would be sent now; writes nothing.

    Raises NoSuchWeek and FutureWeek as send_due_digests does.
    """
    if week is None:
        week = weeks.week_of(now, zone=weeks.zone_named(""))
    return [preview_of(subject, now=now) for subject in _subjects(now=now, week=week, to=to)]


def preview_of(subject: Subject, *, now: dt.datetime) -> Preview:
    """One digest as it would be sent now; writes nothing."""
    content = build_content(subject, now=now)
    goes_out = not _is_kept_back(content, subject.subscription)
    return Preview(subject.recipient, subject.week, render_digest(content), goes_out)


def _swept(*, now: dt.datetime) -> list[Sent]:
    torn, late = gettext("投递时中断，是否送达不明"), gettext("已过本周，不再补发")
    unclear = [(row, State.UNCLEAR, torn) for row in deliveries.hold_torn(now=now, error=torn)]
    failed = [(row, State.FAILED, late) for row in deliveries.give_up_stale(now=now, error=late)]
    return [Sent(row.recipient, row.week, state, why) for row, state, why in unclear + failed]


def _subjects(*, now: dt.datetime, week: str | None, to: str | None) -> list[Subject]:
    if week is None:
        return due_subjects(now=now, to=to)
    if weeks.monday_of(week) > (now + dt.timedelta(days=1)).date():  # it is Monday there first
        raise FutureWeek(week)
    return subjects_of_week(week, to=to)


def _attempt(held: Claim, *, clock: _Clock) -> Sent:
    """One try of one delivery, whatever happens."""
    message_id = _message_id(held)
    reported = clock.now()
    subject = subject_of(held.subscription, week=held.week)
    try:
        _check_mailbox(held, subject)
        content = build_content(subject, now=reported)
        if _is_kept_back(content, held.subscription):
            deliveries.mark_quiet(held)
            return Sent(held.recipient, held.week, State.QUIET)
        transport.deliver(
            _message(held, content, message_id),
            before_data=lambda: deliveries.mark_data(held, now=clock.now(), message_id=message_id),
        )
    except transport.NotSent as no:
        return _refused(held, no.words, final=no.final, clock=clock)
    except transport.Unclear as doubt:
        deliveries.mark_unclear(held, error=doubt.words)
        return Sent(held.recipient, held.week, State.UNCLEAR, doubt.words)
    except transport.LeaseLost:
        return Sent(held.recipient, held.week, State.CLAIMED)
    except Exception:
        logger.exception("digest %s for delivery %s failed", held.week, held.delivery_id)
        return _refused(held, gettext("生成周报时出错"), final=False, clock=clock)
    deliveries.mark_sent(held, now=reported)
    return Sent(held.recipient, held.week, State.SENT)


def _check_mailbox(held: Claim, subject: Subject) -> None:
    """A mailbox that the subscriber has given up may be somebody else's by now: NotSent."""
    if subject.recipient != held.recipient:
        raise transport.NotSent(gettext("订阅人的邮箱已改，没有发到原邮箱"), final=True)


def _refused(held: Claim, words: str, *, final: bool, clock: _Clock) -> Sent:
    again = deliveries.mark_refused(held, error=words, final=final, now=clock.now())
    return Sent(held.recipient, held.week, State.PENDING if again else State.FAILED, words)


def _is_kept_back(content: DigestContent, subscription: Subscription) -> bool:
    return content.is_quiet and subscription.when_empty == Subscription.WhenEmpty.NOTHING


def _message(held: Claim, content: DigestContent, message_id: str) -> EmailMultiAlternatives:
    """One recipient, text and HTML; unsubscribed from by one click (RFC 8058)."""
    mail = render_digest(content)
    message = EmailMultiAlternatives(
        subject=mail.subject,
        body=mail.text,
        to=[held.recipient],
        headers={
            "Message-ID": message_id,
            "Auto-Submitted": "auto-generated",
            "List-Unsubscribe": f"<{content.unsubscribe_url}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )
    message.attach_alternative(mail.html, "text/html")
    return message


def _message_id(held: Claim) -> str:
    """The same for every try: a server or reader that gets two copies can tell."""
    digest = hashlib.sha256(f"{held.week} {held.recipient}".encode()).hexdigest()[:20]
    return f"<digest.{held.week}.{digest}@{urlsplit(settings.SITE_URL).hostname or 'localhost'}>"
