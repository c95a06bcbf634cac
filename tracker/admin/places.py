"""Regions, agencies, and how one agency took over from another."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import ForeignKey, Model
from django.forms import ModelChoiceField, ModelForm
from django.http import HttpRequest
from django.utils import timezone

from tracker.admin.base import ScopedAdmin, person
from tracker.models import Agency, AgencySuccession, Region


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


@admin.register(AgencySuccession)
class AgencySuccessionAdmin(ScopedAdmin):
    """机构沿革; whoever saves one here confirms it."""

    list_display = ["predecessor", "successor", "since_year", "confirmed_by", "confirmed_at"]
    list_select_related = ["predecessor", "successor", "confirmed_by"]
    search_fields = ["predecessor__name", "successor__name"]
    ordering = ["-since_year", "pk"]
    autocomplete_fields = ["predecessor", "successor"]
    readonly_fields = ["confirmed_by", "confirmed_at"]

    def save_model(
        self, request: HttpRequest, obj: Model, form: ModelForm[Any] | forms.Form, change: bool
    ) -> None:
        """Store who confirmed it and when."""
        if isinstance(obj, AgencySuccession):
            obj.confirmed_by, obj.confirmed_at = person(request), timezone.now()
        super().save_model(request, obj, form, change)
