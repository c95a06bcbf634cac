from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.core.sections import Level, find_sections, heading_lines, read_ordinal
from tracker.core.sections.endmatter import end_of_body
from tracker.core.sections.headings import inner_kind_of, kind_of, years_in
from tracker.core.sections.paragraphs import paragraph_kind
from tracker.core.types import ReportKind, SectionKind

A, P, L, N, O = (  # noqa: E741 - the table below is easier to read with single letters
    SectionKind.ACHIEVEMENTS,
    SectionKind.PROBLEMS,
    SectionKind.LEADERSHIP,
    SectionKind.PLAN,
    SectionKind.OTHER,
)


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("2024年度法治建设工作总结", A),
        ("主要做法和成效", A),
        ("2024年法治建设措施、成效及存在的问题", A),
        ("2024年重点任务完成情况", A),
        ("存在的短板和原因分析", P),
        ("工作中的不足", P),
        ("主要负责人履行第一责任人职责情况", L),
        ("下一年度推进法治建设的主要安排", N),
        ("下一步工作打算", N),
        ("2025年工作计划", N),
        ("2025年法治建设工作设想", N),
        ("二〇二五年重点工作", N),
        ("2025年目标任务", N),
        ("“十五五”时期的主要目标任务", N),
        ("展望新征程", N),
        ("其他需要说明的事项", O),
        ("着力优化服务", None),
        ("今后努力方向", N),
        ("整改措施", N),
        ("2025年重点任务清单", N),
        ("存在问题及改进措施", P),
        ("主要工作及存在问题", A),
        ("存在问题和下一步打算", P),
        ("聚焦突出问题规范执法", None),
        ("着力破解执法难题，补齐短板", None),
        ("问题整改落实情况", A),
        ("主要负责人履职情况", L),
        ("履行第一责任人职责情况及存在问题", L),
        ("其他需要报告的情况", O),
    ],
)
def test_kind_of(heading: str, kind: SectionKind | None) -> None:
    assert kind_of(heading, report_year=2024) is kind


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("下一步工作打算", N),
        ("2025年重点工作", N),
        ("2024年重点工作", None),
        ("2025年工作计划完成情况", None),
        ("存在的主要问题", P),
        ("不足和原因", P),
        ("着力解决存在的问题", None),
        ("主要负责人履行第一责任人职责情况", L),
    ],
)
def test_inner_kind_of(heading: str, kind: SectionKind | None) -> None:
    assert inner_kind_of(heading, report_year=2024) is kind


@pytest.mark.parametrize(
    ("paragraph", "kind"),
    [
        ("尽管工作取得一些进展，但与要求相比还有差距。", P),
        ("在看到成绩的同时，我们也认识到力量薄弱。", P),
        ("下一步，我局将继续抓好普法。", N),
        ("2025年，我局将继续抓好普法。", N),
        ("2024年，我局将普法列入要点。", None),
        ("同时，开展普法宣传。", None),
        ("各位代表！我们也清醒地看到，发展还有不少短板。", P),
        ("居安方能思危。我们清醒认识到，工作仍有差距。", P),
        ("我局工作还存在力量不足的问题。", P),
        ("针对执法中还存在的问题，开展专项整改。", None),
        ("全年聚焦突出问题开展整改。", None),
        ("针对以上问题，下一步我局将抓好普法。", N),
        ("在今后的工作中，我局将抓好普法。", N),
        ("明年，我局将抓好普法。", N),
        ("2024年我局拟订了要点。", None),
    ],
)
def test_paragraph_kind(paragraph: str, kind: SectionKind | None) -> None:
    assert paragraph_kind(paragraph, report_year=2024) is kind


def test_years_in() -> None:
    assert years_in("2024年总结和二〇二五年打算，1850件") == [2024, 2025]


@pytest.mark.parametrize(
    ("text", "level", "printed", "number"),
    [
        ("一、成效", Level.HAN, "一、", 1),
        ("十二、成效", Level.HAN, "十二、", 12),
        ("（三）学法", Level.PAREN, "（三）", 3),
        ("(十一)学法", Level.PAREN, "(十一)", 11),
        ("2.学法", Level.DIGIT, "2.", 2),
        ("2、学法", Level.DIGIT, "2、", 2),
        ("(4)学法", Level.PAREN_DIGIT, "(4)", 4),
        ("③学法", Level.CIRCLE, "③", 3),
        ("第二，学法", Level.FIRST, "第二", 2),
        ("四是学法", Level.SHI, "四是", 4),
        ("第一部分 成效", Level.PART, "第一部分", 1),
        ("5）学法", Level.PAREN_DIGIT, "5）", 5),
        ("⑶学法", Level.CIRCLE, "⑶", 3),
        ("其二，学法", Level.FIRST, "其二", 2),
        ("再次，学法", Level.WORD, "再次", 3),
    ],
)
def test_read_ordinal(text: str, level: Level, printed: str, number: int) -> None:
    ordinal = read_ordinal(text)
    assert ordinal is not None
    assert (ordinal.level, ordinal.text, ordinal.number) == (level, printed, number)
    assert text[ordinal.end :][:2] in ("成效", "学法")


