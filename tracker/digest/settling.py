"""What a person decides about a delivery (周报投递) that the system will not decide by itself.

    unclear -> sent       it arrived (已收到)
    unclear -> pending    send again (重新发送): may arrive twice
    failed  -> pending    send again: it surely did not arrive

Each is one conditional UPDATE: of two people who press at once, one has pressed. The state is asked
of the row itself, not within `pk IN (...)`: after waiting for another's lock, PostgreSQL looks at
the row anew, but not at what a subquery over other tables has found before. `attempts` stays, and
with it the fence of tracker.digest.deliveries: a sender of before can't end the new try.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db.models import F, QuerySet

from tracker.models import DigestDelivery, User
from tracker.selectors.digests import may_get_mail

State = DigestDelivery.State
# What a person may have sent again.
OPEN: Final = [State.UNCLEAR, State.FAILED]


def settle_arrived(rows: QuerySet[DigestDelivery], *, by: User, now: dt.datetime) -> int:
    """Those of `rows` that are unclear did arrive; how many there were.

    They count as sent when they were made out, which is no later than what they report: the
    next digest rather says something twice than not at all.
    """
    return _settle(rows, [State.UNCLEAR], state=State.SENT, sent_at=F("created_at"), by=by, now=now)


def send_again(rows: QuerySet[DigestDelivery], *, by: User, now: dt.datetime) -> int:
    """Those of `rows` that are unclear or failed wait for the next sender; how many there were.

    Not where nobody wants the mail any more: the subscription is ended, off or deleted.
    """
    return _settle(sendable(rows), OPEN, state=State.PENDING, by=by, now=now)


def sendable(rows: QuerySet[DigestDelivery]) -> QuerySet[DigestDelivery]:
    """Those of `rows` that a person may have sent again."""
    return rows.order_by().filter(may_get_mail("subscription__"), state__in=OPEN)


def _settle(
    rows: QuerySet[DigestDelivery],
    states: list[DigestDelivery.State],
    *,
    by: User,
    now: dt.datetime,
    **fields: object,
) -> int:
    """Those of `rows` that are in one of `states` when they are written; how many."""
    still = DigestDelivery.objects.filter(state__in=states, pk__in=rows.order_by().values("pk"))
    return still.update(lease_until=None, settled_by=by, settled_at=now, **fields)
