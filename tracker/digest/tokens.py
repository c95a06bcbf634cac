"""The signed words in the links of mails, by which a reader is known without logging in (签名链接).

Each is bound to one subscription and its address, so that a link of an address that was given up,
or one in a forwarded mail, reaches that subscription alone. The address itself is not in it.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.core import signing
from django.utils.crypto import salted_hmac

from tracker.models import Subscription

CONFIRM: Final = "tracker.digest.confirm"
UNSUBSCRIBE: Final = "tracker.digest.unsubscribe"
CONFIRM_WITHIN: Final = dt.timedelta(days=7)
# Mails are kept for long, and a link that ends them must not be the first thing to die.
UNSUBSCRIBE_WITHIN: Final = dt.timedelta(days=400)
LONGEST: Final = 300  # characters; ours have about 120


class BadLink(ValueError):  # noqa: N818 - says what is wrong
    """Not a link of ours: forged, cut off, or past its time. `stale`: it was one of ours."""

    def __init__(self, *, stale: bool = False) -> None:
        super().__init__("stale" if stale else "forged")
        self.stale = stale


def confirm_token(subscription: Subscription) -> str:
    """For the mail that was asked for at `asked_at`, and no earlier one."""
    return signing.dumps([*_bound(subscription), _asked(subscription)], salt=CONFIRM)


def unsubscribe_token(subscription: Subscription) -> str:
    """For the footer and the List-Unsubscribe header of a digest."""
    return signing.dumps(_bound(subscription), salt=UNSUBSCRIBE)


def read_confirm(token: str) -> Subscription:
    """The subscription that this link confirms. Raises BadLink, stale where a newer one counts."""
    key, mark, asked = _read(token, salt=CONFIRM, within=CONFIRM_WITHIN)
    found = _found(key, mark)
    if found is None or found.user_id is not None or _asked(found) != asked:
        raise BadLink(stale=True)
    return found


def read_unsubscribe(token: str) -> Subscription | None:
    """The subscription that this link ends; None where there is none any more. Raises BadLink."""
    key, mark = _read(token, salt=UNSUBSCRIBE, within=UNSUBSCRIBE_WITHIN)
    return _found(key, mark)


def _bound(subscription: Subscription) -> list[object]:
    return [subscription.pk, _mark(subscription)]


def _mark(subscription: Subscription) -> str:
    return salted_hmac("tracker.digest.address", subscription.recipient).hexdigest()[:16]


def _asked(subscription: Subscription) -> str:
    asked = subscription.asked_at
    return asked.astimezone(dt.UTC).isoformat() if asked else ""


def _read(token: str, *, salt: str, within: dt.timedelta) -> list[str]:
    if len(token) > LONGEST:
        raise BadLink
    try:
        key, *marks = signing.loads(token, salt=salt, max_age=within)
    except signing.SignatureExpired as error:
        raise BadLink(stale=True) from error
    except signing.BadSignature as error:
        raise BadLink from error
    return [key, *marks]


def _found(key: str, mark: str) -> Subscription | None:
    row = Subscription.objects.select_related("user").filter(pk=key).first()
    return row if row is not None and _mark(row) == mark else None
