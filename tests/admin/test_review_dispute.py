"""Two readings that differ, on the review page: both are shown, a third person settles it."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from tests.admin.pages import logged_in
from tests.admin.posting import send, url_of, value_of
from tests.admin.second import NOTE, make_disputed, make_drawn, page_of
from tests.admin.test_pages import queries
from tests.factories import (
    ANSWERS,
    Pair,
    make_approver,
    make_inspector,
    make_pair,
    make_user,
)
from tests.services.deciding import decide, passage
from tracker.models import Commitment, Review, User
from tracker.services import reviews, second_reviews

pytestmark = pytest.mark.django_db


@pytest.fixture
def drawn(pair: Pair, inspector: User, second: User, settings: Settings) -> Commitment:
    settings.SECOND_REVIEW_SHARE = 1.0
    return make_drawn(pair, inspector)


@pytest.fixture
def disputed(pair: Pair, drawn: Commitment, second: User) -> Commitment:
    return make_disputed(pair, drawn, logged_in(second))


def test_the_third_person_sees_both_readings(disputed: Commitment, pair: Pair) -> None:
    approver = make_approver(pair.agency, username="third")
    html = page_of(approver, disputed)
    both = html.split('id="readings-title"')[1].split('class="desk-desk"')[0]
    first, again = both.split("<article")[1:]
    for words in ("初审", "inspector", "未达成", NOTE, ANSWERS[1], "未见"):
        assert words in first, words
    for words in ("盲审", "second", "已兑现", "四十三场，够了", ANSWERS[0], "两排香樟", "达成"):
        assert words in again, words
    offered = html.split('id="offered"')[1]
    assert "两排香樟&quot;]" in offered  # what a reader found can be picked by the third
    assert " checked" not in html


def test_a_dispute_is_settled_with_a_reason(disputed: Commitment, pair: Pair) -> None:
    client = logged_in(make_approver(pair.agency, username="third"))
    said = {"act": "resolve", "status": "fulfilled", "evidence": [value_of(pair, ANSWERS[0])]}
    refused = send(client, disputed, **said)
    assert refused.status_code == 422
    assert "必须写明理由" in refused.content.decode()
    assert send(client, disputed, **said, note="以门厅张贴为准").status_code == 302
    disputed.refresh_from_db()
    assert (disputed.review_state, disputed.outcome) == ("confirmed", "fulfilled")
    assert disputed.reviews.order_by("-seq")[0].act == Review.Act.RESOLVE


@pytest.mark.parametrize("name", ["inspector", "second"])
def test_the_two_readers_only_look_on(disputed: Commitment, name: str) -> None:
    html = page_of(User.objects.get(username=name), disputed)
    assert "正等待没有复核过这一条的人裁定" in html
    assert 'name="status"' not in html


@pytest.mark.parametrize("act", ["second", "resolve", "undo"])
def test_who_may_only_look_can_do_none_of_it(pair: Pair, disputed: Commitment, act: str) -> None:
    viewer = make_user(permissions=["tracker.view_commitment"], responsible_for=[pair.agency])
    said = {"act": act, "status": "pending", "pending": "partial", "note": "试试"}
    answer = send(logged_in(viewer), disputed, **said)
    assert answer.status_code == 422
    assert "没有做这一步的权限" in answer.content.decode()
    assert disputed.reviews.count() == 2


def test_nobody_does_it_elsewhere(disputed: Commitment) -> None:
    elsewhere = make_approver(make_pair().agency)
    assert send(logged_in(elsewhere), disputed, act="resolve").status_code == 404


@pytest.mark.parametrize(("act", "state"), [("second", "second_review"), ("resolve", "disputed")])
def test_the_slower_of_two_is_told_in_either_act(
    pair: Pair, act: str, state: str, request: pytest.FixtureRequest
) -> None:
    item = request.getfixturevalue("drawn" if act == "second" else "disputed")
    assert item.review_state == state
    people = [make_approver(pair.agency, username=name) for name in ("swift", "slow")]
    for user in people:
        user.user_permissions.add(*User.objects.get(username="second").user_permissions.all())
    swift, slow = (logged_in(User.objects.get(pk=user.pk)) for user in people)
    said = {"act": act, "status": "pending", "pending": "in_progress", "note": "理由在此"}
    assert send(swift, item, **said).status_code == 302
    answer = send(slow, item, **said)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "swift" in html.split('role="alert"')[1].split("</p>")[0]
    assert "理由在此" in html
    assert item.reviews.filter(reviewer__username="slow").count() == 0


def test_a_drop_that_only_the_third_wants_waits_for_approval(
    disputed: Commitment, pair: Pair
) -> None:
    third, fourth = (make_approver(pair.agency, username=name) for name in ("third", "fourth"))
    said = {"act": "resolve", "status": "dropped", "note": "并入他项", "evidence": []}
    said["evidence"] = [value_of(pair, ANSWERS[0])]
    assert send(logged_in(third), disputed, **said).status_code == 302
    disputed.refresh_from_db()
    assert disputed.review_state == "approval"
    html = page_of(fourth, disputed)
    assert "<b>third</b> 申请“不再推进”：并入他项" in html
    assert "须由另一人批准" in page_of(third, disputed)
    assert send(logged_in(fourth), disputed, act="approve").status_code == 302


@pytest.mark.parametrize("query", ["", "?q=柜台 图解"])
@pytest.mark.parametrize("state", ["second_review", "disputed"])
def test_however_much_there_is_it_takes_as_many_queries(
    pair: Pair, settings: Settings, state: str, query: str
) -> None:
    settings.SECOND_REVIEW_SHARE = 1.0
    answers = [f"{number}{answer}" for number in range(4) for answer in ANSWERS]
    many = make_pair(pair.agency, report_year=2019, answers=answers)
    third = make_approver(pair.agency)
    first, second = make_inspector(pair.agency), make_inspector(pair.agency)
    taken = []
    for item, undone in ((pair.commitments[0], 0), (many.commitments[0], 2)):
        for _ in range(undone):
            decide(item, first, "partial", evidence=[passage(many.result, ANSWERS[0])])
            item.refresh_from_db()
            reviews.undo(item.pk, reviewer=first, version=item.version)
            item.refresh_from_db()
        decide(item, first, "partial")
        version = item.version + 1
        if state == "disputed":
            second_reviews.read_second(
                item.pk, reviewer=second, version=version, outcome="in_progress"
            )
        assert Commitment.objects.get(pk=item.pk).review_state == state
        taken.append(queries(logged_in(third), url_of(item) + query))
    assert abs(taken[0] - taken[1]) <= 1  # the next item at the end of the queue takes one more
