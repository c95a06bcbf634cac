from __future__ import annotations

import pytest

from tracker.core.commitments import find_commitments
from tracker.core.commitments.clauses import acts, aims, clause_spans, is_measured, leads_in
from tracker.core.commitments.naming import heading_of
from tracker.core.types import Commitment, Section, SectionKind, Span


def plan(body: str, *, heading: str = "三、2025年工作计划") -> tuple[Commitment, ...]:
    text = f"{heading}\n{body}"
    section = Section(SectionKind.PLAN, heading, Span(0, len(text)))
    found = find_commitments(text, (section,), plan_year=2025)
    for item in found:
        assert item.span.of(text) == item.text
        assert item.text.startswith(item.heading)
        assert all(item.span.contains(measure.span) for measure in item.measures)
        assert all(measure.span.of(text) == measure.text for measure in item.measures)
    return found


@pytest.mark.parametrize(
    ("body", "items"),
    [
        ("(一)抓学习。学法。\n(二)抓执法。办案。", [("(一)", "抓学习"), ("(二)", "抓执法")]),
        (
            "2025年，做好：\n（一）抓学习\n学法。\n学规。\n（二）抓执法\n办案。",
            [("（一）", "抓学习"), ("（二）", "抓执法")],
        ),
        (
            "(一)抓学习。\n1.学法。\n2.学规。\n(二)抓执法。",
            [("(一)", "抓学习"), ("(二)", "抓执法")],
        ),
        ("1.抓学习。学法。\n2.抓执法。办案。", [("1.", "抓学习"), ("2.", "抓执法")]),
        ("1、抓学习；\n2、抓执法；", [("1、", "抓学习"), ("2、", "抓执法")]),
        (
            "(一)加大普法力度，全年开展普法10场，发放手册1万份。\n(二)抓好执法，规范流程。",
            [("(一)", "加大普法力度"), ("(二)", "抓好执法，规范流程")],
        ),
        (
            "(一)推进依法行政，开展案卷评查，组织庭审观摩。\n(二)围绕民生，开展普法3场。",
            [("(一)", "推进依法行政"), ("(二)", "围绕民生，开展普法3场")],
        ),
        (
            "2025年，我局将：一是抓学习。学法。二是抓执法。",
            [("一是", "抓学习"), ("二是", "抓执法")],
        ),
        ("一是抓学习。\n二是抓执法。", [("一是", "抓学习"), ("二是", "抓执法")]),
        ("一、抓学习。\n（一）学法。\n二、抓执法。", [("一、", "抓学习"), ("二、", "抓执法")]),
        ("推进依法行政，规范执法。开展培训。", [("", "推进依法行政，规范执法")]),
        ("重点做好以下工作：\n抓学习。学法。\n抓执法。办案。", [("", "抓学习"), ("", "抓执法")]),
        ("", []),
        # An introduction, an exhortation and what looks back are no items.
        (
            "重点抓好以下三个方面工作。\n抓学习。学法。\n抓执法。办案。",
            [("", "抓学习"), ("", "抓执法")],
        ),
        ("总体思路是：以法治为引领。\n抓学习。学法。\n抓执法。", [("", "抓学习"), ("", "抓执法")]),
        (
            "五年来，我们依法行政。\n抓学习。学法。\n抓执法。办案。",
            [("", "抓学习"), ("", "抓执法")],
        ),
        ("高举旗帜，提高政治站位。\n抓学习。学法。\n抓执法。", [("", "抓学习"), ("", "抓执法")]),
        # One paragraph: by topics, or else by acts.
        (
            "抓好学法。举办讲座。抓好执法。评查案卷。",
            [("", "抓好学法"), ("", "抓好执法")],
        ),
        (
            "修订学法办法。举办讲座两次。确保取得实效。",
            [("", "修订学法办法"), ("", "举办讲座两次")],
        ),
        # A list that begins in the introduction's line, and one that goes on in a line.
        ("我局将：一是抓学习。\n二是抓执法。", [("一是", "抓学习"), ("二是", "抓执法")]),
        (
            "一是抓学习。二是抓执法。\n三是抓公开。",
            [("一是", "抓学习"), ("二是", "抓执法"), ("三是", "抓公开")],
        ),
        ("①抓学习。②抓执法。", [("①", "抓学习"), ("②", "抓执法")]),
        ("(1)抓学习。\n(2)抓执法。", [("(1)", "抓学习"), ("(2)", "抓执法")]),
        # Work named behind the last item, numbered anew.
        (
            "(一)抓学习。\n(二)抓执法。\n(三)抓公开。\n各位代表！办好两件实事：\n1.举办讲座。\n2.公布目录。",
            [
                ("(一)", "抓学习"),
                ("(二)", "抓执法"),
                ("(三)", "抓公开"),
                ("1.", "举办讲座"),
                ("2.", "公布目录"),
            ],
        ),
    ],
)
def test_items(body: str, items: list[tuple[str, str]]) -> None:
    assert [(item.ordinal, item.heading) for item in plan(body)] == items


