"""Logs (日志): one shape for web, worker and beat, as lines for people or as JSON.

Only standard error is written to; whoever runs the process keeps it. Every line has the id of
the request and of the task that it belongs to. Ids are logged, never texts or file names.
"""

from __future__ import annotations

import datetime as dt
import logging
import logging.config
from typing import Any, Final

from celery import current_task
from celery.signals import setup_logging
from pythonjsonlogger.json import JsonFormatter

from config import env
from config.requests import current_id

LEVELS: Final = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
LINE: Final = (
    "%(asctime)s %(levelname)s %(name)s [request %(request_id)s, task %(task_id)s] %(message)s"
)
NONE: Final = "-"


class Belonging(logging.Filter):
    """Adds `request_id` and `task_id` to a record, "-" where there is none."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep every record. Celery's own lines about a task name it in `data`."""
        about = getattr(record, "data", None)
        named = about.get("id") if isinstance(about, dict) else None
        record.request_id = current_id.get() or NONE
        record.task_id = named or (current_task and current_task.request.id) or NONE
        return True


class Json(JsonFormatter):
    """One object a line; the same names in every process, whatever else a library adds."""

    def add_fields(
        self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]
    ) -> None:
        """Only the fields below: extras of libraries may hold a request's or a task's content."""
        log_data |= {
            "time": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(
                timespec="milliseconds"
            ),
            "level": record.levelname,
            "logger": record.name,
            "process": record.process,
            "request_id": getattr(record, "request_id", NONE),
            "task_id": getattr(record, "task_id", NONE),
            "message": record.getMessage(),
        }
        if record.exc_info:
            log_data["exception"] = self.formatException(record.exc_info)


def logging_settings() -> dict[str, Any]:
    """Django's LOGGING. Raises ImproperlyConfigured for a wrong LOG_LEVEL or LOG_FORMAT."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"belonging": {"()": "config.logs.Belonging"}},
        "formatters": {
            "line": {"format": LINE},
            "json": {"()": "config.logs.Json", "json_ensure_ascii": False},
        },
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "filters": ["belonging"],
                "formatter": env.one_of("LOG_FORMAT", "line", "json"),
            }
        },
        "root": {"handlers": ["stderr"], "level": env.one_of("LOG_LEVEL", *LEVELS)},
        "loggers": {
            # Django and gunicorn bring handlers of their own; one is enough.
            **{name: {"handlers": [], "propagate": True} for name in ("django", "gunicorn.error")},
            # A request is told by config.requests, without addresses and query strings.
            "gunicorn.access": {"handlers": [], "propagate": False},
        },
    }


@setup_logging.connect
def keep_ours(**_rest: object) -> None:
    """Have Celery leave logging as Django has set it up, whatever its --loglevel says."""
    from django.conf import settings  # settings are made with the help of this module

    logging.config.dictConfig(settings.LOGGING)
