"""Whose report it is: found where it is said, doubted where two are said."""

from __future__ import annotations

import pytest

from tests.timing import fastest
from tracker.core.identity import identify

BODY = "一、主要工作\n推进依法行政，建设法治政府。\n二、2025年工作计划\n（一）学法。\n"
OPENING = "2024年，我局坚持依法行政，推进法治政府建设。现将法治政府建设情况报告如下：\n"
SURE = 0.5


@pytest.mark.parametrize(
    "name",
    [
        "望川市政务服务和数据管理局",
        "望川市自然资源和规划局",
        "望川县教育和体育局",
        "望川市岭南区住房和城乡建设局",
        "望川县退役军人事务局",
        "望川县市场监督管理局",
        "望川市市场监督管理局",
        "望川市城市管理和综合执法局",
        "望川市市中区司法局",
        "望川市市中区人民政府",
        "高唐溪县人民政府",
        "望川市民族宗教事务委员会",
        "望川市发展和改革委员会",
        "白沙省生态环境厅",
        "白沙壮族自治区林业局",
        "红柳盟行政公署",
        "红柳旗农牧局",
        "望川新区管理委员会",
        "望川经济技术开发区管理委员会",
        "岭南区城南街道办事处",
        "望川县石桥镇人民政府",
        "国家税务总局望川县税务局",
        "望川市公安局交通警察支队",
        "望川市医疗保障局",
        "望川市人民政府办公室",
    ],
)
@pytest.mark.parametrize(
    "layout",
    [
        "{name}2024年法治政府建设年度报告\n" + OPENING + BODY,
        "{name}关于2024年度法治政府建设情况的报告\n" + OPENING + BODY,
        "关于{name}2024年法治政府建设工作情况的报告\n" + OPENING + BODY,
        "中共望川市委：\n" + OPENING + BODY + "{name}\n2025年1月9日",
        "2024年度法治政府建设工作总结\n" + OPENING + BODY + "中共{name}党组\n2025年1月9日",
        "{name}\n2024年法治政府建设报告\n" + OPENING + BODY,
    ],
    ids=["title", "about", "of", "signature", "party", "two-lines"],
)
def test_names_of_many_kinds(name: str, layout: str) -> None:
    agency = identify(layout.format(name=name)).agency
    assert agency is not None
    assert agency.value == name
    assert agency.confidence >= SURE


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        # The place of a short name: from the addressee, from the body's own papers.
        (
            "望川县委、县政府：\n2024年，县水务局坚持依法行政，建设法治政府。\n" + BODY,
            "望川县水务局",
        ),
        (
            "2024年，市水务局坚持依法行政，落实《望川市法治政府建设实施方案》。\n" + BODY,
            "望川市水务局",
        ),
        ("县司法局2024年法治政府建设报告\n" + OPENING + BODY + "望川县司法局", "望川县司法局"),
        (
            "2024年法治政府建设总结\n"
            + OPENING
            + "一、做法\n我局印发《2024年望川市林业局学法计划》"
            "和《望川市林业局权责清单》，依法行政。\n二、不足\n少。",
            "望川市林业局",
        ),
        # One body by its full name and by a shortened one.
        (
            "望川县市场监管局2024年法治政府建设报告\n"
            + BODY
            + "望川县市场监督管理局\n2025年1月5日",
            "望川县市场监督管理局",
        ),
        (
            "望川市发改委2024年法治政府建设报告\n2024年，市发展和改革委员会依法行政。\n" + BODY,
            "望川市发展和改革委员会",
        ),
        (
            "望川县人民政府办公室2024年法治政府建设报告\n2024年，县政府办公室认真履职。\n" + BODY,
            "望川县人民政府办公室",
        ),
        (
            "望川高新技术产业开发区管委会2024年法治政府建设报告\n"
            "2024年，高新区管委会深入推进依法行政。\n" + BODY,
            "望川高新技术产业开发区管委会",
        ),
        # To whom it reports, and a cell of a table, is no second body either.
        (
            "望川县水务局2024年法治政府建设报告\n县委全面依法治县办：\n" + BODY + "望川县水务局",
            "望川县水务局",
        ),
        (
            "望川县水务局2024年法治政府建设报告\n"
            + BODY
            + "2 案卷评查 执法大队 6月底\n望川县水务局",
            "望川县水务局",
        ),
        # A copy without line breaks.
        (
            "望川县水务局2024年法治政府建设报告 来源：本站 2024年，我局依法行政。"
            "一、做法（一）学法。二、不足（一）少。三、2025年工作计划（一）学法。望川县水务局2025年1月5日",
            "望川县水务局",
        ),
        # The office that files a government's report is no second body.
        (
            "望川县2024年法治政府建设情况报告\n我县坚持依法行政。\n"
            + BODY
            + "望川县司法局\n2025年3月2日",
            "望川县人民政府",
        ),
        (
            "望川县人民政府2024年法治政府建设报告\n" + BODY + "望川县人民政府办公室\n2025年3月2日",
            "望川县人民政府",
        ),
        # Above and beside it there are others.
        (
            "2024年，我局在望川市水务局和唐溪县委领导下依法行政，建设法治政府。\n"
            + BODY
            + "高唐溪县水务局\n2025年1月5日",
            "高唐溪县水务局",
        ),
    ],
)
def test_name_from_what_is_there(text: str, agency: str) -> None:
    found = identify(text).agency
    assert found is not None
    assert found.value == agency
    assert found.confidence >= SURE


