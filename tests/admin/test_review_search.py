"""Search on the review page: any place can be found and picked, nothing typed is lost."""

from __future__ import annotations

from typing import Any

import pytest

from tests.admin.pages import inline_code, logged_in
from tests.admin.posting import send, url_of, value_of
from tests.factories import ANSWERS, PROBLEMS, Pair, make_pair, make_user
from tracker.models import User

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{ 7|add:7 }}"


def searched(user: User, pair: Pair, query: str, **more: str) -> str:
    answer = logged_in(user).get(url_of(pair.commitments[0]), {"q": query, **more})
    assert answer.status_code == 200
    return answer.content.decode()


def hits(html: str) -> str:
    """The part of the page with the hits."""
    return html.split('class="desk-found"')[1].split('id="offered"', maxsplit=1)[0]


def test_hits_stand_in_the_page_with_section_place_and_marks(pair: Pair, inspector: User) -> None:
    found = hits(searched(inspector, pair, "香樟 水管"))
    assert "找到 1 处" in found
    assert '<mark class="found">香樟</mark>' in found
    assert '<mark class="found">水管</mark>' in found
    assert "<b>成效</b>" in found
    assert "办成的事" in found
    assert "% 处" in found


def test_a_hit_that_is_offered_is_the_same_choice(pair: Pair, inspector: User) -> None:
    html = searched(inspector, pair, "香樟")
    found = hits(html)
    value = found.split('name="evidence" form="decision" value="')[1].split('"')[0]
    assert html.count(f'value="{value}"') == 2
    assert "<kbd>3</kbd>" in found
    assert "data-key" not in found  # the digit picks the offered one


def test_a_hit_that_the_machine_did_not_offer_is_saved_as_evidence(inspector: User) -> None:
    pair = make_pair(inspector.responsibilities.get().agency, report_year=2018)
    item = pair.commitments[0]
    item.suggestion.candidates.all().delete()  # type: ignore[union-attr]
    found = hits(searched(inspector, pair, "香樟"))
    assert "null" in found
    send(logged_in(inspector), item, status="fulfilled", evidence=[value_of(pair, ANSWERS[2])])
    assert [row["text"] for row in item.reviews.get().evidence] == [ANSWERS[2]]


def test_only_the_hits_are_sent_to_the_script(pair: Pair, inspector: User) -> None:
    html = searched(inspector, pair, "柜台", part="hits")
    assert "<html" not in html
    assert '<mark class="found">柜台</mark>' in html


@pytest.mark.parametrize("part", ["", "hits"])
def test_hostile_words_and_reports_are_escaped(pair: Pair, inspector: User, part: str) -> None:
    pair.result.text += f"\n另有{HOSTILE}一句"
    pair.result.save()
    for query in (HOSTILE, "另有 script"):
        html = searched(inspector, pair, query, part=part)
        assert "<script>alert" not in html
        assert "<img src=x" not in html
        assert "{{ 7" in html
        assert inline_code(html) == []


def test_nothing_found_says_so(pair: Pair, inspector: User) -> None:
    assert "没有找到“火星”" in hits(searched(inspector, pair, "火星"))


@pytest.mark.parametrize("where", ["post", "address"])
def test_the_words_survive_a_failed_save(pair: Pair, inspector: User, where: str) -> None:
    item, client = pair.commitments[0], logged_in(inspector)
    value = value_of(pair, "漏水的旧水管")
    if where == "post":
        answer: Any = send(client, item, status="dropped", evidence=[value], q="香樟")
    else:
        url = f"{url_of(item)}?q=香樟"
        answer = client.post(url, {"version": 1, "status": "dropped", "evidence": [value]})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert 'name="q" id="id_q" value="香樟"' in html
    assert '<mark class="found">香樟</mark>' in html
    assert "漏水的旧水管&quot;]" in html.split('id="offered"')[1]


def test_the_words_do_not_follow_to_the_next_item(pair: Pair, inspector: User) -> None:
    client = logged_in(inspector)
    answer = send(client, pair.commitments[2], status="pending", pending="partial", q="香樟")
    assert "q=" not in answer["Location"]


def test_who_may_not_decide_may_search_but_not_pick(pair: Pair) -> None:
    viewer = make_user(permissions=["tracker.view_commitment"], responsible_for=[pair.agency])
    found = hits(searched(viewer, pair, "香樟"))
    assert "disabled" in found


def test_the_hits_are_nobody_elses(pair: Pair) -> None:
    stranger = make_user(permissions=["tracker.view_commitment"])
    url = url_of(pair.commitments[0])
    answer = logged_in(stranger).get(url, {"q": "香樟", "part": "hits"})
    assert answer.status_code == 404


def test_problems_and_plans_are_found_too(pair: Pair, inspector: User) -> None:
    found = hits(searched(inspector, pair, "轮休排不开"))
    assert "<b>不足</b>" in found
    assert PROBLEMS[1][:6] in found
