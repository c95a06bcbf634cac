"""Small sets first: which reports a caller asks about, where these are few (先定范围，再取数).

Asked for the first fifty of an order, PostgreSQL walks the order's index if it takes the wanted
rows to lie evenly along it. Those of one place lie together: at the far end, or nowhere, and then
it has read a million rows. So a set that is small is said to be: by the keys of its reports, and in
an order that no index gives (`unindexed`), which leaves it nothing but to collect and sort them.
"""

from __future__ import annotations

from typing import Final

from django.db.models import F, OrderBy, QuerySet
from django.db.models.functions import Coalesce

from tracker.models import Report
from tracker.selectors.scope import Viewer, sees_everything, visible_agencies

# With some twenty commitments each: what is collected and sorted in a few milliseconds.
FEW: Final = 1000
# Agencies of a scope that is told by their keys: with fewer all is collected as quickly, and more
# keys than these SQLite doesn't take.
SOME: Final = 200
MANY: Final = 30_000


def few_reports(reports: QuerySet[Report]) -> list[int] | None:
    """The keys of a scoped and narrowed set; None where they are more than FEW. One query."""
    keys = list(reports.order_by().values_list("pk", flat=True)[: FEW + 1])
    return keys if len(keys) <= FEW else None


def few_agencies(user: Viewer) -> list[int] | None:
    """The keys of a small scope; None where they are more than SOME. One query."""
    keys = list(visible_agencies(user).order_by().values_list("pk", flat=True)[: SOME + 1])
    return keys if len(keys) <= SOME else None


def many_agencies(user: Viewer) -> list[int] | None:
    """The keys of a scope that is neither all there is nor small; None of any other. One query.

    Of a scope told by conditions PostgreSQL expects a handful, and collects and sorts all of it;
    of as many keys it knows that an order's index soon has a page of them.
    """
    if sees_everything(user):
        return None
    keys = list(visible_agencies(user).order_by().values_list("pk", flat=True)[: MANY + 1])
    return keys if SOME < len(keys) <= MANY else None


def unindexed(sort: str) -> OrderBy:
    """The order of a field that is never null ("-" for down), as no index has it."""
    field = F(sort.removeprefix("-"))
    same = Coalesce(field, field)
    return same.desc() if sort.startswith("-") else same.asc()
