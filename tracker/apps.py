"""The Django application."""

from django.apps import AppConfig
from django.core.checks import register
from django.utils.translation import gettext_lazy as _

from config.spelling import misspelt_variables


class TrackerConfig(AppConfig):
    """One application holds the whole house; its layers are packages (ARCHITECTURE.md)."""

    name = "tracker"
    verbose_name = _("承诺追踪")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Have `manage.py check` look for misspelt variables of the environment."""
        register(misspelt_variables)
