"""Marks per measure, taking a decision back, and the history of it all."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from pytest_django import Settings

from tests.admin.pages import logged_in
from tests.admin.posting import posted, send, url_of, value_of
from tests.factories import ANSWERS, Pair, make_approver, make_inspector
from tests.services.deciding import decide
from tracker.models import Commitment, Review, User
from tracker.services import reviews

pytestmark = pytest.mark.django_db


def history(user: User, item: Commitment) -> str:
    html = logged_in(user).get(url_of(item)).content.decode()
    return html.split('id="history"')[1]


def mark_of(item: Commitment) -> str:
    return f"mark_{item.measures.get().pk}"


def test_marks_are_saved_with_the_decision_and_shown(pair: Pair, inspector: User) -> None:
    item = pair.commitments[1]
    said = {"status": "pending", "pending": "partial", mark_of(item): "partly"}
    assert send(logged_in(inspector), item, **said).status_code == 302
    measure = item.measures.get()
    marks = [{"measure": measure.pk, "text": measure.text, "mark": "partly"}]
    assert item.reviews.get().marks == marks
    assert f"<b>部分达成</b> {measure.text}" in history(inspector, item)
    assert "标记 1 项" in history(inspector, item)


@pytest.mark.parametrize(
    ("name", "value"),
    [("mark_999999", "done"), ("", "perfect"), ("mark_000", "done")],
)
def test_a_mark_of_something_else_is_refused_and_the_rest_kept(
    pair: Pair, inspector: User, name: str, value: str
) -> None:
    item = pair.commitments[0]
    said = {"status": "pending", "pending": "partial", name or mark_of(item): value}
    answer = send(logged_in(inspector), item, **said, note="留着")
    assert answer.status_code == 422
    assert "逐项标记与这条承诺的举措对不上" in answer.content.decode()
    assert "留着" in answer.content.decode()


@pytest.mark.parametrize(
    "name", ["mark_", "mark_x", "mark_-1", "mark_٣", "mark_1e3", f"mark_{'9' * 40}"]
)
def test_what_is_no_mark_is_left_alone(pair: Pair, inspector: User, name: str) -> None:
    item = pair.commitments[0]
    said = {"status": "pending", "pending": "partial", name: "done"}
    assert send(logged_in(inspector), item, **said).status_code == 302
    assert item.reviews.get().marks == []


def test_marks_come_back_with_a_refused_form(pair: Pair, inspector: User) -> None:
    item = pair.commitments[0]
    answer = send(logged_in(inspector), item, status="fulfilled", **{mark_of(item): "done"})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="done" checked' in html


def test_marks_that_can_no_longer_be_saved_are_told(pair: Pair, inspector: User) -> None:
    item = pair.commitments[0]
    faster = make_inspector(pair.agency, username="faster")
    reviews.decide(item.pk, reviewer=faster, version=1, outcome="partial")
    said = {"status": "pending", "pending": "partial", mark_of(item): "unseen"}
    html = send(logged_in(inspector), item, **said).content.decode()
    assert f"未见：{item.measures.get().text}" in html.split("没有保存的内容")[1]


@pytest.mark.parametrize("kind", ["aim", "slogan"])
def test_only_actions_can_be_marked(pair: Pair, inspector: User, kind: str) -> None:
    item = pair.commitments[0]
    assert "desk-marks" in logged_in(inspector).get(url_of(item)).content.decode()
    item.measures.update(kind=kind)
    assert "desk-marks" not in logged_in(inspector).get(url_of(item)).content.decode()


def decided(pair: Pair, user: User) -> tuple[Commitment, str]:
    """The last commitment, decided on its page; where that led."""
    item = pair.commitments[2]
    answer = send(
        logged_in(user),
        item,
        status="fulfilled",
        evidence=[value_of(pair, ANSWERS[0])],
        note="四十三场",
        **{mark_of(item): "done"},
    )
    item.refresh_from_db()
    return item, answer["Location"]


def test_the_next_page_takes_the_decision_back(pair: Pair, inspector: User) -> None:
    item, location = decided(pair, inspector)
    client = logged_in(inspector)
    html = client.get(location).content.decode()
    form = html.split('class="desk-undo"')[0].rsplit("<form", 1)[1]
    assert url_of(item) in form
    assert "撤销上一条" in html
    answer = send(client, item, act="undo")
    assert (answer.status_code, answer["Location"]) == (302, url_of(item))
    item.refresh_from_db()
    assert (item.review_state, item.outcome) == ("in_review", "")
    html = client.get(url_of(item)).content.decode()
    assert "已撤销刚才的结论" in html
    # What was said stands in the form again, to be mended: it is the person's own.
    assert 'value="fulfilled" id="s-fulfilled" data-key="y" checked' in html
    assert 'value="done" checked' in html
    assert "四十三场</textarea>" in html
    assert html.count(" checked") == 3


def test_nobody_else_finds_what_was_undone_filled_in(pair: Pair, inspector: User) -> None:
    item, _ = decided(pair, inspector)
    send(logged_in(inspector), item, act="undo")
    other = make_inspector(pair.agency, username="other")
    html = logged_in(other).get(url_of(item)).content.decode()
    assert "四十三场</textarea>" not in html
    assert " checked" not in html


def test_the_own_record_offers_it_too(pair: Pair, inspector: User) -> None:
    item, _ = decided(pair, inspector)
    assert "撤销这条结论" in logged_in(inspector).get(url_of(item)).content.decode()


def test_the_list_leads_back_to_the_last_decision(pair: Pair, inspector: User) -> None:
    Commitment.objects.exclude(pk=pair.commitments[2].pk).update(result_report=None)
    pair.commitments[2].heading = "<b>标题</b>"
    pair.commitments[2].save()
    item, location = decided(pair, inspector)
    client = logged_in(inspector)
    send(client, item, act="undo")
    item.refresh_from_db()
    answer = send(client, item, status="pending", pending="partial")
    html = client.get(answer["Location"]).content.decode()
    assert "/review/" not in location
    assert f'&lt;b&gt;标题&lt;/b&gt; <a href="{url_of(item)}">查看或撤销</a>' in html


def test_two_windows_of_one_person(
    pair: Pair, inspector: User, second: User, settings: Settings
) -> None:
    settings.SECOND_REVIEW_SHARE = 1.0
    item, client = pair.commitments[0], logged_in(inspector)
    said = {"status": "pending", "pending": "partial"}
    assert send(client, item, **said).status_code == 302
    problem = send(client, item, **said).content.decode().split('role="alert"')[1]
    assert "inspector 已于" in problem.split("</p>")[0]  # one's own conclusion is no secret
    assert second.pk != inspector.pk


def test_it_is_offered_to_nobody_else_and_not_for_ever(pair: Pair, inspector: User) -> None:
    item, location = decided(pair, inspector)
    other = make_inspector(pair.agency, username="other")
    for url in (location, url_of(item)):
        assert 'id="undo"' not in logged_in(other).get(url).content.decode()
    answer = send(logged_in(other), item, act="undo")
    assert answer.status_code == 422
    assert "只能撤销自己刚作出" in answer.content.decode()


def test_after_ten_minutes_it_is_gone(
    pair: Pair, inspector: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    item, location = decided(pair, inspector)
    later = item.reviews.get().created_at + reviews.UNDO_WINDOW + dt.timedelta(seconds=1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    client = logged_in(inspector)
    assert 'id="undo"' not in client.get(location).content.decode()
    answer = send(client, item, act="undo")
    assert answer.status_code == 422
    assert "不能撤销" in answer.content.decode()


def test_what_somebody_has_acted_on_is_not_undone(pair: Pair, inspector: User) -> None:
    item = pair.commitments[0]
    review = decide(item, inspector, "dropped", note="撤并")
    approver = make_approver(pair.agency)
    stale = posted(Commitment.objects.get(pk=item.pk), act="undo")
    reviews.approve_drop(item.pk, reviewer=approver, version=review.commitment_version + 1)
    answer = logged_in(inspector).post(url_of(item), stale)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert approver.username in html.split('role="alert"')[1].split("</p>")[0]
    item.refresh_from_db()
    assert item.outcome == "dropped"


@pytest.mark.parametrize("after", ["0", "abc", "9" * 30, "-1", "<script>"])
def test_an_odd_address_is_no_error(pair: Pair, inspector: User, after: str) -> None:
    answer = logged_in(inspector).get(url_of(pair.commitments[0]), {"after": after})
    assert answer.status_code == 200
    assert 'id="undo"' not in answer.content.decode()


def test_history_tells_who_what_was_shown_and_the_seal(pair: Pair, inspector: User) -> None:
    item, _ = decided(pair, inspector)
    send(logged_in(inspector), item, act="undo")
    item.refresh_from_db()
    version: dict[str, Any] = {"version": item.version, "in_bulk": True}
    decide(item, inspector, "partial", **version)
    rows = history(inspector, item).split("<tr>")[2:]
    assert len(rows) == 3
    for row, review in zip(rows, item.reviews.order_by("-seq"), strict=True):
        assert f"{review.seq} · {review.seal[:8]}" in row
        assert review.seal in row
        assert "inspector" in row
        assert "test-1" in row
    assert ["批量" in row for row in rows] == [True, False, False]
    assert "撤销" in rows[1]
    assert ANSWERS[0] in rows[2]
    assert Review.objects.count() == 3
