"""Where a digest's reader can click to: absolute addresses of the admin's pages and our own."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final, Literal
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

from tracker.digest import tokens
from tracker.models import Subscription

News = Literal["changes", "alarms"]
EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_NEWS: Final = re.compile(r"(changes|alarms)\.([0-9]{1,17})\.([0-9]{1,17})")  # microseconds


def commitment_url(commitment_id: int) -> str:
    """The record of one commitment."""
    return _absolute(reverse("admin:tracker_commitment_review", args=[commitment_id]))


def unfulfilled_url(subscription_id: int) -> str:
    """The list of all that is 未兑现 of the agencies that a subscription is about.

    The list narrows by the very condition that the digest counts (admin.figure_filters), and by
    the wishes of the subscription (admin.digest_filters), which may be less than a scope.
    """
    return _listed(figure="unfulfilled", digest=str(subscription_id))


def agency_url(agency_key: str) -> str:
    """The list of what is 未兑现 of one agency."""
    return _listed(figure="unfulfilled", agency=agency_key)


def news_url(kind: News, subscription_id: int, *, since: dt.datetime, until: dt.datetime) -> str:
    """The list of what a part of a digest says is new in (since, until]."""
    return _listed(digest=str(subscription_id), news=f"{kind}.{_stamp(since)}.{_stamp(until)}")


def read_news(text: str) -> tuple[News, dt.datetime, dt.datetime] | None:
    """What news_url has put into an address; None where it is none of ours."""
    match = _NEWS.fullmatch(text)
    if match is None:
        return None
    kind: News = "alarms" if match[1] == "alarms" else "changes"
    since, until = (EPOCH + dt.timedelta(microseconds=int(text)) for text in match.groups()[1:])
    return kind, since, until


def unsubscribe_url(subscription: Subscription) -> str:
    """Ends this subscription by one POST (RFC 8058); a person who opens it finds a button."""
    return _absolute(
        reverse("subscribers:unsubscribe", args=[tokens.unsubscribe_token(subscription)])
    )


def confirm_url(subscription: Subscription) -> str:
    """Where the owner of an address without an account says that they want the digest."""
    return _absolute(reverse("subscribers:confirm", args=[tokens.confirm_token(subscription)]))


def _listed(**query: str) -> str:
    path = reverse("admin:tracker_commitment_changelist")
    return _absolute(f"{path}?{urlencode({'queue': 'all', **query})}")


def _stamp(moment: dt.datetime) -> int:
    return (moment - EPOCH) // dt.timedelta(microseconds=1)


def _absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"
