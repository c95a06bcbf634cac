"""The door of the core: the verbs that services and commands call.

decode -> clean -> identify -> sections -> sentences -> commitments      (read_*)
plan x result -> candidates -> suggestion                                (assess_pair)
"""

from __future__ import annotations

from tracker.core.types import PairAssessment, ReportReading

# Raised with every change that makes stored reports read differently: they are then read again.
EXTRACTOR_VERSION = "2026.11.1"


def read_file(data: bytes, *, filename: str) -> ReportReading:
    """Read one report as it was published: bytes and file name in, all that was found out.

    Raises UnreadableReport for anything that is not a readable report of an accepted kind;
    no other exception, whatever the bytes.
    """
    raise NotImplementedError


def read_text(raw: str, *, filename: str = "") -> ReportReading:
    """Read one report from decoded text. Raises UnreadableReport."""
    raise NotImplementedError


def assess_pair(plan: ReportReading, result: ReportReading) -> PairAssessment:
    """Set every commitment and measure of `plan` against the report of the following year."""
    raise NotImplementedError
