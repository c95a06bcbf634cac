"""我的周报 and 周报预览: everybody's own, and for administrators those of their scope."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.admin.pages import inline_code, logged_in
from tests.digest.samples import small_world, subscribe
from tests.factories import make_agency, make_inspector, make_user
from tracker.models import Agency, DigestDelivery, Subscription, User
from tracker.services.roles import ADMINISTRATOR, ensure_roles

pytestmark = pytest.mark.django_db

MINE = "/admin/tracker/subscription/mine/"
SETTINGS: dict[str, Any] = {
    "weekday": "5",
    "hour": "17",
    "timezone": "Asia/Shanghai",
    "sections": ["changes"],
    "when_empty": "line",
}


@pytest.fixture
def agency() -> Agency:
    agency = make_agency("虚设区办事局")
    small_world(agency)
    return agency


@pytest.fixture
def inspector(agency: Agency) -> User:
    return make_inspector(agency, username="reader")


def preview(row: Subscription, *, part: str = "preview", week: str = "") -> str:
    url = reverse(f"admin:tracker_subscription_{part}", args=[row.pk])
    return f"{url}?week={week}" if week else url


def test_nobody_without_a_log_in() -> None:
    assert Client().get(MINE).status_code == 302
    assert logged_in(make_user(is_staff=False)).get(MINE).status_code == 302


def test_a_person_subscribes_and_changes_their_mind(inspector: User, agency: Agency) -> None:
    client = logged_in(inspector)
    page = client.get(MINE).content.decode()
    assert "您还没有订阅" in page
    assert inline_code(page) == []
    assert client.post(MINE, {**SETTINGS, "agencies": [agency.pk]}).status_code == 302
    row = Subscription.objects.get()
    assert (row.user, row.created_by, row.weekday, row.hour) == (inspector, inspector, 5, 17)
    assert list(row.agencies.all()) == [agency]
    client.post(MINE, {**SETTINGS, "hour": "9"})
    row = Subscription.objects.get()
    assert (row.hour, row.agencies.count()) == (9, 0)
    client.post(MINE, {"act": "end"})
    assert "退订" in client.get(MINE).content.decode()
    row.refresh_from_db()
    assert row.ended_at is not None
    client.post(MINE, {"act": "resume"})
    row.refresh_from_db()
    assert row.ended_at is None


def test_saving_does_not_undo_what_the_administrator_switched_off(inspector: User) -> None:
    row = subscribe(inspector, active=False)
    logged_in(inspector).post(MINE, {**SETTINGS, "active": "on", "user": "1"})
    row.refresh_from_db()
    assert (row.active, row.user, row.hour) == (False, inspector, 17)


@pytest.mark.parametrize(
    "data", [{"hour": "99"}, {"timezone": "x"}, {"weekday": ""}, {"sections": ["x"]}]
)
def test_what_is_wrong_is_said_and_not_saved(inspector: User, data: dict[str, Any]) -> None:
    answer = logged_in(inspector).post(MINE, {**SETTINGS, **data})
    assert answer.status_code == 200
    assert "设置还没有保存" in answer.content.decode()
    assert Subscription.objects.count() == 0


def test_only_ones_own_agencies_can_be_wished_for(inspector: User) -> None:
    answer = logged_in(inspector).post(MINE, {**SETTINGS, "agencies": [make_agency().pk]})
    assert answer.status_code == 200
    assert Subscription.objects.count() == 0


def test_a_person_who_may_see_no_agencies_can_still_choose_the_hour() -> None:
    client = logged_in(make_user())
    assert client.post(MINE, SETTINGS).status_code == 302
    assert Subscription.objects.get().hour == 17


def test_another_persons_is_not_touched(inspector: User) -> None:
    other = subscribe(make_user())
    client = logged_in(inspector)
    client.post(MINE, {"act": "end"})
    client.post(MINE, SETTINGS)
    other.refresh_from_db()
    assert (other.ended_at, other.hour) == (None, 9)
    assert Subscription.objects.count() == 2


def test_the_last_deliveries_are_shown(inspector: User) -> None:
    row = subscribe(inspector)
    for week, state in (("2026-W46", "sent"), ("2026-W47", "failed")):
        DigestDelivery.objects.create(
            subscription=row, recipient=inspector.email, week=week, state=state
        )
    page = logged_in(inspector).get(MINE).content.decode()
    assert page.index("2026-W47") < page.index("2026-W46")


def test_the_mail_as_it_would_look(inspector: User) -> None:
    row = subscribe(inspector)
    client = logged_in(inspector)
    page = client.get(preview(row))
    html = page.content.decode()
    assert "目前未兑现" in html
    assert inline_code(html) == []
    assert "unsafe" not in page["Content-Security-Policy"]
    assert "frame-src 'self'" in page["Content-Security-Policy"]
    mail = client.get(preview(row, part="preview_mail", week=page.context["weeks"][0]))
    policy = mail["Content-Security-Policy"]
    assert "目前未兑现" in mail.content.decode()
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "script-src" not in policy
    assert mail["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.parametrize("week", ["2026-W99", "2099-W01", "x", "0" * 3000, "%00"])
def test_a_week_that_there_is_not(inspector: User, week: str) -> None:
    row = subscribe(inspector)
    client = logged_in(inspector)
    answer = client.get(preview(row, week=week))
    assert (answer.status_code, answer.context["found"]) == (200, None)
    assert client.get(preview(row, part="preview_mail", week=week)).status_code == 404


def test_who_may_look_at_whose(inspector: User, agency: Agency) -> None:
    mine = subscribe(inspector)
    foreign = subscribe(make_user(responsible_for=[make_agency()]))
    boss = make_user(responsible_for=[agency])
    boss.groups.add(ensure_roles()[ADMINISTRATOR])
    address = Subscription.objects.create(address="leader@example.org", ended_at=timezone.now())
    address.agencies.add(agency)
    cases = [
        (inspector, mine, 200),
        (inspector, foreign, 403),
        (inspector, address, 403),
        (boss, mine, 200),
        (boss, address, 200),
        (boss, foreign, 404),
    ]
    for user, row, status in cases:
        for part in ("preview", "preview_mail"):
            url = preview(row, part=part, week="2026-W40")
            assert logged_in(user).get(url).status_code == status, (user, row)
