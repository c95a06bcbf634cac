"""What the review page and the queue show of a promise: topic, checkability, asides."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.admin.pages import inline_code, logged_in
from tests.admin.posting import url_of
from tests.factories import Pair, make_user
from tracker.models import Commitment, User

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>"


def test_topic_papers_partners_and_what_can_be_checked(pair: Pair, inspector: User) -> None:
    commitment = pair.commitments[0]
    Commitment.objects.filter(pk=commitment.pk).update(
        topic="disputes",
        documents=["窗口值守办法"],
        partners=["青禾区司法局", "青禾区档案馆"],
        verifiability=2,
        verifiability_reasons=["deadline", "named"],
    )
    html = logged_in(inspector).get(url_of(commitment)).content.decode()
    for words in (
        "矛盾纠纷化解",
        "《窗口值守办法》",
        "青禾区司法局、青禾区档案馆",
        "<b>2</b>/5：有时限、有文件或责任单位",
    ):
        assert words in html, words


def test_a_promise_without_them_shows_no_empty_lines(pair: Pair, inspector: User) -> None:
    html = logged_in(inspector).get(url_of(pair.commitments[0])).content.decode()
    for words in ("引用文件", "协同单位", "不计入兑现", "/5："):
        assert words not in html, words


@pytest.mark.parametrize(("kind", "words"), [("aim", "目标表述"), ("slogan", "口号")])
def test_what_is_no_action_is_marked(pair: Pair, inspector: User, kind: str, words: str) -> None:
    pair.commitments[0].measures.update(kind=kind)
    html = logged_in(inspector).get(url_of(pair.commitments[0])).content.decode()
    assert f"{words}，不计入兑现" in html


def test_hostile_names_are_escaped(pair: Pair, inspector: User) -> None:
    commitment = pair.commitments[0]
    Commitment.objects.filter(pk=commitment.pk).update(
        documents=[HOSTILE], partners=[HOSTILE], verifiability_reasons=[HOSTILE]
    )
    html = logged_in(inspector).get(url_of(commitment)).content.decode()
    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert inline_code(html) == []


@pytest.mark.parametrize(
    ("topic", "expected"), [("disputes", [0]), ("none", [1, 2]), ("bogus", []), (None, [0, 1, 2])]
)
def test_the_queue_can_be_narrowed_to_a_topic(
    pair: Pair, topic: str | None, expected: list[int]
) -> None:
    Commitment.objects.filter(pk=pair.commitments[0].pk).update(topic="disputes")
    query = {"queue": "all"} | ({"topic": topic} if topic else {})
    client = logged_in(make_user(is_superuser=True))
    answer = client.get(reverse("admin:tracker_commitment_changelist"), query)
    shown = {row.pk for row in answer.context["cl"].result_list}
    assert shown == {pair.commitments[i].pk for i in expected}
