"""Who may see and decide what (访问范围)."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """A person who logs in. A model of our own from the first migration, so that it can grow."""

    class Meta:
        verbose_name = _("用户")
        verbose_name_plural = _("用户")


class Responsibility(models.Model):
    """A region (with all below it) or one agency that a user answers for.

    A user without any sees nothing; a superuser sees everything. Applied in one
    place only: tracker.selectors.scope.
    """

    user = models.ForeignKey(
        User, verbose_name=_("用户"), on_delete=models.CASCADE, related_name="responsibilities"
    )
    region = models.ForeignKey(
        "Region", verbose_name=_("地区"), on_delete=models.CASCADE, null=True, blank=True
    )
    agency = models.ForeignKey(
        "Agency", verbose_name=_("单位"), on_delete=models.CASCADE, null=True, blank=True
    )

    class Meta:
        verbose_name = _("责任范围")
        verbose_name_plural = _("责任范围")
        constraints = [
            models.CheckConstraint(
                name="responsibility_one_of_region_agency",
                condition=Q(region__isnull=False, agency__isnull=True)
                | Q(region__isnull=True, agency__isnull=False),
                violation_error_message=_("地区和单位须填且只填一项。"),
            ),
            models.UniqueConstraint(fields=["user", "region"], name="responsibility_once_region"),
            models.UniqueConstraint(fields=["user", "agency"], name="responsibility_once_agency"),
        ]

    def __str__(self) -> str:
        return str(self.region or self.agency)
