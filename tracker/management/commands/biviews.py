"""manage.py biviews [--role NAME] [--drop]: SQL views for BI tools (报表视图)."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.management.database import needs_database, told_when_away
from tracker.services import bi_views

_WHY = {
    "unknown_role": gettext_lazy(
        "数据库中没有 %(role)s 这个角色，没有作任何改动；请由数据库管理员先建立，见 docs/api.md。"
    ),
    "reads_tables": gettext_lazy(
        "%(role)s 能直接读写数据表，会看到视图隐去的内容，没有作任何改动；请另建一个专用角色。"
    ),
}


class Command(BaseCommand):
    """Make, renew or take away the views and the right to read them."""

    help = (
        "Read-only SQL views for BI tools such as Superset and Metabase, in the schema "
        f"{bi_views.SCHEMA}. They see ALL regions. Without options: make them anew, if any role "
        "may read them (after migrate)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which role, or away with them."""
        parser.add_argument("--role", help="let this existing role of the database read the views")
        parser.add_argument(
            "--drop",
            action="store_true",
            help="take the views away (before migrate); with --role: that role's right alone",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """One sentence on what was done."""
        role, drop = options["role"], options["drop"]
        if not bi_views.supported():
            if role:
                raise CommandError(_("报表视图需要 PostgreSQL，没有作任何改动。"))
            return
        if drop:
            with told_when_away():
                self._drop(role)
            return
        needs_database()
        if role:
            self._let_read(role)
        elif number := bi_views.renew_views():
            self.stdout.write(_("已重建 %d 个报表视图。") % number)

    def _drop(self, role: str | None) -> None:
        if role is None:
            bi_views.drop_views()
        elif bi_views.shut_out(role):
            self.stdout.write(_("%s 不能再读报表视图。") % role)
        else:
            raise CommandError(_("%s 本来就不能读报表视图，没有作任何改动。") % role)

    def _let_read(self, role: str) -> None:
        try:
            bi_views.let_read(role)
        except bi_views.NotReadable as error:
            raise CommandError(_WHY[error.code] % {"role": role}) from error
        self.stdout.write(
            _("%(role)s 可以读 %(schema)s 中的报表视图。注意：其中是全部地区的数据。")
            % {"role": role, "schema": bi_views.SCHEMA}
        )
        left = bi_views.limit_sessions(role)
        if left:
            self.stderr.write(_("本程序无权限制该角色的会话；请由数据库管理员执行："))
            self.stderr.write("\n".join(left))
