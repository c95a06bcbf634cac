"""Beat (定时调度) with a sign of life, and without a file.

Celery's own scheduler keeps its timetable in a file that two processes can't share. Ours is in
memory, and everything is due when beat starts: each of our tasks may come once too often, since
all of them only look for rows that are due. So a second beat beside the first does no harm.
"""

from __future__ import annotations

import datetime as dt
import logging
import time
from typing import Any, Final

from celery.beat import Scheduler
from django.conf import settings
from django.db import Error as DatabaseError
from django.db import close_old_connections
from django.utils import timezone

logger = logging.getLogger(__name__)
LONG_AGO: Final = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


class BeatingScheduler(Scheduler):
    """Writes the pulse "beat" at most every CANARY_SECONDS, from the loop that sends tasks."""

    last_pulse: float | None = None  # monotonic seconds

    def setup_schedule(self) -> None:
        """All entries of the settings, due at once."""
        super().setup_schedule()
        for entry in self.schedule.values():
            entry.last_run_at = LONG_AGO

    def tick(self, *args: Any, **kwargs: Any) -> float:  # noqa: ANN401 - the signature is Celery's
        """Send what is due; seconds until the next look, never longer than a pulse may take."""
        self._pulse()
        return min(super().tick(*args, **kwargs), settings.CANARY_SECONDS)

    def _pulse(self) -> None:
        now = time.monotonic()
        if self.last_pulse is not None and now - self.last_pulse < settings.CANARY_SECONDS:
            return
        self.last_pulse = now
        from tracker.services.pulses import record_beat  # models: not before Django is set up

        close_old_connections()  # nobody else does it here
        try:
            record_beat(now=timezone.now())
        except DatabaseError as error:
            logger.warning("no pulse: the database is away (%s)", type(error).__name__)
            close_old_connections()
