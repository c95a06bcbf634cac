"""manage.py buildtables DIR: derives core/data/background.npz from a corpus of reports."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from tracker.core.evaluation.background import build_tables, read_sentences
from tracker.management.files import can_be_written

SHIPPED = Path(__file__).parents[2] / "core" / "data" / "background.npz"


class Command(BaseCommand):
    """Writes document frequencies and word vectors; no text of the corpus is kept."""

    help = "Derive the matcher's background tables from DIR (a folder for each body)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The corpus, bodies to leave out, and where to write."""
        parser.add_argument("folder", type=Path)
        parser.add_argument(
            "--leave-out", action="append", default=[], help="a body whose pairs are measured on"
        )
        parser.add_argument("--output", type=Path, default=SHIPPED)

    def handle(self, *_args: Any, **options: Any) -> None:
        """Raises CommandError for a folder without reports, or a place to write to."""
        can_be_written(options["output"])
        sentences = read_sentences(options["folder"], leave_out=options["leave_out"])
        if not sentences:
            raise CommandError(_("%(folder)s 里没有报告。") % {"folder": options["folder"]})
        counts = build_tables(sentences, options["output"])
        self.stdout.write(", ".join(f"{number} {name}" for name, number in counts.items()))
