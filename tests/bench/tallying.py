"""How long counting takes: all there is for the first time, and what changed since."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

DIRTY: Final = 200  # agencies


def measure_counting() -> None:
    """Count the agencies of a filled database, so that statistics are read from tallies."""
    from django.db import connection

    from tracker.models import Agency, Commitment
    from tracker.services.tallying import sweep_tallies

    _timed("counted for the first time", sweep_tallies)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    changed = Agency.objects.order_by("pk").values("pk")[:DIRTY]
    Commitment.objects.filter(report__agency__in=changed).update(doubt=0.5)
    _timed("counted anew", sweep_tallies)


def _timed(label: str, sweep: Callable[[], int]) -> None:
    began, number = time.perf_counter(), 0
    while done := sweep():
        number += done
    print(f"{number:,} agencies {label} in {time.perf_counter() - began:.1f} s", flush=True)
