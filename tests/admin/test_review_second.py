"""A blind second reading on the review page: nothing gives the first one away."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from tests.admin.pages import inline_code, logged_in
from tests.admin.posting import send, url_of, value_of
from tests.admin.second import NOTE, make_drawn, page_of
from tests.factories import ANSWERS, Pair, make_user
from tracker.models import Commitment, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def drawn(pair: Pair, inspector: User, second: User, settings: Settings) -> Commitment:
    settings.SECOND_REVIEW_SHARE = 1.0
    return make_drawn(pair, inspector)


def without_the_form(html: str) -> str:
    """The page but for the list of outcomes that anybody may choose, and the list of keys."""
    for begin, end in (('id="id_pending"', "</select>"), ('class="desk-help"', "</details>")):
        if begin in html:
            before, rest = html.split(begin)
            html = before + rest.split(end, 1)[1]
    return html


GIVEAWAYS = [
    *("系统建议，未复核", "系统（未复核）", "数字核对", "连年承诺", "复核记录", "desk-score"),
    *("desk-bars", "比对项", "系统得分", "按系统名次", "87%", "0.87", "matcher-7", "desk-met"),
    *(NOTE, "inspector", "未达成", "难以核查", "desk-tag o-"),
    *("desk-reasons", " checked", 'name="suggestion"', "0.80"),
]


@pytest.mark.parametrize("query", ["", "?q=柜台", "?q=柜台&part=hits"])
def test_a_blind_page_gives_nothing_away(
    drawn: Commitment, second: User, inspector: User, query: str
) -> None:
    html = logged_in(second).get(url_of(drawn) + query).content.decode()
    seen = html if "part" in query else without_the_form(html)
    assert [words for words in GIVEAWAYS if words in seen] == []
    assert inline_code(html) == []
    if "part" not in query:
        assert "<h1>盲审</h1>" in html
        assert "40" in html  # the promise itself is all there


def test_the_giveaways_would_be_found(drawn: Commitment, inspector: User) -> None:
    html = page_of(inspector, drawn)
    missing = {words for words in GIVEAWAYS if words not in html}
    assert missing == {"连年承诺", "0.87", 'name="suggestion"'}


def test_passages_stand_as_in_the_report_and_carry_no_rank(drawn: Commitment, second: User) -> None:
    html = page_of(second, drawn).split('id="offered"')[1].split("</ol>")[0]
    places = [html.index(answer[-6:]) for answer in ANSWERS]
    assert places == sorted(places)
    assert html.count(" null, ") == len(ANSWERS)  # an id would tell the order of the ranks
    assert [f'data-key="{key}"' in html for key in "123"] == [True] * 3


def test_the_first_reader_is_not_blind_but_cannot_read_again(
    drawn: Commitment, inspector: User
) -> None:
    html = page_of(inspector, drawn)
    assert "正等待另一人独立再读" in html
    assert NOTE in html
    answer = send(logged_in(inspector), drawn, act="second", status="pending", pending="partial")
    assert answer.status_code == 422
    assert "没有复核过这一条的人" in answer.content.decode()


def test_who_may_only_look_is_blind_too(drawn: Commitment, pair: Pair) -> None:
    viewer = make_user(permissions=["tracker.view_commitment"], responsible_for=[pair.agency])
    html = without_the_form(page_of(viewer, drawn))
    assert [words for words in GIVEAWAYS if words in html] == []
    assert 'name="status"' not in html


def test_the_same_outcome_confirms(drawn: Commitment, second: User, pair: Pair) -> None:
    client = logged_in(second)
    answer = send(client, drawn, act="second", status="pending", pending="not_fulfilled")
    assert answer.status_code == 302
    drawn.refresh_from_db()
    assert (drawn.review_state, drawn.outcome) == ("confirmed", "not_fulfilled")
    assert "两次结论一致" in client.get(answer["Location"]).content.decode()


def test_a_refused_blind_form_stays_blind_and_keeps_what_was_typed(
    drawn: Commitment, second: User, pair: Pair
) -> None:
    picked = value_of(pair, ANSWERS[2])
    answer = send(logged_in(second), drawn, act="second", status="dropped", evidence=[picked])
    html = answer.content.decode()
    assert answer.status_code == 422
    assert NOTE not in html
    assert "87%" not in html
    assert html.count(" checked") == 2


def test_who_comes_second_by_a_second_is_not_told_the_first_conclusion(
    drawn: Commitment, second: User
) -> None:
    """Both had the page open; the first saved and the lot fell on it."""
    answer = send(
        logged_in(second), drawn, version=1, status="pending", pending="partial", note="我"
    )
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "抽中盲审" in html.split('role="alert"')[1].split("</p>")[0]
    assert [words for words in (NOTE, "87%", "inspector") if words in html] == []
    assert 'name="act" value="second"' in html
    assert 'value="partial" selected' in html
