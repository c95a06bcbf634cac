"""批量确认 in the admin: the preview, the act, and who may."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.admin.pages import logged_in
from tests.factories import ANSWERS, Pair, make_approver, make_inspector, make_pair, make_suggestion
from tests.services.deciding import decide
from tracker.core.types import Outcome
from tracker.models import Commitment, Review, User
from tracker.services import bulk_reviews, reviews

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
LIST, BULK = "admin:tracker_commitment_changelist", "admin:tracker_commitment_bulk"


@pytest.fixture
def sure(pair: Pair) -> list[Commitment]:
    """The first two: 已兑现 95 % with a passage, 未回应 92 %."""
    wanted = [(Outcome.FULFILLED, 0.95), (Outcome.NO_EVIDENCE, 0.92)]
    for row, (outcome, confidence) in zip(pair.commitments, wanted, strict=False):
        make_suggestion(
            row,
            outcome=outcome,
            confidence=confidence,
            passages=[ANSWERS[0]],
            matcher_version="sure",
        )
    return list(Commitment.objects.filter(pk__in=[c.pk for c in pair.commitments[:2]]))


def items_of(page: str) -> list[str]:
    return re.findall(r'name="item" value="([^"]*)"', page)


def act(client: Client, *rows: Commitment) -> str:
    """The page behind the action of the list, ticked for these rows."""
    data = {"action": "confirm_selected", "_selected_action": [row.pk for row in rows]}
    answer = client.post(reverse(LIST), data)
    assert answer.status_code == 200
    return answer.content.decode()


def post(client: Client, items: list[str], **more: Any) -> HttpResponse:
    answer = client.post(reverse(BULK), {"item": items, **more})
    assert isinstance(answer, HttpResponse)
    return answer


def said(answer: HttpResponse) -> str:
    return " ".join(str(message) for message in get_messages(answer.wsgi_request))  # type: ignore[attr-defined]


def test_the_preview_tells_what_why_and_on_which_words(
    pair: Pair, inspector: User, sure: list[Commitment]
) -> None:
    unsure = pair.commitments[2]
    page = act(logged_in(inspector), *sure, unsure)
    assert "<b>2</b> 条可以确认" in page
    assert "<b>1</b> 条不在此列" in page
    assert ANSWERS[0] in page
    assert "系统置信度不足" in page
    expected = {f"{row.pk}:{row.version}:{row.suggestion_id}" for row in sure}
    assert set(items_of(page)) == expected
    assert not Review.objects.exists()


def test_the_filtered_list_above_a_confidence(
    pair: Pair, inspector: User, sure: list[Commitment]
) -> None:
    client = logged_in(inspector)

    def ready(**query: Any) -> list[int]:
        page = client.get(reverse(BULK), query).content.decode()
        return [int(item.split(":")[0]) for item in items_of(page)]

    assert ready() == [sure[1].pk, sure[0].pk]  # the most doubtful first
    assert ready(least="94") == [sure[0].pk]
    assert ready(least="10") == [sure[1].pk, sure[0].pk]  # never below what settings allow
    assert ready(least="x") == [sure[1].pk, sure[0].pk]
    assert ready(_changelist_filters="suggested=no_evidence") == [sure[1].pk]
    assert ready(_changelist_filters="queue=confirmed") == []


def test_confirming_goes_through_the_same_door(
    inspector: User, sure: list[Commitment], monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []

    def counted(*args: Any, **kwargs: Any) -> Review:
        calls.append(args)
        return reviews.decide(*args, **kwargs)

    monkeypatch.setattr(bulk_reviews, "decide", counted)
    client = logged_in(inspector)
    answer = post(client, items_of(act(client, *sure)), _changelist_filters="year=2025")
    assert answer["Location"] == f"{reverse(LIST)}?year=2025"
    assert "已批量处理 2 条" in said(answer)
    assert sorted(args[0] for args in calls) == sorted(row.pk for row in sure)
    made = Review.objects.all()
    assert {(review.outcome, review.in_bulk) for review in made} == {
        ("fulfilled", True),
        ("no_evidence", True),
    }
    review = reverse("admin:tracker_commitment_review", args=[sure[0].pk])
    assert "批量" in client.get(review).content.decode()


def test_what_changed_since_the_preview_is_left_alone(
    pair: Pair, inspector: User, sure: list[Commitment]
) -> None:
    client = logged_in(inspector)
    items = items_of(act(client, *sure))
    decide(sure[0], inspector, "partial")
    answer = post(client, items)
    assert "已批量处理 1 条" in said(answer)
    assert "1 条未确认：已有结论" in said(answer)
    assert Commitment.objects.get(pk=sure[0].pk).outcome == "partial"
    make_suggestion(sure[1], confidence=0.99, passages=[ANSWERS[0]], matcher_version="newer")
    assert Review.objects.filter(commitment=sure[0]).count() == 1


def test_a_newer_suggestion_is_left_alone(inspector: User, sure: list[Commitment]) -> None:
    client = logged_in(inspector)
    items = items_of(act(client, *sure))
    make_suggestion(sure[0], confidence=0.99, passages=[ANSWERS[0]], matcher_version="newer")
    answer = post(client, items)
    assert "1 条未确认：预览之后已被他人处理或重新比对" in said(answer)
    assert not Review.objects.filter(commitment=sure[0]).exists()


def test_what_is_out_of_scope_is_neither_shown_nor_confirmed(
    inspector: User, sure: list[Commitment]
) -> None:
    foreign = make_pair().commitments[0]
    make_suggestion(foreign, confidence=0.99, passages=[ANSWERS[0]], matcher_version="sure")
    row = Commitment.objects.get(pk=foreign.pk)
    client = logged_in(inspector)
    assert foreign.report.agency.name not in act(client, sure[0], row)
    answer = post(client, [f"{row.pk}:{row.version}:{row.suggestion_id}"])
    assert "不在您的责任范围内" in said(answer)
    assert not Review.objects.exists()


@pytest.mark.parametrize("item", ["", "1", "1:2", "a:b:c", "1:2:3:4", f"{'9' * 30}:1:1", "-1:1:1"])
def test_nonsense_confirms_nothing(inspector: User, item: str, sure: list[Commitment]) -> None:
    assert "未作改动" in said(post(logged_in(inspector), [item]))
    assert not Review.objects.exists()


def test_at_most_so_many(
    inspector: User, sure: list[Commitment], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk_reviews, "MOST", 1)
    client = logged_in(inspector)
    data = {"action": "confirm_selected", "_selected_action": [row.pk for row in sure]}
    answer = client.post(reverse(LIST), data)
    assert answer.status_code == 302
    assert "一次最多批量确认 1 条" in said(answer)  # type: ignore[arg-type]
    page = client.get(reverse(BULK)).content.decode()
    assert "共 2 条达到所选置信度" in page
    assert len(items_of(page)) == 1


def test_who_may_not_review_gets_no_action(pair: Pair, sure: list[Commitment]) -> None:
    client = logged_in(make_approver(pair.agency))
    page = client.get(reverse(LIST), {"queue": "all"}).content.decode()
    assert "confirm_selected" not in page
    assert "批量确认" not in page
    assert client.get(reverse(BULK)).status_code == 403
    assert post(client, ["1:1:1"]).status_code == 403
    data = {"action": "confirm_selected", "_selected_action": [sure[0].pk]}
    assert 'name="item"' not in client.post(reverse(LIST), data).content.decode()
    assert not Review.objects.exists()


def test_a_forged_form_is_refused(inspector: User, sure: list[Commitment]) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(inspector)
    assert client.post(reverse(BULK), {"item": "1:1:1"}).status_code == 403


def test_a_preview_does_not_tell_of_what_is_read_blind(
    inspector: User, sure: list[Commitment]
) -> None:
    decide(sure[0], make_inspector(sure[0].report.agency), "partial")
    Commitment.objects.filter(pk=sure[0].pk).update(
        review_state="second_review", outcome="", status="pending", reviewed_at=None
    )
    page = act(logged_in(inspector), sure[0])
    assert "<b>1</b> 条不在此列" in page
    for told in ("已兑现", "部分兑现", "95%", ANSWERS[0]):
        assert told not in page
