"""What changed since (变更记录), in an order in which nothing is ever passed over."""

from __future__ import annotations

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from tracker.models import Change, User
from tracker.selectors.scope import visible_agencies


def settled_changes(user: User) -> QuerySet[Change]:
    """The newest change of every record in scope that nothing can come before any more, by seq.

    Beside an open transaction, later numbers may be committed before its own: what was written
    since the oldest open one began waits for it, at most as long as that lasts.
    """
    found = Change.objects.order_by("seq")
    if not (user.is_active and user.is_superuser):
        found = found.filter(agency_id__in=visible_agencies(user).values("pk"))
    if connection.vendor != "postgresql":  # SQLite has one writer at a time
        return found
    oldest = RawSQL("pg_snapshot_xmin(pg_current_snapshot())::text::bigint", ())
    return found.filter(writer__lt=oldest)
