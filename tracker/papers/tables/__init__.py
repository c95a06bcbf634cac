"""The lists that can leave as a table (台账), by the names of their models.

    for row in TABLES["commitment"].rows(visible_commitments(user)): ...

Every row is a tuple of typed values, one for each of `Table.columns`; the caller brings the
scope, the filters and the order.
"""

from __future__ import annotations

from typing import Final

from tracker.papers.tables.columns import Column, Kind, Table, Value
from tracker.papers.tables.commitments import COMMITMENTS
from tracker.papers.tables.commitments_then import commitments_then
from tracker.papers.tables.desk import (
    CORRECTIONS,
    DELIVERIES,
    EXPORTS,
    KEYS,
    SUBSCRIPTIONS,
)
from tracker.papers.tables.keys import with_keys
from tracker.papers.tables.places import AGENCIES, REGIONS, SUCCESSIONS, USERS
from tracker.papers.tables.records import JOBS, REPORTS, REVIEWS, RUNS, UPLOADS
from tracker.papers.tables.shortcomings import SHORTCOMINGS

__all__ = ["TABLES", "Column", "Kind", "Table", "Value", "commitments_then", "with_keys"]

TABLES: Final = {
    table.name: table
    for table in (
        *(COMMITMENTS, REPORTS, REVIEWS, AGENCIES, REGIONS, SUCCESSIONS, USERS),
        *(UPLOADS, JOBS, RUNS, CORRECTIONS, SHORTCOMINGS),
        *(SUBSCRIPTIONS, DELIVERIES, EXPORTS, KEYS),
    )
}
