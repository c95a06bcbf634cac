"""A commitment cut into what is done, what for, and what only exhorts."""

from __future__ import annotations

import pytest

from tests.core.test_commitments import plan
from tracker.core.commitments.kinds import kind_of_words
from tracker.core.types import MeasureKind

ACTION, AIM, SLOGAN = MeasureKind.ACTION, MeasureKind.AIM, MeasureKind.SLOGAN


@pytest.mark.parametrize(
    ("body", "measures"),
    [
        # Each act with an object of its own is a promise of its own.
        ("修订裁量办法、出台免罚清单。", ["修订裁量办法", "出台免罚清单。"]),
        ("完成窗口改造并建立轮岗机制。", ["完成窗口改造", "并建立轮岗机制。"]),
        ("编制权责清单和举办专题讲座。", ["编制权责清单", "举办专题讲座。"]),
        # Objects that share a verb, verbs that share an object, and lists that name a means.
        ("修订裁量办法、免罚清单、公示制度。", ["修订裁量办法、免罚清单、公示制度。"]),
        ("制定、修订、废止规范性文件。", ["制定、修订、废止规范性文件。"]),
        ("编制检查计划并向社会公布。", ["编制检查计划并向社会公布。"]),
        ("召开座谈会、发放问卷等方式。", ["召开座谈会、发放问卷等方式。"]),
        ("修订《甲办法、出台乙》。", ["修订《甲办法、出台乙》。"]),
        # To what it is done may stand in front of the act.
        (
            "推行柔性执法，对首次轻微违法实行教育为先，文书使用率达到80%。",
            ["推行柔性执法", "对首次轻微违法实行教育为先", "文书使用率达到80%。"],
        ),
        (
            "与交通大队签订协作协议，将学法纳入年度考核，按季度通报情况。",
            ["与交通大队签订协作协议", "将学法纳入年度考核", "按季度通报情况。"],
        ),
        # No comma of a number ends a clause.
        ("开展宣讲，发放手册不少于3,000份。", ["开展宣讲", "发放手册不少于3,000份。"]),
        # How often, and by when, belongs to the act before it.
        (
            "坚持常务会前学法，全年不少于4次，开展督察。",
            ["坚持常务会前学法，全年不少于4次", "开展督察。"],
        ),
        ("修订操作规程，6月底前。", ["修订操作规程，6月底前。"]),
        ("开展督察，约谈单位2家。", ["开展督察", "约谈单位2家。"]),
        # What an act is for stays with it.
        ("建立联席机制，实现信息共享。", ["建立联席机制，实现信息共享。"]),
        # What others are to do follows in the next clause.
        ("组织各科室依托省平台，开展网上审批。", ["组织各科室依托省平台，开展网上审批。"]),
        ("制定培训计划，各科室要举办讲座。", ["制定培训计划", "各科室要举办讲座。"]),
        ("制定培训计划，并按要求组织考试。", ["制定培训计划", "并按要求组织考试。"]),
        ("首先，制定计划。其次，举办讲座。", ["制定计划。", "举办讲座。"]),
        ("升级办案系统v2.0.举办讲座。", ["升级办案系统v2.0.", "举办讲座。"]),
    ],
)
def test_measures(body: str, measures: list[str]) -> None:
    item, *others = plan(f"(一)抓好法治建设。{body}\n(二)抓公开。公布目录。")
    assert len(others) == 1
    assert [measure.text for measure in item.measures] == measures


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("制定执法计划。", ACTION),
        ("推进依法行政。", ACTION),
        ("年底前全部到岗。", ACTION),
        ("确保学法不少于4次。", ACTION),
        ("对共性问题逐条挂账销号。", ACTION),
        ("把案件初审前移到所。", ACTION),
        ("坚定不移贯彻《条例》，建立问责制度。", ACTION),
        ("以案卷评查为抓手，规范执法。", ACTION),
        ("实现执法规范化。", AIM),
        ("确保各项任务落地见效，不断提升群众满意度。", AIM),
        ("切实增强干部法治意识。", AIM),
        ("以群众满意为目标，不断提升服务水平。", AIM),
        ("把预案真正练熟。", AIM),
        ("高举旗帜，奋力谱写法治建设新篇章。", SLOGAN),
        ("始终坚持以人民为中心，提高政治站位。", SLOGAN),
        ("让我们凝心聚力，为法治岚溪建设而努力奋斗！", SLOGAN),
        ("法治是最好的营商环境。", SLOGAN),
    ],
)
def test_kinds(words: str, kind: MeasureKind) -> None:
    assert kind_of_words(words) is kind


def test_heading_inside_an_item_is_no_act() -> None:
    body = "(一)规范执法。\n1.加强案卷管理。评查案卷两次。\n2.公布典型案例。\n(二)抓公开。"
    kinds = [(m.text, m.kind) for m in plan(body)[0].measures]
    assert kinds == [
        ("加强案卷管理。", AIM),
        ("评查案卷两次。", ACTION),
        ("公布典型案例。", ACTION),
    ]


def test_a_number_makes_an_aim_an_act() -> None:
    (item,) = plan("(一)抓学法。力争参训率达到95%。")
    assert [measure.kind for measure in item.measures] == [ACTION]
