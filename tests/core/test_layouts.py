"""Whole reports of the genre, in the layouts that bodies use (版式): sections and items."""

from __future__ import annotations

import pytest

from tests.core.layouts import BUREAU, COUNTY, USUAL, A, L, Layout, N, O, P
from tracker.core.pipeline import read_text
from tracker.core.sections import heading_lines

ODD = [
    Layout(
        "第一部分 with 一、二、 below",
        COUNTY + "第一部分 2024年工作总结\n一、抓学习\n学法四次。\n二、抓执法\n办案五件。\n"
        "第二部分 存在问题\n一是人少。二是事多。\n"
        "第三部分 2025年工作计划\n一、抓学法\n全年学法四次。\n二、抓执法\n评查案卷两次。",
        [O, A, P, N],
        [("一、", "抓学法"), ("二、", "抓执法")],
    ),
    Layout(
        "headings without ordinals",
        BUREAU + "2024年工作总结\n学法四次。\n存在的问题\n人员不足。\n2025年工作计划\n"
        "一、抓学法\n全年学法四次。\n二、抓执法\n评查案卷两次。",
        [O, A, P, N],
        [("一、", "抓学法"), ("二、", "抓执法")],
    ),
    Layout(
        "一是 in the problems, no plan at all",
        COUNTY + "一、主要成效\n学法四次。\n"
        "二、存在不足\n一是学法不深。二是执法不严。三是公开不及时。\n"
        "澄堰县司法局\n2025年1月9日",
        [O, A, P, O],
        [],
    ),
    Layout(
        "plan closed with an exhortation",
        COUNTY + "一、主要成效\n学法四次。\n二、2025年工作安排\n（一）抓学法。全年四次。\n"
        "（二）抓执法。评查案卷。\n（三）抓公开。公布目录。\n"
        "让我们紧密团结起来，奋力谱写法治澄堰建设的崭新篇章！",
        [O, A, N, O],
        [("（一）", "抓学法"), ("（二）", "抓执法"), ("（三）", "抓公开")],
    ),
    Layout(
        "problems with improvements beside them are no plan",
        BUREAU + "一、2024年工作情况\n学法四次。\n二、存在的主要问题\n"
        "（一）学法不深。下一步将加强督促。\n（二）执法不严。今后要加强监督。\n"
        "三、2025年工作安排\n（一）健全学法制度。\n（二）完善执法流程。",
        [O, A, P, N],
        [("（一）", "健全学法制度"), ("（二）", "完善执法流程")],
    ),
    Layout(
        "a title that names both years",
        "岚溪区司法局2024年法治政府建设工作总结及2025年工作计划\n"
        "一、2024年工作总结\n学法四次。\n二、存在问题\n力量薄弱。\n"
        "三、2025年工作计划\n（一）抓学法。全年四次。\n（二）抓执法。评查案卷。",
        [O, A, P, N],
        [("（一）", "抓学法"), ("（二）", "抓执法")],
    ),
    Layout(
        "the five mandated parts under their full names",
        COUNTY + "一、2024年度推进法治政府建设的主要举措和成效\n学法四次。\n"
        "二、2024年度推进法治政府建设存在的不足和原因\n力量薄弱。\n"
        "三、2024年度党政主要负责人履行推进法治建设第一责任人职责，加强法治政府建设的有关情况\n"
        "带头学法。\n四、2025年度推进法治政府建设的主要安排\n"
        "（一）抓学法。全年四次。\n（二）抓执法。评查案卷。\n五、其他需要报告的情况\n无。",
        [O, A, P, L, N, O],
        [("（一）", "抓学法"), ("（二）", "抓执法")],
    ),
    Layout(
        "plan behind the problems in one paragraph, no heading anywhere names it",
        BUREAU + "一、工作成效\n学法四次。\n二、存在的问题\n"
        "我局工作还存在力量不足等问题。下一步，我局将招录执法人员2名，举办培训3期。",
        [O, A, P, N],
        [("", "我局将招录执法人员2名，举办培训3期")],
    ),
    Layout(
        "bullets in the place of ordinals",
        BUREAU + "一、工作成效\n学法四次。\n二、2025年工作重点\n"
        "——强化学法。全年举办讲座四期。\n——强化执法。评查案卷两次。",
        [O, A, N],
        [("", "强化学法"), ("", "强化执法")],
    ),
    Layout(
        "lines of headings, each with a list of its own",
        COUNTY + "一、主要成效\n学法四次。\n二、2025年工作安排\n"
        "依法决策方面\n一是编制决策目录。\n二是举办听证会。\n"
        "行政执法方面\n一是评查案卷。\n二是公布案例。",
        [O, A, N],
        [("", "依法决策方面"), ("", "行政执法方面")],
    ),
    Layout(
        "a paragraph per topic, each with 一是 二是",
        COUNTY + "一、主要成效\n学法四次。\n二、2025年工作安排\n"
        "推进依法决策。一是编制决策目录。二是举办听证会。\n"
        "规范行政执法。一是评查案卷。二是公布案例。",
        [O, A, N],
        [("", "推进依法决策"), ("", "规范行政执法")],
    ),
    Layout(
        "figures in front of the first ordinal, and work named behind the last item",
        COUNTY + "一、2024年工作回顾\n学法四次。\n二、2025年工作安排\n"
        "2025年主要预期目标是：行政复议办结率达到98%，案卷评查两次。重点做好以下工作：\n"
        "（一）抓学法。全年四次。\n（二）抓执法。评查案卷。\n（三）抓公开。公布目录。\n"
        "同时，建立督察台账，举办现场会一次。",
        [O, A, N],
        [
            ("", "2025年主要预期目标是"),
            ("（一）", "抓学法"),
            ("（二）", "抓执法"),
            ("（三）", "抓公开"),
            ("", "同时，建立督察台账，举办现场会一次"),
        ],
    ),
    Layout(
        "a list of contents in front",
        COUNTY + "目录：一、主要成效；\n二、存在不足；\n三、2025年工作安排。\n"
        "一、主要成效\n学法四次。\n二、存在不足\n力量薄弱。\n"
        "三、2025年工作安排\n1）抓学法。全年四次。\n2）抓执法。评查案卷。",
        [O, A, P, N],
        [("1）", "抓学法"), ("2）", "抓执法")],
    ),
    Layout(
        "achievements that speak of problems solved",
        BUREAU + "2024年，我局依法治水。\n一、聚焦突出问题，规范执法\n办案五件。\n"
        "二、着力解决群众反映的困难\n走访百户。\n三、存在问题及改进措施\n"
        "（一）存在问题\n力量薄弱。\n（二）下一步改进措施\n1.招录人员两名。\n2.举办培训三期。",
        [O, A, A, P, N],
        [("1.", "招录人员两名"), ("2.", "举办培训三期")],
    ),
]


@pytest.mark.parametrize("layout", [*USUAL, *ODD], ids=lambda layout: layout.name)
def test_layout(layout: Layout) -> None:
    reading = read_text(layout.text)
    assert [section.kind for section in reading.sections] == layout.kinds
    assert [(c.ordinal, c.heading) for c in reading.commitments] == layout.items


def test_a_list_of_contents_stands_again_further_down() -> None:
    parts = "一、成效\n二、不足\n三、2025年工作打算\n"
    text = "某某县2024年法治政府建设报告\n目 录\n" + parts + parts.replace("\n", "\n学法。\n")
    starts = [heading.start for heading in heading_lines(text)]
    assert starts == [text.rindex(line) for line in parts.splitlines()]
