"""人工更正 in the admin: who may do what, and where what was mended is told."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.admin.correcting import post, told, url_of
from tests.admin.pages import logged_in
from tests.factories import make_agency, make_approver, make_inspector, make_region, make_user
from tests.services.correcting import (
    ADD,
    PIECES,
    RUN,
    TIDY,
    Desk,
    aside,
    confirm,
    cut,
    hand_in,
    mend,
    text_of,
    title,
)
from tracker.core.corrections import split_points
from tracker.models import User

pytestmark = pytest.mark.django_db
CUT = split_points(RUN)


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
