"""The filters of lists of work: why something failed, and which files came together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from tracker.admin.base import SCOPES, person
from tracker.models import Upload
from tracker.models.work import WorkUnit
from tracker.selectors.progress import VARIOUS, of_batch
from tracker.selectors.records import visible_batches
from tracker.wording import job_error_text, read_error_text

MOST_BATCHES: Final = 10  # more are found by their progress page

Choices = list[tuple[Any, Any]]


class _Open(dict[str, object]):
    """Facts of a sentence that holds for many rows: whatever is asked for is left open."""

    def __missing__(self, key: str) -> str:
        return VARIOUS


def error_text(model: type[Any]) -> Callable[[str, Any], str]:
    """What turns a code into words, for files or for pairs."""
    return read_error_text if model is Upload else job_error_text


class ReasonFilter(admin.SimpleListFilter):
    """Why it failed: the reasons there are, each by the first clause of its sentence."""

    title = _("失败原因")
    parameter_name = "reason"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        """The reasons of the visible rows."""
        text = error_text(model_admin.model)
        rows = SCOPES[model_admin.model](person(request)).filter(state="failed").order_by()
        codes = sorted(rows.values_list("error_code", flat=True).distinct())
        return [(code, text(code, _Open()).split("；")[0].split("; ")[0]) for code in codes]

    def queryset(self, request: HttpRequest, queryset: QuerySet[WorkUnit]) -> QuerySet[WorkUnit]:
        """Narrow the list."""
        if self.value() is None:
            return queryset
        return queryset.filter(state="failed", error_code=self.value())


class BatchFilter(admin.SimpleListFilter):
    """The files of one batch, or their pairs: the newest are offered, any can be asked for."""

    title = _("处理批次")
    parameter_name = "batch"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        """The newest visible batches, and the one that is shown."""
        batches = visible_batches(person(request))
        offered = list(batches[:MOST_BATCHES])
        chosen = request.GET.get(self.parameter_name, "")
        if _is_key(chosen) and int(chosen) not in {batch.pk for batch in offered}:
            offered += batches.filter(pk=int(chosen))
        return [(batch.pk, str(batch)) for batch in offered]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Narrow the list; what is no number finds nothing."""
        value = self.value()
        if value is None:
            return queryset
        if not _is_key(value):
            return queryset.none()
        if queryset.model is Upload:
            return queryset.filter(batch=int(value))
        return queryset.filter(of_batch(int(value)))


def _is_key(value: str) -> bool:
    return value.isdecimal() and len(value) <= 18  # a database integer's length
