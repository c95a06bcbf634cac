"""How a subscription (周报订阅) is confirmed, ended and taken up again.

    named by an administrator -> asked -> confirmed by its owner -> ended by whoever reads it
                                   ^                                   |
                                   +----- asked anew, confirmed anew --+

That is an address without an account. A person's subscription needs no confirmation: the
account is theirs. Every change is one conditional UPDATE whose row count says whether it happened.
"""

from __future__ import annotations

import datetime as dt
from email.utils import make_msgid
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext

from tracker.digest import links, plain, tokens, transport
from tracker.models import Subscription

# Between two confirmation mails to one address: nobody's mailbox is filled by pressing a button.
PAUSE: Final = dt.timedelta(minutes=10)
# And to one whose owner has said no.
PAUSE_AFTER_END: Final = dt.timedelta(days=1)
PLACES_SHOWN: Final = 10


def ask(subscription_id: int, *, now: dt.datetime) -> bool:
    """Send the owner of an address the link to confirm by; False if one went out just now.

    Also to one who has ended it, once a day: until they click, it stays ended. Raises NotSent
    with the server's words, and then it may be asked again at once; Unclear.
    """
    if not _may_ask(now).filter(pk=subscription_id).update(asked_at=now):
        return False
    subscription = Subscription.objects.get(pk=subscription_id)
    try:
        transport.deliver(_message(subscription), before_data=lambda: True)
    except transport.NotSent:
        Subscription.objects.filter(pk=subscription_id, asked_at=now).update(asked_at=None)
        raise
    return True


def confirm(subscription: Subscription, *, now: dt.datetime) -> bool:
    """Its owner has clicked the newest link (read_confirm). False: a newer one was asked for."""
    rows = Subscription.objects.filter(pk=subscription.pk, asked_at=subscription.asked_at)
    return bool(rows.update(confirmed_at=Coalesce("confirmed_at", Value(now)), ended_at=None))


def end_mails(subscription: Subscription, *, now: dt.datetime) -> bool:
    """No more digests to the mailbox that a mail has reached; False when there were none.

    With that of another account or of the bare address, which would take over the next week.
    """
    same = Q(user__email__iexact=subscription.recipient) | Q(address=subscription.recipient)
    others = Subscription.objects.filter(same).exclude(pk=subscription.pk)
    ended = [end(key, now=now) for key in (subscription.pk, *others.values_list("pk", flat=True))]
    return any(ended)


def end(subscription_id: int, *, now: dt.datetime) -> bool:
    """No more mails from now on (退订); False when it had ended. Confirm links die with it."""
    rows = Subscription.objects.filter(pk=subscription_id, ended_at__isnull=True)
    return bool(rows.update(ended_at=now, asked_at=None, confirmed_at=None))


def resume(subscription_id: int) -> bool:
    """A person takes their ended subscription up again; an address must be asked instead."""
    rows = Subscription.objects.filter(pk=subscription_id, user__isnull=False)
    return bool(rows.filter(ended_at__isnull=False).update(ended_at=None))


def _may_ask(now: dt.datetime) -> QuerySet[Subscription]:
    never = Q(asked_at__isnull=True)
    waits = Q(ended_at__isnull=True) & (never | Q(asked_at__lte=now - PAUSE))
    before = now - PAUSE_AFTER_END
    ended = Q(ended_at__lte=before) & (never | Q(asked_at__lte=before))
    return Subscription.objects.filter(waits | ended, user=None, confirmed_at=None, active=True)


def _message(subscription: Subscription) -> EmailMultiAlternatives:
    with translation.override(settings.LANGUAGE_CODE):
        context = {
            "by": plain.one_line(str(subscription.created_by or ""), limit=40),
            "places": _places(subscription),
            "subscription": subscription,
            "days": tokens.CONFIRM_WITHIN.days,
            "url": links.confirm_url(subscription),
        }
        subject = render_to_string("digest/confirm_subject.txt", context)
        text = render_to_string("digest/confirm.txt", context)
    domain = urlsplit(settings.SITE_URL).hostname or "localhost"
    return EmailMultiAlternatives(
        subject=plain.one_line(subject, limit=100),
        body=text.strip() + "\n",
        to=[subscription.recipient],
        headers={"Message-ID": make_msgid(domain=domain), "Auto-Submitted": "auto-generated"},
    )


def _places(subscription: Subscription) -> list[str]:
    """The names of what it is about; the last one says how many there are besides."""
    rows = [*subscription.regions.all(), *subscription.agencies.all()]
    names = [plain.one_line(str(row), limit=30) for row in rows[:PLACES_SHOWN]]
    more = len(rows) - len(names)
    return [*names, gettext("另有 %(more)d 个") % {"more": more}] if more else names
