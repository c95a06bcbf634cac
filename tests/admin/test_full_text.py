"""全文检索 in the desk: what it finds, in whose scope, what people say of it, hostile queries."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.admin.pages import inline_code, logged_in
from tests.factories import (
    ANSWERS,
    Pair,
    make_commitment,
    make_inspector,
    make_pair,
    make_report,
    make_suggestion,
    make_user,
)
from tracker.admin import full_text
from tracker.core.types import Outcome, ReviewState
from tracker.models import Commitment, User
from tracker.selectors import full_text as searching
from tracker.selectors.full_text_counts import Counted

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

WORD = "柜台延时值守"  # of the first promise


@pytest.fixture
def pair() -> Pair:
    return make_pair()


@pytest.fixture
def inspector(pair: Pair) -> User:
    return make_inspector(pair.agency)


def shown(user: User, **query: Any) -> str:
    answer = logged_in(user).get(reverse("admin:tracker_full_text"), query)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def found(html: str) -> list[str]:
    """The items of the list."""
    listed = html.partition('<ol class="desk-texts-found"')[2].partition("</ol>")[0]
    return listed.split("<li>")[1:]


def test_before_anything_is_asked_there_is_a_form(inspector: User) -> None:
    html = shown(inspector)
    assert 'type="search"' in html
    assert "errornote" not in html
    assert not found(html)
    assert inline_code(html) == []


def test_a_promise_with_whose_it_is_and_what_people_decided(pair: Pair, inspector: User) -> None:
    row = pair.commitments[0]
    change = {"review_state": ReviewState.CONFIRMED.value, "outcome": Outcome.PARTIAL.value}
    Commitment.objects.filter(pk=row.pk).update(**change)
    html = shown(inspector, q=WORD, kind="commitment")
    (item,) = found(html)
    assert f'<mark class="found">{WORD}</mark>' in item
    assert str(row.report.agency) in item
    assert "2025 年度计划" in item
    assert "部分兑现" in item
    assert reverse("admin:tracker_commitment_review", args=[row.pk]) in item
    assert "找到 1 条。" in html


def test_what_the_machine_suggests_is_not_told(pair: Pair, inspector: User) -> None:
    make_suggestion(pair.commitments[0], outcome=Outcome.DROPPED, matcher_version="9")
    (item,) = found(shown(inspector, q=WORD, kind="commitment"))
    assert "待复核" in item
    assert "不再推进" not in item
    assert "系统" not in item


@pytest.mark.parametrize(
    ("narrowed", "number"),
    [
        ({}, 2),
        ({"year": 2025}, 2),
        ({"status": "pending"}, 2),
        ({"status": "fulfilled"}, 0),
        ({"year": 2025, "status": "fulfilled"}, 0),
        ({"year": 2023}, 0),
        ({"kind": "evidence"}, 1),
    ],
)
@pytest.mark.parametrize("everything", [False, True])
def test_a_common_word_is_narrowed_too(
    inspector: User,
    narrowed: dict[str, Any],
    number: int,
    everything: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make_report(inspector.responsibilities.get().agency, report_year=2022)  # a year to choose
    monkeypatch.setattr(Counted, "likely", lambda *_args: 1e6)
    user = make_user(is_superuser=True) if everything else inspector
    assert len(found(shown(user, q=WORD, **narrowed))) == number


def test_a_passage_leads_to_its_place(pair: Pair, inspector: User) -> None:
    text = ANSWERS[0]
    (item,) = found(shown(inspector, q=text[:8], kind="evidence"))
    line = pair.result.text.rfind("\n", 0, pair.result.text.index(text)) + 1
    url = reverse("admin:tracker_report_change", args=[pair.result.pk]) + f"#c{line}"
    assert f'href="{url}"' in item
    assert "系统找出，未复核" in item
    page = logged_in(inspector).get(url.partition("#")[0]).content.decode()
    assert f'id="c{line}"' in page


def test_a_passage_in_the_first_line_is_at_the_beginning(pair: Pair) -> None:
    passage = pair.commitments[0].suggestion.candidates.first()  # type: ignore[union-attr]  # has one
    assert passage is not None
    type(passage).objects.filter(pk=passage.pk).update(start=0)
    assert searching.lines_of([passage]) == {passage.pk: (pair.result.pk, 0)}


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ({}, 1),
        ({"year": 2025}, 1),
        ({"year": 2025, "status": "pending"}, 1),
        ({"status": "fulfilled"}, 0),
        ({"kind": "evidence"}, 0),
    ],
)
def test_filters_narrow(pair: Pair, inspector: User, query: dict[str, Any], number: int) -> None:
    texts = Commitment.objects.filter(pk=pair.commitments[0].pk)
    texts.update(text="增设专窗三处，年内办成。")
    assert len(found(shown(inspector, q="增设专窗", **query))) == number


def test_nothing_of_another_scope(pair: Pair) -> None:
    stranger = make_inspector(make_pair(promises=[("改办公室", "改办公室。")]).agency)
    html = shown(stranger, q=WORD, kind="commitment")
    assert "没有找到" in html
    assert not found(html)
    assert not found(
        shown(make_user(is_staff=True, permissions=["tracker.view_commitment"]), q=WORD)
    )


def test_what_waits_for_a_blind_reading_tells_nothing(pair: Pair, inspector: User) -> None:
    Commitment.objects.update(review_state=ReviewState.SECOND_REVIEW)
    assert not found(shown(inspector, q=ANSWERS[0][:8], kind="evidence"))
    (item,) = found(shown(inspector, q=WORD, kind="commitment"))
    assert "待盲审" in item


def test_who_may_not_see_commitments_searches_nothing(pair: Pair) -> None:
    clerk = make_user(permissions=["tracker.view_upload"], responsible_for=[pair.agency])
    page = logged_in(clerk).get(reverse("admin:tracker_full_text"), {"q": WORD})
    assert page.status_code == 403


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"q": ""}, "这个字段是必填项"),
        ({"q": "   "}, "这个字段是必填项"),
        ({"q": "罚"}, "请至少给出一个两个字以上的词"),
        ({"q": "\x00"}, "不允许"),
        ({"q": "罚没\x00"}, "不允许"),
        ({"q": "罚" * 10_000}, "200"),
        ({"q": "'\"%_\\" * 20}, "没有找到"),
        ({"q": "\\' OR 1=1 --"}, "没有找到"),
        ({"q": "<script>alert(1)</script>"}, "没有找到"),
        ({"q": "罚没", "year": "二"}, "选择一个有效的选项"),
        ({"q": "罚没", "year": "9" * 40}, "选择一个有效的选项"),
        ({"q": "罚没", "kind": "x"}, "选择一个有效的选项"),
        ({"q": "罚没", "status": "x\x00"}, "选择一个有效的选项"),
    ],
)
def test_a_hostile_query_is_a_sentence(
    inspector: User, query: dict[str, Any], sentence: str
) -> None:
    html = shown(inspector, **query)
    assert sentence in html
    assert not found(html)


@pytest.mark.parametrize("raw", ["%ED%A0%80%ED%A0%80", "%FF%FE", "%00%00", "q=%E7%BD"])
def test_bytes_that_are_no_letters_break_nothing(inspector: User, raw: str) -> None:
    page = logged_in(inspector).get(reverse("admin:tracker_full_text") + f"?q={raw}")
    assert page.status_code == 200


def test_a_text_is_never_a_tag(pair: Pair, inspector: User) -> None:
    text = "更换<b onclick='x()'>灯箱</b>两处。"
    Commitment.objects.filter(pk=pair.commitments[0].pk).update(text=text, heading=text)
    page = logged_in(inspector).get(reverse("admin:tracker_full_text"), {"q": "灯箱"})
    html = page.content.decode()
    assert "&lt;b onclick" in html
    assert inline_code(html) == []


def test_of_a_long_text_the_place_is_shown(pair: Pair, inspector: User) -> None:
    text = "甲" * 5000 + "灯箱" + "乙" * 5000
    Commitment.objects.filter(pk=pair.commitments[0].pk).update(text=text)
    (item,) = found(shown(inspector, q="灯箱", kind="commitment"))
    assert "…甲" in item
    assert '<mark class="found">灯箱</mark>乙' in item
    assert "乙…" in item
    assert item.count("甲") + item.count("乙") == full_text.LONGEST_SHOWN - len("灯箱")


def test_of_many_the_best_are_listed_and_it_is_said(
    inspector: User, pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = make_report(pair.agency, report_year=2020)
    for number in range(6):
        make_commitment(report, heading=f"巡查河道{number}", text=f"巡查河道第{number}段。")
    monkeypatch.setattr(full_text, "SHOWN", 4)
    html = shown(inspector, q="巡查河道")
    assert len(found(html)) == 4
    assert "找到 6 条，列出最相关的 4 条" in html
    monkeypatch.setattr(searching, "CANDIDATES", 5)
    assert "只比较了最近录入的 5 条，列出最相关的 4 条" in shown(inspector, q="巡查河道")


def test_queries_do_not_grow_with_what_is_found() -> None:
    root = make_user(is_superuser=True)
    numbers = []
    for _ in range(2):
        make_pair()
        client = logged_in(root)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(reverse("admin:tracker_full_text"), {"q": "43场"})
        numbers.append(len(asked))
    assert numbers[0] == numbers[1]


def test_the_desk_leads_there(inspector: User) -> None:
    html = logged_in(inspector).get(reverse("admin:index")).content.decode()
    assert f'href="{reverse("admin:tracker_full_text")}"' in html
