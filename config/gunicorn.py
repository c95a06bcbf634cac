"""gunicorn's settings: `gunicorn -c python:config.gunicorn config.wsgi`.

Its log takes the shape of ours. Wrong settings are said here, before a worker is forked.
"""

import os

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from config.startup import sentence

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

try:
    logconfig_dict = settings.LOGGING
except ImproperlyConfigured as error:
    raise SystemExit(sentence(error)) from error
