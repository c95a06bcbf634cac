"""manage.py issuekey USERNAME --name NAME: a key to the API for a program (接口密钥)."""

from __future__ import annotations

import datetime as dt
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from tracker.models import User
from tracker.services.keys import issue_key

LONGEST = 3650  # days


class Command(BaseCommand):
    """Print a new key once; only its digest is stored."""

    help = "Make a key to the API. It sees what its owner sees."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whose key, what for, what it may and for how long."""
        parser.add_argument("username", help="the owner, whose responsibilities the key has")
        parser.add_argument("--name", required=True, help="what the key is for")
        parser.add_argument("--upload", action="store_true", help="the key may hand in reports")
        parser.add_argument("--no-read", action="store_true", help="the key may read nothing")
        parser.add_argument("--days", type=int, help="how long it is good; without: for ever")

    def handle(self, *args: Any, **options: Any) -> None:
        """The key on stdout, everything else on stderr."""
        owner = User.objects.filter(username=options["username"], is_active=True).first()
        if owner is None:
            raise CommandError(_("没有这个用户，或已停用：%s") % options["username"])
        days = options["days"]
        if days is not None and not 0 < days <= LONGEST:
            raise CommandError(_("有效天数须在 1 到 %d 之间。") % LONGEST)
        name = options["name"].strip()
        if not name or not name.isprintable():
            raise CommandError(_("用途不能为空，也不能含控制字符。"))
        if options["no_read"] and not options["upload"]:
            raise CommandError(_("读取和上传至少选一项。"))
        key, words = issue_key(
            owner,
            name=name[:80],
            may_read=not options["no_read"],
            may_upload=options["upload"],
            expires_at=None if days is None else timezone.now() + dt.timedelta(days=days),
        )
        self.stdout.write(words)
        self.stderr.write(_("密钥 %s 只显示这一次，请立即保存。") % key.prefix)
