"""What changed since (变更记录), in an order in which nothing is ever passed over."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import F, Max, Min, Q, QuerySet

from tracker.models import Change, User
from tracker.selectors.gathering import few_agencies, unindexed
from tracker.selectors.scope import (
    governed_regions,
    sees_everything,
    visible_agencies,
    visible_regions,
)

# When the oldest transaction that has written began (autovacuum's change no record of ours); of
# those that begin later, now.
_OLDEST = """
    SELECT LEAST(MIN(xact_start), statement_timestamp())
    FROM pg_stat_activity
    WHERE datname = current_database() AND backend_xid IS NOT NULL
        AND backend_type = 'client backend'
"""


def changes_of(user: User) -> QuerySet[Change]:
    """The newest change of every record in scope, by seq; and of what has left it.

    Of an agency that left a region, or is gone, those are told who answer for the whole region.
    The changes of a few agencies are collected (selectors.gathering): along `seq` they may all
    stand at the far end.
    """
    found = Change.objects.order_by("seq")
    if sees_everything(user):
        return found
    scope = (governed_regions(user), visible_regions(user))
    regions = [rows.order_by().values_list("pk", flat=True) for rows in scope]
    if (few := few_agencies(user)) is None:
        return found.filter(_told(visible_agencies(user).order_by().values("pk"), *regions))
    return found.filter(_told(few, *map(list, regions))).order_by(unindexed("seq"))


def _told(agencies: Iterable[Any], governed: Iterable[int], seen: Iterable[int]) -> Q:
    """By keys, each part has an index of its own; by queries all of it is looked through."""
    return (
        Q(agency_id__in=agencies)
        | Q(former_agency_id__in=agencies)
        | Q(region_id__in=governed)
        | Q(kind=Change.Kind.REGION, deleted=False, region_id__in=seen)
    )


def settled() -> int:
    """The highest seq before which nothing can come any more; 0 where nothing ever changed.

    Beside an open transaction, later numbers may be committed before its own. A transaction
    numbers nothing before it begins, and a change is numbered before the moment `at` that it
    bears: what was noted before the oldest open transaction began is settled. The rest waits, at
    most as long as that lasts. (PostgreSQL's own numbers of transactions tell nothing of it: one
    that began earlier may write later. They also begin anew where a database is restored.)
    """
    rows = Change.objects.order_by()
    if connection.vendor == "postgresql":  # SQLite has one writer at a time
        # Asked before the rows are: what has ended by then is among them.
        with connection.cursor() as cursor:
            cursor.execute(_OLDEST)
            (oldest,) = cursor.fetchone()
        # `+ 0`: the least of a few recent rows, not the first recent one in the index of all.
        first = rows.filter(at__gte=oldest).aggregate(least=Min(F("seq") + 0))["least"]
        if first is not None:
            rows = rows.filter(seq__lt=first)
    return rows.aggregate(most=Max("seq"))["most"] or 0
