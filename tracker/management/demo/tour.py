"""The demo from start to end: an installation in one folder, filled, shown, served, ended."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from typing import NoReturn

from celery import current_app
from django.core.management import call_command
from django.urls import reverse
from django.utils.translation import gettext as _
from rich.console import Console
from rich.markup import escape

from config.env import BASE_DIR
from tracker.management.demo.accounts import INSPECTOR_NAME, Login, ensure_accounts
from tracker.management.demo.broker import start_broker
from tracker.management.demo.children import LOOPBACK
from tracker.management.demo.corpus import hand_in
from tracker.management.demo.overview import print_overview
from tracker.management.demo.processes import Processes
from tracker.management.progress import Bars, Lines, watch
from tracker.models import Batch, Upload, User
from tracker.services.samples import adopt_samples, ensure_places, read_corpus
from tracker.wording import read_error_text


class AlreadyRunning(Exception):  # noqa: N818 - tells what happened
    """Another demo works in the same folder."""


class SeedsFailed(Exception):  # noqa: N818 - tells what happened
    """A report of seeds/ could not be taken in."""


def run_demo(console: Console, *, folder: Path, seeds: Path, port: int, serve: bool) -> None:
    """Set up, load, show; with `serve`, go on until interrupted. Leaves no process behind.

    Raises AlreadyRunning, SeedsFailed, children.ChildFailed, progress.NoProgress.
    """
    site = f"http://{LOOPBACK}:{port}"
    with ExitStack() as stack:
        _lock(stack, folder / "demo.lock")
        console.print(_("准备数据库"))
        call_command("migrate", verbosity=0)
        corpus = read_corpus(seeds)
        adopt_samples(corpus)
        logins = ensure_accounts(ensure_places(corpus), login_file=folder / "demo-login")
        console.print(_("启动消息服务、后台处理与定时任务"))
        processes = _start(stack, folder, site=site)
        batch = hand_in(corpus, user=User.objects.get(username=INSPECTOR_NAME))
        lines = Lines(lambda line: console.print(line, highlight=False))
        screen = Bars(console) if console.is_terminal else lines
        watch(batch, screen=screen, check=processes.check)
        _refuse_failures(batch)
        _send_digest(processes)
        print_overview(console)
        if serve:
            processes.start_web(port)
            _print_doors(console, logins, site=site, digest=_newest_digest(folder, processes))
            _stay(processes)


def _stay(processes: Processes) -> NoReturn:
    """Until the person interrupts, or a process ends by itself."""
    while True:
        processes.check()
        time.sleep(0.5)


def _lock(stack: ExitStack, path: Path) -> None:
    """Two demos in one folder would share the broker's data and the beat's schedule."""
    handle = stack.enter_context(path.open("w"))
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise AlreadyRunning from error


def _start(stack: ExitStack, folder: Path, *, site: str) -> Processes:
    """Broker, worker and beat; this process talks to the same broker from now on."""
    logs = folder / "log"
    logs.mkdir(parents=True, exist_ok=True)
    broker = start_broker(folder / "broker", log=logs / "broker.log", keep=True)
    stack.callback(broker.stop)
    current_app.conf.update(broker_url=broker.url)
    env = os.environ | {"REDIS_URL": broker.url, "SITE_URL": site}
    processes = Processes(stack, logs=logs, env=env)
    processes.children["broker"] = broker.child
    processes.start_worker()
    processes.start("beat")
    return processes


def _refuse_failures(batch: Batch) -> None:
    failed = Upload.objects.filter(batch=batch, state=Upload.State.FAILED)
    if failed:
        raise SeedsFailed(
            "\n".join(
                f"{row.filename}: {read_error_text(row.error_code, row.error_params)}"
                for row in failed
            )
        )


def _send_digest(processes: Processes) -> None:
    """The command an operator would give, with the demo's address in its links."""
    with processes.log("senddigests").open("ab") as log:
        subprocess.run(  # noqa: S603 - our own command
            [sys.executable, str(BASE_DIR / "manage.py"), "senddigests"],
            env=dict(processes.env),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            timeout=120,
            check=True,
        )


def _newest_digest(folder: Path, processes: Processes) -> str:
    """Where this week's mail lies; the person may have deleted it since it was sent."""
    mails = sorted((folder / "mail").glob("*.log"), key=lambda path: path.stat().st_mtime)
    if mails:
        return str(mails[-1])
    return _("没有找到邮件文件，发送记录见 %(log)s") % {"log": processes.log("senddigests")}


def _print_doors(console: Console, logins: list[Login], *, site: str, digest: str) -> None:
    """The four things that a newcomer wants: log-in, review queue, API docs, digest."""
    inspector, approver = logins
    accounts = _("%(name)s / %(password)s；批准不再推进另用 %(name2)s / %(password2)s") % {
        "name": inspector.username,
        "password": inspector.password,
        "name2": approver.username,
        "password2": approver.password,
    }
    rows = [
        (_("登录"), accounts),
        (_("复核队列"), site + reverse("admin:tracker_commitment_changelist")),
        (_("接口文档"), site + reverse("api-v1:openapi-view")),
        (_("本周周报"), digest),
    ]
    console.print()
    for name, value in rows:
        console.print(f"[bold]{name}[/bold]  {escape(value)}", highlight=False, soft_wrap=True)
    console.print(_("按 Ctrl-C 结束。"))
