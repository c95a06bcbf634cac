"""Regions and agencies."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import ForeignKey
from django.forms import ModelChoiceField
from django.http import HttpRequest

from tracker.admin.base import ScopedAdmin, person
from tracker.models import Agency, Region


@admin.register(Region)
class RegionAdmin(ScopedAdmin):
    """地区."""

    list_display = ["name", "code", "level", "parent"]
    list_filter = ["level"]
    list_select_related = ["parent"]
    search_fields = ["name", "code"]
    ordering = ["code"]
    autocomplete_fields = ["parent"]


@admin.register(Agency)
class AgencyAdmin(ScopedAdmin):
    """单位."""

    list_display = ["name", "region"]
    list_select_related = ["region"]
    search_fields = ["name"]
    ordering = ["name"]
    autocomplete_fields = ["region"]

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField[Any] | None:
        """An agency without a region is visible to superusers only: others must name one."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field is not None and not person(request).is_superuser:
            field.required = True
        return field
