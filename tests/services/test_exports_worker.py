"""Lists written by processes of their own: one that is killed, and a real worker."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.admin.pages import logged_in
from tests.factories import make_export, make_inspector, make_pair
from tests.services.test_exports import files, rows_in, written
from tracker import tasks
from tracker.management.demo.children import Child, wait_until
from tracker.models import Export
from tracker.services import exports

pytestmark = pytest.mark.django_db(transaction=True)

# A worker that dies when the file lies on the disk and the row does not say so yet.
KILLED = """
import os, signal, sys, django
django.setup()
from tracker.services import exports, work
work.finish = lambda *args, **kwargs: os.kill(os.getpid(), signal.SIGKILL)
exports.write_export(int(sys.argv[1]))
"""


def test_a_killed_worker_leaves_no_half_file_as_done(test_environment: dict[str, str]) -> None:
    export = make_export(make_inspector(make_pair().agency))
    before = files()
    environment = {**test_environment, "DJANGO_SETTINGS_MODULE": "config.settings"}
    dead = subprocess.run(
        [sys.executable, "-c", KILLED, str(export.pk)], env=environment, check=False
    )
    assert dead.returncode == -signal.SIGKILL
    export.refresh_from_db()
    assert (export.state, export.file.name, export.attempts) == ("running", "", 1)
    [orphan] = files() - before
    later = timezone.now() + dt.timedelta(hours=1)
    assert exports.exports_left_behind(now=later, most=9) == [export.pk]
    Export.objects.update(lease_until=timezone.now() - dt.timedelta(seconds=1))
    assert (written(export).state, export.rows) == ("done", 3)
    exports.drop_old(now=timezone.now() + exports.KEPT + dt.timedelta(hours=1))
    assert orphan not in files()


def test_a_real_worker_writes_it(
    celery_worker_process: Child, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    pair = make_pair()
    user = make_inspector(pair.agency)
    settings.EXPORT_ROWS = 2
    client = logged_in(user)
    client.post(reverse("admin:tracker_commitment_export") + "?year=2025")
    export = Export.objects.get()
    wait_until(
        lambda: Export.objects.filter(pk=export.pk, state="done").exists(),
        child=celery_worker_process,
        name="export",
        log=Path(os.devnull),
        patience=40,
    )
    export.refresh_from_db()
    assert export.rows == len(rows_in(export)) == 3
    assert tasks.write_export(export.pk) == "not due"
