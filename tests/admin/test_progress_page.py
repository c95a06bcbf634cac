"""处理进度: figures, failures and batches, as a page and as the parts that a script asks for."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.admin.pages import logged_in
from tests.factories import make_agency, make_inspector, make_pair, make_upload, make_user
from tracker.models import Batch, Upload, User
from tracker.services.batches import open_batch

pytestmark = pytest.mark.django_db

ALL = "/admin/tracker/upload/progress/"


@pytest.fixture
def root() -> User:
    return make_user(is_superuser=True)


def parts(user: User, url: str = ALL) -> dict[str, Any]:
    answer = logged_in(user).get(url, {"parts": ""})
    assert answer["Content-Type"] == "application/json"
    found: dict[str, Any] = answer.json()
    return found


def test_the_parts_are_what_the_page_shows(root: User) -> None:
    batch = open_batch(Batch.Source.COMMAND, label="来件", expected=3)
    make_upload(batch=batch)
    make_upload(batch=batch, state="done", result="insert", finished_at=timezone.now())
    url = reverse("admin:tracker_upload_progress", args=[batch.pk])
    page = logged_in(root).get(url).content.decode()
    state = parts(root, url)
    assert set(state) == {"said", "busy", "parts"}
    assert state["busy"] is True
    assert state["said"] in page
    for name in ("figures", "failures", "batches"):
        assert f'id="progress-{name}"' in page
    assert state["parts"]["failures"] in page
    assert "读取报告" in state["parts"]["figures"]
    assert "来件" in state["parts"]["batches"]
    assert '<meta http-equiv="refresh" content="5">' in page
    assert 'data-busy="yes"' in page


def test_nothing_asks_again_when_all_is_done(root: User) -> None:
    make_upload(state="done", result="insert")
    assert parts(root)["busy"] is False
    page = logged_in(root).get(ALL).content.decode()
    assert "http-equiv" not in page
    assert 'data-busy="no"' in page


def test_an_empty_house_says_so(root: User) -> None:
    assert parts(root)["said"] == "还没有文件。"


def test_the_page_of_one_batch_follows_the_others_that_it_lists(root: User) -> None:
    through, other = (open_batch(Batch.Source.COMMAND) for _ in range(2))
    make_upload(batch=through, state="done", result="noop")
    make_upload(batch=other)
    assert parts(root, reverse("admin:tracker_upload_progress", args=[through.pk]))["busy"]


@pytest.mark.parametrize(("done", "percent"), [(0, 0), (1, 0), (2, 10), (10, 90)])
def test_a_screen_reader_is_told_of_every_tenth(root: User, done: int, percent: int) -> None:
    for number in range(11):
        make_upload(state="done" if number < done else "waiting")
    assert parts(root)["said"] == f"正在处理，已完成 {percent}%，失败 0 项。"


def test_a_standstill_is_pointed_out(root: User) -> None:
    upload = make_upload()
    words = "已有一段时间没有处理完任何一项"
    assert words not in parts(root)["parts"]["figures"]
    since = timezone.now() - dt.timedelta(minutes=3)
    Upload.objects.filter(pk=upload.pk).update(handed_in_at=since)
    figures = parts(root)["parts"]["figures"]
    assert words in figures
    assert "3 分钟" in figures
    assert "暂时无法估计" in figures


def test_every_number_leads_to_its_rows(root: User) -> None:
    batch = open_batch(Batch.Source.COMMAND)
    rows = [
        make_upload(batch=batch, state="failed", error_code="empty"),
        make_upload(state="failed", error_code="empty"),
        make_upload(batch=batch, state="failed", error_code="damaged"),
    ]
    client = logged_in(root)
    queries = {
        f"state__exact=failed&batch={batch.pk}": {rows[0].pk, rows[2].pk},
        f"reason=empty&batch={batch.pk}": {rows[0].pk},
        "reason=empty": {rows[0].pk, rows[1].pk},
        "batch=99999999": set(),
        "batch=x": set(),
    }
    for query, expected in queries.items():
        answer = client.get(f"{reverse('admin:tracker_upload_changelist')}?{query}")
        assert {row.pk for row in answer.context["cl"].result_list} == expected, query
    page = client.get(reverse("admin:tracker_upload_progress", args=[batch.pk])).content.decode()
    for query in list(queries)[:2]:
        assert query.replace("&", "&amp;") in page


def test_a_batch_of_others_is_not_found() -> None:
    pair = make_pair(suggest=False)
    batch = open_batch(Batch.Source.COMMAND)
    make_upload(batch=batch, report=pair.plan)
    url = reverse("admin:tracker_upload_progress", args=[batch.pk])
    assert logged_in(make_inspector(pair.agency)).get(url).status_code == 200
    stranger = logged_in(make_inspector(make_agency()))
    for method in (stranger.get, stranger.post):
        assert method(url).status_code == 404
    assert stranger.get("/admin/tracker/upload/progress/99999999999999999999/").status_code == 404
