"""Floors for matching: last measured minus 0.02; they only ever rise.

Real labelled pairs, everything fitted on the other pairs. The seeds' labels are for regression
only: text and labels were written by the same hand.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tracker.core.evaluation.crossvalidate import predict_all
from tracker.core.evaluation.gold import load
from tracker.core.evaluation.metrics import Figure, figures
from tracker.core.pipeline import assess_pair, read_file

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
SEEDS = ROOT / "seeds"
FLOORS: dict[str, float] = json.loads(
    (Path(__file__).parent / "matching_floors.json").read_text("utf-8")
)
CEILINGS = ("ECE",)  # lower is better
needs_shared = pytest.mark.skipif(
    not SHARED.is_dir(), reason="../shared is not beside this checkout"
)


@pytest.fixture(scope="module")
def measured() -> dict[str, Figure]:
    paths = sorted((SHARED / "gold").glob("*-*.json"))
    own = predict_all([load(path) for path in paths], leave_one_out=True)
    return {figure.name: figure for figure in figures([p for pair in own for p in pair])}


@needs_shared
@pytest.mark.parametrize("name", [n for n in FLOORS if not n.startswith("seeds")])
def test_real_pairs(name: str, measured: dict[str, Figure]) -> None:
    figure = measured[name]
    if name in CEILINGS:
        assert figure.value <= FLOORS[name], figure
    else:
        assert figure.value >= FLOORS[name], figure


def seed_results() -> list[tuple[dict[str, Any], Any]]:
    labels = json.loads((SEEDS / "labels.json").read_text("utf-8"))
    found = []
    for pair in labels["pairs"]:
        plan, result = (
            read_file((SEEDS / pair[key]).read_bytes(), filename=pair[key])
            for key in ("plan", "result")
        )
        assessed = assess_pair(plan, result).commitments
        found += list(zip(pair["items"], assessed, strict=True))
    return found


def test_seed_outcomes() -> None:
    results = seed_results()
    right = sum(found.suggestion.outcome == item["outcome"] for item, found in results)
    assert right / len(results) >= FLOORS[f"seeds outcome accuracy ({len(results)} commitments)"]


def test_seed_evidence_is_among_the_candidates() -> None:
    wanted = found = 0
    for item, assessment in seed_results():
        texts = [candidate.sentence.text for candidate in assessment.candidates]
        for passage in item["evidence"]:
            wanted += 1
            found += any(passage in text or text in passage for text in texts)
    assert found / wanted >= FLOORS["seeds evidence in 10"]


def test_seeds_never_turn_silence_into_a_decision() -> None:
    for item, found in seed_results():
        if item["outcome"] == "no_evidence":
            assert found.suggestion.outcome not in ("fulfilled", "dropped", "superseded"), item
