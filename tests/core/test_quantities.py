from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.timing import grows_linearly
from tracker.core.quantities import find_deadlines, find_targets


@pytest.mark.parametrize(
    ("text", "value", "unit", "comparator", "thing"),
    [
        ("全年党组集体学法次数不少于4次", 4, "次", ">=", "党组集体学法"),
        ("举办案卷评查讲评会2次", 2, "次", "=", "案卷评查讲评会"),
        ("推动15项高频服务上线掌上平台", 15, "项", "=", "高频服务"),
        ("组织3次庭审观摩", 3, "次", "=", "庭审观摩"),
        ("村级法律顾问服务全覆盖", 100, "%", ">=", "村级法律顾问服务"),
        ("重大决策审查率达到100%", 100, "%", "=", "重大决策审查率"),
        ("网上可办率提高到98.5％以上", 98.5, "%", ">=", "网上可办率"),
        ("每季度一次案卷评查", 4, "次", "=", "案卷评查"),
        ("每半年组织一次执法培训", 2, "次", "=", "执法培训"),
        ("涉企检查次数同比下降10%", 10, "%", "=", "涉企检查(同比下降)"),
        ("办理时限压减30%以上", 30, "%", ">=", "办理时限(压减)"),
        ("培育两个以上示范所", 2, "个", ">=", "示范所"),
        ("粮食产量稳定在1.3万亿斤以上", 1.3e12, "斤", ">=", "粮食产量"),
        ("总量增长15%左右", 15, "%", "~", "总量(增长)"),
        ("归集电子证照8万份", 80000, "份", "=", "电子证照"),
        ("培训网格员1,200人次", 1200, "人次", "=", "网格员"),
        ("百分之十以上的窗口", 10, "%", ">=", ""),
        ("办件时限缩短至2个工作日以内", 2, "个工作日", "<=", "办件时限"),
        ("投诉量不超过5件", 5, "件", "<=", "投诉量"),
        ("坚持会前学法，全年不少于6次", 6, "次", ">=", "会前学法"),
        ("引进涉外法律人才2至3名", 2, "名", ">=", "涉外法律人才"),
        ("培育示范所5—8个", 5, "个", ">=", "示范所"),
        ("开展两到三次应急演练", 2, "次", ">=", "应急演练"),
        ("电子化率达到60%至70%", 60, "%", ">=", "电子化率"),
        ("办理时限压减至2至3个工作日", 3, "个工作日", "<=", "办理时限"),
        ("发放普法手册1万余份", 10000, "份", ">=", "普法手册"),
        ("印制折页100多份", 100, "份", ">=", "印制折页"),
        ("线上办件占比达到三成", 30, "%", "=", "线上办件占比"),
        ("跑动次数下降两成半", 25, "%", "=", "跑动(下降)"),
        ("百分之95以上的窗口", 95, "%", ">=", ""),
        ("项目投资额超100亿元", 1e10, "元", ">", "项目投资额"),
        ("每月办结率达到95%", 95, "%", "=", "办结率"),
        ("案卷评查每季度开展一次", 4, "次", "=", "案卷评查"),
        ("每半年组织窗口人员培训1次", 2, "次", "=", "窗口人员培训"),
        ("安装监控设备20套", 20, "套", "=", "监控设备"),
        ("选聘法律顾问3名", 3, "名", "=", "法律顾问"),
        ("引进和培育骨干5名", 5, "名", "=", "骨干"),
        ("在重点路段安装监控20处", 20, "处", "=", "监控"),
        ("每月至少开展2次联合检查", 24, "次", ">=", "联合检查"),
        ("各单位至少举办3场宣讲", 3, "场", ">=", "宣讲"),
        ("召开推进会2次", 2, "次", "=", "推进会"),
        ("年度任务，完成80%以上", 80, "%", ">=", "年度任务"),
    ],
)
def test_one_target(text: str, value: float, unit: str, comparator: str, thing: str) -> None:
    (target,) = find_targets(text)
    assert target.value == pytest.approx(value)
    assert (target.unit, target.comparator.value, target.object) == (unit, comparator, thing)


