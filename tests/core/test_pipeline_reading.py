from __future__ import annotations

import pytest

from tracker.core.pipeline import read_file, read_text
from tracker.core.types import SectionKind, UnreadableReport

REPORT = """望川市教育局2024年法治政府建设年度报告
一、主要工作
(一)学习。学法四次。
二、2025年工作计划
(一)抓學習。全年學法不少于4次。(二)抓執法。办案。
望川市教育局
2025年1月9日"""


def test_read_file() -> None:
    reading = read_file(REPORT.encode("gb18030"), filename="报告.txt")
    assert reading.identity.agency is not None
    assert reading.identity.agency.value == "望川市教育局"
    assert reading.identity.plan_year == 2025
    assert [c.text for c in reading.commitments] == [
        "抓学习。全年学法不少于4次。",
        "抓执法。办案。",
    ]
    (target,) = (t for c in reading.commitments for m in c.measures for t in m.targets)
    assert target.span.of(reading.text.text) == target.text
    assert reading.text.to_raw(reading.commitments[0].span).of(REPORT).startswith("抓學習。")
    assert {s.section_kind for s in reading.sentences} >= {
        SectionKind.PLAN,
        SectionKind.ACHIEVEMENTS,
    }


def test_read_text_refuses_what_is_no_report() -> None:
    with pytest.raises(UnreadableReport, match="not_a_report"):
        read_text("一封普通的信。")
