"""manage.py progress [BATCH]: how far the workers are with a batch of files."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from tracker.management.database import needs_database
from tracker.management.following import follow, raise_for
from tracker.models import Batch


class Command(BaseCommand):
    """Follow a batch to its end; looking changes nothing, and may be broken off and resumed."""

    help = "Show how far the workers are with a batch of files; the newest unless one is named."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Arguments."""
        parser.add_argument("batch", nargs="?", type=int, metavar="BATCH", help="its number")

    def handle(self, *args: Any, batch: int | None, **_options: Any) -> None:
        """Exit code as of ingestreports: 1 if anything failed, 2 if a file waits for an answer."""
        needs_database()
        rows = Batch.objects.all() if batch is None else Batch.objects.filter(pk=batch)
        found = rows.first()
        if found is None:
            raise CommandError(
                _("还没有交来过文件，没有可显示的批次。")
                if batch is None
                else _("没有编号为 %(n)d 的批次。") % {"n": batch}
            )
        self.stdout.write(_("批次 %(n)d：%(name)s") % {"n": found.pk, "name": found})
        progress = follow(found, out=self.stdout)
        files, pairs = progress.files, progress.pairs
        raise_for(failed=files.failed, asked=files.asked, pairs=pairs.failed)
