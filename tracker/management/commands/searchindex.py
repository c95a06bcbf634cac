"""manage.py searchindex: makes the index of full-text search (全文检索) anew."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection
from django.utils.translation import gettext as _

from tracker.models.search_index import rebuild


class Command(BaseCommand):
    """The index follows the texts by itself; this is for after a restore or a broken disk."""

    help = "Make the full-text index anew. Can be run again, also after it was interrupted."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """People search and write meanwhile."""
        rebuild(connection)
        self.stdout.write(_("检索索引已重建。"))
