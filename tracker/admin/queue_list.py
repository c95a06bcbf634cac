"""The stock list of the admin as a queue: its rows, its order, what a query string may say."""

from __future__ import annotations

from typing import Any, Final, Literal

from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ORDER_VAR, PAGE_VAR, SEARCH_VAR, ChangeList
from django.core.exceptions import SuspiciousOperation
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.urls import reverse

from tracker.admin.base import ModelAdmin, person
from tracker.models import Commitment
from tracker.selectors.earlier import earlier_years
from tracker.selectors.scope import visible_commitments

# The longest columns, which no row of the list shows: two whole reports each.
UNSEEN: Final = [
    *("report__text", "report__raw_text", "report__facts", "report__missing_parts"),
    *("suggestion__reasons", "verifiability_reasons", "documents", "partners"),
]
LONGEST_VALUE: Final = 200  # characters of one filter or search


class Queue(ChangeList):
    """The stock list whose rows lead straight to the review page, with the filters kept."""

    def get_queryset(self, *args: Any, **kwargs: Any) -> QuerySet[Any]:
        """The filtered rows without their longest columns."""
        return super().get_queryset(*args, **kwargs).defer(*UNSEEN)

    def get_results(self, request: HttpRequest) -> None:
        """One page of rows, each with the years before it."""
        super().get_results(request)
        self.result_list = list(self.result_list)
        years = earlier_years(self.result_list, among=visible_commitments(person(request)))
        for row in self.result_list:
            row.earlier_years = years.get(row.pk, [])

    def url_for_result(self, result: Any) -> str:
        """The review page of a row."""
        return reverse("admin:tracker_commitment_review", args=[result.pk])

    def get_ordering_field_columns(self) -> dict[int, Literal["desc", "asc"]]:
        """Where the arrow stands: our own order begins with the doubt."""
        if ORDER_VAR in self.params:
            return super().get_ordering_field_columns()
        return {list(self.list_display).index("suggested"): "asc"}


def filtered(admin: ModelAdmin, request: HttpRequest, query: str) -> QuerySet[Commitment] | None:
    """The rows of a list by its query string, unordered; None if the list can't be made."""
    original = request.GET
    try:
        request.GET = QueryDict(query)
        rows: QuerySet[Commitment] = admin.get_changelist_instance(request).queryset
        return rows.order_by()
    except (IncorrectLookupParameters, SuspiciousOperation):
        return None
    finally:
        request.GET = original


def checked_query(admin: ModelAdmin, request: HttpRequest, query: str) -> str | None:
    """A query string with nothing in it but the list's own parameters; None if it has others.

    The page is no part of what is kept. What comes back is encoded anew.
    """
    known = {SEARCH_VAR, ORDER_VAR} | {
        f"{entry}__exact" if isinstance(entry, str) else str(getattr(entry, "parameter_name", ""))
        for entry in admin.get_list_filter(request)
    }
    given = QueryDict(query[: LONGEST_VALUE * 10])
    kept = QueryDict(mutable=True)
    for name, value in given.dict().items():
        if name == PAGE_VAR or not value:
            continue
        if (
            not isinstance(value, str)
            or name not in known
            or len(value) > LONGEST_VALUE
            or not value.isprintable()
        ):
            return None
        kept[name] = value
    found = kept.urlencode()
    return None if filtered(admin, request, found) is None else found
