from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.timing import grows_linearly
from tracker.core.clean import clean
from tracker.core.types import Span

HOSTILE = (
    "(（)）?？@jiāngchē建圍設堅著力着。；;\n\r 　"
    "\u200b\ufeff\u2f00\ufffd一二(七)、1.Ａ９％\x00”“《.．第"
)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("堅(jiān)持依法行政", "坚持依法行政"),
        ("學（xué）習", "学习"),
        ("緊密?chē)@全市大局", "紧密全市大局"),
        ("建jiàn)設", "建设"),
        ("建(jiàn設", "建设"),
        ("使用(app)办理", "使用(app)办理"),
        ("答覆、著力、瞭解", "答复、着力、了解"),
        ("名著选读", "名著选读"),
        ("２０２４年Ａ类，共５０％", "2024年A类，共50％"),
        ("零\u200b宽\ufeff字符\x00", "零宽字符"),
        ("\u2f00項⼯作", "一项工作"),
        ("  首行　\n\n\u3000\u3000次行 \r\n末行", "首行\n次行\n末行"),
        ("抓好落实。(七)推进共享。", "抓好落实。\n(七)推进共享。"),
        ("抓好落实。 二、存在的不足", "抓好落实。\n二、存在的不足"),
        ("抓好落实；3.规范执法", "抓好落实；\n3.规范执法"),
        ("增长。2.5亿元", "增长。2.5亿元"),
        ("包括（一）甲；乙", "包括（一）甲；乙"),
        ("所谓“一网”(一)甲", "所谓“一网”(一)甲"),
        ("抓好建设.招录人员,完成轮训.", "抓好建设。招录人员,完成轮训。"),
        ("落实《甲办法》.2025年起执行．", "落实《甲办法》。2025年起执行。"),
        ("办结率达98.5%.全年办案", "办结率达98.5%。全年办案"),
        ("一.主要工作", "一.主要工作"),
        ("好。1.学法;(二).执法", "好。\n1.学法;(二).执法"),
        ("第三.公开", "第三.公开"),
        ("详见方案.pdf和www.政务.中国", "详见方案.pdf和www.政务.中国"),
        ("主要工作......3页", "主要工作......3页"),
        ("增长三.5倍", "增长三.5倍"),
        ("抓好学法.(二)抓好执法.", "抓好学法。\n(二)抓好执法。"),
        ("", ""),
        (" \n\t\n", ""),
    ],
)
def test_clean(raw: str, text: str) -> None:
    assert clean(raw).text == text


def test_way_back() -> None:
    raw = "　　認(rèn)真落實。(二)推進共享"
    cleaned = clean(raw)
    start = cleaned.text.index("落实")
    assert cleaned.to_raw(Span(start, start + 2)).of(raw) == "落實"
    start = cleaned.text.index("推进")
    assert cleaned.to_raw(Span(start, start + 4)).of(raw) == "推進共享"


@given(st.text(alphabet=HOSTILE, max_size=60) | st.text(max_size=60))
def test_cleaning_twice_changes_nothing(raw: str) -> None:
    once = clean(raw).text
    assert clean(once).text == once


@given(st.text(alphabet=HOSTILE, max_size=60) | st.text(max_size=60))
def test_origins_are_places_in_order(raw: str) -> None:
    cleaned = clean(raw)
    assert len(cleaned.origins) == len(cleaned.text) + 1
    assert list(cleaned.origins) == sorted(cleaned.origins)
    assert all(0 <= origin <= len(raw) for origin in cleaned.origins)
    kept = zip(cleaned.text, cleaned.origins, strict=False)
    assert all(raw[o] == c for c, o in kept if c.isascii() and c.isalpha() and raw[o].isascii())


@pytest.mark.parametrize(
    "make",
    [
        lambda n: "(j" * n + "iān)" * (n // 3),
        lambda n: "(jiān" * n,
        lambda n: "。(一)" * n,
        lambda n: "緊" * 4 * n,
        lambda n: "\n " * 2 * n,
        lambda n: "。" + " " * 4 * n,
        lambda n: "?ā)" * n,
    ],
    ids=["nested", "unclosed", "ordinals", "traditional", "lines", "blanks", "garbled"],
)
def test_hostile_text_takes_linear_time(make: Callable[[int], str]) -> None:
    assert grows_linearly(lambda n: clean(make(n)), small=12_500)
