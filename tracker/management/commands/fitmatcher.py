"""manage.py fitmatcher GOLD.json... [--with-reviews]: refits core/data/matcher.json on labels."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from tracker.core.evaluation.gold import GoldPair
from tracker.core.evaluation.training import fit, model_text
from tracker.management.database import needs_database
from tracker.management.files import can_be_written, enough_to_fit, read_pairs, write_text
from tracker.selectors.training import reviewed_pairs

SHIPPED = Path(__file__).parents[2] / "core" / "data" / "matcher.json"


class Command(BaseCommand):
    """Writes the fitted weights; the next process uses them."""

    help = "Fit the matcher's weights on labelled pairs and write matcher.json."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Gold files, whether people's decisions count too, and where to write."""
        parser.add_argument("gold", nargs="+", type=Path, help="labelled pairs")
        parser.add_argument(
            "--with-reviews",
            action="store_true",
            help="also learn from confirmed reviews that were made one at a time",
        )
        parser.add_argument("--output", type=Path, default=SHIPPED, help="where to write")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Raises CommandError for a file that is no labelled pair, or a place to write to."""
        pairs = read_pairs(options["gold"])
        can_be_written(options["output"])
        if options["with_reviews"]:
            needs_database()
        reviewed = reviewed_pairs() if options["with_reviews"] else ()
        enough_to_fit([*pairs, *reviewed], left_out=1)
        counts = {"pairs": len(pairs) + len(reviewed), "items": _items([*pairs, *reviewed])}
        if reviewed:
            counts["reviews"] = _items(reviewed)
        text = model_text(fit([*pairs, *reviewed]), fitted_on=counts)
        write_text(options["output"], text)
        told = ", ".join(f"{number} {name}" for name, number in counts.items())
        self.stdout.write(f"{options['output'].name}: {told}")


def _items(pairs: Sequence[GoldPair]) -> int:
    return sum(len(pair.items) for pair in pairs)
