"""Who may call: a person logged in to the admin, or a program with a key of theirs."""

from __future__ import annotations

from django.http import HttpRequest
from ninja.security import HttpBearer, SessionAuth

from tracker.api.throttling import Throttled, allow, allow_guess
from tracker.models import User
from tracker.services.keys import key_of

VIEW, UPLOAD = "tracker.view_commitment", "tracker.add_upload"


class NotPermitted(Exception):  # noqa: N818 - what the caller lacks, not an error of ours
    """Known, but without a role or a key that may do this."""


class BadKey(Exception):  # noqa: N818 - what is wrong with the request, not with us
    """A key that is none, was taken back or has expired. Never answered for by a cookie."""


class Person(SessionAuth):
    """The session of the admin; a request that changes something needs its CSRF token, too.

    Raises NotPermitted for somebody without the permission, Throttled for too many requests.
    """

    def __init__(self, permission: str = VIEW) -> None:
        super().__init__()
        self.permission = permission

    def authenticate(self, request: HttpRequest, key: str | None) -> object:
        """The user, or None when nobody is logged in."""
        user = request.user
        if not isinstance(user, User):
            return None
        _count(f"user:{user.pk}")
        if not user.has_perm(self.permission):
            raise NotPermitted
        return user


class Program(HttpBearer):
    """`Authorization: Bearer ctk_…`; the request is then its owner's, wherever scope is applied.

    Raises BadKey, NotPermitted for a key or an owner that may not do this, Throttled.
    """

    def __init__(self, permission: str = VIEW) -> None:
        super().__init__()
        self.permission = permission

    def authenticate(self, request: HttpRequest, token: str) -> object:
        """The owner."""
        key = key_of(token)
        if key is None:
            if not allow_guess(request):
                raise Throttled
            raise BadKey
        _count(f"key:{key.pk}")
        may = key.may_upload if self.permission == UPLOAD else key.may_read
        if not may or not key.owner.has_perm(self.permission):
            raise NotPermitted
        request.user = key.owner
        return key.owner


READERS = (Program(), Person())
UPLOADERS = (Program(UPLOAD), Person(UPLOAD))


def _count(caller: str) -> None:
    if not allow(caller):
        raise Throttled
