"""人工更正 in the admin: what is shown, foreseen, saved and taken back."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from tests.admin.correcting import post, told, url_of
from tests.admin.pages import inline_code, logged_in
from tests.factories import make_user
from tests.services.correcting import (
    ADD,
    PIECES,
    RUN,
    TIDY,
    Desk,
    aside,
    confirm,
    mend,
    planned,
)
from tracker.core.corrections import split_points
from tracker.models import Correction
from tracker.services.corrections import state_of

pytestmark = pytest.mark.django_db
CUT = split_points(RUN)


def test_the_page_shows_parts_items_and_what_can_be_done(desk: Desk) -> None:
    plan, _result, user = desk
    html = logged_in(user).get(url_of(plan)).content.decode()
    for words in ("二、存在不足", "三、2024年工作安排", "办好普法宣讲", TIDY, "还没有人工更正"):
        assert words in html
    assert html.count("与下一项合并") == 2
    assert inline_code(html) == []


def test_nothing_is_written_before_the_button_and_all_after_it(desk: Desk, jobs: list[int]) -> None:
    plan, _result, user = desk
    confirm(plan.commitments.get(position=0), user)
    client = logged_in(user)
    data = {"act": "split", "position": 0, "at": CUT}
    html = post(client, plan, **data).content.decode()
    assert "1 项已复核的结论将撤回" in html
    assert "原 3 项，更正后 5 项" in html
    for at in CUT:
        assert f'name="at" value="{at}"' in html
    assert inline_code(html) == []
    assert (planned(plan), Correction.objects.count(), jobs) == ([RUN, ADD, TIDY], 0, [])
    words = told(client, plan, step="save", note="三件事", **data)
    assert words == "已更正：“办好普法宣讲”拆成 3 项。"
    assert planned(plan) == [*PIECES, ADD, TIDY]
    row = Correction.objects.get()
    assert (row.made_by, row.note) == (user, "三件事")
    assert jobs
    html = client.get(url_of(plan)).content.decode()
    assert "“办好普法宣讲”拆成 3 项" in html
    words = told(client, plan, step="save", act="undo", correction=row.pk)
    assert words == "已撤回更正：“办好普法宣讲”拆成 3 项。"
    assert planned(plan) == [RUN, ADD, TIDY]
    assert f"{user} 于" in client.get(url_of(plan)).content.decode()


@pytest.mark.parametrize(
    ("data", "items"),
    [
        ({"act": "merge", "position": 1}, [RUN, f"{ADD}\n（三）{TIDY}"]),
        ({"act": "aside", "position": 2}, [RUN, ADD]),
        ({"act": "heading", "position": 1, "heading": "咨询点"}, [RUN, ADD, TIDY]),
        ({"act": "move", "agency_name": "柳溪县司法局", "report_year": 2020}, [RUN, ADD, TIDY]),
    ],
)
def test_each_act_is_foreseen_and_saved(
    desk: Desk, data: dict[str, object], items: list[str]
) -> None:
    plan, _result, _user = desk
    client = logged_in(make_user(is_superuser=True))
    assert post(client, plan, **data).status_code == 200
    assert not Correction.objects.exists()
    assert post(client, plan, step="save", **data).status_code == 302
    assert Correction.objects.count() == 1
    assert planned(plan) == items


def test_a_slip_in_the_name_and_corrections_that_lapse_are_told_before_saving(desk: Desk) -> None:
    plan, _result, _user = desk
    client = logged_in(make_user(username="all", is_superuser=True))
    data = {"act": "move", "agency_name": "柳溪县司法司", "report_year": 2023}
    assert "系统里还没有“柳溪县司法司”" in post(client, plan, **data).content.decode()
    assert "系统里还没有" not in post(client, plan, act="aside", position=0).content.decode()
    told(client, plan, act="heading", position=1, heading="咨询点", step="save")
    start = plan.text.index("三、2024年工作安排")
    html = post(client, plan, act="part", start=start, kind="other").content.decode()
    assert "先前的 1 条更正将找不到原处" in html
    assert "标题由“增设咨询点”改为“咨询点”" in html


def test_another_part_begins_at_a_line(desk: Desk) -> None:
    plan, _result, user = desk
    client = logged_in(user)
    part = plan.sections.get(kind="plan")
    url = reverse("admin:tracker_report_part", args=[plan.pk, part.start])
    html = client.get(url).content.decode()
    start = plan.text.index(f"（三）{TIDY}")
    assert f'name="start" value="{start}"' in html
    post(client, plan, step="save", act="part", start=start, kind="other")
    assert planned(plan) == [RUN, ADD]


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"act": "fly"},
        {"act": "split", "position": "0"},
        {"act": "split", "position": "0", "at": ["x", "1e308"]},
        {"act": "split", "position": "9" * 30, "at": "3"},
        {"act": "aside", "position": "-1"},
        {"act": "aside", "position": "٣"},
        {"act": "part", "start": "5", "kind": "nonsense"},
        {"act": "part", "start": "\x00", "kind": ""},
        {"act": "heading", "position": "0", "heading": "\x00 \n"},
        {"act": "heading", "position": "0", "heading": "长" * 100_000},
        {"act": "move", "agency_name": "\x00", "report_year": "2020"},
        {"act": "move", "agency_name": "字" * 100_000, "report_year": "2020"},
        {"act": "move", "agency_name": "柳溪县司法局", "report_year": "1e308"},
        {"act": "merge", "position": "2"},
        {"act": "aside", "position": "0", "seen": "x" * 100_000},
    ],
)
@pytest.mark.parametrize("step", ["", "save"])
def test_whatever_is_posted_is_answered_in_words(
    desk: Desk, data: dict[str, Any], step: str
) -> None:
    plan, _result, user = desk
    words = told(logged_in(user), plan, **({"step": step} | data))
    assert "没有保存" in words
    assert not Correction.objects.exists()


def test_undoing_what_is_not_there_is_not_found(desk: Desk) -> None:
    plan, result, user = desk
    (row,) = mend(result, user, aside(0)).corrections
    client = logged_in(user)
    assert post(client, plan, act="undo", correction=row.pk).status_code == 404
    assert post(client, plan, act="undo", correction=10**8).status_code == 404
    assert post(client, result, act="undo", correction=row.pk).status_code == 200


def test_a_page_out_of_date_says_so(desk: Desk) -> None:
    plan, _result, user = desk
    seen = state_of(plan)
    mend(plan, user, aside(2))
    words = told(logged_in(user), plan, act="aside", position=0, seen=seen, step="save")
    assert "刚刚有变动" in words
    assert planned(plan) == [RUN, ADD]
