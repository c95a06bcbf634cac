"""gunicorn's settings: `gunicorn -c python:config.gunicorn config.wsgi`.

Its log takes the shape of ours. Wrong settings are said here, before a worker is forked.
"""

import gc
import os

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from config.startup import sentence

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

try:
    logconfig_dict = settings.LOGGING
except ImproperlyConfigured as error:
    raise SystemExit(sentence(error)) from error


def post_worker_init(_worker: object) -> None:
    """Set what has been loaded apart from the garbage collector.

    It stays as long as the process; walking over it took half the time of an answer of ten
    thousand rows. The addresses, and all behind them, would be loaded with the first request.
    """
    from django.urls import get_resolver  # of a worker: the application has been set up by now

    _ = get_resolver().url_patterns
    gc.collect()
    gc.freeze()
    # Ten thousand rows are lists and dicts that nothing circular holds: every 700 of them, the
    # usual threshold, cost such an answer 20 ms of 90.
    gc.set_threshold(50_000, 20, 100)
