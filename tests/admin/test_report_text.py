"""The text of a report with its parts and promises in place: segments, anchors, words, speed."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from tests.admin.pages import inline_code, logged_in
from tests.admin.second import make_drawn
from tests.factories import make_commitment, make_pair, make_report, make_user
from tests.timing import fastest, grows_linearly
from tracker.admin.report_text import Promise, report_text
from tracker.admin.standings import Standing, standing_of
from tracker.admin.text_marks import Line, TextMark, marked_lines
from tracker.core.types import Outcome, ReviewState, SectionKind
from tracker.models import Commitment, Measure, Report, Section, Target

BLIND = Standing("", "待盲审")


def cut(text: str, *marks: TextMark) -> list[list[tuple[str, str]]]:
    lines = marked_lines(text, marks, sections=[])
    return [[(piece.text, piece.css) for piece in line.pieces] for line in lines]


@pytest.mark.parametrize(
    ("text", "marks", "expected"),
    [
        pytest.param("甲乙", [], [[("甲乙", "")]], id="none"),
        pytest.param("甲\n\n 乙", [], [[("甲", "")], [(" 乙", "")]], id="blank lines are left out"),
        pytest.param(
            "甲乙丙",
            [TextMark(0, 1, "a"), TextMark(2, 3, "b")],
            [[("甲", "a"), ("乙", ""), ("丙", "b")]],
            id="two in one line",
        ),
        pytest.param(
            "甲乙丙丁",
            [TextMark(0, 4, "a"), TextMark(1, 3, "b"), TextMark(2, 3, "c")],
            [[("甲", "a"), ("乙", "a b"), ("丙", "a b c"), ("丁", "a")]],
            id="one inside the other",
        ),
        pytest.param(
            "甲乙\n丙丁\n戊",
            [TextMark(1, 4, "a")],
            [[("甲", ""), ("乙", "a")], [("丙", "a"), ("丁", "")], [("戊", "")]],
            id="over several lines",
        ),
        pytest.param(
            "甲乙丙",
            [TextMark(0, 2, "a"), TextMark(1, 3, "b")],
            [[("甲", "a"), ("乙", "a b"), ("丙", "b")]],
            id="overlapping",
        ),
        pytest.param("甲乙", [TextMark(1, 9, "a")], [[("甲", ""), ("乙", "a")]], id="past the end"),
        pytest.param("甲乙", [TextMark(1, 1, "a")], [[("甲", ""), ("乙", "")]], id="empty"),
    ],
)
def test_pieces(text: str, marks: list[TextMark], expected: list[list[tuple[str, str]]]) -> None:
    assert cut(text, *marks) == expected


def test_a_label_stands_where_its_mark_begins_and_nowhere_else() -> None:
    lines = marked_lines("甲乙\n丙丁", [TextMark(1, 5, "a", label="here")], sections=[])
    labels = [(piece.text, list(piece.labels)) for line in lines for piece in line.pieces]
    assert labels == [("甲", []), ("乙", ["here"]), ("丙丁", [])]


def test_parts_begin_where_they_do_even_inside_a_line() -> None:
    text = "前言\n成效一。不足二。\n不足三。"
    parts = [
        Section(kind=SectionKind.OTHER, start=0, end=3),
        Section(kind=SectionKind.ACHIEVEMENTS, start=3, end=7),
        Section(kind=SectionKind.PROBLEMS, start=7, end=len(text)),
    ]
    lines = marked_lines(text, [], sections=parts)
    assert [[part.kind for part in line.sections] for line in lines] == [
        ["other"],
        ["achievements", "problems"],
        [],
    ]
    assert [line.kind for line in lines] == ["other", "problems", "problems"]


def test_marks_take_linear_time() -> None:
    def mark(size: int) -> list[Line]:
        text = "甲乙丙丁戊\n" * (size // 6)
        marks = [TextMark(at, at + 9, "a", label=at) for at in range(0, size, 4)]
        return marked_lines(text, marks, sections=[])

    assert grows_linearly(mark, small=20_000)


@pytest.mark.django_db
def test_a_report_knows_its_places_parts_and_promises() -> None:
    pair = make_pair()
    page = report_text(pair.plan)
    assert all(pair.plan.text[line.start :].startswith(line.text) for line in page.lines)
    (part,) = page.parts
    assert (part.code, part.heading) == ("plan", "下一步打算")
    assert [promise.pk for promise in part.promises] == [row.pk for row in pair.commitments]
    begun = [
        (line.start + sum(len(p.text) for p in line.pieces[:n]), label.pk)
        for line in page.lines
        for n, piece in enumerate(line.pieces)
        for label in piece.labels
        if isinstance(label, Promise)
    ]
    assert begun == [(row.start, row.pk) for row in pair.commitments]


@pytest.mark.django_db
def test_measures_and_numbers_are_marked_inside_their_promise() -> None:
    report = make_report()
    row = make_commitment(report, heading="添置长椅", text="添置长椅。年内添置长椅20把。")
    measure = row.measures.get()
    at = report.text.index("20把")
    Target.objects.create(
        measure=measure, text="20把", start=at, end=at + 3, value=20, unit="把", comparator="="
    )
    last = report_text(report).lines[-1]
    assert [(piece.text, piece.css) for piece in last.pieces] == [
        ("添置长椅。", "promise"),
        ("年内添置长椅", "promise measure"),
        ("20把", "promise measure target"),
        ("。", "promise measure"),
    ]


@pytest.mark.django_db
def test_what_left_the_plan_is_not_marked() -> None:
    pair = make_pair()
    pair.plan.commitments.filter(position=0).update(returned_reason="set_aside")
    pair.plan.commitments.filter(position=1).update(returned_reason="text_gone", start=0, end=0)
    named = [promise.pk for part in report_text(pair.plan).parts for promise in part.promises]
    assert named == [pair.commitments[2].pk]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, Standing("fulfilled", "已兑现", is_suggested=True)),
        ({"suggestion": None}, Standing("", "没有建议")),
        ({"suggestion": None, "result_report": None}, Standing("awaiting_report", "待报告")),
        ({"review_state": ReviewState.SECOND_REVIEW}, BLIND),
        ({"review_state": ReviewState.DISPUTED}, Standing("", "有争议")),
        ({"review_state": ReviewState.APPROVAL}, Standing("", "待批准")),
        (
            {"review_state": ReviewState.CONFIRMED, "outcome": Outcome.PARTIAL},
            Standing("partial", "部分兑现"),
        ),
    ],
)
def test_how_a_promise_stands(fields: dict[str, object], expected: Standing) -> None:
    row = make_pair().commitments[0]
    for name, value in fields.items():
        setattr(row, name, value)
    assert standing_of(row) == expected


@pytest.mark.django_db
def test_the_page_leads_on_and_escapes_what_it_shows() -> None:
    hostile = "<script>alert(1)</script>"
    report = make_report(sections=[(SectionKind.PLAN, hostile, [f"办好{hostile}一件事。"])])
    row = make_commitment(report, heading=hostile, text=f"办好{hostile}一件事。")
    client = logged_in(make_user(is_superuser=True))
    html = client.get(reverse("admin:tracker_report_change", args=[report.pk])).content.decode()
    assert "<script>alert" not in html
    assert inline_code(html) == []
    for address in (
        reverse("admin:tracker_commitment_review", args=[row.pk]),
        f"{reverse('admin:tracker_report_years')}?report={report.pk}",
        f"{reverse('admin:tracker_report_shortcomings')}?agency={report.agency_id}&amp;year=2024",
        f"#p{row.pk}",
        "#text-title",
    ):
        assert f'href="{address}"' in html, address


@pytest.mark.django_db
def test_a_blind_second_reading_is_told_nothing(settings: Settings) -> None:
    settings.SECOND_REVIEW_SHARE = 1.0
    pair = make_pair()
    make_user(is_superuser=True)  # who may read it second
    drawn = make_drawn(pair, make_user(is_superuser=True))
    client = logged_in(make_user(is_superuser=True))
    html = client.get(reverse("admin:tracker_report_change", args=[pair.plan.pk])).content.decode()
    tag = html.split(f'id="p{drawn.pk}"')[1].split("</a>")[0]
    assert "待盲审" in tag
    assert "#o-" not in tag
    assert "系统建议" not in tag


@pytest.mark.django_db
def test_a_thousand_paragraphs_and_two_hundred_promises_show_at_once() -> None:
    """Less than 0.3 s on an idle machine; the bound leaves room for a busy one."""
    report = _long_report(paragraphs=1000, promises=200)
    client = logged_in(make_user(is_superuser=True))
    url = reverse("admin:tracker_report_change", args=[report.pk])
    html = client.get(url).content.decode()
    assert html.count('class="desk-promise"') == 200
    assert fastest(lambda: client.get(url), enough=0.3, tries=5) < 1.2
    with CaptureQueriesContext(connection) as captured:
        client.get(url)
    few = reverse("admin:tracker_report_change", args=[make_pair().plan.pk])
    with CaptureQueriesContext(connection) as fewer:
        client.get(few)
    assert len(captured) == len(fewer)


def _long_report(*, paragraphs: int, promises: int) -> Report:
    said = [f"第{number}段说明当季办件和培训的情况，数字见附表。" for number in range(paragraphs)]
    planned = [f"做好第{number}件事。年底前添置长椅{number}把。" for number in range(promises)]
    report = make_report(
        sections=[
            (SectionKind.ACHIEVEMENTS, "办成的事", said[promises:]),
            (SectionKind.PLAN, "下一步打算", planned),
        ]
    )
    starts = [report.text.index(text) for text in planned]
    rows = Commitment.objects.bulk_create(
        Commitment(
            report=report,
            plan_year=report.plan_year,
            position=number,
            heading=text.split("。")[0],
            text=text,
            start=start,
            end=start + len(text),
        )
        for number, (text, start) in enumerate(zip(planned, starts, strict=True))
    )
    Measure.objects.bulk_create(
        Measure(commitment=row, position=0, text="", start=row.start + 7, end=row.end)
        for row in rows
    )
    return report
