"""What a number counts: the thing without the verb, the time, the predicate or the ordinal."""

from __future__ import annotations

import datetime as dt

import pytest

from tracker.core.quantities import find_targets


@pytest.mark.parametrize(
    ("text", "thing"),
    [
        ("2、组织执法人员参加业务考试3次", "执法人员参加业务考试"),
        ("（1）开展案卷评查2次", "案卷评查"),
        ("推动每个村（社区）培育“明白人”不少于5名", "“明白人”"),
        ("村级法律顾问实现全覆盖", "村级法律顾问"),
        ("选派8名执法人员到县大队跟班学习", "执法人员"),
        ("在6个社区设立调解室", "社区"),
        ("对46项事项逐项制定流程图", "事项"),
        ("会前学法全年不少于6次", "会前学法"),
        ("各级河长巡河不少于500人次", "各级河长巡河"),
        ("在建工程项目保证金落实率100%", "在建工程项目保证金落实率"),
        ("培训合格率100%", "培训合格率"),
        ("许可时限由20个工作日压缩到10个工作日", "许可时限"),
        ("用水量较2020年下降12%", "用水量(下降)"),
        ("城镇新增就业2600人", "城镇新增就业"),
        ("惠及群众3000余人", "群众"),
        ("覆盖率达到90%", "覆盖率"),
        ("改造面积5000平方米", "改造面积"),
        ("检查农资门店800家次", "检查农资门店"),
        ("线路巡查 10次 政策科 全年", "线路巡查"),
        ("窗口占比年底前达到85%", "窗口占比"),
        ("满足100人同时实训", ""),
    ],
)
def test_object(text: str, thing: str) -> None:
    (target,) = find_targets(text, plan_year=2025)
    assert target.object == thing


@pytest.mark.parametrize(
    ("text", "things"),
    [
        # A number without a thing of its own counts that of the clause before.
        ("对9家企业开展联合检查，每季度不少于一次", ["企业", "联合检查"]),
        ("每月组织学法一次，全年12次", ["学法", "学法"]),
        ("举办业务培训班2期，培训80人次", ["业务培训班", "业务培训班"]),
        ("评标项目占比提升至60%，同比提高10个百分点", ["评标项目占比", "评标项目占比(同比提高)"]),
        ("筹集保障性住房30套（间）", ["筹集保障性住房"]),
        ("建成5条（段）生态河道", ["生态河道"]),
        ("实施重点项目26项（其中省级4项、市级22项）", ["重点项目", "省级", "市级"]),
        # In a list the change is said once.
        ("城乡居民收入分别增长6%和7%", ["城乡居民收入(增长)", "城乡居民收入(增长)"]),
        (
            "新增装机5万千瓦，项目开工率一季度达到40%、上半年达到70%",
            ["装机", "项目开工率", "项目开工率"],
        ),
    ],
)
def test_object_said_before(text: str, things: list[str]) -> None:
    assert [target.object for target in find_targets(text, plan_year=2025)] == things


@pytest.mark.parametrize(
    ("text", "value", "unit", "comparator"),
    [
        ("对执法人员开展不少于60学时的培训", 60, "学时", ">="),
        ("围绕宪法日开展宣传活动4场", 4, "场", "="),
        ("产值超二百亿", 2e10, "元", ">"),
        ("发放创业担保贷款1.5亿", 1.5e8, "元", "="),
        ("力争全年实现“零投诉”", 0, "件", "="),
        ("发放资料不少于3,000份", 3000, "份", ">="),
        ("案卷平均得分达到95分以上", 95, "分", ">="),
        ("检查项目不少于180个次", 180, "个次", ">="),
    ],
)
def test_read(text: str, value: float, unit: str, comparator: str) -> None:
    (target,) = find_targets(text)
    assert (target.value, target.unit, target.comparator.value) == (value, unit, comparator)


@pytest.mark.parametrize(
    "text",
    [
        "打造千里生态廊道",
        "推进二轮土地承包延包",
        "培育千亿元级产业集群",
        "引进超百亿项目",
        "人口超二百亿",
        "打造“零投诉”窗口",
        "工作十分扎实",
        "占三分之多",
        "在全市12个县中",
    ],
)
def test_not_aimed_at(text: str) -> None:
    assert find_targets(text) == ()


def test_at_least_is_said_of_the_whole_list() -> None:
    found = find_targets("至少制定裁量基准10项、开展执法检查8次")
    assert [target.comparator.value for target in found] == [">=", ">="]
    found = find_targets("学法至少6次、专题讲座2次")
    assert [target.comparator.value for target in found] == [">=", "="]


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("到2030年，城镇化率达到62%", [dt.date(2030, 12, 31)]),
        ("二季度完成评查2次", [dt.date(2025, 6, 30)]),
        # What is done all year has no deadline of another clause.
        ("10月底前完成修订3项，全年演练不少于2次", [dt.date(2025, 10, 31), None]),
        ("6月底前建成平台1个，接入视频40路", [dt.date(2025, 6, 30)] * 2),
        ("每季度开展检查一次", [None]),
    ],
)
def test_deadline(text: str, dates: list[dt.date | None]) -> None:
    assert [target.deadline for target in find_targets(text, plan_year=2025)] == dates
