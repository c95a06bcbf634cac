from __future__ import annotations

from typing import Any

from tracker.core.evaluation.extraction import Tally, score_extraction
from tracker.core.pipeline import read_text
from tracker.core.types import ReportReading, UnreadableReport

TEXT = """望川市教育局2024年法治政府建设年度报告
一、主要工作
学法四次。
二、2025年工作计划
(一)抓学习。全年学法不少于4次。
(二)抓执法。办案。"""


def gold(**changes: Any) -> dict[str, Any]:
    target = {
        "text": "学法不少于4次",
        "value": 4,
        "unit": "次",
        "comparator": ">=",
        "object": "学法",
    }
    labels = {
        "file": "a.txt",
        "agency": "望川市教育局",
        "report_year": 2024,
        "plan_year": 2025,
        "dated": None,
        "sections": [
            {"begins": "一、", "kind": ["achievements", "leadership"]},
            {"begins": "二、", "kind": "plan"},
        ],
        "commitments": [
            {
                "ordinal": "(一)",
                "heading": "抓学习",
                "text": "抓学习。全年学法不少于4次。",
                "targets": [target],
            },
            {"ordinal": "(二)", "heading": "抓执法", "text": "抓执法。办案。", "targets": []},
        ],
    }
    return {"reports": [labels | changes]}


def read(_file: str) -> ReportReading:
    return read_text(TEXT)


def test_all_right() -> None:
    score = score_extraction(gold(), read)
    assert {row: tally.missed + tally.invented for row, tally in score.rows()} == dict.fromkeys(
        (row for row, _ in score.rows()), 0
    )
    assert score.total("commitments") == Tally(found=2)
    assert score.total("dated") == Tally()
    assert score.total("targets").labelled == 1
    assert score.reports[0].differences == ()


def test_differences_are_counted_and_told() -> None:
    commitments = gold()["reports"][0]["commitments"]
    commitments[1] = commitments[1] | {"ordinal": "(三)", "targets": commitments[0]["targets"]}
    score = score_extraction(
        gold(
            agency="望川市司法局",
            commitments=commitments,
            sections=[{"begins": "九、", "kind": "plan"}],
        ),
        read,
    )
    assert score.total("agency") == Tally(missed=1, invented=1)
    assert score.total("commitments") == Tally(found=1, missed=1, invented=1)
    assert score.total("targets") == Tally(found=1, missed=1)
    assert score.total("sections") == Tally(missed=1)
    assert len(score.reports[0].differences) == 5


def test_unreadable_file_is_missed_everywhere() -> None:
    def refuse(_file: str) -> ReportReading:
        raise UnreadableReport("encoding")

    score = score_extraction(gold(), refuse)
    assert score.total("commitments") == Tally(missed=2)
    assert score.total("targets") == Tally(missed=1)
    assert score.reports[0].differences == ("unreadable: encoding",)
