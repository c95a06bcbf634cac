"""People: who logs in, in which role, and what they answer for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as StockUserAdmin
from django.contrib.auth.models import Group
from django.db.models import ManyToManyField
from django.forms import ModelMultipleChoiceField
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from tracker.admin.base import ScopedAdmin, ScopedChoices, TabularInline, person
from tracker.models import Region, Responsibility, User
from tracker.selectors.scope import governed_regions
from tracker.services.roles import ROLES

if TYPE_CHECKING:  # takes a parameter in the stubs only
    BaseUserAdmin = StockUserAdmin[User]
else:
    BaseUserAdmin = StockUserAdmin


class ResponsibilityInline(ScopedChoices, TabularInline):
    """责任范围: a region with all below it, or one agency. One gives away only what one sees."""

    model = Responsibility
    given = {Region: governed_regions}
    extra = 0
    autocomplete_fields = ["region", "agency"]


@admin.register(User)
class UserAdmin(ScopedAdmin, BaseUserAdmin):
    """用户. Who is no superuser hands out the three roles only, and makes no superusers."""

    inlines = [ResponsibilityInline]
    list_display = ["username", "email", "is_staff", "is_active", "last_login"]
    list_filter = ["is_staff", "is_active"]
    ordering = ["username"]
    readonly_fields = ["last_login", "date_joined"]
    filter_horizontal = ["groups", "user_permissions"]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """The stock form; its two most powerful fields are for superusers."""
        if obj is None or person(request).is_superuser:
            return super().get_fieldsets(request, obj)
        return (
            (None, {"fields": ("username", "password")}),
            (_("个人信息"), {"fields": ("first_name", "last_name", "email")}),
            (_("权限"), {"fields": ("is_active", "is_staff", "groups")}),
            (_("重要日期"), {"fields": ("last_login", "date_joined")}),
        )

    def formfield_for_manytomany(
        self, db_field: ManyToManyField[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> ModelMultipleChoiceField[Any] | None:
        """Only the three roles, unless a superuser asks."""
        if db_field.related_model is Group and not person(request).is_superuser:
            kwargs["queryset"] = Group.objects.filter(name__in=ROLES)
        return super().formfield_for_manytomany(db_field, request, **kwargs)
