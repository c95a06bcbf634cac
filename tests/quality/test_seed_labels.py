"""The labels of seeds/ against the reports they are about: every passage stands where it should."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tracker.core.pipeline import read_file
from tracker.core.types import Outcome, ReportReading, SectionKind

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
LABELS: dict[str, Any] = json.loads((SEEDS / "labels.json").read_text("utf-8"))
MANIFEST: dict[str, Any] = json.loads((SEEDS / "manifest.json").read_text("utf-8"))
PLANS = {report["file"]: report for report in LABELS["reports"]}
PARTS = {
    "evidence": SectionKind.ACHIEVEMENTS,
    "problems": SectionKind.PROBLEMS,
    "next_plan": SectionKind.PLAN,
}


@cache
def reading(name: str) -> ReportReading:
    return read_file((SEEDS / name).read_bytes(), filename="")


def part(name: str, kind: SectionKind) -> str:
    """All of one kind of section, without line ends: a PDF has them anywhere."""
    read = reading(name)
    parts = [s.span.of(read.text.text) for s in read.sections if s.kind is kind]
    return "".join("".join(parts).split())


@pytest.mark.parametrize("pair", LABELS["pairs"], ids=lambda pair: str(pair["plan"]))
def test_passages_stand_in_the_part_that_the_label_names(pair: dict[str, Any]) -> None:
    wanted = [(c["ordinal"], c["heading"]) for c in PLANS[pair["plan"]]["commitments"]]
    assert [(item["ordinal"], item["heading"]) for item in pair["items"]] == wanted
    for key, kind in PARTS.items():
        text = part(pair["result"], kind)
        assert [p for item in pair["items"] for p in item[key] if p not in text] == []


@pytest.mark.parametrize("report", LABELS["reports"], ids=lambda report: str(report["file"]))
def test_targets_stand_in_their_commitment(report: dict[str, Any]) -> None:
    row = next(row for row in MANIFEST["reports"] if row["file"] == report["file"])
    for key in ("agency", "report_year", "plan_year", "dated"):
        assert report[key] == row[key]
    for commitment in report["commitments"]:
        assert commitment["text"].startswith(commitment["heading"])
        assert [
            t["text"] for t in commitment["targets"] if t["text"] not in commitment["text"]
        ] == []


def test_every_outcome_occurs() -> None:
    said = {item["outcome"] for pair in LABELS["pairs"] for item in pair["items"]}
    answered = {pair["plan"] for pair in LABELS["pairs"]}
    assert said == {*map(str, Outcome)} - {"awaiting_report"}
    assert set(PLANS) - answered  # the newest plans wait for their report


def test_chains_name_promises_of_following_years() -> None:
    bodies = {row["successor"]: row["predecessor"] for row in MANIFEST["successions"]}
    for chain in LABELS["chains"]:
        plans = [PLANS[name] for name, _ in chain["links"]]
        years = [plan["report_year"] for plan in plans]
        assert years == list(range(years[0], years[0] + len(years))), chain
        assert len({bodies.get(plan["agency"], plan["agency"]) for plan in plans}) == 1, chain
        for plan, (_, ordinal) in zip(plans, chain["links"], strict=True):
            assert ordinal in [c["ordinal"] for c in plan["commitments"]], chain
