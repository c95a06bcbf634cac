"""A batch followed to its end on the command line, and what became of each of its files."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from django.core.management.base import CommandError, OutputWrapper
from django.db import InterfaceError, OperationalError
from django.utils.translation import gettext as _
from rich.console import Console

from tracker.management.progress import Bars, Lines, watch
from tracker.models import Batch, MatchJob, Upload
from tracker.selectors.progress import Progress, of_batch
from tracker.wording import job_error_text, question_text, read_error_text

INTERRUPTED = 130  # what a shell says of Ctrl-C


def follow(batch: Batch, *, out: OutputWrapper) -> Progress:
    """Show a batch until it is through, then name what failed or waits for an answer.

    Ctrl-C only ends the showing: the workers go on, and the exit code is 130.
    Raises CommandError when the database stays away.
    """
    screen = Bars(Console()) if out.isatty() else Lines(out.write)
    try:
        progress = watch(batch, screen=screen, is_patient=True)
    except KeyboardInterrupt:
        out.write(
            _("已停止显示，后台继续处理。再次查看：python manage.py progress %(n)d")
            % {"n": batch.pk}
        )
        sys.exit(INTERRUPTED)
    except (OperationalError, InterfaceError) as error:
        words = _("数据库没有应答，已停止显示；已保存的文件不会丢失，恢复后后台继续处理。")
        raise CommandError(words) from error
    for line in _troubles(batch):
        out.write(line)
    return progress


def raise_for(*, failed: int, asked: int, pairs: int = 0) -> None:
    """End a command: exit code 1 if anything failed, else 2 if a file waits for an answer."""
    if failed:
        raise CommandError(_("有 %(n)d 个文件未能录入，原因见上。") % {"n": failed})
    if pairs:
        raise CommandError(_("有 %(n)d 对年度未能比对，原因见上。") % {"n": pairs})
    if asked:
        words = _("有 %(n)d 个文件待补充单位或年度，补充后才会录入。") % {"n": asked}
        raise CommandError(words, returncode=2)


def _troubles(batch: Batch) -> Iterator[str]:
    """A line for every file or pair that a person has to look at."""
    states = [Upload.State.FAILED, Upload.State.ASKED]
    rows = Upload.objects.filter(batch=batch, state__in=states).order_by("pk")
    for upload in rows.iterator():
        failed = upload.state == Upload.State.FAILED
        words = (
            read_error_text(upload.error_code, upload.error_params)
            if failed
            else question_text(upload.found.get("doubts", []))
        )
        yield f"{upload.state:<7} {upload.filename}  {words}"
    jobs = MatchJob.objects.filter(of_batch(batch.pk), state=MatchJob.State.FAILED).order_by("pk")
    related = jobs.select_related("plan_report__agency", "result_report__agency")
    for job in related.iterator():
        words = job_error_text(job.error_code, job.error_params)
        yield f"failed  {job.plan_report} → {job.result_report}  {words}"
