"""manage.py demo [--no-serve] [--port N]: a whole installation on this machine, for a look."""

from __future__ import annotations

import os
import signal
import sys
from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from rich.console import Console

from config.env import BASE_DIR
from tracker.management.demo.children import ChildFailed, listens, tail
from tracker.management.demo.tour import AlreadyRunning, SeedsFailed, run_demo
from tracker.management.progress import NoProgress
from tracker.services.samples import SamplesRefused
from tracker.wording import refusal_text

# Each of them says that this is a real installation, which must get no demo accounts and mails.
REAL = ("DATABASE_URL", "EMAIL_URL", "HTTPS")


class Command(BaseCommand):
    """Database, broker, worker and web server under var/, filled with seeds/."""

    help = "Set up and serve a demonstration with the fictional reports of seeds/."
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Arguments."""
        parser.add_argument("--no-serve", action="store_true", help="stop after the table")
        parser.add_argument("--port", type=_port, default=8000, help="serve on this port")

    def handle(self, *args: Any, no_serve: bool, port: int, **_o: Any) -> None:
        """Exit code 0 when all went well, and when the person ends the serving with Ctrl-C."""
        _refuse_real_installation()
        if not no_serve and listens(port):
            raise CommandError(
                _("端口 %(port)d 已被占用。请换一个端口：make demo PORT=%(other)d")
                % {"port": port, "other": port + 1}
            )
        # TERM ends everything in order, like Ctrl-C; so does closing the terminal. INT is set too,
        # because a shell that starts a command in the background leaves it ignored.
        for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(name, signal.default_int_handler)
        console = Console(width=None if sys.stdout.isatty() else 140)
        try:
            run_demo(
                console,
                folder=settings.DATA_DIR,
                seeds=BASE_DIR / "seeds",
                port=port,
                serve=not no_serve,
            )
        except KeyboardInterrupt:
            console.print(_("已全部停止。"))
            if no_serve:  # the table was asked for and has not come
                sys.exit(130)
        except (AlreadyRunning, SeedsFailed, SamplesRefused, ChildFailed, NoProgress) as error:
            raise CommandError(_sentence(error, logs=settings.DATA_DIR / "log")) from error


def _port(text: str) -> int:
    if text.isdecimal() and 0 < int(text) < 65536:
        return int(text)
    raise ArgumentTypeError(_("端口须是 1 到 65535 之间的数：%(text)s") % {"text": text})


def _refuse_real_installation() -> None:
    found = [name for name in REAL if os.environ.get(name)]
    if found:
        raise CommandError(
            _("演示只用 var/ 下自己的数据库和邮件文件。请先取消环境变量：%(names)s")
            % {"names": "、".join(found)}
        )


def _sentence(error: Exception, *, logs: Path) -> str:
    """What happened and where to look."""
    match error:
        case AlreadyRunning():
            return _("同一目录下已有一个演示在运行。请先在那边按 Ctrl-C。")
        case SeedsFailed():
            return _("演示语料有文件未能录入：\n%(which)s") % {"which": error}
        case SamplesRefused():
            return refusal_text(error.code, error.params)
        case ChildFailed():
            return _("进程 %(name)s 意外停止。日志 %(log)s 的末尾：\n%(tail)s") % {
                "name": error.name,
                "log": error.log,
                "tail": tail(error.log),
            }
        case _stuck:
            return _("后台处理三分钟没有进展。日志 %(log)s 的末尾：\n%(tail)s") % {
                "log": logs / "worker.log",
                "tail": tail(logs / "worker.log"),
            }
