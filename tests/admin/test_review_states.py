"""The review page in each state of a record, and for each person."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.admin.pages import logged_in
from tests.admin.posting import send, url_of, value_of
from tests.factories import (
    ANSWERS,
    PROBLEMS,
    Pair,
    make_approver,
    make_commitment,
    make_inspector,
    make_suggestion,
    make_user,
)
from tracker.core.types import Outcome, ReturnReason
from tracker.models import Commitment, User
from tracker.services import reviews
from tracker.wording import RETURN_REASONS

pytestmark = pytest.mark.django_db


def test_the_slower_of_two_is_told_who_and_what_and_keeps_the_form(
    pair: Pair, inspector: User
) -> None:
    item = pair.commitments[0]
    faster = make_inspector(pair.agency, username="faster")
    reviews.decide(item.pk, reviewer=faster, version=1, outcome="partial", note="差三册")
    answer = send(
        logged_in(inspector),
        item,
        status="fulfilled",
        evidence=[value_of(pair, ANSWERS[0])],
        note="我的备注",
    )
    html = answer.content.decode()
    assert answer.status_code == 409
    problem = html.split('role="alert"')[1].split("</p>")[0]
    assert "faster" in problem
    assert "部分兑现" in problem
    assert "我的备注" in html
    assert "没有保存的内容" in html
    assert ANSWERS[0] in html.split("没有保存的内容")[1]
    item.refresh_from_db()
    assert (item.outcome, item.version) == ("partial", 2)


def test_a_new_suggestion_in_between_is_told_and_can_be_decided_on(
    pair: Pair, inspector: User
) -> None:
    item = pair.commitments[0]
    client = logged_in(inspector)
    seen = item.suggestion_id
    newer = make_suggestion(item, outcome=Outcome.PARTIAL, matcher_version="test-2")
    answer = send(client, item, suggestion=seen, status="pending", pending="partial")
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "系统更新了" in html
    assert f'name="suggestion" value="{newer.pk}"' in html
    assert 'value="partial" selected' in html


def test_a_drop_is_approved_by_another_person_on_the_page(pair: Pair, inspector: User) -> None:
    item, successor = pair.commitments[:2]
    send(
        logged_in(inspector),
        item,
        status="dropped",
        dropping="superseded",
        successor=successor.pk,
        note="并入图解",
        evidence=[value_of(pair, PROBLEMS[0])],
    )
    item.refresh_from_db()
    approver = logged_in(make_approver(pair.agency, username="approver"))
    html = approver.get(url_of(item)).content.decode()
    assert "并入图解" in html
    assert "编写办件图解" in html
    assert 'value="approve"' in html
    answer = send(approver, item, act="approve")
    assert answer.status_code == 302
    item.refresh_from_db()
    assert (item.status, item.outcome, item.successor) == ("dropped", "superseded", successor)


def test_a_rejection_needs_a_note_and_sends_it_back(pair: Pair, inspector: User) -> None:
    item = pair.commitments[0]
    drop = {"status": "dropped", "note": "撤并", "evidence": [value_of(pair, PROBLEMS[0])]}
    send(logged_in(inspector), item, **drop)
    item.refresh_from_db()
    approver = logged_in(make_approver(pair.agency))
    assert send(approver, item, act="reject").status_code == 422
    assert send(approver, item, act="reject", note="没有依据").status_code == 302
    item.refresh_from_db()
    assert item.review_state == "in_review"
    assert "没有依据" in logged_in(inspector).get(url_of(item)).content.decode()


def test_the_proposer_sees_that_another_person_is_needed(pair: Pair) -> None:
    rights = ["tracker.view_commitment", "tracker.review_commitment", "tracker.approve_drop"]
    both = make_user(permissions=rights, responsible_for=[pair.agency])
    client, item = logged_in(both), pair.commitments[0]
    words = [value_of(pair, PROBLEMS[0])]
    send(client, item, status="dropped", note="撤并", evidence=words)
    item.refresh_from_db()
    assert "须由另一人批准" in client.get(url_of(item)).content.decode()
    answer = send(client, item, act="approve")
    assert answer.status_code == 422
    assert "不能自己批准" in answer.content.decode()


def test_a_confirmed_record_is_locked_and_can_be_reopened(pair: Pair, inspector: User) -> None:
    client, item = logged_in(inspector), pair.commitments[0]
    send(client, item, status="fulfilled", evidence=[value_of(pair, ANSWERS[0])])
    item.refresh_from_db()
    html = client.get(url_of(item)).content.decode()
    assert 'name="status"' not in html
    assert html.count("checked") == 1  # the evidence of the decision, for looking at
    assert send(client, item, act="reopen").status_code == 422
    assert send(client, item, act="reopen", note="补交材料").status_code == 302
    item.refresh_from_db()
    assert (item.status, item.review_state) == ("pending", "in_review")


def test_before_the_next_report_there_is_no_form(pair: Pair, inspector: User) -> None:
    waiting = make_commitment(pair.result, text="来年接着扫描余下的旧卷宗，年中前收尾。")
    client = logged_in(inspector)
    html = client.get(url_of(waiting)).content.decode()
    assert "待报告" in html
    assert 'name="status"' not in html
    answer = send(client, waiting, status="pending", pending="no_evidence")
    assert answer.status_code == 422
    assert "还没有提交" in answer.content.decode()


def test_who_may_only_look_gets_no_form(pair: Pair) -> None:
    viewer = make_user(permissions=["tracker.view_commitment"], responsible_for=[pair.agency])
    client = logged_in(viewer)
    html = client.get(url_of(pair.commitments[0])).content.decode()
    assert 'name="status"' not in html
    answer = send(client, pair.commitments[0], status="pending", pending="partial")
    assert answer.status_code == 422
    assert "没有做这一步的权限" in answer.content.decode()


def test_without_the_right_to_see_commitments_it_is_forbidden(pair: Pair) -> None:
    stranger = make_user(permissions=["tracker.view_report"], responsible_for=[pair.agency])
    assert logged_in(stranger).get(url_of(pair.commitments[0])).status_code == 403


@pytest.mark.parametrize("reason", list(ReturnReason))
def test_what_a_correction_sent_back_says_so(
    pair: Pair, inspector: User, reason: ReturnReason
) -> None:
    item = pair.commitments[0]
    Commitment.objects.filter(pk=item.pk).update(returned_reason=reason)
    client, sentence = logged_in(inspector), str(RETURN_REASONS[reason])
    page = client.get(url_of(item)).content.decode()
    assert sentence in page.split('id="returned"')[1].split("</span>")[0]
    queue = reverse("admin:tracker_commitment_changelist")
    html = client.get(queue, {"queue": "all"}).content.decode()
    marked = [row for row in html.split('class="field-decided"')[1:] if "desk-warning" in row]
    assert [sentence in row for row in marked] == [True]


def test_words_that_a_correction_took_away_are_shown_as_picked(pair: Pair, inspector: User) -> None:
    client, item = logged_in(inspector), pair.commitments[0]
    send(client, item, status="fulfilled", evidence=[value_of(pair, ANSWERS[0])])
    pair.result.text = pair.result.text.replace("43场", "34场")
    pair.result.save()
    html = client.get(url_of(item)).content.decode()
    corrected = html.split('id="corrected"')[1].split("</div>")[0]
    assert "原报告已更正" in corrected
    assert ANSWERS[0] in corrected
    assert "原报告已更正" in html.split('id="history"')[1]
    record = reverse("admin:tracker_review_change", args=[item.reviews.get().pk])
    assert "原报告已更正" in client.get(record).content.decode()


def test_history_shows_what_the_machine_had_said(pair: Pair, inspector: User) -> None:
    item = pair.commitments[1]
    client = logged_in(inspector)
    send(client, item, status="pending", pending="not_fulfilled", note="承认没有办")
    make_suggestion(item, outcome=Outcome.FULFILLED, confidence=0.99, matcher_version="test-9")
    history = client.get(url_of(item)).content.decode().split('id="history"')[1]
    assert "inspector" in history
    assert "未达成" in history
    assert "承认没有办" in history
    assert "部分兑现 65% · test-1" in history
    assert "test-9" not in history


def test_a_post_without_the_token_is_refused(pair: Pair, inspector: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(inspector)
    assert send(client, pair.commitments[0], status="pending", pending="partial").status_code == 403
