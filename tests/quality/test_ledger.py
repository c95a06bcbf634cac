"""Floors for the numbers ledger: 220 drawn numbers, verdicts by two readers (数字核对).

The labels are by file and offset (drawn_ledger.json); the texts stay beside the checkout. Judged
are the first 60 numbers, in the order of the draw, that both readers call a target and give a
verdict, as far as they agree on it.
"""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
import pytest

from tests.quality.draw import REPORTS, draw
from tracker.core.evaluation.metrics import kappa
from tracker.core.pipeline import assess_pair, read_text
from tracker.core.types import LedgerEntry, Verdict

LABELS: Final[list[dict[str, Any]]] = json.loads(
    (Path(__file__).parent / "drawn_ledger.json").read_text(encoding="utf-8")
)
JUDGED: Final = 60
VERDICTS: Final = ("met", "missed", "open")
RIGHT: Final = 0.797  # floor: the last measured 49 of 60, minus 0.02; only ever rises
FALSELY_MET: Final = 3  # ceiling: as measured; only ever falls
NOT_EXTRACTED: Final = "not extracted"
NAMES: Final = {Verdict.MET: "met", Verdict.MISSED: "missed", Verdict.UNREPORTED: "open"}

needs_shared = pytest.mark.skipif(
    not REPORTS.is_dir(), reason="../shared is not beside this checkout"
)


def both_judge() -> list[dict[str, Any]]:
    """The numbers that both readers call a target and give a verdict."""
    return [row for row in LABELS if all("verdict" in row[reader] for reader in "AB")]


@cache
def entries(file: str) -> tuple[tuple[int, int, LedgerEntry], ...]:
    """The ledger of a whole pair, each entry with the place of its target in the plan's file."""
    body, year = Path(file).parent.name, int(Path(file).stem)
    plan, result = (
        read_text((REPORTS / "local" / body / f"{y}.txt").read_text("utf-8"))
        for y in (year, year + 1)
    )
    assessed = assess_pair(plan, result).commitments
    found = [e for c in assessed for measure in c.measures for e in measure.ledger]
    places = [plan.text.to_raw(entry.target.span) for entry in found]
    return tuple((p.start, p.end, e) for p, e in zip(places, found, strict=True))


def our_verdict(file: str, offset: int) -> str:
    """What the ledger says of the target at an offset; of several parts the worst."""
    said = {e.verdict for start, end, e in entries(file) if start <= offset < end}
    for verdict in (Verdict.MISSED, Verdict.UNREPORTED, Verdict.MET):
        if verdict in said:
            return NAMES[verdict]
    return NOT_EXTRACTED


@cache
def confusion() -> Counter[tuple[str, str]]:
    """How often readers say the first and the ledger the second."""
    rows = [row for row in both_judge()[:JUDGED] if row["A"]["verdict"] == row["B"]["verdict"]]
    return Counter((r["A"]["verdict"], our_verdict(r["file"], r["start"])) for r in rows)


def test_the_readers_agree() -> None:
    """218 of 220 on what is a target; on the verdicts of all 73 that both judge."""
    says = [(row["A"]["target"], row["B"]["target"]) for row in LABELS]
    assert sum(a == b for a, b in says) == 218
    assert len(says) == 220
    first, second = np.array(says, dtype=np.int64).T
    assert kappa(first, second) == pytest.approx(0.980, abs=5e-4)
    judged = both_judge()
    assert len(judged) == 73
    assert all(row["A"]["verdict"] == row["B"]["verdict"] for row in judged)


@needs_shared
def test_the_draw_is_the_one_labelled() -> None:
    assert [(d.file, d.start, d.end) for d in draw("ledger")] == [
        (row["file"], row["start"], row["end"]) for row in LABELS
    ]


@needs_shared
def test_verdicts() -> None:
    counts = confusion()
    assert counts.total() == JUDGED
    assert sum(counts[v, v] for v in VERDICTS) / JUDGED >= RIGHT, counts


@needs_shared
def test_a_number_is_not_called_met_without_ground() -> None:
    counts = confusion()
    assert counts["missed", "met"] + counts["open", "met"] <= FALSELY_MET, counts
