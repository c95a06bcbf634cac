"""两年对照: promises beside what people confirmed, or what the machine found, said to be that."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from tests.admin.pages import inline_code, logged_in
from tests.admin.second import make_drawn
from tests.factories import ANSWERS, make_agency, make_inspector, make_pair, make_report, make_user
from tests.services.deciding import decide, passage
from tracker.models import Report, User

pytestmark = pytest.mark.django_db

URL = reverse("admin:tracker_report_years")
MACHINE = "系统建议，未复核"


def rows_of(html: str) -> list[str]:
    """The lines of the table, header left out."""
    return html.split("<tbody>")[1].split("</tbody>", maxsplit=1)[0].split("</tr>")[:-1]


def shown(user: User, **query: int | str) -> str:
    answer = logged_in(user).get(URL, query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_confirmed_evidence_and_suggested_passages_are_told_apart() -> None:
    pair, user = make_pair(), make_user(is_superuser=True)
    decide(
        pair.commitments[0], user, outcome="fulfilled", evidence=[passage(pair.result, ANSWERS[0])]
    )
    first, second, _third = rows_of(shown(user, report=pair.plan.pk))
    assert ANSWERS[0] in first
    assert ANSWERS[1] not in first
    assert MACHINE not in first
    assert "o-fulfilled" in first
    assert all(words in second for words in (*ANSWERS, MACHINE))


def test_promises_stand_in_the_order_of_the_plan_with_their_words() -> None:
    pair = make_pair()
    rows = rows_of(shown(make_user(is_superuser=True), report=pair.plan.pk))
    assert len(rows) == 3
    for row, commitment in zip(rows, pair.commitments, strict=True):
        assert commitment.heading in row
        assert reverse("admin:tracker_commitment_review", args=[commitment.pk]) in row


def test_a_blind_second_reading_hides_suggestion_conclusion_and_passages(
    settings: Settings,
) -> None:
    settings.SECOND_REVIEW_SHARE = 1.0
    pair = make_pair()
    make_user(is_superuser=True)
    drawn = make_drawn(pair, make_user(is_superuser=True))
    html = shown(make_user(is_superuser=True), report=pair.plan.pk)
    (row,) = [row for row in rows_of(html) if drawn.heading in row]
    assert "盲审完成前不显示" in row
    assert "#o-" not in row
    assert not any(words in row for words in ANSWERS)


def test_without_a_next_report_nothing_is_claimed() -> None:
    pair = make_pair()
    html = shown(make_user(is_superuser=True), report=pair.result.pk)
    assert "下一年度的报告尚未提交" in html


def test_the_newest_pair_is_shown_unless_one_is_chosen() -> None:
    pair, user = make_pair(), make_user(is_superuser=True)
    older = make_pair(report_year=2020)
    make_report(make_agency(), report_year=2026)  # nothing answers it
    assert str(pair.agency) in shown(user).split("desk-pair")[1].split("</h2>")[0]
    chosen = shown(user, agency=older.agency.pk)
    assert str(older.agency) in chosen.split("desk-pair")[1].split("</h2>")[0]
    assert f"?report={older.result.pk}" in chosen


def test_an_empty_system_explains_itself() -> None:
    assert "上传后会自动出现在这里" in shown(make_user(is_superuser=True))


@pytest.mark.parametrize("words", ["x", "-1", "1e3", "9" * 30, "１"])
@pytest.mark.parametrize("name", ["report", "agency"])
def test_nonsense_in_the_address_is_not_found(name: str, words: str) -> None:
    assert logged_in(make_user(is_superuser=True)).get(URL, {name: words}).status_code == 404


def test_nothing_out_of_scope_is_shown() -> None:
    mine, other = make_pair(), make_pair()
    user = make_inspector(mine.agency)
    html = shown(user)
    assert mine.agency.name in html
    assert other.agency.name not in html
    assert logged_in(user).get(URL, {"report": other.plan.pk}).status_code == 404
    assert other.agency.name not in shown(user, agency=other.agency.pk)


def test_the_answer_of_a_body_out_of_scope_is_not_shown() -> None:
    pair, foreign = make_pair(), make_report(make_agency(), report_year=2025)
    pair.plan.commitments.update(result_report=foreign)
    html = shown(make_inspector(pair.agency), report=pair.plan.pk)
    assert foreign.agency.name not in html
    assert "不在您的查看范围内" in html


def test_as_many_queries_for_many_promises_as_for_few() -> None:
    user = make_user(is_superuser=True)
    client, counts = logged_in(user), []
    few = make_pair()
    many = make_pair(promises=[(f"第{i}件", f"第{i}件。办好{i}事。") for i in range(9)])
    for pair in (few, many):
        decide(
            pair.commitments[0],
            user,
            outcome="fulfilled",
            evidence=[passage(pair.result, ANSWERS[0])],
        )
        client.get(URL, {"report": pair.plan.pk})
        with CaptureQueriesContext(connection) as captured:
            assert client.get(URL, {"report": pair.plan.pk}).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_hostile_text_is_escaped_and_the_policy_holds() -> None:
    hostile = "<img src=x onerror=alert(1)>一件事"
    pair = make_pair(promises=[(hostile, f"{hostile}。年底前办好。")])
    Report.objects.filter(pk=pair.result.pk).update(text=pair.result.text + hostile)
    html = shown(make_user(is_superuser=True), report=pair.plan.pk)
    assert "<img src=x" not in html
    assert inline_code(html) == []
