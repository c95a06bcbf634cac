"""Send the weekly digests that are due, or show what they would say."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from tracker import digest


class Command(BaseCommand):
    """`senddigests [--dry-run [--html FILE]] [--week 2026-W47] [--to ADDRESS]`; 1 if one failed."""

    help = "Send the weekly digests that are due now; the beat task does the same by itself."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which digests, and whether to send them."""
        parser.add_argument(
            "--dry-run", action="store_true", help="print the text of the mails, write nothing"
        )
        parser.add_argument(
            "--week", metavar="2026-W47", help="the digests of this ISO week, due or not"
        )
        parser.add_argument("--to", metavar="ADDRESS", help="only this subscriber")
        parser.add_argument(
            "--html", metavar="FILE", type=Path, help="with --dry-run: write the HTML of one mail"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Run, print a line (dry run: a mail) per recipient."""
        chosen = {"now": timezone.now(), "week": options["week"], "to": options["to"]}
        if options["html"] is not None and not options["dry_run"]:
            raise CommandError(_("--html 只能与 --dry-run 一起用。"))
        try:
            if options["dry_run"]:
                self._preview(digest.preview_digests(**chosen), html=options["html"])
            else:
                self._report(digest.send_due_digests(**chosen))
        except digest.FutureWeek as error:
            raise CommandError(_("这一周还没有开始：%(week)s") % {"week": error}) from error
        except digest.NoSuchWeek as error:
            raise CommandError(
                _("周次须写成 2026-W47 的形式：%(week)s") % {"week": error}
            ) from error

    def _preview(self, previews: list[digest.Preview], *, html: Path | None) -> None:
        if html is not None:
            self._write(previews, html)
        for preview in previews:
            if not preview.goes_out:
                self.stdout.write(_("没有新情况，按订阅人的选择不发。以下仅供查看："))
            self.stdout.write(f"To: {preview.recipient}")
            self.stdout.write(f"Subject: {preview.mail.subject}\n")
            self.stdout.write(preview.mail.text)
        if not previews:
            self.stdout.write(_("没有符合条件的订阅者。"))

    def _write(self, previews: list[digest.Preview], file: Path) -> None:
        if len(previews) != 1:
            raise CommandError(
                _("--html 一次只写一封，现有 %(count)d 封，请用 --to 指明收件人。")
                % {"count": len(previews)}
            )
        try:
            file.write_text(previews[0].mail.html, encoding="utf-8")
        except OSError as error:
            raise CommandError(
                _("写不进 %(file)s：%(error)s") % {"file": file, "error": error.strerror}
            ) from error

    def _report(self, result: digest.DigestResult) -> None:
        for item in result.items:
            error = f"  {item.error}" if item.error else ""
            self.stdout.write(f"{item.week}  {item.recipient}  {item.state.label}{error}")
        if not result.items:
            self.stdout.write(_("没有到期待发的周报。"))
        if not result.ok:
            raise CommandError(_("有周报未能送出，见上。"))
