"""Reports in the layouts that most bodies use (版式), for test_layouts."""

from __future__ import annotations

from typing import NamedTuple

from tracker.core.types import SectionKind

A, P, L, N, O = (  # noqa: E741 - the table below is easier to read with single letters
    SectionKind.ACHIEVEMENTS,
    SectionKind.PROBLEMS,
    SectionKind.LEADERSHIP,
    SectionKind.PLAN,
    SectionKind.OTHER,
)
COUNTY = "澄堰县人民政府2024年法治政府建设年度报告\n"
BUREAU = "云岫市岚溪区水务局关于2024年法治政府建设情况的报告\n"


class Layout(NamedTuple):
    name: str
    text: str
    kinds: list[SectionKind]
    items: list[tuple[str, str]]  # ordinal and heading


USUAL = [
    Layout(
        "county, umbrella headings, (一) with 1. inside",
        COUNTY + "2024年，县政府认真履职。现将有关情况报告如下。\n"
        "一、2024年主要工作\n（一）健全机制。召开会议三次。\n（二）规范执法。办结案件九件。\n"
        "二、存在的问题\n一是力量薄弱。二是创新不够。\n"
        "三、2025年工作安排\n（一）规范执法行为。\n1.修订裁量基准。6月底前公布。\n"
        "2.开展案卷评查，全年评查两次。\n（二）畅通复议渠道。\n1.设立受理窗口。\n2.公开典型案例。\n"
        "澄堰县人民政府\n2025年1月20日",
        [O, A, P, N, O],
        [("（一）", "规范执法行为"), ("（二）", "畅通复议渠道")],
    ),
    Layout(
        "bureau, no umbrella: 一、二、三 are achievements",
        BUREAU + "2024年，我局依法治水。\n一、强化学习培训\n学法四次。\n"
        "二、严格水行政执法\n办案五件。\n"
        "三、主动公开信息\n公开百条。\n四、存在不足\n执法人员偏少。\n"
        "五、2025年工作打算\n一是抓培训。全年轮训两期。\n二是抓执法。规范取水许可。\n",
        [O, A, A, A, P, N],
        [("一是", "抓培训"), ("二是", "抓执法")],
    ),
    Layout(
        "problems inside 一、 after 虽然",
        BUREAU + "一、2024年工作开展情况\n（一）学法。学法四次。\n"
        "虽然工作取得了一定成效，但还存在宣传形式单一、队伍力量不足等问题。\n"
        "二、2025年工作思路\n（一）创新宣传。制作短片三部。\n（二）充实队伍。招录两人。",
        [O, A, P, N],
        [("（一）", "创新宣传"), ("（二）", "充实队伍")],
    ),
    Layout(
        "plan is the last paragraph of the problems",
        BUREAU + "一、工作成效\n学法四次。\n二、存在的主要问题\n"
        "一是学法不深。二是执法不严。\n"
        "下一步，我局将从三个方面改进：一是办好学法讲座，全年四期。二是修订执法规程。三是公开执法结果。",
        [O, A, P, N],
        [("一是", "办好学法讲座，全年四期"), ("二是", "修订执法规程"), ("三是", "公开执法结果")],
    ),
    Layout(
        "problems and plan under one heading, in two paragraphs",
        BUREAU + "一、工作成效\n学法四次。\n二、存在问题及下一步打算\n"
        "2024年，我局工作还有短板，主要是力量不足。\n"
        "2025年，我局将做好以下工作：\n1.健全学法制度。\n2.完善执法流程。",
        [O, A, P, N],
        [("1.", "健全学法制度"), ("2.", "完善执法流程")],
    ),
    Layout(
        "problems and plan under one heading, with headings of their own",
        BUREAU + "一、工作成效\n学法四次。\n二、存在问题和下一步工作计划\n"
        "（一）存在问题\n1.学法不深。\n2.执法不严。\n"
        "（二）下一步工作计划\n1.健全学法制度。\n2.完善执法流程。",
        [O, A, P, N],
        [("1.", "健全学法制度"), ("2.", "完善执法流程")],
    ),
    Layout(
        "causes after the problems, two plan sections",
        COUNTY + "一、主要做法和成效\n学法四次。\n"
        "二、存在的不足和原因分析\n（一）不足\n学法不深。\n"
        "（二）原因分析\n认识不到位，下一步需要加强。\n三、下一步工作举措\n一是健全制度。\n二是强化督察。\n"
        "四、2025年重点任务\n（一）编制事项目录。\n（二）公布权责清单。",
        [O, A, P, N, N],
        [
            ("一是", "健全制度"),
            ("二是", "强化督察"),
            ("（一）", "编制事项目录"),
            ("（二）", "公布权责清单"),
        ],
    ),
    Layout(
        "a paragraph per topic, no ordinals",
        COUNTY + "一、2024年工作总结\n学法四次。\n二、2025年法治政府建设工作安排\n"
        "2025年，县政府将重点抓好以下工作。\n"
        "推进依法决策。编制重大决策目录，举办听证会两次。\n"
        "严格规范执法。开展案卷评查，公布典型案例。\n"
        "以上报告，请予审议。",
        [O, A, N, O],
        [("", "推进依法决策"), ("", "严格规范执法")],
    ),
    Layout(
        "one paragraph without ordinals: a promise a sentence",
        BUREAU + "一、工作成效\n学法四次。\n二、下一步工作打算\n"
        "2025年，我局将继续深入贯彻习近平法治思想，不断提高依法治水水平。修订水资源管理办法，"
        "6月底前公布。开展取水许可专项检查两次。建立执法公示栏，每季度更新一次。",
        [O, A, N],
        [
            ("", "修订水资源管理办法"),
            ("", "开展取水许可专项检查两次"),
            ("", "建立执法公示栏"),
        ],
    ),
    Layout(
        "one paragraph with 首先 其次 最后",
        BUREAU + "一、工作成效\n学法四次。\n二、2025年工作计划\n"
        "首先，抓好学法。全年学法四次。其次，抓好执法。办案规范。最后，抓好公开。按季公布。",
        [O, A, N],
        [("首先", "抓好学法"), ("其次", "抓好执法"), ("最后", "抓好公开")],
    ),
    Layout(
        "第一, 第二, inline after an introduction",
        BUREAU + "一、工作成效\n学法四次。\n二、2025年工作设想\n"
        "明年，我局将做好三项工作：第一，抓好学法，健全制度。第二，抓好执法，规范流程。",
        [O, A, N],
        [("第一", "抓好学法，健全制度"), ("第二", "抓好执法，规范流程")],
    ),
    Layout(
        "web copy with lost line breaks",
        COUNTY + "2024年，县政府依法履职。一、主要成效（一）抓学习。学法四次。"
        "（二）抓执法。办案五件。"
        "二、存在问题力量不足。三、2025年工作计划（一）抓好学法。全年四次。（二）抓好执法。评查案卷。",
        [O, A, P, N],
        [("（一）", "抓好学法"), ("（二）", "抓好执法")],
    ),
    Layout(
        "run-in headings: the part and its text in one line",
        BUREAU + "一、工作开展情况。2024年，学法四次，办案五件。\n"
        "二、存在的问题。人员不足，经验欠缺。\n"
        "三、下一步打算。一是招录人员。二是举办培训。三是完善制度。",
        [O, A, P, N],
        [("一是", "招录人员"), ("二是", "举办培训"), ("三是", "完善制度")],
    ),
    Layout(
        "leadership inside the achievements, circled numbers in the plan",
        COUNTY + "一、主要成效\n（一）规范执法。办案五件。\n"
        "（二）主要负责人履行推进法治建设第一责任人职责情况\n带头学法四次。\n"
        "（三）化解纠纷。调解三件。\n"
        "二、2025年重点工作\n①抓学法。全年四次。②抓执法。评查案卷。③抓公开。公布目录。",
        [O, A, L, A, N],
        [("①", "抓学法"), ("②", "抓执法"), ("③", "抓公开")],
    ),
]
