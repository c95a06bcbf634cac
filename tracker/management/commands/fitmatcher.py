"""manage.py fitmatcher GOLD.json...: refits core/data/matcher.json on labelled pairs."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tracker.core.evaluation.gold import load
from tracker.core.evaluation.training import fit, model_text

SHIPPED = Path(__file__).parents[2] / "core" / "data" / "matcher.json"


class Command(BaseCommand):
    """Writes the fitted weights; the next process uses them."""

    help = "Fit the matcher's weights on labelled pairs and write matcher.json."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Gold files, and where to write."""
        parser.add_argument("gold", nargs="+", type=Path, help="labelled pairs")
        parser.add_argument("--output", type=Path, default=SHIPPED, help="where to write")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Raises CommandError for a file that is not a labelled pair."""
        try:
            pairs = [load(path) for path in options["gold"]]
        except (OSError, ValueError) as error:
            raise CommandError(str(error)) from error
        items = sum(len(pair.items) for pair in pairs)
        text = model_text(fit(pairs), fitted_on={"pairs": len(pairs), "items": items})
        options["output"].write_text(text, encoding="utf-8")
        self.stdout.write(f"{options['output'].name}: {len(pairs)} pairs, {items} items")
