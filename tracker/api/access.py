"""Who may call: logged in, and allowed to look at commitments, as in the admin."""

from __future__ import annotations

from django.http import HttpRequest
from ninja.security import SessionAuth

VIEW = "tracker.view_commitment"


class NotPermitted(Exception):  # noqa: N818 - what the caller lacks, not an error of ours
    """Logged in, but without a role that may look at commitments."""


class Viewer(SessionAuth):
    """The session of the admin. Where the caller may look is selectors.scope's affair.

    Raises NotPermitted for somebody without tracker.view_commitment; superusers have it.
    """

    def authenticate(self, request: HttpRequest, key: str | None) -> object:
        """The user, or None when nobody is logged in."""
        user = request.user
        if not user.is_authenticated:
            return None
        if not user.has_perm(VIEW):
            raise NotPermitted
        return user
