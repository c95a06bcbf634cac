"""常用视图: one's own lists above the queue."""

from __future__ import annotations

import pytest
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.admin.pages import logged_in
from tests.factories import Pair, make_inspector, make_user
from tracker.models import SavedView, User

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
LIST = "admin:tracker_commitment_changelist"


def send(client: Client, **data: object) -> HttpResponse:
    answer = client.post(reverse("admin:tracker_commitment_views"), data)
    assert isinstance(answer, HttpResponse)
    return answer


def said(answer: HttpResponse) -> str:
    return " ".join(str(message) for message in get_messages(answer.wsgi_request))  # type: ignore[attr-defined]


def test_a_list_is_kept_shown_and_opened(pair: Pair, inspector: User) -> None:
    client = logged_in(inspector)
    query = "point=silent&year=2025&q=%E6%97%A7%E5%8D%B7%E5%AE%97&o=-1"
    answer = send(client, act="save", name=" 旧卷宗 ", query=query + "&p=3")
    assert answer["Location"] == f"{reverse(LIST)}?{query}"
    view = SavedView.objects.get()
    assert (view.user, view.name, view.query) == (inspector, "旧卷宗", query)
    page = client.get(reverse(LIST)).content.decode()
    assert f'href="?{query.replace("&", "&amp;")}"' in page
    assert list(client.get(f"{reverse(LIST)}?{query}").context["cl"].result_list) == [
        pair.commitments[2]
    ]
    counts = client.get(reverse("admin:tracker_commitment_view_counts")).json()
    assert counts["views"] == {str(view.pk): 1}


@pytest.mark.parametrize(
    "query",
    [
        "next=//evil.example",
        "_popup=1",
        "report__text__contains=x",
        "q=%00",
        "q=" + "x" * 201,
        "q=%E6%97%0A",
        "review_state__exact=x&e=1",
    ],
)
def test_only_a_list_of_ours_is_kept(inspector: User, query: str, pair: Pair) -> None:
    answer = send(logged_in(inspector), act="save", name="试", query=query)
    assert "筛选条件无效" in said(answer)
    assert not SavedView.objects.exists()


def test_markup_is_kept_as_words(inspector: User, pair: Pair) -> None:
    client = logged_in(inspector)
    send(client, act="save", name="<script>", query='q="><script>alert(1)</script>')
    assert "<script>alert" not in client.get(reverse(LIST)).content.decode()
    assert SavedView.objects.get().query == "q=%22%3E%3Cscript%3Ealert%281%29%3C%2Fscript%3E"


@pytest.mark.parametrize("name", ["", "  ", "长" * 41, "a\u202eb"])
def test_a_name_is_needed(inspector: User, name: str, pair: Pair) -> None:
    assert "名称" in said(send(logged_in(inspector), act="save", name=name, query=""))
    assert not SavedView.objects.exists()


def test_eight_are_enough_and_the_same_name_is_the_same_view(inspector: User, pair: Pair) -> None:
    client = logged_in(inspector)
    for number in range(9):
        answer = send(client, act="save", name=str(number), query="queue=all")
    assert "最多保存 8 个视图" in said(answer)
    send(client, act="save", name="7", query="queue=confirmed")
    assert SavedView.objects.count() == 8
    assert SavedView.objects.get(name="7").query == "queue=confirmed"


def test_renamed_and_deleted(inspector: User, pair: Pair) -> None:
    client = logged_in(inspector)
    for name in ("一", "二"):
        send(client, act="save", name=name, query="queue=all")
    first = SavedView.objects.get(name="一")
    assert "同名" in said(send(client, act="rename", view=first.pk, name="二"))
    send(client, act="rename", view=first.pk, name="三")
    assert set(SavedView.objects.values_list("name", flat=True)) == {"二", "三"}
    send(client, act="delete", view=first.pk)
    assert SavedView.objects.get().name == "二"


def test_nobody_touches_another_ones(inspector: User, pair: Pair) -> None:
    mine = SavedView.objects.create(user=inspector, name="我的", query="queue=all")
    other = logged_in(make_inspector(pair.agency))
    assert send(other, act="rename", view=mine.pk, name="你的").status_code == 404
    send(other, act="delete", view=mine.pk)
    assert SavedView.objects.get().name == "我的"
    assert "我的</a>" not in other.get(reverse(LIST)).content.decode()
    assert other.get(reverse("admin:tracker_commitment_view_counts")).json()["views"] == {}


@pytest.mark.parametrize("view", ["x", "9" * 30, ""])
def test_nonsense_is_not_found(inspector: User, view: str, pair: Pair) -> None:
    assert send(logged_in(inspector), act="delete", view=view).status_code == 404
    assert send(logged_in(inspector), act="other", view="1").status_code == 404


def test_asking_changes_nothing(inspector: User, pair: Pair) -> None:
    answer = logged_in(inspector).get(reverse("admin:tracker_commitment_views"))
    assert answer.status_code == 405
    nobody = logged_in(make_user())
    assert send(nobody, act="save", name="x", query="").status_code == 403
