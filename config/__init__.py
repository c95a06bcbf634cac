"""Settings and entry points. The Celery app is imported here so that tasks find it."""

from config import startup
from config.celery import app as celery_app

__all__ = ["celery_app"]

startup.speak_plainly()
