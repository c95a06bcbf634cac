"""A scope of full-text search (全文检索) that is told by the keys of its reports.

They are asked for once. What a commitment's own row says by its report needs no join afterwards,
and the planner need not guess how much a scope leaves.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.db import connection
from django.db.models import Aggregate, BigIntegerField, Count, F, Q, QuerySet, TextField
from django.db.models.expressions import RawSQL

from tracker.models import Commitment, Report
from tracker.selectors.commitments import in_plan
from tracker.selectors.full_text_conditions import array_of, equals_any

MOST_REPORTS: Final = 8000  # more cost more than they save


@dataclass(frozen=True, slots=True)
class Within:
    """A set of commitments: those of these reports that meet these conditions of their own."""

    reports: QuerySet[Report]
    own: Q


@dataclass(frozen=True, slots=True)
class Told:
    """The same, with the keys of its reports, as PostgreSQL writes an array, and their number."""

    keys: str
    number: int
    own: Q

    def share(self, *, of: float) -> float:
        """About how much of all there is lies in it, 0..1, where there are so many reports."""
        return self.number / max(self.number, of, 1)

    def commitments(self, *, along_index: bool) -> QuerySet[Commitment]:
        """Those in the plan; found by their reports, or only asked about them."""
        among = equals_any("report_id", array_of(self.keys), unindexed=not along_index)
        return in_plan(Commitment.objects.order_by()).filter(self.own).filter(among)


def told_by(within: Within) -> Told | None:
    """None where there are more than MOST_REPORTS; one query (PostgreSQL)."""
    some = within.reports.order_by().values("pk")[: MOST_REPORTS + 1]
    answer = some.aggregate(keys=_Joined("pk"), number=Count("pk"))
    if answer["number"] > MOST_REPORTS:
        return None
    return Told(answer["keys"] or "{}", answer["number"], within.own)


def leading(
    named: QuerySet[Any], tie: str, ground: QuerySet[Commitment], *, most: int
) -> list[int]:
    """The keys of the first of these rows whose `tie` leads into the ground, in their order.

    One statement (PostgreSQL): the rows are found first (OFFSET 0), and asked one by one as they
    come, until there are enough. What is asked of each is a value, which is never made a join.
    """
    same = RawSQL("named.named_tie", (), output_field=BigIntegerField())
    first, words = named.values(named_key=F("pk"), named_tie=F(tie)).query.sql_with_params()
    inside, scope = ground.filter(**{tie: same}).values("pk")[:1].query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT named_key FROM ({first} OFFSET 0) AS named"  # noqa: S608 - Django's own
            f" WHERE ({inside}) IS NOT NULL LIMIT %s",
            [*words, *scope, most],
        )
        return [key for (key,) in cursor.fetchall()]


class _Joined(Aggregate):
    """All values as one text: thousands of keys, none of which is looked at here."""

    function = "array_agg"
    template = "%(function)s(%(expressions)s)::text"
    output_field = TextField()
