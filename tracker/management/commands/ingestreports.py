"""manage.py ingestreports PATH... [--agency NAME] [--year N]: take reports in, in this process."""

from __future__ import annotations

from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from tracker.models import Report, Upload
from tracker.services.ingestion import process_upload
from tracker.services.matching import match_pair, pairs_of
from tracker.services.uploads import receive_upload
from tracker.wording import read_error_text

# What an office hands in. In a folder other files (lists, pictures) are passed over and counted;
# one of these that can't be read is a failure, never silence.
DOCUMENTS = frozenset(
    (".txt", ".html", ".htm", ".docx", ".doc", ".wps", ".pdf", ".rtf", ".ofd", ".odt")
)


class Command(BaseCommand):
    """Read files and folders, print one line a file, and match the pairs that are complete."""

    help = "Read annual reports (files and folders) and match the pairs they complete."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Arguments."""
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
        parser.add_argument("--agency", default="", help="the publisher, when the text can't say")
        parser.add_argument("--year", type=int, help="report_year: the year looked back at")

    def handle(
        self, *args: Any, paths: list[Path], agency: str, year: int | None, **_o: Any
    ) -> None:
        """Exit code 1 if any file failed; the others are stored all the same."""
        counts: Counter[str] = Counter()
        pairs: set[tuple[int, int]] = set()
        for path in _files(paths, counts):
            word, detail, report_id = self._ingest(path, agency, year)
            counts[word] += 1
            self.stdout.write(f"{word:<7} {path}  {detail}")
            if report_id is not None:
                pairs.update(pairs_of(report_id))
        for plan_id, result_id in sorted(pairs):
            match_pair(plan_id, result_id)
        self.stdout.write(_summary(counts, len(pairs)))
        if counts["failed"]:
            raise CommandError(_("有 %(n)d 个文件未能录入，原因见上。") % {"n": counts["failed"]})

    def _ingest(self, path: Path, agency: str, year: int | None) -> tuple[str, str, int | None]:
        """One file: the word for it, what to say, and the report when there is work left."""
        try:
            with path.open("rb") as handle:
                upload = receive_upload(
                    File(handle),
                    filename=f"{path.resolve().parent.name}/{path.name}",
                    agency_name=agency,
                    report_year=year,
                )
        except OSError as error:
            return "failed", _("无法打开文件：%(why)s") % {"why": error.strerror}, None
        if upload.state == Upload.State.DONE and upload.report is not None:
            return Upload.Result.NOOP.value, _describe(upload.report), upload.report.pk
        done = process_upload(upload.pk)
        if done is None:
            return Upload.Result.NOOP.value, _("另一进程正在处理这个文件"), None
        if done.report_id is None:
            upload.refresh_from_db()
            return "failed", read_error_text(done.error_code, upload.error_params), None
        report = Report.objects.select_related("agency").get(pk=done.report_id)
        return done.result, _describe(report), report.pk


def _describe(report: Report) -> str:
    return _("%(agency)s %(year)d 年度报告，承诺事项 %(n)d 项") % {
        "agency": report.agency,
        "year": report.report_year,
        "n": report.commitments.count(),
    }


def _summary(counts: Counter[str], pairs: int) -> str:
    return _(
        "新增 %(insert)d，更新 %(update)d，无变化 %(noop)d，失败 %(failed)d；"
        "跳过非文档文件 %(skipped)d；比对 %(pairs)d 对年度。"
    ) % {
        **{word: counts[word] for word in ("insert", "update", "noop", "failed", "skipped")},
        "pairs": pairs,
    }


def _files(paths: Iterable[Path], counts: Counter[str]) -> Iterator[Path]:
    """Every named file, and the documents of every named folder, each folder in a fixed order."""
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        for inner in sorted(path.rglob("*")):
            if inner.is_dir() or inner.name.startswith("."):
                continue
            if inner.suffix.lower() in DOCUMENTS:
                yield inner
            else:
                counts["skipped"] += 1
