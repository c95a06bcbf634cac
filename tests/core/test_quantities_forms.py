"""Every way in which a number aimed at is said, one literal case a line."""

from __future__ import annotations

import datetime as dt

import pytest

from tracker.core.quantities import find_targets
from tracker.core.types import Basis, Period


@pytest.mark.parametrize(
    ("text", "value", "unit", "comparator", "thing"),
    [
        ("至少开展宣讲活动5场", 5, "场", ">=", "宣讲活动"),
        ("学法不得少于4次", 4, "次", ">=", "学法"),
        ("涉企检查不得超过2次", 2, "次", "<=", "涉企检查"),
        ("编印案例手册500册", 500, "册", "=", "案例手册"),
        ("网上办件占比达到三分之二", 66.67, "%", "=", "网上办件占比"),
        ("三分之二以上的村建成示范点", 66.67, "%", ">=", ""),
        ("营业收入增长一倍以上", 1, "倍", ">=", "营业收入(增长)"),
        ("办件量翻一番", 1, "番", "=", "办件量"),
        ("办件量翻番", 1, "番", "=", "办件量"),
        ("产值翻两番以上", 2, "番", ">=", "产值"),
        ("网办率提高0.5个百分点", 0.5, "个百分点", "=", "网办率(提高)"),
        ("发案率下降一个百分点", 1, "个百分点", "=", "发案率(下降)"),
        ("满意度保持在95分以上", 95, "分", ">=", "满意度"),
        ("编制办案指引2册", 2, "册", "=", "办案指引"),
        ("推动合同签订前审查全覆盖", 100, "%", ">=", "合同签订前审查"),
        ("抽检合格率力争达到95%", 95, "%", "=", "抽检合格率"),
        ("许可结果24小时内推送", 24, "小时", "<=", "许可结果"),
        ("新建步道三公里", 3, "公里", "=", "步道"),
        ("采购大米3千克", 3, "千克", "=", "采购大米"),
        ("新增就业一万零五百人", 10500, "人", "=", "就业"),
        ("收入增长不低于6%", 6, "%", ">=", "收入(增长)"),
        ("开展宣讲50余场", 50, "场", ">=", "宣讲"),
        ("培训执法人员近100人", 100, "人", "~", "执法人员"),
        ("办理时限不超过3个工作日", 3, "个工作日", "<=", "办理时限"),
        ("办理时限缩短至5日内", 5, "日", "<=", "办理时限"),
        ("办理时限压缩3个工作日", 3, "个工作日", "=", "办理时限(压缩)"),
        ("优良天数达到300天以上", 300, "天", ">=", "优良天数"),
        ("每人不少于40学时", 40, "学时", ">=", "每人"),
        ("完成1亿元以上投资", 1e8, "元", ">=", "投资"),
        ("成交额达到150亿元以上", 1.5e10, "元", ">=", "成交额"),
        ("修补路面1.9万平米", 19000, "平米", "=", "修补路面"),
        ("实现行政败诉零发生", 0, "件", "=", "行政败诉"),
        ("窗口零投诉", 0, "件", "=", "窗口"),
        ("实现零差错", 0, "件", "=", "差错"),
        ("遗留问题全部办结", 100, "%", "=", "遗留问题"),
        ("建设一座街头公园", 1, "座", "=", "街头公园"),
        ("新建幼儿园两所", 2, "所", "=", "幼儿园"),
        ("新增两处服务驿站", 2, "处", "=", "服务驿站"),
        ("新增小巨人企业[16]3家", 3, "家", "=", "小巨人企业"),
        ("完成3个口袋公园〔23〕", 3, "个", "=", "口袋公园"),
        ("村集体收入10万元以上的村达到50%以上", 50, "%", ">=", "村集体收入10万元以上的村"),
    ],
)
def test_one_target(text: str, value: float, unit: str, comparator: str, thing: str) -> None:
    (target,) = find_targets(text)
    assert target.value == pytest.approx(value)
    assert (target.unit, target.comparator.value, target.object) == (unit, comparator, thing)
    assert target.span.of(text) == target.text