@pytest.mark.parametrize(
    ("text", "filename"),
    [
        (
            "望川市教育局2024年法治政府建设报告\n" + OPENING + BODY + "望川市体育局\n2025年1月9日",
            "",
        ),
        ("望川市教育局2024年法治政府建设报告\n" + OPENING + BODY, "唐溪县水务局2024年报告.docx"),
        (
            "望川县2024年政府工作报告\n各位代表：\n现在，我代表唐溪县人民政府报告工作。\n" + BODY,
            "",
        ),
        ("各位代表：\n现在，我代表市人民政府报告工作。\n" + BODY, "望川县人民政府2024年报告.txt"),
        (
            "2024年，市水务局依法行政，学习《望川市法治办法》，对照《唐溪市法治办法》。\n" + BODY,
            "",
        ),
    ],
    ids=["signature", "file", "delivered", "level", "two places"],
)
def test_two_bodies_are_asked_about(text: str, filename: str) -> None:
    agency = identify(text, filename=filename).agency
    assert agency is not None
    assert agency.confidence < SURE


@pytest.mark.parametrize(
    "text",
    [
        OPENING + BODY,
        "2024年法治政府建设报告\n" + OPENING + BODY,
        "各位代表：\n现在，我代表市人民政府报告工作。\n" + BODY,
    ],
)
def test_no_name_is_made_up(text: str) -> None:
    assert identify(text).agency is None


def test_government_named_by_its_party_committee() -> None:
    text = (
        "各位代表：\n现在，我代表市人民政府报告工作。\n一、2023年工作回顾\n"
        "在中共望川市委坚强领导下，我市稳步发展。\n二、2024年工作安排\n干。"
    )
    agency = identify(text).agency
    assert agency is not None
    assert (agency.value, agency.evidence) == ("望川市人民政府", "中共望川市委")


@pytest.mark.parametrize(
    "unit",
    [
        "望川市",
        "，望川市教育局",
        "《2024年望川市",
        "中共望川市委领导",
        "我代表望川",
        "局",
        "、和与",
    ],
)
def test_a_million_hostile_characters(unit: str) -> None:
    text = "2024年法治政府建设情况报告\n" + (unit * (10**6 // len(unit))) + "\n" + BODY
    assert fastest(lambda: identify(text), enough=2) < 2
