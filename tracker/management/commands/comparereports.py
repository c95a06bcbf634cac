"""manage.py comparereports PLAN RESULT --json: two files set against each other, no database."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from tracker.core.pipeline import assess_pair, read_file
from tracker.core.types import PairAssessment, ReportReading, UnreadableReport
from tracker.management.pair_json import pair_json
from tracker.wording import OUTCOMES, read_error_text


class Command(BaseCommand):
    """Reads two files, prints what became of the plan; stores nothing."""

    help = "Compare a report's plan with the report of the following year, without a database."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Two files, and whether to print JSON."""
        parser.add_argument("plan", type=Path, help="the report whose plan is checked")
        parser.add_argument("result", type=Path, help="the report of the following year")
        parser.add_argument("--json", action="store_true", help="one JSON object on stdout")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Exit code 1 and one sentence on stderr when a file can't be read."""
        plan, result = _read(options["plan"]), _read(options["result"])
        pair = assess_pair(plan, result)
        if options["json"]:
            self.stdout.write(json.dumps(pair_json(plan, result, pair), ensure_ascii=False))
        else:
            self._print(pair)

    def _print(self, pair: PairAssessment) -> None:
        for item in pair.commitments:
            outcome = OUTCOMES[item.suggestion.outcome]
            name = item.commitment.heading or item.commitment.text[:30]
            self.stdout.write(f"{outcome} {item.suggestion.confidence:.0%}  {name}")
            if item.candidates:
                self.stdout.write(f"    {item.candidates[0].sentence.text}")


def _read(path: Path) -> ReportReading:
    try:
        return read_file(path.read_bytes(), filename=f"{path.resolve().parent.name}/{path.name}")
    except OSError as error:
        reason = error.strerror or str(error)
        raise CommandError(
            _("无法打开 %(name)s：%(reason)s") % {"name": path.name, "reason": reason}
        ) from error
    except UnreadableReport as error:
        reason = read_error_text(error.code, error.params)
        raise CommandError(f"{path.name}: {reason}") from error
