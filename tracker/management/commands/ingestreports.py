"""manage.py ingestreports PATH... [--queue]: take reports in, here or by the workers."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from tracker import tasks
from tracker.management.following import INTERRUPTED, follow, raise_for
from tracker.management.incoming import NotReceived, documents, received
from tracker.models import Batch, Report, Upload
from tracker.models.reports import EARLIEST_YEAR, LATEST_YEAR
from tracker.selectors.commitments import IN_PLAN
from tracker.services.batches import open_batch
from tracker.services.ingestion import process_upload
from tracker.services.jobs import due_jobs, in_batches
from tracker.services.matching import Matched, match_batch
from tracker.wording import question_text, read_error_text

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
        parser.add_argument(
            "--queue",
            action="store_true",
            help="store the files, leave reading and matching to the workers, show the progress",
        )
        parser.add_argument(
            "--no-wait", action="store_true", help="with --queue: end as soon as all are stored"
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
        label = "、".join(path.resolve().name for path in paths)
        batch = open_batch(Batch.Source.COMMAND, label=label)
        if options["queue"] or options["no_wait"]:
            self._queue(batch, paths, hints, wait=not options["no_wait"])
        else:
            self._here(batch, paths, hints)

    def _here(self, batch: Batch, paths: list[Path], hints: dict[str, Any]) -> None:
        """Read and match in this process."""
        counts: Counter[str] = Counter()
        reports, before = set[int](), set[int]()
        for path in documents(paths, counts):
            word, detail, report_id = _ingest(path, batch, hints, before=before)
            counts[word] += 1
            self.stdout.write(f"{word:<7} {path}  {detail}")
            if report_id is not None:
                reports.add(report_id)
        for jobs in in_batches(due_jobs(reports)):
            counts["pairs"] += list(match_batch(jobs).values()).count(Matched.INSERTED)
        self.stdout.write(_summary(counts))
        raise_for(failed=counts["failed"], asked=counts["asked"])

    def _queue(self, batch: Batch, paths: list[Path], hints: dict[str, Any], *, wait: bool) -> None:
        """Store every file before any is waited for; what is stored is worked on at once."""
        counts: Counter[str] = Counter()
        try:
            self._hand_over(batch, paths, hints, counts)
        except KeyboardInterrupt:
            words = _("已中断：%(n)d 个文件已保存，后台继续处理；重新运行同一命令可补上其余文件。")
            self.stdout.write(words % {"n": counts["stored"]})
            sys.exit(INTERRUPTED)
        facts = {"n": counts["stored"], "batch": batch.pk}
        self.stdout.write(_("已保存 %(n)d 个文件，由后台处理，批次 %(batch)d。") % facts)
        if not wait:
            self.stdout.write(_("查看进度：python manage.py progress %(batch)d") % facts)
            raise_for(failed=counts["failed"], asked=0)
            return
        progress = follow(batch, out=self.stdout)
        files = progress.files
        for word in ("insert", "update", "noop", "asked", "failed"):
            counts[word] += getattr(files, word)
        counts["pairs"] = progress.pairs.done
        self.stdout.write(_summary(counts))
        raise_for(failed=counts["failed"], asked=counts["asked"], pairs=progress.pairs.failed)

    def _hand_over(
        self, batch: Batch, paths: list[Path], hints: dict[str, Any], counts: Counter[str]
    ) -> None:
        """Store the files one by one and wake a worker for each, until the broker is away."""
        awake, before = True, set[int]()
        for path in documents(paths, counts):
            try:
                upload = received(path, batch=batch, hints=hints, before=before)
            except NotReceived as error:
                counts["failed"] += 1
                self.stdout.write(f"failed  {path}  {error}")
                continue
            counts["stored"] += 1
            if awake and upload.state == Upload.State.WAITING:
                awake = tasks.enqueue_upload(upload.pk)
        if not awake:
            self.stdout.write(_("处理队列暂时不可用；文件已保存，恢复后会自动处理。"))


def _ingest(
    path: Path, batch: Batch, hints: dict[str, Any], *, before: set[int]
) -> tuple[str, str, int | None]:
    """One file: the word for it, what to say, and the report whose pairs may be due."""
    try:
        upload = received(path, batch=batch, hints=hints, before=before)
    except NotReceived as error:
        return "failed", str(error), None
    if upload.state == Upload.State.DONE and upload.report is not None:
        replaced = upload.report.sha256 != upload.sha256 and upload.result != Upload.Result.NOOP
        return "noop", _replaced() if replaced else _describe(upload.report), upload.report.pk
    done = process_upload(upload.pk)
    upload.refresh_from_db()
    if upload.state == Upload.State.FAILED or (done is not None and done.error_code):
        return "failed", read_error_text(upload.error_code, upload.error_params), None
    if upload.state == Upload.State.ASKED:
        return "asked", _question(upload), None
    if done is None or upload.report is None:
        return "noop", _("另一进程正在处理这个文件"), None
    older = done.result == Upload.Result.OLDER
    word, detail = ("noop", _replaced()) if older else (done.result, _describe(upload.report))
    return word, detail, upload.report.pk


def _replaced() -> str:
    return _("这份文件已被更新的版本取代，未作改动；要恢复它请加 --again")


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
