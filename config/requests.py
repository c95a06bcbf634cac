"""The id of a request (请求编号): taken from the proxy or made, answered, logged, and handed on.

A task that a request sends carries the id in its message's headers, and so do the tasks that it
sends in its turn: one search in the logs finds all that came of a click.
"""

from __future__ import annotations

import logging
import re
import secrets
import time
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, Final

from celery import Task
from celery.signals import before_task_publish, task_postrun, task_prerun
from django.core.signals import request_finished
from django.dispatch import receiver
from django.http import HttpRequest
from django.http.response import HttpResponseBase

WELL_FORMED: Final = re.compile(r"[A-Za-z0-9-]{8,64}")  # a UUID, or nginx's $request_id
HEADER: Final = "X-Request-ID"
KEY: Final = "request_id"  # in the headers of a message, where Celery keeps its own names apart
QUIET: Final = ("/healthz", "/readyz", "/metrics")  # asked every few seconds
SIGNED: Final = "/weekly/"  # what follows lets whoever holds it answer for a reader

current_id: ContextVar[str] = ContextVar("request_id", default="")
logger = logging.getLogger(__name__)


class RequestIds:
    """The outermost middleware: every line that is logged inside has the id, and so the answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer, and a line about it: no query string, which may hold what people look for."""
        start = time.monotonic()
        current_id.set(_id_of(request))
        response = self.get_response(request)
        response[HEADER] = current_id.get()
        path = request.path_info
        if path.startswith(SIGNED):
            path = f"{SIGNED}..."
        logger.log(
            logging.DEBUG if path in QUIET else logging.INFO,
            "%s %s %d %.3f s",
            request.method,
            path.encode("unicode_escape").decode(),  # nobody writes lines of their own
            response.status_code,
            time.monotonic() - start,
        )
        return response


def _id_of(request: HttpRequest) -> str:
    given: str = request.META.get("HTTP_X_REQUEST_ID", "")
    return given if WELL_FORMED.fullmatch(given) else secrets.token_hex(16)


@before_task_publish.connect
def hand_on(headers: dict[str, Any] | None = None, **_rest: object) -> None:
    """Put the id into the message of a task."""
    if headers is not None and current_id.get():
        headers[KEY] = current_id.get()


@task_prerun.connect
def take_over(task: Task[..., Any], **_rest: object) -> None:
    """Make the id of a task's message the one that is logged."""
    given = str(task.request.get(KEY) or "")
    current_id.set(given if WELL_FORMED.fullmatch(given) else "")


@receiver(request_finished)
@task_postrun.connect
def let_go(**_rest: object) -> None:
    """The next task or request of this process is another matter.

    Not before Django has logged what it says of an answer, which is outside all middleware.
    """
    current_id.set("")
