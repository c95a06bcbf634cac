from __future__ import annotations

import datetime as dt

import pytest

from tracker.core.identity import identify, short_forms
from tracker.core.types import ReportKind

BODY = "一、主要工作\n推进依法行政。\n二、2025年工作计划\n（一）学法。\n"


@pytest.mark.parametrize(
    ("text", "agency", "year", "dated"),
    [
        ("望川市教育局2024年法治政府建设年度报告\n" + BODY, "望川市教育局", 2024, None),
        ("望川市教育局关于2024年度法治政府建设情况的报告\n" + BODY, "望川市教育局", 2024, None),
        ("关于望川市教育局二〇二四年法治建设工作情况的报告\n" + BODY, "望川市教育局", 2024, None),
        (
            "望川市教育局2024年法治政府建设工作总结和2025年工作计划\n" + BODY,
            "望川市教育局",
            2024,
            None,
        ),
        (
            "望川县石桥镇人民政府\n2024年度法治政府建设情况报告\n" + BODY,
            "望川县石桥镇人民政府",
            2024,
            None,
        ),
        ("北岭区城南街道办事处2024年法治政府建设报告\n" + BODY, "北岭区城南街道办事处", 2024, None),
        ("望川高新区管委会2024年法治政府建设报告\n" + BODY, "望川高新区管委会", 2024, None),
        ("白沙省商务厅2024年法治政府建设报告\n" + BODY, "白沙省商务厅", 2024, None),
        (
            "白沙自治州卫生健康委员会2024年法治建设报告\n" + BODY,
            "白沙自治州卫生健康委员会",
            2024,
            None,
        ),
        ("红柳盟行政公署办公室2024年依法行政工作总结\n" + BODY, "红柳盟行政公署办公室", 2024, None),
        ("2024年望川市法治政府建设情况报告\n" + BODY, "望川市人民政府", 2024, None),
        (
            "2024年，我局推进法治政府建设。\n" + BODY + "高望川县水务局\n2025年1月9日",
            "高望川县水务局",
            2024,
            dt.date(2025, 1, 9),
        ),
        ("2024年，望川县政府坚持依法行政，建设法治政府。\n" + BODY, "望川县人民政府", 2024, None),
        (
            "2024年，市水务局认真推进法治政府建设，落实《望川市节水办法》。\n" + BODY,
            "望川市水务局",
            2024,
            None,
        ),
        (
            "2024年，我局推进法治政府建设，执行《白沙省商务厅工作规则》。\n一、主要工作\n我局印发"
            "《2024年望川市水务局普法计划》《望川市水务局行政决策规程》，依法行政。\n二、不足\n少。",
            "望川市水务局",
            2024,
            None,
        ),
        (
            "岭南区财政局2024年法治政府建设报告\n"
            + BODY
            + "望川市岭南区财政局\n二〇二五年一月三日",
            "望川市岭南区财政局",
            2024,
            dt.date(2025, 1, 3),
        ),
    ],
)
def test_rule_of_law_reports(text: str, agency: str, year: int, dated: dt.date | None) -> None:
    identity = identify(text)
    assert identity.kind is ReportKind.RULE_OF_LAW
    assert identity.agency is not None
    assert identity.agency.value == agency
    assert identity.agency.evidence.split("\n")[0] in text
    assert 0 < identity.agency.confidence <= 1
    assert identity.report_year is not None
    assert (identity.report_year.value, identity.plan_year) == (year, year + 1)
    assert (identity.dated.value if identity.dated else None) == dated


@pytest.mark.parametrize(
    ("text", "agency", "year"),
    [
        (
            "政 府 工 作 报 告\n——2024年1月14日在望川县第八届人民代表大会第三次会议上\n"
            "各位代表：\n一、2023年工作回顾\n好。\n二、2024年工作安排\n干。",
            "望川县人民政府",
            2023,
        ),
        (
            "各位代表：\n现在，我代表高望川县人民政府，向大会报告工作。\n一、2023年工作回顾\n好。",
            "高望川县人民政府",
            2023,
        ),
        (
            "2024年望川市政府工作报告\n各位代表：\n一、过去一年工作回顾\n好。",
            "望川市人民政府",
            2023,
        ),
        ("各位代表：\n我代表市人民政府，向大会报告工作。\n一、2023年工作回顾\n好。", None, 2023),
    ],
)
def test_government_work_reports(text: str, agency: str | None, year: int) -> None:
    identity = identify(text)
    assert identity.kind is ReportKind.GOVERNMENT_WORK
    assert (identity.agency.value if identity.agency else None) == agency
    assert identity.report_year is not None
    assert identity.report_year.value == year


def test_file_name_helps_out() -> None:
    text = "各位代表：\n我代表市人民政府，向大会报告工作。\n一、工作回顾\n好。"
    identity = identify(text, filename="望川市人民政府/2024.txt")
    assert identity.agency is not None
    assert (identity.agency.value, identity.agency.evidence) == (
        "望川市人民政府",
        "望川市人民政府/2024.txt",
    )
    assert identity.report_year is not None
    assert identity.report_year.value == 2023


def test_title_over_two_lines_and_at_the_end() -> None:
    split = identify("望川市教育局2024年度法治政府建设\n情况报告\n" + BODY)
    assert split.title is not None
    assert split.title.value == "望川市教育局2024年度法治政府建设情况报告"
    labelled = identify(
        "索引号：000/2025-1 发布机构：望川市人民政府办公室\n望川市2024年法治政府建设报告\n" + BODY
    )
    assert labelled.title is not None
    assert labelled.title.value == "望川市2024年法治政府建设报告"
    in_one_line = identify("望川市2024年法治政府建设报告 来源：本站 2024年，我市依法行政。" + BODY)
    assert in_one_line.title is not None
    assert in_one_line.title.value == "望川市2024年法治政府建设报告"
    attached = identify(
        "2024年，我局依法行政。\n" + BODY + "望川市教育局2024年法治政府建设报告.pdf"
    )
    assert attached.title is not None
    assert attached.title.value == "望川市教育局2024年法治政府建设报告"


@pytest.mark.parametrize(
    ("name", "forms"),
    [
        ("望川市岭南区人民政府", ("岭南区人民政府",)),
        ("望川市岭南区财政局", ("岭南区财政局",)),
        ("望川市易县人民政府", ("易县人民政府",)),
        ("白沙省望川市石桥镇人民政府", ("望川市石桥镇人民政府", "石桥镇人民政府")),
        ("望川市教育局", ()),
        ("望川市市场监督管理局", ()),
        ("望川县城市管理局", ()),
        ("望川市社区工作委员会", ()),
    ],
)
def test_short_forms(name: str, forms: tuple[str, ...]) -> None:
    assert short_forms(name) == forms
