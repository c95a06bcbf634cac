"""The WSGI entry point."""

import os
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application
from gunicorn.errors import AppImportError

from config.startup import sentence

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

try:
    # Static files come from the packages (WHITENOISE_USE_FINDERS); the folder for collected ones
    # may stay empty, but WhiteNoise warns at every start when it is missing. A disk that can't be
    # written to is what /readyz says; people may go on reading.
    with suppress(OSError):
        Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    application = get_wsgi_application()
except ImproperlyConfigured as error:
    raise AppImportError(sentence(error)) from error  # gunicorn prints it, and stops for good
