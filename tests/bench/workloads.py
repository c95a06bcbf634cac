"""What is measured. A workload does its work once and says how much of what it has done."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path

from tests.bench.pair import difflib_pair, match_pair, rapidfuzz_pair
from tracker.core.pipeline import assess_pair, read_file
from tracker.core.types import ReportReading

SEEDS = Path(__file__).resolve().parents[2] / "seeds"

Workload = Callable[[], tuple[int, str]]


@cache
def reports() -> dict[tuple[str, int], tuple[str, bytes]]:
    """File name and bytes of every seed report, by agency and report_year."""
    rows = json.loads((SEEDS / "manifest.json").read_text("utf-8"))["reports"]
    return {
        (row["agency"], row["report_year"]): (row["file"], (SEEDS / row["file"]).read_bytes())
        for row in rows
    }


@cache
def readings() -> dict[tuple[str, int], ReportReading]:
    """The same, read."""
    return {key: read_file(data, filename=name) for key, (name, data) in reports().items()}


def read_seeds() -> tuple[int, str]:
    """Read every seed report: bytes to commitments."""
    for name, data in reports().values():
        read_file(data, filename=name)
    return len(reports()), "reports"


def match_seeds() -> tuple[int, str]:
    """Set every seed plan against the report of the next year."""
    pairs = [
        (reading, readings()[agency, year + 1])
        for (agency, year), reading in readings().items()
        if (agency, year + 1) in readings()
    ]
    return sum(len(assess_pair(*pair).commitments) for pair in pairs), "commitments"


WORKLOADS: dict[str, Workload] = {
    "read seeds": read_seeds,
    "match seeds": match_seeds,
    "pair": match_pair,
    "pair: rapidfuzz": rapidfuzz_pair,
    "pair: difflib": difflib_pair,
}
