"""The Celery application. `celery -A config.celery worker` and `... beat` start from here."""

from __future__ import annotations

import os

# Before numpy is loaded, which looks only then: workers are processes enough, and each thread
# of OpenBLAS would keep memory of its own and wait for the others on matrices of a few kB.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from celery import Celery
from celery.signals import worker_process_init

app = Celery("tracker")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["tracker"])


@worker_process_init.connect
def warm_up(**_kwargs: object) -> None:
    """Load the tokenizer and the tables before the first task, not in it."""
    from tracker.services import warming  # numpy comes with it, and Django is set up by now

    warming.warm_up()
