"""The review page: what it shows, what it takes, and that nothing typed is lost."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from tests.admin.pages import logged_in
from tests.admin.posting import posted, send, url_of, value_of
from tests.factories import (
    ANSWERS,
    PROBLEMS,
    Pair,
    make_pair,
)
from tracker.models import Review, User

pytestmark = pytest.mark.django_db


def test_it_shows_both_sides_and_picks_nothing(pair: Pair, inspector: User) -> None:
    commitment = pair.commitments[1]
    html = logged_in(inspector).get(url_of(commitment)).content.decode()
    assert "摆放到各个" in html
    assert "系统建议，未复核" in html
    assert html.count('name="evidence"') == len(ANSWERS) + len(PROBLEMS) + 1
    assert " checked" not in html
    for key in "123":
        assert f'data-key="{key}"' in html
    related = html.split('data-key="4"')[0].rsplit("<li", 1)[1]
    assert "窗口人手偏紧" in related  # of what it admits, the one that shares words
    assert 'data-key="5"' not in html
    assert f"{reverse('admin:tracker_report_change', args=[pair.result.pk])}#c" in html
    assert "−0.10" in html
    assert 'fill="url(#desk-hatch)"' in html
    assert '<mark class="words">' in html


def test_fulfilled_with_a_picked_passage_then_the_next_item(pair: Pair, inspector: User) -> None:
    last, middle, first = pair.commitments
    answer = send(
        logged_in(inspector),
        first,
        status="fulfilled",
        evidence=[value_of(pair, ANSWERS[0]), value_of(pair, PROBLEMS[0])],
        note="都有",
    )
    assert (answer.status_code, answer["Location"]) == (302, f"{url_of(middle)}?after={first.pk}")
    review = first.reviews.get()
    assert [item["text"] for item in review.evidence] == [ANSWERS[0], PROBLEMS[0]]
    assert (review.reviewer, review.note, review.outcome) == (inspector, "都有", "fulfilled")
    assert last.reviews.count() == 0


def test_saving_without_going_on_stays(pair: Pair, inspector: User) -> None:
    item = pair.commitments[0]
    answer = send(logged_in(inspector), item, status="pending", pending="partial", _stay="1")
    assert answer["Location"] == url_of(item)


def test_the_filters_of_the_list_are_kept(pair: Pair, inspector: User) -> None:
    other = make_pair(pair.agency, report_year=2020)
    client = logged_in(inspector)
    item = pair.commitments[2]
    url = url_of(item) + "?_changelist_filters=year%3D2025"
    page = client.get(url).content.decode()
    assert f"{url_of(pair.commitments[1])}?_changelist_filters=year%3D2025" in page
    answer = client.post(url, posted(item, status="pending", pending="no_evidence"))
    assert answer["Location"].startswith(url_of(pair.commitments[1]))
    assert other.commitments[2].reviews.count() == 0


def test_the_last_decision_leads_back_to_the_list(inspector: User, pair: Pair) -> None:
    client = logged_in(inspector)
    for item in pair.commitments:
        answer = send(client, item, status="pending", pending="in_progress")
    assert answer["Location"] == reverse("admin:tracker_commitment_changelist")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, "请选择一个结论"),
        ({"status": "pending"}, "请选择一个结论"),
        ({"status": "fulfilled"}, "至少要选用一段证据"),
        ({"status": "dropped"}, "必须写明理由"),
        ({"status": "dropped", "note": "并入"}, "写明此事的一段原文"),
        ({"status": "dropped", "dropping": "superseded", "note": "并入"}, "写明此事的一段原文"),
        ({"status": "fulfilled", "evidence": ["[]"]}, "读不出来"),
        ({"status": "fulfilled", "evidence": ["nonsense"]}, "读不出来"),
        ({"status": "fulfilled", "evidence": ['[1,2,null,"x"]']}, "对不上"),
        ({"status": "fulfilled", "evidence": ["[" * 5000]}, "读不出来"),
        ({"status": "fulfilled", "evidence": ['[1e400,2,null,"x"]']}, "读不出来"),
        ({"status": "fulfilled", "evidence": ['[1,NaN,null,"x"]']}, "读不出来"),
        ({"status": "fulfilled", "evidence": ['[true,2,null,"x"]']}, "读不出来"),
        ({"status": "fulfilled", "evidence": ['[1,2,1e400,"x"]']}, "读不出来"),
        ({"status": "fulfilled", "evidence": ["[1,2,null,3]"]}, "读不出来"),
        ({"status": "unheard"}, "unheard"),
        ({"status": "pending", "pending": "awaiting_report"}, "awaiting_report"),
        ({"status": "pending", "pending": "partial", "version": ""}, "必填"),
        ({"status": "pending", "pending": "partial", "note": "a\x00b"}, "字符"),
    ],
)
def test_a_refusal_is_told_and_nothing_is_written(
    pair: Pair, inspector: User, changes: dict[str, Any], sentence: str
) -> None:
    answer = send(logged_in(inspector), pair.commitments[0], **changes)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in html.split('role="alert"')[1].split("</p>")[0]
    assert not Review.objects.exists()


def test_a_refused_form_comes_back_as_it_was(pair: Pair, inspector: User) -> None:
    picked = value_of(pair, ANSWERS[1])
    odd = value_of(pair, "漏水的旧水管")  # not among the passages offered
    answer = send(
        logged_in(inspector),
        pair.commitments[0],
        status="dropped",
        dropping="superseded",
        evidence=[picked, odd],
        note="写了一半的理由",
    )
    html = answer.content.decode()
    assert "写了一半的理由" in html
    assert html.count("checked") == 3  # the status and both passages
    assert 'value="superseded" selected' in html
    assert "漏水的旧水管&quot;]" in html
