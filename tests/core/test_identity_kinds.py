"""Two genres are taken in; every other one is refused by its own name."""

from __future__ import annotations

from pathlib import Path

import pytest

from tracker.core.identity import identify
from tracker.core.pipeline import read_file
from tracker.core.types import ReportKind, UnreadableReport

REPORTS = Path(__file__).resolve().parents[3] / "shared" / "reports"
TEXT = (
    "2024年，我局坚持依法行政，推进法治政府建设。\n一、主要工作\n印发通知、公告和实施方案12件，"
    "做好政策解读和政府信息公开年度报告，上半年开展检查。\n二、存在的不足\n少。\n"
    "三、2025年工作计划\n（一）学法。\n"
)
WORK = (
    "各位代表：\n现在，我代表望川县人民政府报告工作。\n"
    "一、2023年工作回顾\n好。\n二、2024年工作安排\n干。"
)


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        ("望川市水务局2024年法治政府建设年度报告", ReportKind.RULE_OF_LAW),
        ("望川市水务局2024年依法行政工作总结", ReportKind.RULE_OF_LAW),
        ("望川市水务局2024年法治建设工作情况报告暨2025年工作计划", ReportKind.RULE_OF_LAW),
        ("关于2024年度推进法治政府建设工作情况的报告", ReportKind.RULE_OF_LAW),
        ("望川市水务局2024年法治政府建设工作总结及2025年工作要点", ReportKind.RULE_OF_LAW),
        ("望川县2024年度依法治县工作总结", ReportKind.RULE_OF_LAW),
        ("2024年度党政主要负责人履行推进法治建设第一责任人职责情况报告", ReportKind.RULE_OF_LAW),
        # What the page around it is called does not matter.
        ("首页\n通知公告\n望川市水务局2024年法治政府建设年度报告", ReportKind.RULE_OF_LAW),
        ("政策解读\n望川市水务局2024年法治政府建设年度报告", ReportKind.RULE_OF_LAW),
        (
            "关于印发2024年法治政府建设年度报告的通知\n望川市水务局2024年法治政府建设年度报告",
            ReportKind.RULE_OF_LAW,
        ),
        ("", ReportKind.RULE_OF_LAW),
    ],
)
def test_accepted_by_title(head: str, kind: ReportKind) -> None:
    assert identify(head + "\n" + TEXT).kind is kind


def test_accepted_by_the_name_of_its_file() -> None:
    text = "2024年，我局扎实推进法治应急。\n一、成效\n好。\n二、不足\n少。\n三、打算\n干。"
    name = "2024年望川县应急管理局法治政府建设年度报告.txt"
    assert identify(text, filename=name).kind is ReportKind.RULE_OF_LAW
    with pytest.raises(UnreadableReport):
        identify(text, filename="2024.txt")


@pytest.mark.parametrize("head", ["2024年政府工作报告", "政 府 工 作 报 告", "", "通知公告"])
def test_government_work_reports(head: str) -> None:
    assert identify(head + "\n" + WORK).kind is ReportKind.GOVERNMENT_WORK


@pytest.mark.parametrize(
    ("code", "head"),
    [
        ("interpretation", "《望川市2024年法治政府建设年度报告》政策解读"),
        ("interpretation", "一图读懂望川市2024年法治政府建设年度报告"),
        ("interpretation", "图解：望川县2024年政府工作报告\n一图读懂"),
        ("interpretation", "关于《望川市法治政府建设实施方案》的解读"),
        ("disclosure_report", "望川市水务局2024年政府信息公开工作年度报告"),
        ("disclosure_report", "望川市水务局\n2024年度政务公开工作总结"),
        ("half_year_report", "望川市水务局2024年上半年法治政府建设工作总结"),
        ("half_year_report", "2024年上半年依法行政工作总结和下半年工作计划"),
        ("half_year_report", "望川市水务局2024年第三季度法治政府建设工作情况报告"),
        ("half_year_report", "望川市水务局2024年一季度法治建设情况汇报"),
        ("notice", "望川市水务局关于做好2024年法治政府建设报告工作的通知"),
        ("notice", "望川市人民政府公告"),
        ("notice", "望川市法治政府建设实施方案（2021-2025年）"),
        ("notice", "望川市水务局重大行政决策程序规定"),
        ("plan_only", "望川市水务局2025年法治政府建设工作要点"),
    ],
)
def test_refused_by_title(code: str, head: str) -> None:
    text = TEXT.replace("一、主要工作", "一、总体要求").replace("情况", "状况")
    with pytest.raises(UnreadableReport) as refused:
        identify(head + "\n" + text)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("code", "text"),
    [
        (
            "half_year_report",
            "2024年上半年，我局依法行政。现将上半年法治政府建设情况报告如下：\n一、工作\n好。\n二、不足\n少。",
        ),
        (
            "half_year_report",
            "我局坚持依法行政，建设法治政府。\n一、工作\n好。\n二、下半年工作计划\n（一）学法。",
        ),
        (
            "press_item",
            "望川县人民代表大会会议开幕\n本报讯 县长代表县人民政府"
            "作政府工作报告，回顾一年工作。\n各位代表认真审议。",
        ),
        (
            "plan_only",
            "望川市水务局2025年法治政府建设工作计划\n2025年，我局将依法行政。\n一、加强学习\n（一）学法。\n二、规范执法\n严。",
        ),
        ("not_a_report", ""),
        ("not_a_report", "今天天气很好，我们去公园。"),
        ("not_a_report", "望川市水务局2024年工作总结\n一、供水\n好。\n二、排水\n好。"),
        ("notice", "望川市教育局关于开展安全检查的通知\n一、内容\n查。\n二、要求\n严。"),
        (
            "notice",
            "关于印发2024年法治政府建设工作要点的通知\n法治政府建设\n一、目标\n学。\n二、任务\n依法行政，我局。",
        ),
    ],
)
def test_refused_by_text(code: str, text: str) -> None:
    with pytest.raises(UnreadableReport) as refused:
        identify(text)
    assert refused.value.code == code


@pytest.mark.skipif(not REPORTS.is_dir(), reason="../shared is not beside this checkout")
def test_no_real_report_is_refused() -> None:
    files = [*REPORTS.glob("local/*/*.txt"), *REPORTS.glob("seeds/*.txt")]
    assert len(files) >= 144
    for path in files:
        assert read_file(path.read_bytes(), filename="").identity.kind is not None
