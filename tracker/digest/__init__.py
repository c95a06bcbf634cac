"""The weekly digest of unfulfilled promises (周报).

subjects (who, which week) -> content (figures and lines) -> render (subject, text, html)
-> deliveries and transport (once, or held for a person).
"""

from tracker.digest.sending import (
    DigestResult,
    FutureWeek,
    Preview,
    Sent,
    preview_digests,
    send_due_digests,
)
from tracker.digest.watching import Overdue, log_overdue, overdue
from tracker.digest.weeks import NoSuchWeek

__all__ = [
    "DigestResult",
    "FutureWeek",
    "NoSuchWeek",
    "Overdue",
    "Preview",
    "Sent",
    "log_overdue",
    "overdue",
    "preview_digests",
    "send_due_digests",
]
