"""Where a digest's reader can click to: absolute addresses of the admin's pages."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse


def commitment_url(commitment_id: int) -> str:
    """The record of one commitment."""
    return _absolute(reverse("admin:tracker_commitment_review", args=[commitment_id]))


def unfulfilled_url(agency_key: str | None = None) -> str:
    """The list of all that is 未兑现 in the reader's scope, or of one agency.

    The same rule as selectors.commitments.unfulfilled, as the list's filters say it.
    """
    query = {"queue": "all", "status__exact": "pending", "result_report__isnull": "False"}
    if agency_key is not None:
        query["agency"] = agency_key
    return _absolute(f"{reverse('admin:tracker_commitment_changelist')}?{urlencode(query)}")


def _absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"
