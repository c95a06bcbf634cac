"""The Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TrackerConfig(AppConfig):
    """One application holds the whole house; its layers are packages (ARCHITECTURE.md)."""

    name = "tracker"
    verbose_name = _("承诺追踪")
    default_auto_field = "django.db.models.BigAutoField"
