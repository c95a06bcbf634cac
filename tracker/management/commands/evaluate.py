"""manage.py evaluate: figures on labelled data, of the matcher or of extraction."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from tracker.core.evaluation.crossvalidate import Prediction, models_for, predict, silence
from tracker.core.evaluation.extraction import score_extraction
from tracker.core.evaluation.gold import GoldPair, WrongFile
from tracker.core.evaluation.metrics import Figure, differences, figures
from tracker.core.evaluation.versus import changes, check_made, predictions_from, written
from tracker.core.pipeline import read_file
from tracker.core.types import ReportReading
from tracker.management.files import (
    can_be_written,
    enough_to_fit,
    not_opened,
    read_json,
    read_pairs,
    write_text,
    wrong_file,
)
from tracker.management.revision import predictions_of


class Command(BaseCommand):
    """Prints a table of measures, each with its 95% bootstrap interval."""

    help = "Score the shipped matcher (or extraction) on labelled data."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Gold files of the matcher, or --extraction with the reports it was labelled on."""
        parser.add_argument("gold", nargs="*", type=Path, help="labelled pairs")
        parser.add_argument("--predictions", type=Path, help="write every prediction to this file")
        parser.add_argument(
            "--against",
            metavar="FILE-OR-REV",
            help="list gains and losses against written predictions or a git revision",
        )
        parser.add_argument("--leave-one-pair-out", action="store_true", help="refit for each pair")
        parser.add_argument("--extraction", type=Path, help="labels of extraction")
        parser.add_argument("--reports", type=Path, help="the reports that these labels are of")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Raises CommandError for missing arguments and for files of another form."""
        extraction, reports = options["extraction"], options["reports"]
        if extraction and not reports:
            raise CommandError(_("评测抽取还要用 --reports 给出报告所在的文件夹。"))
        if not extraction and not options["gold"]:
            raise CommandError(_("请给出人工标注文件，或用 --extraction 和 --reports 评测抽取。"))
        if options["gold"]:
            self._pairs(**options)
        if extraction:
            self._extraction(extraction, reports)

    def _pairs(self, **options: Any) -> None:
        """What can be wrong is looked at first: the evaluation itself takes its time."""
        pairs, left_out = read_pairs(options["gold"]), options["leave_one_pair_out"]
        if left_out and len(pairs) < 2:
            raise CommandError(_("--leave-one-pair-out 至少要两个标注文件。"))
        if left_out:
            enough_to_fit(pairs, left_out=2)
        if options["predictions"]:
            can_be_written(options["predictions"])
        earlier = _earlier(pairs, **options) if options["against"] else None
        models = models_for(pairs, leave_one_out=left_out)
        predictions = [
            predict(pair, model=model) for pair, model in zip(pairs, models, strict=True)
        ]
        if options["predictions"]:
            data = written(pairs, predictions, leave_one_out=left_out)
            write_text(options["predictions"], json.dumps(data, ensure_ascii=False))
        self._table(figures(_flat(predictions)))
        quiet = silence(pairs, models)
        self.stdout.write(
            f"answers taken out: {quiet.items} promises, {quiet.answered} still called answered, "
            f"{quiet.fulfilled} of them fulfilled"
        )
        if earlier is not None:
            self._against(pairs, earlier, predictions)

    def _against(
        self,
        pairs: Sequence[GoldPair],
        before: Sequence[Sequence[Prediction]],
        after: Sequence[Sequence[Prediction]],
    ) -> None:
        found = [
            change for three in zip(pairs, before, after, strict=True) for change in changes(*three)
        ]
        for change in sorted(found, key=lambda change: not change.gained):
            sign = "+" if change.gained else "-"
            self.stdout.write(
                f"{sign} {change.pair} {change.item} {change.what}: "
                f"{change.before} -> {change.after}"
            )
        gained = sum(change.gained for change in found)
        self.stdout.write(f"{gained} gained, {len(found) - gained} lost")
        self._table(differences(_flat(before), _flat(after)), value="gain")

    def _table(self, rows: Iterable[Figure], *, value: str = "value") -> None:
        self.stdout.write(f"{'measure':<22}{value:>7}  {'95% interval':<15}{'n':>5}")
        for row in rows:
            interval = f"[{row.low:.3f} {row.high:.3f}]"
            self.stdout.write(f"{row.name:<22}{row.value:>7.3f}  {interval:<15}{row.count:>5}")

    def _extraction(self, labels: Path, reports: Path) -> None:
        def read(name: str) -> ReportReading:
            return read_file((reports / name).read_bytes(), filename=name)

        gold = read_json(labels)
        try:
            score = score_extraction(gold, read)
        except OSError as error:
            raise not_opened(Path(error.filename or reports), error) from error
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise CommandError(
                _("%(name)s 不是抽取的标注文件：内容的格式不符。") % {"name": labels.name}
            ) from error
        self.stdout.write(f"{'extraction':<16}{'found':>7}{'missed':>8}{'invented':>10}")
        for name, tally in score.rows():
            self.stdout.write(f"{name:<16}{tally.found:>7}{tally.missed:>8}{tally.invented:>10}")
        for report in score.reports:
            for difference in report.differences:
                self.stdout.write(f"{report.file}: {difference}")


def _flat(predictions: Sequence[Sequence[Prediction]]) -> list[Prediction]:
    return [prediction for own in predictions for prediction in own]


def _earlier(pairs: Sequence[GoldPair], **options: Any) -> list[tuple[Prediction, ...]]:
    """Predictions from the file of that name, or else by the code of that git revision."""
    file, left_out = Path(options["against"]), options["leave_one_pair_out"]
    arguments = [str(path.resolve()) for path in options["gold"]]
    if left_out:
        arguments.append("--leave-one-pair-out")
    try:
        if not file.is_file():
            return predictions_from(predictions_of(options["against"], arguments), pairs)
        data = read_json(file)
        check_made(data, leave_one_out=left_out)
        return predictions_from(data, pairs)
    except WrongFile as error:
        raise wrong_file(file, error) from error
