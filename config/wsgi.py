"""The WSGI entry point."""

import os
from pathlib import Path

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

# Static files come from the packages (WHITENOISE_USE_FINDERS); the folder for collected ones
# may stay empty, but WhiteNoise warns at every start when it is missing.
Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)

application = get_wsgi_application()