@pytest.mark.parametrize(
    "text", ["2.5亿元", "一、二、三产业", "五一、端午假期", "一般", "学法", ""]
)
def test_no_ordinal(text: str) -> None:
    assert read_ordinal(text) is None


TITLED = """某某县司法局2024年法治政府建设报告
县政府：
现将情况报告如下。
一、主要工作
（一）强化学习。学法四次。
尽管有些进展，但力量不足的问题仍在。
二、履行第一责任人职责情况
带头学法。
三、2025年工作安排
（一）着力解决存在的问题。整改到位。
四、2025年重点任务
1.普法。
某某县司法局
2025年1月3日"""


def kinds(text: str, **known: object) -> list[tuple[SectionKind, str]]:
    return [(s.kind, s.heading) for s in find_sections(text, **known)]  # type: ignore[arg-type]  # a table


def test_several_plans_and_an_untitled_paragraph() -> None:
    assert kinds(TITLED, report_year=2024) == [
        (O, ""),
        (A, "一、主要工作"),
        (P, "尽管有些进展"),
        (L, "二、履行第一责任人职责情况"),
        (N, "三、2025年工作安排"),
        (N, "四、2025年重点任务"),
        (O, ""),
    ]


def test_mixed_part_is_split_at_its_inner_headings() -> None:
    text = "一、成效\n好。\n二、存在问题及下一步打算\n"
    text += "（一）存在的问题\n少。\n（二）下一步工作打算\n普法。"
    assert [kind for kind, _ in kinds(text)] == [A, P, N]


def test_no_umbrella_heading_and_no_plan() -> None:
    text = "2024年，我局依法行政。\n一、抓学习\n学。\n二、抓执法\n办。"
    assert [kind for kind, _ in kinds(text, report_year=2024)] == [O, A, A]


def test_government_work_report_plans_to_the_end() -> None:
    text = "各位代表：\n一、2023年工作回顾\n好。\n二、2024年工作\n干。\n"
    text += "三、加强自身建设\n严。\n注释\n[1]某词。"
    found = find_sections(text, kind=ReportKind.GOVERNMENT_WORK, report_year=2023)
    assert [section.kind for section in found] == [O, A, N, N, O]


def test_titles_and_contents_are_no_headings() -> None:
    text = (
        "某局2024年法治政府建设工作总结\n一、成效；\n二、打算。\n一、成效。\n好。\n二、打算\n干。"
    )
    assert [heading.text for heading in heading_lines(text)] == ["一、成效", "二、打算"]


def test_heading_ends_where_its_text_begins_in_the_same_line() -> None:
    text = "一、成效。学法四次。\n二、2025年打算（一）学法。\n三、其他：1.无。"
    assert [h.text for h in heading_lines(text)] == ["一、成效", "二、2025年打算", "三、其他"]


def test_bare_headings_and_lists_inside_them() -> None:
    text = "2023年工作回顾\n好。\n2024年主要任务\n一、稳增长\n干。\n二、惠民生\n办。"
    assert [heading.text for heading in heading_lines(text)] == ["2023年工作回顾", "2024年主要任务"]


@pytest.mark.parametrize(
    "ending",
    [
        "某某县司法局\n2025年1月3日",
        "以上报告，请审阅。\n某某县司法局\n2025年1月3日",
        "特此报告。",
        "此报告。\n某某县司法局（盖章）\n2025年1月3日\n（联系人及电话：略）",
        "某某县司法局2025年1月3日",
        "附件：1.某某县司法局普法清单\n2.某某县司法局权责清单\n某某县司法局",
        "附件：2025年任务表\n序号 任务 时限\n1 学法 12月\n某某县司法局",
        "各位代表！前路漫漫。让我们携手前行，为建设法治某某而努力奋斗！",
        "让我们携手前行！\n学法用法齐参与\n依法行政见行动",
        "名 词 解 释\n[1]一网通办：网上办事。",
        "〔1〕一网通办：网上办事。\n〔2〕双随机：抽查办法。",
        "附件1\n2025年项目表\n一、2025年工作计划\n序号",
        "（联系人：办公室，联系电话：000）",
    ],
)
def test_end_of_body(ending: str) -> None:
    body = "某某县2024年法治政府建设报告\n一、成效\n学法四次。\n二、打算\n学法五次。\n"
    assert (body + ending)[end_of_body(body + ending) :] == ending


def test_a_call_at_the_end_of_a_plan_in_one_paragraph() -> None:
    plan = "一、打算\n下一步，我局将学法五次。"
    assert end_of_body(plan + "让我们携手前行！") == len(plan)
    assert end_of_body("") == 0


def test_empty_text() -> None:
    assert find_sections("") == ()


@given(st.text(alphabet="一二三、（）(.1年2025计划成效不足\n。，尽管下步将", max_size=120))
def test_sections_cover_the_text_without_overlap(text: str) -> None:
    found = find_sections(text, report_year=2024)
    if text:
        assert found[0].span.start == 0
        assert found[-1].span.end == len(text)
    assert all(a.span.end == b.span.start for a, b in pairwise(found))
    assert all(text[s.span.start :].startswith(s.heading) for s in found)
