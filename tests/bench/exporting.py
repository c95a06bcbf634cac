"""导出台账 of everything there is: 100,000 commitments of PostgreSQL as a workbook."""

from __future__ import annotations

import resource
import tempfile
import time
from pathlib import Path

from tests.bench.database import filled_database


def measure_export() -> None:
    """Fill a throw-away database; print rows, seconds, megabytes of the file and of the process."""
    with filled_database(), tempfile.TemporaryDirectory() as folder:
        from django.test import Client
        from django.urls import reverse

        from tests.bench.world import ROOT
        from tracker.models import Commitment, User

        client = Client()
        client.force_login(User.objects.get(username=ROOT))
        url = reverse("admin:tracker_commitment_export")
        client.post(f"{url}?queue=all&q=%E6%97%A0")  # what is loaded once is loaded now
        before = _peak()
        file = Path(folder) / "commitments.xlsx"
        began, worked = time.perf_counter(), time.process_time()
        answer = client.post(f"{url}?queue=all")
        file.write_bytes(answer.getvalue())
        seconds, busy = time.perf_counter() - began, time.process_time() - worked
        size = file.stat().st_size / 2**20
        print(
            f"\n{Commitment.objects.count():,} commitments: {seconds:.1f} s"
            f" ({busy:.1f} s of this process), {size:.1f} MB of xlsx,"
            f" process {before:.0f} MB before and {_peak():.0f} MB at most"
        )


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