@pytest.mark.parametrize(
    ("text", "value", "every"),
    [
        ("每周开展2次巡查", 104, Period.WEEK),
        ("每月开展不少于3次巡查", 36, Period.MONTH),
        ("逐月开展1次调度", 12, Period.MONTH),
        ("每季度一次案卷评查", 4, Period.QUARTER),
        ("每半年至少1次专题学习", 2, Period.HALF_YEAR),
        ("专题学习一年两次", 2, Period.YEAR),
        ("案卷评查一季度一次", 4, Period.QUARTER),
        ("每年参加培训不少于60学时", 60, Period.YEAR),
        ("一季度开展两次培训", 2, None),
        ("全年开展培训3次", 3, None),
    ],
)
def test_how_often(text: str, value: float, every: Period | None) -> None:
    (target,) = find_targets(text)
    assert (target.value, target.every) == (value, every)
    assert every is None or target.basis is Basis.YEARLY


def test_how_often_without_a_count_is_no_target() -> None:
    assert find_targets("逐月通报进展，每季度分析研判") == ()


@pytest.mark.parametrize(
    ("text", "value", "other_end"),
    [
        ("引进企业2—3家", 2, 3),
        ("开展宣讲5至8场", 5, 8),
        ("每月开展巡查2至3次", 24, 36),
        ("时限压减至2至3个工作日", 3, 2),
        ("开展宣讲5场", 5, None),
    ],
)
def test_both_ends_of_a_range(text: str, value: float, other_end: float | None) -> None:
    (target,) = find_targets(text)
    assert (target.value, target.other_end) == (value, other_end)


@pytest.mark.parametrize(
    ("text", "basis"),
    [
        ("新增停车位500个", Basis.YEARLY),
        ("全年培训5000人次", Basis.YEARLY),
        ("全年累计培训5000人次", Basis.YEARLY),
        ("五年内累计培训5000人次", Basis.CUMULATIVE),
        ("公园总数达到30个以上", Basis.CUMULATIVE),
        ("惠企政策增加到25项以上", Basis.CUMULATIVE),
        ("三年新增停车位500个", None),
        ("组织3次庭审观摩", None),
        ("当年办结率达到95%", None),
    ],
)
def test_over_which_time_a_number_counts(text: str, basis: Basis | None) -> None:
    (target,) = find_targets(text)
    assert target.basis is basis


@pytest.mark.parametrize(
    ("text", "stretch"),
    [
        ("力争培育示范所3个", True),
        ("争取完成投资5亿元", True),
        ("努力实现办结率95%", True),
        ("争取上级资金5亿元", False),
        ("培育示范所3个", False),
    ],
)
def test_what_is_striven_for(text: str, stretch: bool) -> None:
    (target,) = find_targets(text)
    assert target.stretch is stretch


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("建成一座主题公园、两条景观大道", [(1, "主题公园"), (2, "景观大道")]),
        ("推广清洁取暖6万户、10万吨", [(60000, "推广清洁取暖"), (100000, "推广清洁取暖")]),
        ("实现零差错、零投诉", [(0, "差错"), (0, "投诉")]),
        ("为6个司法所配备法制员不少于12名", [(6, "司法所"), (12, "法制员")]),
        ("13个项目全部完成", [(13, "项目")]),
    ],
)
def test_several_in_one_clause(text: str, found: list[tuple[int, str]]) -> None:
    assert [(t.value, t.object) for t in find_targets(text)] == found


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("三年内建成站点12个", None),
        ("年内建成站点12个", dt.date(2026, 12, 31)),
        ("2027年内建成站点12个", dt.date(2027, 12, 31)),
    ],
)
def test_a_span_of_years_is_no_deadline(text: str, date: dt.date | None) -> None:
    (target,) = find_targets(text, plan_year=2026)
    assert target.deadline == date
