"""Choosing agencies and years on pages about reports: from the address, over visible rows only."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404, QueryDict

from tracker.models import Agency, Report

_LONGEST = 18  # digits of a database integer


def number_in(query: QueryDict, name: str) -> int | None:
    """A number of the address; None if it is not there or empty. Raises Http404 for other words."""
    words = query.get(name, "")
    if not words:
        return None
    if not (words.isascii() and words.isdecimal() and len(words) <= _LONGEST):
        raise Http404
    return int(words)


def reporting(agencies: QuerySet[Agency]) -> list[tuple[int, str]]:
    """Of a scoped set, the agencies that have reports: key and name, by name. One query."""
    reports = Report.objects.order_by().values("agency")
    rows = agencies.filter(pk__in=reports).order_by("name", "pk")
    return list(rows.values_list("pk", "name"))
