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


def test_nothing_read_off_hostile_text_is_refused_by_a_database() -> None:
    hostile = REPORT.replace("办案", "办\x00案\ud800").replace("望川市教育局", "我局")
    reading = read_text(hostile, filename="望川市\x00教育局\udc80.txt")
    assert reading.identity.agency is not None
    assert reading.identity.agency.evidence == "望川市教育局.txt"
    assert reading.text.raw == REPORT.replace("望川市教育局", "我局")
    assert "\\x00" not in repr(reading)
    assert "\\ud" not in repr(reading)
    for item in reading.commitments:
        assert reading.text.to_raw(item.span).end <= len(reading.text.raw)


def test_half_width_full_stops_end_headings_and_sentences() -> None:
    text = REPORT.replace(
        "(一)抓學習。全年學法不少于4次。",
        "(一)抓好队伍建设.招录执法人员8名,完成全员轮训.占比达98.5%.",
    )
    first = read_text(text).commitments[0]
    assert first.heading == "抓好队伍建设"
    assert [m.text for m in first.measures] == [
        "招录执法人员8名",
        "完成全员轮训。",
        "占比达98.5%。",
    ]


def test_items_of_a_plan_under_a_numbered_part() -> None:
    text = (
        "望川市教育局2024年法治政府建设年度报告\n第一部分 2024年工作总结\n一、学法\n学。\n"
        "第二部分 问题和打算\n一、存在的主要问题\n少。\n第三部分 2025年工作计划\n"
        "一、抓好学法\n全年学法4次。\n二、抓好执法\n办案。\n三、抓好公开\n公布。"
    )
    reading = read_text(text)
    assert [(c.ordinal, c.heading) for c in reading.commitments] == [
        ("一、", "抓好学法"),
        ("二、", "抓好执法"),
        ("三、", "抓好公开"),
    ]
    assert [s.heading for s in reading.sections if s.kind is SectionKind.PLAN] == [
        "第三部分 2025年工作计划"
    ]
    assert SectionKind.PROBLEMS in {s.kind for s in reading.sections}