def test_text_ends_before_the_next_ordinal_and_before_a_closing_paragraph() -> None:
    found = plan("(一)抓学习。学法。\n(二)抓执法。办案。\n(三)抓公开。公布。\n以上报告，请审阅。")
    assert [item.text for item in found] == ["抓学习。学法。", "抓执法。办案。", "抓公开。公布。"]


def test_plan_in_one_line_with_its_heading() -> None:
    found = plan("。一是抓学习。二是抓执法。", heading="三、下一步打算")
    assert [item.heading for item in found] == ["抓学习", "抓执法"]


def test_other_sections_promise_nothing() -> None:
    text = "二、不足\n一是学习不够。二是执法不严。"
    section = Section(SectionKind.PROBLEMS, "二、不足", Span(0, len(text)))
    assert find_commitments(text, (section,), plan_year=2025) == ()


@pytest.mark.parametrize(
    ("body", "measures"),
    [
        ("(一)抓学习。制定学法计划,举办讲座3次。", ["制定学法计划", "举办讲座3次。"]),
        ("(一)抓学习。一是制定计划。二是举办讲座。", ["制定计划。", "举办讲座。"]),
        ("(一)抓学习。制定计划；举办讲座。", ["制定计划；", "举办讲座。"]),
        ("(一)抓学习。完善制度,确保落实到位,提升能力。", ["完善制度,确保落实到位,提升能力。"]),
        (
            "(一)抓学习。按照部署,制定计划,通过案例,开展普法。",
            ["按照部署,制定计划", "通过案例,开展普法。"],
        ),
        ("(一)抓学习。宣传《甲,建立乙》,建立台账。", ["宣传《甲,建立乙》", "建立台账。"]),
        ("(一)抓好学习", ["抓好学习"]),
        (
            "(一)加大普法力度，全年开展普法10场，发放手册1万份。",
            ["全年开展普法10场", "发放手册1万份。"],
        ),
        ("(一)实现述法全覆盖。制定方案。", ["实现述法全覆盖", "制定方案。"]),
    ],
)
def test_measures(body: str, measures: list[str]) -> None:
    (item,) = plan(body)
    assert [measure.text for measure in item.measures] == measures


def test_targets_are_with_their_measure() -> None:
    (item,) = plan("(一)抓学习。6月底前制定计划；坚持会前学法,全年不少于4次。")
    assert [[t.value for t in measure.targets] for measure in item.measures] == [[], [4]]
    assert item.measures[1].targets[0].object == "会前学法"


def test_heading_before_figures() -> None:
    text = "今年的主要目标是：学法4次，办案3件；公开100条。"
    assert heading_of(text, Span(0, len(text))) == "今年的主要目标是"


def test_heading_of() -> None:
    assert heading_of("抓“学。法；”工作。学法。", Span(0, 13)) == "抓“学。法；”工作"


@pytest.mark.parametrize(
    ("clause", "found"),
    [
        ("开展评查", {acts}),
        ("全年学法4次", {acts, is_measured}),
        ("按照部署", {leads_in}),
        ("确保落实到位", {aims}),
        ("确保学法4次", {acts, is_measured}),
        ("法治氛围浓厚", set()),
    ],
)
def test_what_a_clause_does(clause: str, found: set[object]) -> None:
    assert {tell for tell in (acts, aims, is_measured, leads_in) if tell(clause)} == found


def test_clause_spans() -> None:
    text = "宣传《甲,乙》,学法（含甲，乙），办案"
    spans = clause_spans(text, Span(0, len(text)))
    assert [span.of(text) for span in spans] == ["宣传《甲,乙》", "学法（含甲，乙）", "办案"]
