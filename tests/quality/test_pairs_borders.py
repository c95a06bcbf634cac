"""The pairs of ../shared/reports/PAIRS.tsv: is the plan of one found, and the review of the next?

pair_borders.json holds, for each file, the numbers of three paragraphs (blank lines don't count,
the first is 0), labelled by reading: where the review begins, where the plan begins (the heading
that PAIRS.tsv names) and the closing paragraph that ends the plan. No heading, no label.
"""

from __future__ import annotations

import csv
import json
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from tracker.core.pipeline import read_file
from tracker.core.types import ReportReading, SectionKind, Span

ROOT = Path(__file__).resolve().parents[2]
REPORTS = ROOT.parent / "shared" / "reports"
LABELS: dict[str, list[int | None]] = json.loads(
    (Path(__file__).parent / "pair_borders.json").read_text("utf-8")
)
WITHIN = 1  # paragraphs
PAIRS_FLOOR = 0.95
# Why a pair can't be right: the file has no such part.
NO_PART = {
    ("保定市满城区人民政府", "2020"): "the review of 2021 is a press summary without headings",
    ("保定市满城区人民政府", "2021"): "the plan of 2021 is a press summary without headings",
    ("易县人民政府", "2017"): "the report of 2017 breaks off before its plan",
}

pytestmark = pytest.mark.skipif(
    not REPORTS.is_dir(), reason="../shared is not beside this checkout"
)


class Borders(NamedTuple):
    """Paragraph numbers; None where a part was not found."""

    review: int | None
    review_end: int | None
    plan: int | None
    plan_end: int | None


@cache
def found(file: str) -> Borders:
    reading = read_file((REPORTS / "local" / f"{file}.txt").read_bytes(), filename="")
    label = LABELS[file][1]
    plans = [s.span for s in reading.sections if s.kind is SectionKind.PLAN]
    reviews = [s.span for s in reading.sections if s.kind is SectionKind.ACHIEVEMENTS]
    problems = [s.span for s in reading.sections if s.kind is SectionKind.PROBLEMS]
    starts = [paragraph(reading, plan.start) for plan in plans]
    return Borders(
        review=paragraph(reading, reviews[0].start) if reviews else None,
        review_end=paragraph(reading, max((*reviews, *problems)).end) if reviews else None,
        plan=min(starts, key=lambda at: abs(at - (label or 0))) if starts else None,
        plan_end=paragraph(reading, plans[-1].end) if plans else None,
    )


def paragraph(reading: ReportReading, at: int) -> int:
    """The number of the paragraph of the raw text that a place in the clean text falls on."""
    raw, text = reading.text.raw, reading.text.text
    stop = len(raw) if at >= len(text) else reading.text.to_raw(Span(at, at + 1)).start
    return sum(1 for line in raw[:stop].splitlines() if line.strip())


def wrong_borders(row: dict[str, str]) -> list[str]:
    plan_file, result_file = (f"{row['body']}/{row[year]}" for year in ("year_plan", "year_result"))
    plan, result = found(plan_file), found(result_file)
    _, plan_label, end_label = LABELS[plan_file]
    review_label, next_label, _ = LABELS[result_file]
    checks = {
        "plan begins": (plan.plan, plan_label),
        "plan ends": (plan.plan_end, end_label),
        "review begins": (result.review, review_label),
        "review ends": (result.review_end, next_label),
    }
    return [
        f"{plan_file} -> {row['year_result']}: {name} at {at}, labelled {label}"
        for name, (at, label) in checks.items()
        if at is None or label is None or abs(at - label) > WITHIN
    ]


def rows() -> list[dict[str, str]]:
    with (REPORTS / "PAIRS.tsv").open(encoding="utf-8") as handle:
        return list(csv.DictReader(handle, delimiter="\t"))


def test_borders_of_the_pairs_that_have_both_parts() -> None:
    whole = [row for row in rows() if (row["body"], row["year_plan"]) not in NO_PART]
    wrong = {row["body"] + row["year_plan"]: wrong_borders(row) for row in whole}
    right = sum(not told for told in wrong.values())
    told = "\n".join(line for lines in wrong.values() for line in lines)
    print(f"{right} of {len(whole)} pairs\n{told}")
    assert right >= PAIRS_FLOOR * len(whole), told


def test_pairs_without_a_part_are_the_ones_that_are_flagged() -> None:
    flagged = {
        (row["body"], row["year_plan"])
        for row in rows()
        if not row["plan_heading"] or not row["next_plan_heading"]
    }
    assert flagged == set(NO_PART)
