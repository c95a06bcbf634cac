"""Blanks in and around numbers: joined where they can only be one number, else left."""

from __future__ import annotations

import pytest

from tests.timing import grows_linearly
from tracker.core.clean import clean
from tracker.core.types import Span


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("三、2 025 年工作计划", "三、2025年工作计划"),
        ("2 0 2 4 年度", "2024年度"),
        ("到 202 1年", "到 2021年"),
        ("1 2 月底前完成，1 1 月验收", "12月底前完成，11月验收"),
        ("望川县财政局 2 025 年 1 月 1 0 日", "望川县财政局 2025年1月10日"),
        ("办理案件 3 2 件", "办理案件32件"),
        ("接待群众 1 7 00 人次", "接待群众1700人次"),
        ("达到 1 00%", "达到100%"),
        ("投入资金40.8 2 万元，共 2 . 26 万人", "投入资金40.82万元，共2.26万人"),
        ("开展培训 12 次，满意度达到 90%", "开展培训12次，满意度达到90%"),
        ("开展培训  12  次", "开展培训12次"),
    ],
)
def test_one_number(raw: str, text: str) -> None:
    assert clean(raw).text == text


@pytest.mark.parametrize(
    "text",
    [
        "附件1 2024年度清单",
        "在 2023 2024 年",
        "收入达到 74 76 元",
        "落实“1 10 100”机制",
        "第 3 部分",
        "附件 1 个",
        "1 13 项",
        "完成1. 2 项",
        "学法测试 0 9 分",
        "报告 2025年1月3日",
        "1 3 月",
    ],
)
def test_what_may_be_two_numbers_is_left(text: str) -> None:
    assert clean(text).text == text


def test_way_back() -> None:
    cleaned = clean("开展培训 1 2 次。")
    start = cleaned.text.index("12次")
    assert cleaned.to_raw(Span(start, start + 3)).of(cleaned.raw) == "1 2 次"


@pytest.mark.parametrize("unit", ["1 ", "案 1 2 ", "1 2 0 2 4 年", "0 0 ", "1", "案 1.1 1 ", "案 "])
def test_hostile_text_takes_linear_time(unit: str) -> None:
    def text(length: int) -> str:
        return "案" + unit * (length // len(unit))

    assert grows_linearly(lambda length: clean(text(length)), small=50_000)
    cleaned = clean(text(100_000)).text
    assert clean(cleaned).text == cleaned
