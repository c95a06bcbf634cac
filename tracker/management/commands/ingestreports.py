"""manage.py ingestreports PATH... [--agency NAME] [--year N]: take reports in, in this process."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from tracker.models import Report, Upload
from tracker.models.reports import EARLIEST_YEAR, LATEST_YEAR
from tracker.selectors.commitments import IN_PLAN
from tracker.services.ingestion import process_upload
from tracker.services.matching import match_pair, pairs_of
from tracker.services.uploads import receive_upload
from tracker.wording import question_text, read_error_text

# What an office hands in. In a folder other files (lists, pictures) are passed over and counted;
# one of these that can't be read is a failure, never silence.
DOCUMENTS = frozenset(
    (".txt", ".html", ".htm", ".docx", ".doc", ".wps", ".pdf", ".rtf", ".ofd", ".odt")
)

COUNTED = ("insert", "update", "noop", "asked", "failed", "skipped", "pairs")
ASKED_FOR = ("agency", "report_year")  # what a report can't be stored without


class Command(BaseCommand):
    """Read files and folders, print one line a file, and match the pairs that are complete."""

    help = "Read annual reports (files and folders) and match the pairs they complete."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Arguments."""
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
        parser.add_argument("--agency", type=_agency, help="the publisher, when the text can't say")
        parser.add_argument("--year", type=_year, help="report_year: the year looked back at")
        parser.add_argument(
            "--again",
            action="store_true",
            help="read files again that were read before, also older versions of a report",
        )

    def handle(self, *args: Any, paths: list[Path], **options: Any) -> None:
        """Exit code 1 if any file failed, else 2 if any waits for an answer (待补充).

        All the others are stored all the same.
        """
        hints = {
            "agency_name": options["agency"] or "",
            "report_year": options["year"],
            "again": options["again"],
        }
        counts: Counter[str] = Counter()
        pairs: set[tuple[int, int]] = set()
        for path in _files(paths, counts):
            word, detail, report_id = _ingest(path, hints)
            counts[word] += 1
            self.stdout.write(f"{word:<7} {path}  {detail}")
            if report_id is not None:
                pairs.update(pairs_of(report_id))
        runs = [match_pair(plan_id, result_id) for plan_id, result_id in sorted(pairs)]
        counts["pairs"] = sum(run is not None and run.inserted for run in runs)
        self.stdout.write(_summary(counts))
        if counts["failed"]:
            raise CommandError(_("有 %(n)d 个文件未能录入，原因见上。") % {"n": counts["failed"]})
        if counts["asked"]:
            words = _("有 %(n)d 个文件待补充单位或年度，补充后才会录入。") % {"n": counts["asked"]}
            raise CommandError(words, returncode=2)


def _ingest(path: Path, hints: dict[str, Any]) -> tuple[str, str, int | None]:
    """One file: the word for it, what to say, and the report whose pairs may be due."""
    name = f"{path.resolve().parent.name}/{path.name}"
    try:
        with path.open("rb") as handle:
            upload = receive_upload(File(handle), filename=name, **hints)
    except OSError as error:
        return "failed", _("无法打开文件：%(why)s") % {"why": error.strerror}, None
    if upload.state == Upload.State.DONE and upload.report is not None:
        replaced = upload.report.sha256 != upload.sha256 and upload.result != Upload.Result.NOOP
        detail = _("这份文件已被更新的版本取代，未作改动；要恢复它请加 --again")
        return "noop", detail if replaced else _describe(upload.report), upload.report.pk
    done = process_upload(upload.pk)
    upload.refresh_from_db()
    if upload.state == Upload.State.FAILED:
        return "failed", read_error_text(upload.error_code, upload.error_params), None
    if upload.state == Upload.State.ASKED:
        return "asked", _question(upload), None
    if done is None or upload.report is None:
        return "noop", _("另一进程正在处理这个文件"), None
    return done.result, _describe(upload.report), upload.report.pk


def _question(upload: Upload) -> str:
    """What is in doubt, what was read all the same, and how to answer from here."""
    facts = upload.found.get("facts", {})
    read = {name: facts[name]["value"] if name in facts else "—" for name in ASKED_FOR}
    doubts = question_text(upload.found.get("doubts", []))
    return (
        doubts
        + _(
            "读到的是：单位 %(agency)s，年度 %(report_year)s；可在管理后台“上传文件”中补充，"
            "或加 --agency、--year 重新运行。"
        )
        % read
    )


def _describe(report: Report) -> str:
    facts = {
        "agency": report.agency,
        "year": report.report_year,
        "n": report.commitments.filter(IN_PLAN).count(),
    }
    if not facts["n"]:
        return _("%(agency)s %(year)d 年度报告，没有找到承诺事项，请核对原文的下一年度安排") % facts
    return _("%(agency)s %(year)d 年度报告，承诺事项 %(n)d 项") % facts


def _agency(value: str) -> str:
    name = value.strip()
    if not 0 < len(name) <= Upload.AGENCY_NAME_LIMIT:
        raise ArgumentTypeError("give the agency's full name, at most 200 characters")
    return name


def _year(value: str) -> int:
    if not (value.isascii() and value.isdigit()) or not EARLIEST_YEAR <= int(value) <= LATEST_YEAR:
        raise ArgumentTypeError(f"give a year from {EARLIEST_YEAR} to {LATEST_YEAR}")
    return int(value)


def _summary(counts: Counter[str]) -> str:
    return _(
        "新增 %(insert)d，更新 %(update)d，无变化 %(noop)d，待补充 %(asked)d，失败 %(failed)d；"
        "跳过非文档文件 %(skipped)d；重新比对 %(pairs)d 对年度。"
    ) % {word: counts[word] for word in COUNTED}


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
