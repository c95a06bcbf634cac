"""人工更正 in the admin: what is shown, foreseen, saved and taken back, and by whom."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.admin.pages import inline_code, logged_in
from tests.factories import make_agency, make_approver, make_inspector, make_region, make_user
from tests.services.correcting import (
    ADD,
    PIECES,
    RUN,
    TIDY,
    aside,
    confirm,
    cut,
    hand_in,
    matched_pair,
    mend,
    planned,
    text_of,
    title,
)
from tracker import tasks
from tracker.core.corrections import split_points
from tracker.models import Correction, Report, User
from tracker.services.corrections import state_of

pytestmark = pytest.mark.django_db
CUT = split_points(RUN)
Desk = tuple[Report, Report, User]


@pytest.fixture
def jobs(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The pairs that a worker was told of; no broker is needed here."""
    woken: list[int] = []

    def enqueue(ids: Iterable[int]) -> bool:
        woken.extend(ids)
        return True

    monkeypatch.setattr(tasks, "enqueue_jobs", enqueue)
    return woken


@pytest.fixture
def desk(tmp_path: Path, settings: Any, jobs: list[int]) -> Desk:
    settings.MEDIA_ROOT, settings.SECOND_REVIEW_SHARE = tmp_path, 0
    return matched_pair(tmp_path)


def url_of(report: Report) -> str:
    return reverse("admin:tracker_report_correct", args=[report.pk])


def post(client: Client, report: Report, **data: object) -> HttpResponse:
    answer = client.post(url_of(report), {"seen": state_of(report), **data})
    assert isinstance(answer, HttpResponse)
    return answer


def told(client: Client, report: Report, **data: object) -> str:
    """What a page says on the next page."""
    answer = client.post(url_of(report), {"seen": state_of(report), **data}, follow=True)
    return "；".join(str(message) for message in answer.context["messages"])


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


def test_who_may_do_what(desk: Desk) -> None:
    plan, _result, _user = desk
    elsewhere = logged_in(make_inspector(make_agency()))
    assert elsewhere.get(url_of(plan)).status_code == 404
    assert post(elsewhere, plan, act="aside", position=0).status_code == 404
    approver = logged_in(make_approver(plan.agency))
    assert approver.get(url_of(plan)).status_code == 403
    clerk = logged_in(make_user(permissions=["tracker.add_upload"], responsible_for=[plan.agency]))
    html = clerk.get(url_of(plan)).content.decode()
    assert "更正单位或年度" in html
    assert "不是承诺" not in html
    split = reverse("admin:tracker_report_split", args=[plan.pk, 0])
    assert clerk.get(split).status_code == 404
    assert "没有作这项更正的权限" in told(clerk, plan, act="aside", position=0, step="save")


def test_a_report_moved_out_of_ones_sight_leads_to_the_list(desk: Desk) -> None:
    plan, _result, _user = desk
    region = make_region("石浦县")
    user = make_inspector(plan.agency, region)
    make_agency("石浦县司法局", region=region)
    data = {"act": "move", "agency_name": "石浦县司法局", "report_year": 2023}
    assert post(logged_in(user), plan, step="save", **data)["Location"] == url_of(plan)
    plan.refresh_from_db()
    assert plan.agency.name == "石浦县司法局"


def test_the_pages_of_a_blind_reading_give_nothing_away(desk: Desk, settings: Any) -> None:
    plan, _result, user = desk
    settings.SECOND_REVIEW_SHARE = 1
    second = make_inspector(plan.agency)
    row = confirm(plan.commitments.get(position=0), user, "no_evidence")
    assert row.review_state == "second_review"
    client = logged_in(second)
    for html in (
        client.get(url_of(plan)).content.decode(),
        post(client, plan, act="aside", position=0).content.decode(),
    ):
        for secret in ("未回应", "逐句查过", str(user)):
            assert secret not in html


def test_history_is_on_the_review_page_and_in_the_list(desk: Desk) -> None:
    plan, _result, user = desk
    mend(plan, user, aside(1), note="只是一句套话")
    client = make_client(user)
    kept = plan.commitments.get(text=RUN)
    url = reverse("admin:tracker_commitment_review", args=[kept.pk])
    assert "只是一句套话" not in client.get(url).content.decode()
    mend(plan, user, cut(0, *CUT), note="三件事")
    piece = plan.commitments.get(text=PIECES[1])
    url = reverse("admin:tracker_commitment_review", args=[piece.pk])
    html = client.get(url).content.decode()
    assert "三件事" in html
    assert "拆成 3 项" in html
    html = client.get(reverse("admin:tracker_correction_changelist")).content.decode()
    assert "“增设咨询点”不是承诺，不再单列" in html


def make_client(user: User) -> Client:
    user.user_permissions.add(Permission.objects.get(codename="view_correction"))
    return logged_in(User.objects.get(pk=user.pk))


@pytest.mark.parametrize("page", ["correct", "list"])
def test_queries_do_not_grow(desk: Desk, page: str) -> None:
    plan, _result, user = desk
    client = make_client(user)
    url = url_of(plan) if page == "correct" else reverse("admin:tracker_correction_changelist")
    mend(plan, user, title(0, "标题"))
    few = _queries(client, url)
    plan = hand_in(text_of(2023, items=(RUN, ADD, TIDY, "修桥。年内修桥两座。")))
    for n in range(4):
        mend(plan, user, title(n, f"标题{n}"))
    assert _queries(client, url) == few


def _queries(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def test_the_history_of_a_report_is_what_was_mended(desk: Desk) -> None:
    plan, _result, user = desk
    mend(plan, user, title(1, "咨询点"))
    address = reverse("admin:tracker_report_history", args=[plan.pk])
    answer = logged_in(user).get(address)
    page = reverse("admin:tracker_report_change", args=[plan.pk])
    assert answer.headers["Location"] == f"{page}#mended"
    html = logged_in(user).get(page).content.decode()
    assert "咨询点" in html.partition('<div id="mended">')[2].partition("</table>")[0]
    stranger = make_inspector(make_agency("石浦县司法局"), username="stranger")
    assert logged_in(stranger).get(address).status_code == 404


def test_the_report_page_leads_here_and_tells_what_was_mended(desk: Desk) -> None:
    plan, _result, user = desk
    mend(plan, user, aside(1), note="只是一句套话")
    url = reverse("admin:tracker_report_change", args=[plan.pk])
    html = logged_in(user).get(url).content.decode()
    assert url_of(plan) in html
    assert "只是一句套话" in html
    assert "撤回更正" not in html
