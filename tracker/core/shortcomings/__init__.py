"""Problem, plan, result: what a report admits, and where it comes up again (不足整改对照)."""

from tracker.core.shortcomings.finding import Shortcoming, find_shortcomings
from tracker.core.shortcomings.linking import (
    ANSWERED,
    Tie,
    find_recurrences,
    find_remedies,
)

__all__ = [
    "ANSWERED",
    "Shortcoming",
    "Tie",
    "find_recurrences",
    "find_remedies",
    "find_shortcomings",
]
