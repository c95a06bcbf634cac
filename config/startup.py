"""What a person reads when the settings are refused: one sentence instead of a traceback."""

from __future__ import annotations

import sys
from types import TracebackType

from django.core.exceptions import ImproperlyConfigured


def sentence(error: ImproperlyConfigured) -> str:
    """The line for standard error."""
    return f"Not started: {error}"


def speak_plainly() -> None:
    """Have this process end with the sentence when settings are refused and nobody catches it.

    manage.py and celery load the settings at many places; this is the one that they share.
    """
    usual = sys.excepthook

    def tell(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if isinstance(error, ImproperlyConfigured):
            sys.stderr.write(sentence(error) + "\n")
        else:
            usual(kind, error, trace)

    sys.excepthook = tell
