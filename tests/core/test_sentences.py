from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.core.sentences import sentence_spans, split_sentences
from tracker.core.types import Section, SectionKind, Span


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("学法四次。办案三件！", ["学法四次。", "办案三件！"]),
        ("学法四次;办案三件；公开信息", ["学法四次;", "办案三件；", "公开信息"]),
        ("落实《条例。细则；》要求。好", ["落实《条例。细则；》要求。", "好"]),
        ("坚持“先学。后干；”原则。好", ["坚持“先学。后干；”原则。", "好"]),
        ("办结（含转办；督办）三件。", ["办结（含转办；督办）三件。"]),
        ("没有合上的“引号。\n下一行。", ["没有合上的“引号。", "下一行。"]),
        ("文号（甲〔2023]68号）有效。好。", ["文号（甲〔2023]68号）有效。", "好。"]),
        ("  首  \n\n 尾 ", ["首", "尾"]),
        ("上线办案APP.全年学法。", ["上线办案APP.", "全年学法。"]),
        ("升级系统v2.0.办案三件", ["升级系统v2.0.", "办案三件"]),
        ("应诉率达98%.学法四次", ["应诉率达98%.", "学法四次"]),
        ("新增岗位5.办案三件", ["新增岗位5.", "办案三件"]),
        ("办案2.5万件。见www.gov.cn网站。", ["办案2.5万件。", "见www.gov.cn网站。"]),
        ("1.学法四次\n12.办案三件", ["1.学法四次", "12.办案三件"]),
        ("学法；2.办案", ["学法；", "2.办案"]),
        ("", []),
    ],
)
def test_split(text: str, sentences: list[str]) -> None:
    assert [sentence.text for sentence in split_sentences(text)] == sentences


def test_sections_are_known() -> None:
    text = "一、成效\n学法四次。\n二、不足\n力量不足。"
    at = text.index("二、")
    sections = (
        Section(SectionKind.ACHIEVEMENTS, "一、成效", Span(0, at)),
        Section(SectionKind.PROBLEMS, "二、不足", Span(at, len(text))),
    )
    sentences = split_sentences(text, sections)
    assert [s.index for s in sentences] == [0, 1, 2, 3]
    assert [s.section_heading[0] for s in sentences] == ["一", "一", "二", "二"]
    assert sentences[-1].section_kind is SectionKind.PROBLEMS


def test_without_sections() -> None:
    assert split_sentences("学法。")[0].section_kind is SectionKind.OTHER


@given(st.text(alphabet="甲乙。；;\n “”《》()（） !", max_size=80))
def test_spans_slice_back_and_lose_nothing(text: str) -> None:
    sentences = split_sentences(text)
    assert all(s.span.of(text) == s.text == s.text.strip() != "" for s in sentences)
    assert "".join("".join(s.text.split()) for s in sentences) == "".join(text.split())
    assert all(a.span.end <= b.span.start for a, b in pairwise(sentences))


def test_part_of_a_text() -> None:
    text = "甲。乙。丙。"
    assert [span.of(text) for span in sentence_spans(text, start=2, end=4)] == ["乙。"]
