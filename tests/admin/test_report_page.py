"""The page of a report: facts with their evidence, what the rules ask, the filters of the list."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.admin.pages import inline_code, logged_in
from tests.factories import make_commitment, make_pair, make_report, make_user
from tracker.admin.compliance import compliance_of, late_words, missing_words, topics_of
from tracker.core.types import ReportKind
from tracker.models import Report

pytestmark = pytest.mark.django_db

LIST = "/admin/tracker/report/"
DUE = dt.date(2025, 3, 1)


def report_with(**fields: Any) -> Report:
    report = make_report(kind=fields.pop("kind", ReportKind.RULE_OF_LAW))
    Report.objects.filter(pk=report.pk).update(**fields)
    report.refresh_from_db()
    return report


@pytest.mark.parametrize(
    ("fields", "filing"),
    [
        ({}, "无法判断应报送日期"),
        ({"due": DUE}, "没有确定的落款日期"),
        ({"due": DUE, "dated": DUE, "filed_on_time": True}, "落款日期2025年3月1日，按期。"),
        (
            {"due": DUE, "dated": dt.date(2025, 3, 13), "filed_on_time": False},
            "应于2025年3月1日前报送，落款日期2025年3月13日，迟报 12 天。",
        ),
    ],
)
def test_when_it_was_filed(fields: dict[str, Any], filing: str) -> None:
    assert filing in compliance_of(report_with(**fields)).filing


def test_mandated_parts_in_the_order_of_the_rules() -> None:
    panel = compliance_of(report_with(missing_parts=["leadership", "problems"]))
    assert (panel.present, panel.missing) == (["成效", "下一年度安排"], ["不足", "第一责任人履职"])


def test_a_government_work_report_is_under_no_such_rules() -> None:
    report = report_with(kind=ReportKind.GOVERNMENT_WORK, copied_share=0.5)
    panel = compliance_of(report)
    assert (panel.applies, panel.missing, panel.filing) == (False, (), "")
    assert panel.copied.startswith("50%")


@pytest.mark.parametrize(
    ("share", "words"),
    [(None, "没有上一年度的计划可比"), (0.0, "0%："), (0.376, "38%："), (1.0, "100%：")],
)
def test_the_share_copied_in_per_cent(share: float | None, words: str) -> None:
    assert words in compliance_of(report_with(copied_share=share)).copied


def test_topics_are_counted_without_what_left_the_plan() -> None:
    report = make_report()
    for topic in ("enforcement", "rules", "enforcement", "", "rules", "enforcement"):
        make_commitment(report, text=f"第{report.commitments.count()}件。办好。", topic=topic)
    report.commitments.filter(position=1).update(returned_reason="text_gone")
    assert topics_of(report) == "行政执法 3，依法行政制度 1，未归类 1"
    assert topics_of(make_report()) == ""


def test_the_page_shows_facts_with_their_evidence_in_words() -> None:
    hostile = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    facts = {
        "agency": {"value": "甲局", "evidence": hostile, "confidence": 0.95, "given": False},
        "report_year": {"value": "2024", "evidence": "", "confidence": 1.0, "given": True},
        "body": {"value": "department", "evidence": "甲局", "confidence": 0.4, "given": False},
        "unheard": {"value": "x", "evidence": "", "confidence": 1.0, "given": False},
    }
    report = report_with(facts=facts, missing_parts=["leadership"], copied_share=0.25)
    client = logged_in(make_user(is_superuser=True))
    html = client.get(reverse("admin:tracker_report_change", args=[report.pk])).content.decode()
    for words in ("把握较大", "人工指定", "不确定", "部门", "第一责任人履职", "25%", "缺少"):
        assert words in html, words
    assert "&lt;script&gt;alert(1)" in html
    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert inline_code(html) == []


def test_facts_of_a_report_that_was_stored_earlier_are_shown_too() -> None:
    facts = {"agency": {"value": "甲局", "evidence": "甲局", "confidence": 0.9}}
    report = report_with(facts=facts)
    client = logged_in(make_user(is_superuser=True))
    url = reverse("admin:tracker_report_change", args=[report.pk])
    assert "把握较大" in client.get(url).content.decode()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {"late", "complete", "work"}),
        ("missing=yes", {"late"}),
        ("missing=no", {"complete"}),
        ("missing=bogus", {"late", "complete", "work"}),
        ("filed_on_time__exact=0", {"late"}),
        ("filed_on_time__exact=1", {"complete"}),
        ("filed_on_time__isnull=True", {"work"}),
    ],
)
def test_filters(query: str, expected: set[str]) -> None:
    late = {"due": DUE, "dated": dt.date(2025, 3, 2), "filed_on_time": False}
    rows = {
        "late": report_with(missing_parts=["plan"], **late),
        "complete": report_with(due=DUE, dated=DUE, filed_on_time=True),
        "work": report_with(kind=ReportKind.GOVERNMENT_WORK),
    }
    answer = logged_in(make_user(is_superuser=True)).get(f"{LIST}?{query}")
    shown = {row.pk for row in answer.context["cl"].result_list}
    assert shown == {rows[name].pk for name in expected}


def test_the_list_names_what_is_wrong() -> None:
    late = report_with(due=DUE, dated=dt.date(2025, 3, 2), filed_on_time=False)
    lacking = report_with(missing_parts=["plan", "problems"])
    assert (late_words(late), missing_words(late)) == ("迟报 1 天", "")
    assert (late_words(lacking), missing_words(lacking)) == ("", "缺：不足、下一年度安排")
    html = logged_in(make_user(is_superuser=True)).get(LIST).content.decode()
    assert "迟报 1 天" in html
    assert "缺：不足、下一年度安排" in html


def test_the_page_takes_as_many_queries_for_many_promises_as_for_few() -> None:
    client = logged_in(make_user(is_superuser=True))
    counts = []
    few = make_pair().plan
    many = make_pair(promises=[(f"第{i}件", f"第{i}件。办好{i}事。") for i in range(9)]).plan
    for number, topic in enumerate(("rules", "enforcement", "disputes")):
        many.commitments.filter(position=number).update(topic=topic)
    for report in (few, many):
        url = reverse("admin:tracker_report_change", args=[report.pk])
        client.get(url)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]
