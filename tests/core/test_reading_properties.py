"""Properties of every reading, whatever the text: places are right and nothing overlaps."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.timing import grows_linearly
from tracker.core.commitments import find_commitments
from tracker.core.sections import find_sections
from tracker.core.sentences import sentence_spans, split_sentences
from tracker.core.types import ReportKind, Section, SectionKind, Span

PIECES = [
    "一、主要成效",
    "二、存在问题及下一步打算",
    "三、2025年工作计划",
    "（一）",
    "(二)",
    "1.",
    "2）",
    "①",
    "一是",
    "二要",
    "首先，",
    "第一，",
    "下一步，",
    "2025年，我局将",
    "让我们",
    "以上报告。",
    "附件1",
    "[1]",
    "制定办法",
    "、出台方案",
    "并建立机制",
    "和举办讲座2次",
    "推进依法行政",
    "确保落实",
    "坚定不移",
    "我县是",
    "还存在不足",
    "名词解释",
    "——",
    "各位代表！",
    "组织各科室依托",
    "v2.",
    "。",
    "；",
    "，",
    "\n",
    "\n",
    " ",
    "：",
    "“",
    "”",
    "《",
    "》",
    "(",
    ")",
]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


@settings(max_examples=300, deadline=None)
@given(TEXTS, st.sampled_from([None, *ReportKind]))
def test_places_are_right(text: str, kind: ReportKind | None) -> None:
    sections = find_sections(text, kind=kind, report_year=2024)
    cover_the_text(text, sections)
    plans = [section.span for section in sections if section.kind is SectionKind.PLAN]
    items = find_commitments(text, sections, plan_year=2025)
    assert all(a.span.end <= b.span.start for a, b in pairwise(items))
    for item in items:
        assert item.span.of(text) == item.text != ""
        assert any(plan.contains(item.span) for plan in plans)
        assert item.text.startswith(item.heading)
        places = [measure.span for measure in item.measures]
        assert [place.of(text) for place in places] == [m.text for m in item.measures]
        assert all(item.span.contains(place) and place.start < place.end for place in places)
        assert all(a.end <= b.start for a, b in pairwise(places))
        for measure in item.measures:
            assert all(measure.span.start < target.span.end for target in measure.targets)
            assert all(target.span.of(text) == target.text for target in measure.targets)


def cover_the_text(text: str, sections: tuple[Section, ...]) -> None:
    assert "".join(section.span.of(text) for section in sections) == text
    assert all(a.span.end == b.span.start for a, b in pairwise(sections))
    assert all(section.span.of(text).startswith(section.heading) for section in sections)


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_sentences_lose_nothing(text: str) -> None:
    sections = find_sections(text, report_year=2024)
    sentences = split_sentences(text, sections)
    assert "".join("".join(s.text.split()) for s in sentences) == "".join(text.split())
    assert all(a.span.end <= b.span.start for a, b in pairwise(sentences))


HOSTILE = [
    "一、\n",
    "（一）",
    "一是，",
    "组织",
    "组织依托",
    "，",
    "。",
    "\n",
    "让我们",
    "[1]\n",
    "还",
    "我们将",
    "附件",
    "制定甲乙丙丁、",
    "。下一步",
    "“",
    "《",
    "1.",
    "2025年，",
    "针对以上",
    "举办2次，",
    "“组织依托，",
]


@pytest.mark.parametrize("piece", HOSTILE)
@pytest.mark.parametrize("head", ["", "一、成效\n好。\n二、存在问题\n少。", "一、2025年工作计划\n"])
def test_hostile_repetition_is_linear(piece: str, head: str) -> None:
    def read(length: int) -> None:
        text = head + piece * (length // len(piece))
        cover_the_text(text, find_sections(text, report_year=2024))
        sum(1 for _ in sentence_spans(text))

    assert grows_linearly(read, small=12_500)


@pytest.mark.heavy
@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_plans_are_linear(piece: str) -> None:
    def read(length: int) -> None:
        text = "一、2025年工作计划\n" + piece * (length // len(piece))
        sections = (Section(SectionKind.PLAN, "一、2025年工作计划", Span(0, len(text))),)
        find_commitments(text, sections, plan_year=2025)

    assert grows_linearly(read, small=10_000)
