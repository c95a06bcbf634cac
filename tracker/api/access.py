"""Who may call: a person logged in to the admin, or a program with a key of theirs."""

from __future__ import annotations

from django.http import HttpRequest
from ninja.security import HttpBearer, SessionAuth
from ninja.utils import check_csrf

from tracker.api.throttling import Throttled, allow, allow_guess
from tracker.models import User
from tracker.services.keys import key_of

VIEW, UPLOAD = "tracker.view_commitment", "tracker.add_upload"


class NotPermitted(Exception):  # noqa: N818 - what the caller lacks, not an error of ours
    """Known, but without a role or a key that may do this."""


class BadKey(Exception):  # noqa: N818 - what is wrong with the request, not with us
    """A key that is none, was taken back or has expired. Never answered for by a cookie."""


class NoToken(Exception):  # noqa: N818 - what the request lacks, not an error of ours
    """Only a cookie says who changes something: any page that this browser shows may be asking."""


class Person(SessionAuth):
    """The session of the admin; a request that changes something needs its CSRF token, too.

    Raises NotPermitted for somebody with none of the permissions, NoToken, Throttled for too many
    requests.
    """

    def __init__(self, *permissions: str) -> None:
        super().__init__(csrf=False)  # asked below: who has neither key nor session lacks these
        self.permissions = permissions

    def authenticate(self, request: HttpRequest, key: str | None) -> object:
        """The user, or None when nobody is logged in."""
        user = request.user
        if not isinstance(user, User):
            return None
        _count(f"user:{user.pk}")
        if check_csrf(request) is not None:
            raise NoToken
        if not any(user.has_perm(name) for name in self.permissions):
            raise NotPermitted
        return user


class Program(HttpBearer):
    """`Authorization: Bearer ctk_…`; the request is then its owner's, wherever scope is applied.

    Raises BadKey, NotPermitted for a key or an owner that may not do this, Throttled.
    """

    def __init__(self, *permissions: str) -> None:
        super().__init__()
        self.permissions = permissions

    def authenticate(self, request: HttpRequest, token: str) -> object:
        """The owner."""
        key = key_of(token)
        if key is None:
            if not allow_guess(request):
                raise Throttled
            raise BadKey
        _count(f"key:{key.pk}")
        may = {VIEW: key.may_read, UPLOAD: key.may_upload}
        if not any(may[name] and key.owner.has_perm(name) for name in self.permissions):
            raise NotPermitted
        request.user = key.owner
        return key.owner


READERS = (Program(VIEW), Person(VIEW))
UPLOADERS = (Program(UPLOAD), Person(UPLOAD))
EITHER = (Program(VIEW, UPLOAD), Person(VIEW, UPLOAD))


def _count(caller: str) -> None:
    if not allow(caller):
        raise Throttled
