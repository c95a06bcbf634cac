"""A file that is asked about: the page, who may answer, what an answer does."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.admin.asking import LIST, NAME, SHORT, asked, page_of
from tests.admin.pages import inline_code, logged_in
from tests.factories import make_agency, make_inspector, make_user
from tracker import tasks
from tracker.models import Agency, Upload, User

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{ 7|add:7 }}"


def answer(client: Client, upload: Upload, **fields: Any) -> Any:
    return client.post(page_of(upload), {"report_year": "2024", **fields}, follow=True)


def test_the_list_says_what_is_asked_and_leads_to_the_page(uploader: User) -> None:
    upload = asked(uploader)
    html = logged_in(uploader).get(LIST).content.decode()
    assert f'href="{page_of(upload)}">待补充</a>' in html
    assert "报告年度不确定；文件已保留，请补充后继续录入。" in html
    assert "data-busy" not in html


def test_the_page_shows_what_was_read_and_offers_the_likeliest(
    uploader: User, agency: Agency
) -> None:
    html = logged_in(uploader).get(page_of(asked(uploader, agency))).content.decode()
    assert "岚溪区司法局关于上年工作的报告" in html
    assert "把握较大" in html
    assert "不确定" in html
    assert "县级" in html
    assert 'value="2024"' in html
    assert html.count('type="radio"') == 3  # the known one, the name as read, another one
    assert f'value="{NAME}" id="id_choice_0" checked' in html
    assert "记为别称" not in html  # may not change agencies


def test_of_several_namesakes_none_is_chosen_beforehand(agency: Agency) -> None:
    other = make_agency("砚川市岚溪区司法局")
    uploader = make_inspector(agency, other)
    html = logged_in(uploader).get(page_of(asked(uploader, agency, other))).content.decode()
    assert html.count('type="radio"') == 4
    assert "checked" not in html


def test_every_body_that_the_document_names_is_offered_with_its_words(
    uploader: User, agency: Agency
) -> None:
    names = [
        {"value": NAME, "evidence": "云岫市岚溪区司法局上年工作"},
        {"value": "岚溪区档案馆", "evidence": "报告人：岚溪区档案馆"},
    ]
    upload = asked(uploader, agency, read=NAME, names=names)
    html = logged_in(uploader).get(page_of(upload)).content.decode()
    assert html.count('type="radio"') == 3  # the known one, the other body, another one
    assert "岚溪区档案馆（新单位；原文“报告人：岚溪区档案馆”）" in html
    upload = asked(uploader, read=NAME, names=names)
    html = logged_in(uploader).get(page_of(upload)).content.decode()
    assert "云岫市岚溪区司法局（新单位；原文“云岫市岚溪区司法局上年工作”）" in html


def test_candidates_outside_the_scope_are_not_named(uploader: User, agency: Agency) -> None:
    other = make_agency("砚川市岚溪区司法局")
    html = logged_in(uploader).get(page_of(asked(uploader, agency, other))).content.decode()
    assert other.name not in html


def test_an_answer_sets_the_row_waiting_and_wakes_a_worker(
    uploader: User, agency: Agency, woken: list[int]
) -> None:
    upload = asked(uploader, agency)
    html = answer(logged_in(uploader), upload, choice=NAME, report_year="2023").content.decode()
    assert "已补充：report.txt，正在录入。" in html
    upload.refresh_from_db()
    assert (upload.state, upload.agency_name, upload.report_year) == ("waiting", NAME, 2023)
    assert woken == [upload.pk]


def test_a_name_may_be_typed(uploader: User, agency: Agency, woken: list[int]) -> None:
    upload = asked(uploader, agency)
    answer(logged_in(uploader), upload, choice="-", agency_name=f" {NAME} ")
    upload.refresh_from_db()
    assert (upload.state, upload.agency_name) == ("waiting", NAME)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"choice": "-", "agency_name": " "}, "请选择一个单位"),
        ({}, "请选择一个单位"),
        ({"choice": NAME, "agency_name": "青禾区司法局"}, "请只留一个"),
        ({"choice": "没有给出的选项"}, "没有给出的选项"),
        ({"choice": "-", "agency_name": "别处局"}, "不在您的责任范围内"),
        ({"choice": SHORT}, "不在您的责任范围内"),  # a new one that sits nowhere known
        ({"choice": "-", "agency_name": "局" * 201}, "200"),
        ({"choice": NAME, "report_year": ""}, "必填"),
        ({"choice": NAME, "report_year": "24"}, "1980"),
        ({"choice": NAME, "report_year": "二〇二四"}, "整数"),
    ],
)
def test_a_refused_answer_changes_nothing_and_says_why(
    uploader: User, agency: Agency, woken: list[int], fields: dict[str, str], sentence: str
) -> None:
    make_agency("别处局")
    upload = asked(uploader, agency)
    reply = answer(logged_in(uploader), upload, **fields)
    assert reply.status_code == 422
    assert sentence in reply.content.decode()
    upload.refresh_from_db()
    assert (upload.state, upload.agency_name, woken) == ("asked", "", [])


def test_a_broker_that_is_away_is_told(
    uploader: User, agency: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "enqueue_upload", lambda upload_id: False)
    upload = asked(uploader, agency)
    assert "处理队列暂时不可用" in answer(logged_in(uploader), upload, choice=NAME).content.decode()
    upload.refresh_from_db()
    assert upload.state == "waiting"


def test_somebody_was_faster(uploader: User, agency: Agency, woken: list[int]) -> None:
    upload = asked(uploader, agency)
    Upload.objects.filter(pk=upload.pk).update(state="waiting")
    html = answer(logged_in(uploader), upload, choice=NAME).content.decode()
    assert "已不在待补充状态" in html
    assert woken == []


def test_the_alias_is_noted_for_whoever_may_change_agencies(
    agency: Agency, woken: list[int]
) -> None:
    root = make_user(is_superuser=True)
    upload = asked(root, agency)
    client = logged_in(root)
    assert f"以后读到“{SHORT}”就是这个单位" in client.get(page_of(upload)).content.decode()
    answer(client, upload, choice=NAME, as_alias="on")
    agency.refresh_from_db()
    assert agency.aliases == [SHORT]


def test_without_candidates_the_name_as_read_is_filled_in(uploader: User) -> None:
    html = logged_in(uploader).get(page_of(asked(uploader))).content.decode()
    assert 'type="radio"' not in html
    assert f'name="agency_name" value="{SHORT}"' in html
    html = logged_in(uploader).get(page_of(asked(uploader, read=""))).content.decode()
    assert 'name="agency_name"' in html


def test_hostile_words_are_escaped_and_nothing_is_inline(agency: Agency) -> None:
    root = make_user(is_superuser=True)
    upload = asked(root, agency, read=HOSTILE, evidence=HOSTILE, doubts=[HOSTILE])
    for url in (page_of(upload), LIST):
        html = logged_in(root).get(url).content.decode()
        assert "<script>alert" not in html
        assert "<img src=x" not in html
        assert inline_code(html) == []


def test_queries_do_not_grow_with_what_is_asked(uploader: User, agency: Agency) -> None:
    client = logged_in(uploader)
    counts = []
    for number in (1, 4):
        for _ in range(number):
            upload = asked(None, agency)
        for url in (LIST, page_of(upload)):
            client.get(url)
            with CaptureQueriesContext(connection) as captured:
                assert client.get(url).status_code == 200
            counts.append(len(captured))
    assert counts[:2] == counts[2:]
