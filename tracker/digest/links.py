"""Where a digest's reader can click to: absolute addresses of the admin's pages and our own."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

from tracker.digest import tokens
from tracker.models import Subscription


def commitment_url(commitment_id: int) -> str:
    """The record of one commitment."""
    return _absolute(reverse("admin:tracker_commitment_review", args=[commitment_id]))


def unfulfilled_url(agency_key: str | None = None) -> str:
    """The list of all that is 未兑现 in the reader's scope, or of one agency.

    The list narrows by the very condition that the digest counts (admin.figure_filters).
    """
    query = {"queue": "all", "figure": "unfulfilled"}
    if agency_key is not None:
        query["agency"] = agency_key
    return _absolute(f"{reverse('admin:tracker_commitment_changelist')}?{urlencode(query)}")


def unsubscribe_url(subscription: Subscription) -> str:
    """Ends this subscription by one POST (RFC 8058); a person who opens it finds a button."""
    return _absolute(
        reverse("subscribers:unsubscribe", args=[tokens.unsubscribe_token(subscription)])
    )


def confirm_url(subscription: Subscription) -> str:
    """Where the owner of an address without an account says that they want the digest."""
    return _absolute(reverse("subscribers:confirm", args=[tokens.confirm_token(subscription)]))


def _absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"