@pytest.mark.parametrize(
    "text",
    [
        "落实粤字〔2023〕68号文件",
        "落实《纲要（2021-2025年）》和2026年要点",
        "推进“一件事”和“一网通办2.0”",
        "用好12345热线和1+6+3安排",
        "严格执行三项制度，做到两个维护",
        "从三个方面发力，第3次会议，第十三次会议",
        "提供7×24小时服务",
        "实行一次告知、一次办成",
        "对优秀率低于40%的部门进行约谈",
        "实施提升质量三年行动",
        "打造“3个100件”品牌，落实《50项措施》",
        "基本全覆盖",
        "由5个工作日起算",
        "三成立一支队伍，新招三成员",
        "服务10至50万元群体",
        "推出一批惠企措施",
        "学法不少于" + "9" * 400 + "次",
        "学法不少于99999999999999万亿次",
        "不少于" + "亿" * 40 + "次",
        "用时3至2个工作日以内",
    ],
)
def test_no_target(text: str) -> None:
    assert find_targets(text) == ()


def test_two_in_one_clause() -> None:
    found = find_targets("举行2次全员法治讲座、1次执法骨干考试")
    assert [(t.value, t.object) for t in found] == [(2, "全员法治讲座"), (1, "执法骨干考试")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("建成法治公园2处、法治宣传栏5处", [(2, "法治公园"), (5, "法治宣传栏")]),
        ("举办培训2期和讲座3场", [(2, "培训"), (3, "讲座")]),
        ("新增停车位500个，公厕及驿站6座", [(500, "停车位"), (6, "公厕及驿站")]),
    ],
)
def test_lists(text: str, found: list[tuple[int, str]]) -> None:
    assert [(t.value, t.object) for t in find_targets(text)] == found


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("每季度开展一次案卷评查", "每季度开展一次案卷评查"),
        ("全年案卷评查每季度开展一次", "案卷评查每季度开展一次"),
        ("引进人才2至3名", "人才2至3名"),
        ("占比达到三成以上", "占比达到三成以上"),
    ],
)
def test_words_of_a_target(text: str, words: str) -> None:
    (target,) = find_targets(text)
    assert target.span.of(text) == target.text == words


@pytest.mark.parametrize(
    "make",
    [
        lambda n: "不少于" + "9" * 8 * n + "次",
        lambda n: "百分之" * 2 * n,
        lambda n: "年底前9次" * n,
        lambda n: "建成“" * n + "9次",
        lambda n: "9至" * 3 * n,
        lambda n: "9次" + "的" * 4 * n,
        lambda n: "“甲”9次" * n,
        lambda n: "至少开展" * 2 * n + "9次",
        lambda n: "一万零" * 3 * n + "次",
        lambda n: "管理工作" * n + "，" + "5次 " * n,
    ],
    ids=[
        "digits",
        "shares",
        "deadlines",
        "quotes",
        "ranges",
        "trailing",
        "names",
        "at-least",
        "numerals",
        "no-names",
    ],
)
def test_hostile_text_takes_linear_time(make: Callable[[int], str]) -> None:
    def read(length: int) -> None:
        found = find_targets(make(length), plan_year=2026)
        assert all(math.isfinite(target.value) and target.value < 1e16 for target in found)

    assert grows_linearly(read, small=2_500)


def test_base_shifts_spans() -> None:
    text = "加强学习。全年学法不少于4次"
    (target,) = find_targets(text[5:], base=5)
    assert target.span.of(text) == target.text == "学法不少于4次"


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("年底前建成站点12个", dt.date(2026, 12, 31)),
        ("6月底前建成站点12个", dt.date(2026, 6, 30)),
        ("12月底前建成站点12个", dt.date(2026, 12, 31)),
        ("9月15日前建成站点12个", dt.date(2026, 9, 15)),
        ("上半年建成站点12个", dt.date(2026, 6, 30)),
        ("三季度末建成站点12个", dt.date(2026, 9, 30)),
        ("2027年底前建成站点12个", dt.date(2027, 12, 31)),
        ("建成站点12个，年内投用", None),
        ("建成站点12个", None),
    ],
)
def test_deadline_of_a_target(text: str, date: dt.date | None) -> None:
    (target,) = find_targets(text, plan_year=2026)
    assert target.deadline == date


def test_deadline_without_a_year_needs_the_plan_year() -> None:
    assert find_deadlines("年底前完成", plan_year=None) == ()
    assert find_deadlines("2月30日前", plan_year=2026) == ()


@given(
    st.text(
        alphabet="全年不少于每季度一次两项3个%％、，,。年底前12月1.覆盖率达到《》“”的以上",
        max_size=50,
    )
)
def test_spans_slice_back(text: str) -> None:
    for target in find_targets(text, plan_year=2026):
        assert target.span.of(text) == target.text
        assert target.unit
