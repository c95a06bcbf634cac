"""Say how the installation is doing, for people and for a container's health check."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from celery.utils.nodenames import host_format
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from tracker.health.checks import CHECKS, check_all
from tracker.wording import HEALTH_CHECKS


class Command(BaseCommand):
    """`checkhealth [--only CHECK]... [--worker NAME]`; exit code 1 when something is not ready."""

    help = "Say whether database, broker, worker, beat and disk are well; exit code 1 if not."
    requires_system_checks = []  # asked every few seconds

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which checks."""
        parser.add_argument(
            "--only", action="append", choices=list(CHECKS), default=[], help="only this check"
        )
        parser.add_argument(
            "--worker",
            type=host_format,
            default="",
            metavar="NAME",
            help="this worker instead of any, as given to celery worker --hostname",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """One line for each check. Raises CommandError when one is not ok."""
        found = check_all(options["only"], worker=options["worker"])
        for name, finding in found.items():
            word = _("正常") if finding.ok else _("异常")
            self.stdout.write(f"{word}  {HEALTH_CHECKS[name]}：{finding.what}")
        if not all(finding.ok for finding in found.values()):
            raise CommandError(_("尚未就绪，见上。"))
