"""What every admin page has in common: the user's scope, and 404 for what lies outside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.admin import options
from django.db.models import Field, ForeignKey, ManyToManyField, Model, QuerySet
from django.forms import ModelChoiceField, ModelMultipleChoiceField
from django.http import Http404, HttpRequest
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from tracker import models
from tracker.admin.exporting import ExportingAdmin
from tracker.selectors import records, scope

if TYPE_CHECKING:  # ModelAdmin takes a parameter in the stubs only
    ModelAdmin = admin.ModelAdmin[Model]
    TabularInline = admin.TabularInline[Model, Model]
    BaseModelAdmin = options.BaseModelAdmin[Model]
else:
    ModelAdmin = admin.ModelAdmin
    TabularInline = admin.TabularInline
    BaseModelAdmin = options.BaseModelAdmin

SCOPES: dict[type[Model], Callable[[models.User], QuerySet[Any]]] = {
    models.Region: scope.visible_regions,
    models.Agency: scope.visible_agencies,
    models.AgencySuccession: records.visible_successions,
    models.Report: scope.visible_reports,
    models.Upload: records.visible_uploads,
    models.Commitment: scope.visible_commitments,
    models.Correction: records.visible_corrections,
    models.MatchJob: records.visible_jobs,
    models.MatchRun: records.visible_runs,
    models.Review: records.visible_reviews,
    models.User: records.visible_users,
    models.Subscription: records.visible_subscriptions,
    models.Export: records.visible_exports,
    models.DigestDelivery: records.visible_deliveries,
    models.ApiKey: records.visible_keys,
}


def person(request: HttpRequest) -> models.User:
    """Who asks. Admin pages are only reached logged in; anything else is 404."""
    if not isinstance(request.user, models.User):
        raise Http404
    return request.user


def rendered(template: str, **context: object) -> SafeString:
    """A part of a page from a template, which escapes everything it is given."""
    return render_to_string(template, context)


class ScopedChoices(BaseModelAdmin):
    """Offers only visible rows in the fields of a form that lead to other tables.

    `given` narrows further where what is chosen gives somebody a view of it.
    """

    given: Mapping[type[Model], Callable[[models.User], QuerySet[Any]]] = {}

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField[Any] | None:
        """The stock field over the visible rows."""
        self._narrow(db_field, request, kwargs)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(
        self, db_field: ManyToManyField[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> ModelMultipleChoiceField[Any] | None:
        """The stock field over the visible rows."""
        self._narrow(db_field, request, kwargs)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def _narrow(
        self, db_field: Field[Any, Any], request: HttpRequest, kwargs: dict[str, Any]
    ) -> None:
        selectors = {**SCOPES, **self.given}
        selector = selectors.get(db_field.related_model)  # type: ignore[arg-type]  # never "self" once loaded
        if selector is not None:
            kwargs["queryset"] = selector(person(request))


class ScopedAdmin(ExportingAdmin, ScopedChoices, ModelAdmin):
    """A stock admin over the rows that the user may see."""

    empty_words: Promise = gettext_lazy("这里还没有记录。")  # of a list: what to do about it
    list_per_page = 50
    show_full_result_count = False
    # One COUNT per choice and table is too dear for a list of many agencies.
    show_facets = admin.ShowFacets.NEVER

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """The visible rows, in the order of the list."""
        rows = SCOPES[self.model](person(request))
        return rows.order_by(*(self.get_ordering(request) or ["pk"]))

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Model | None:
        """The row; 404 when it does not exist for this user (stock: a redirect that tells)."""
        found: Model | None = super().get_object(request, object_id, from_field)
        if found is None:
            raise Http404
        return found


class ReadOnlyAdmin(ScopedAdmin):
    """For what is history or the machine's: to look at, never to edit."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never by hand."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never by hand."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never by hand."""
        return False
