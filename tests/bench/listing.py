"""Every list of the API: each filter, the usual pairs, each order, the first page and a deep one.

Also what is worst: nothing to be found, rare beside rare, an order that has all of it at its end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import quote

if TYPE_CHECKING:
    from django.db.models import Model

ORDERS: Final = {
    "commitments": ("id", "plan_year", "updated_at", "verifiability"),
    "reports": ("id", "report_year", "updated_at"),
    "agencies": ("id", "name"),
    "regions": ("id", "code"),
    "reviews": ("id",),
}
# List -> what it is narrowed by; {words} are put in by list_addresses.
FILTERS: Final = {
    "commitments": (
        *("", "limit=200", "agency={agency}", "region={region}", "region={city}", "region=000000"),
        *("agency=999999999", "report_year=2022", "plan_year=2023", "plan_year=1990"),
        *("status=pending", "status=fulfilled", "outcome=partial", "outcome=dropped"),
        *("outcome=awaiting_report", "review_state=proposed", "review_state=unmatched"),
        *("review_state=disputed", "review_state=in_review", "suggested_outcome=no_evidence"),
        *("suggested_outcome=superseded", "topic=enforcement", "verifiability=4"),
        *("verifiable=true", "verifiable=false", "as_of={today}", "as_of=2020-01-01"),
        *("as_of={today}&review_state=confirmed", "as_of={today}&outcome=fulfilled"),
        *("plan_year=2023&status=pending&review_state=proposed", "region={city}&plan_year=2023"),
        *("plan_year=2023&suggested_outcome=no_evidence", "region={city}&review_state=disputed"),
        "review_state=disputed&topic=emergencies&verifiability=4&plan_year=2023",
        *("review_state=disputed&plan_year=2025", "review_state=confirmed&outcome=awaiting_report"),
    ),
    "reports": (
        *("", "agency={agency}", "region={region}", "region=000000", "report_year=2022"),
        *("kind=rule_of_law", "kind=government_work", "filed_on_time=false"),
        "report_year=2022&filed_on_time=true",
    ),
    "agencies": ("", "region={city}", "region=000000", "q=第7办", "q=无此单位"),
    "regions": ("", "level=county", "level=province", "parent={city}"),
    "reviews": (
        *("", "commitment={commitment}", "agency={agency}", "agency=999999999", "act=decide"),
        *("act=undo", "outcome=partial", "outcome=fulfilled", "since=2030-01-01T00:00:00Z"),
    ),
}
DEEP: Final = ("", "plan_year=2023", "review_state=proposed", "suggested_outcome=no_evidence")
OTHERS: Final = (
    *("changes", "changes?limit=1000", "changes?kind=report", "changes?since=2030-01-01T00:00:00Z"),
    *("commitments/{commitment}", "commitments/{commitment}/evidence"),
    *("commitments/{commitment}/chain", "reports/{report}", "reports/{report}/sections"),
    *("agencies/{agency}", "uploads"),
)


def list_addresses() -> list[str]:
    """All of them, without the host and /api/v1; Django is set up and has the small world."""
    words = _words()
    found = [
        f"/{name}?{narrowed.format(**words)}&sort={down}{order}".replace("?&", "?")
        for name, orders in ORDERS.items()
        for narrowed in FILTERS[name]
        for order in orders
        for down in ("", "-")
    ]
    found += [
        f"/commitments?{narrowed}&sort={down}{order}&cursor={_middle(down + order)}"
        for narrowed in DEEP
        for order in ORDERS["commitments"]
        for down in ("", "-")
    ]
    found += [f"/{other.format(**words)}" for other in OTHERS]
    return [quote(path, safe="/?&=,:") for path in found]


def _words() -> dict[str, object]:
    """Of the small world, which is where the inspector's scope lies."""
    from django.utils.timezone import localdate

    from tracker.models import Agency, Commitment, Region

    city, region = Region.objects.order_by("pk")[:2]
    commitment = Commitment.objects.order_by("pk")[20]
    return {
        "city": city.code,
        "region": region.code,
        "agency": Agency.objects.order_by("pk")[5].pk,
        "commitment": commitment.pk,
        "report": commitment.report_id,
        "today": localdate().isoformat(),
    }


def _middle(sort: str) -> str:
    """A cursor behind half of all commitments, by their keys."""
    from tracker.api.paging import cursor_behind
    from tracker.models import Commitment

    last = Commitment.objects.latest("pk").pk
    row: Model = Commitment.objects.filter(pk__gte=last // 2).earliest("pk")
    return cursor_behind(row, sort=sort)
