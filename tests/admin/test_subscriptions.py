"""周报订阅: who may give what to whom, and how an address is asked."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.admin.naming import in_role, named
from tests.admin.pages import inline_code, logged_in
from tests.factories import make_agency, make_region, make_user
from tracker.admin.subscription_forms import SubscriptionForm
from tracker.digest import subscribing
from tracker.models import Agency, Region, Responsibility, Subscription, User
from tracker.services.roles import ADMINISTRATOR, INSPECTOR

pytestmark = pytest.mark.django_db(transaction=True)

ADD = "/admin/tracker/subscription/add/"
LIST = "/admin/tracker/subscription/"
SETTINGS: dict[str, Any] = {
    "weekday": "3",
    "hour": "8",
    "timezone": "Asia/Urumqi",
    "sections": ["changes", "agencies"],
    "when_empty": "nothing",
    "active": "on",
}


def change_url(row: Subscription) -> str:
    return reverse("admin:tracker_subscription_change", args=[row.pk])


def problems(answer: Any) -> str:
    return str(answer.context["adminform"].form.errors)


@pytest.fixture
def region() -> Region:
    return make_region("虚设区")


@pytest.fixture
def agency(region: Region) -> Agency:
    return make_agency("虚设区办事局", region=region)


@pytest.fixture
def admin_client(region: Region, agency: Agency) -> Client:
    return logged_in(in_role(ADMINISTRATOR, region, username="zhang"))


def test_an_administrator_subscribes_a_person(admin_client: Client, agency: Agency) -> None:
    reader = make_user("reader", responsible_for=[agency])
    answer = admin_client.post(ADD, {**SETTINGS, "user": reader.pk, "address": ""})
    assert answer.status_code == 302
    row = Subscription.objects.get()
    assert (row.user, row.weekday, row.hour, row.timezone) == (reader, 3, 8, "Asia/Urumqi")
    assert (row.sections, row.when_empty) == (["changes", "agencies"], "nothing")
    assert str(row.created_by) == "zhang"
    assert mail.outbox == []


def test_an_address_is_asked_as_soon_as_it_is_named(admin_client: Client, agency: Agency) -> None:
    data = {**SETTINGS, "address": " Leader@Example.org", "agencies": [agency.pk]}
    answer = admin_client.post(ADD, data, follow=True)
    row = Subscription.objects.get()
    assert (row.address, row.confirmed_at, row.user) == ("leader@example.org", None, None)
    [sent] = mail.outbox
    assert sent.to == ["leader@example.org"]
    assert "虚设区办事局" in sent.body
    assert "发出确认邮件" in answer.content.decode()
    assert "待本人确认" in answer.content.decode()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "须填且只填一项"),
        ({"address": "leader@example.org"}, "须指定地区或单位"),
        ({"address": "leader@example.org\nBcc: x@example.org"}, "输入一个有效的"),
        ({"address": "zhang@known.example"}, "请改为按用户订阅"),
        ({"address": "Taken@example.org"}, "一个邮箱只有一份"),
        ({"timezone": "Mars/Olympus"}, "timezone"),
        ({"timezone": "../../etc/passwd"}, "timezone"),
        ({"hour": "24"}, "hour"),
        ({"weekday": "0"}, "weekday"),
        ({"sections": ["changes", "secrets"]}, "sections"),
    ],
)
def test_what_is_refused(admin_client: Client, data: dict[str, Any], words: str) -> None:
    User.objects.filter(username="zhang").update(email="zhang@known.example")
    taken = named(address="taken@example.org")
    answer = admin_client.post(ADD, {**SETTINGS, **data})
    assert answer.status_code == 200
    assert words in problems(answer)
    assert list(Subscription.objects.all()) == [taken]


def test_nothing_outside_ones_own_is_given_away(agency: Agency, region: Region) -> None:
    """Who answers for one agency sees its region, but may not give the region to anybody."""
    other = make_agency(region=make_region("别区"))
    client = logged_in(in_role(ADMINISTRATOR, agency))
    for places in ({"agencies": [other.pk]}, {"regions": [region.pk]}):
        answer = client.post(ADD, {**SETTINGS, "address": "leader@example.org", **places})
        assert answer.status_code == 200, places
    assert (Subscription.objects.count(), mail.outbox) == (0, [])


def test_nor_as_somebodys_responsibility(agency: Agency, region: Region) -> None:
    client = logged_in(in_role(ADMINISTRATOR, agency))
    member = make_user("member", responsible_for=[agency])
    url = reverse("admin:tracker_user_change", args=[member.pk])
    form = client.get(url).context["adminform"].form
    data = {name: value for name, value in form.initial.items() if isinstance(value, str)}
    rows = "responsibilities"
    inline = {
        f"{rows}-TOTAL_FORMS": "2",
        f"{rows}-INITIAL_FORMS": "1",
        f"{rows}-0-id": str(Responsibility.objects.get(user=member).pk),
        f"{rows}-0-user": str(member.pk),
        f"{rows}-0-agency": str(agency.pk),
        f"{rows}-1-user": str(member.pk),
        f"{rows}-1-region": str(region.pk),
    }
    answer = client.post(url, {**data, **inline})
    assert answer.status_code == 200
    assert not Responsibility.objects.filter(region=region).exists()


def test_addresses_are_seen_by_who_answers_for_all_they_get(agency: Agency, region: Region) -> None:
    other = make_agency(region=make_region("别区"))
    mine = named(agency)
    both = named(agency, other, address="both@example.org")
    whole = named(region, address="whole@example.org")
    empty = named(address="empty@example.org")
    seen = {
        logged_in(in_role(ADMINISTRATOR, agency)): {mine},
        logged_in(in_role(ADMINISTRATOR, region)): {mine, whole},
        logged_in(make_user(is_superuser=True)): {mine, both, whole, empty},
    }
    for client, rows in seen.items():
        assert set(client.get(LIST).context["cl"].result_list) == rows
        for row in (mine, both, whole, empty):
            assert client.get(change_url(row)).status_code == (200 if row in rows else 404)


def test_whose_it_is_can_not_be_changed(admin_client: Client, agency: Agency) -> None:
    row = named(agency, confirmed_at=timezone.now())
    data = {**SETTINGS, "agencies": [agency.pk], "address": "thief@example.org"}
    assert admin_client.post(change_url(row), data).status_code == 302
    row.refresh_from_db()
    assert (row.address, row.hour) == ("leader@example.org", 8)
    assert row.confirmed_at is not None
    bare = admin_client.post(change_url(row), SETTINGS)
    assert "须指定地区或单位" in problems(bare)


def test_who_leaves_while_the_form_is_open_stays_away(
    admin_client: Client, agency: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = named(agency, confirmed_at=timezone.now())
    clean = SubscriptionForm.clean

    def leave(form: SubscriptionForm) -> dict[str, Any]:
        subscribing.end(row.pk, now=timezone.now())
        return clean(form)

    monkeypatch.setattr(SubscriptionForm, "clean", leave)
    admin_client.post(change_url(row), {**SETTINGS, "agencies": [agency.pk]})
    now = Subscription.objects.get()
    assert (now.hour, now.ended_at is not None, now.confirmed_at) == (8, True, None)


def test_asking_again(admin_client: Client, agency: Agency) -> None:
    row = named(agency)
    assert "重发确认邮件" in admin_client.get(change_url(row)).content.decode()
    for number in (1, 1):
        answer = admin_client.post(change_url(row), {"_ask": "1"}, follow=True)
        assert len(mail.outbox) == number
    assert "十分钟内已发过" in answer.content.decode()
    Subscription.objects.update(confirmed_at=timezone.now())
    assert "重发确认邮件" not in admin_client.get(change_url(row)).content.decode()


def test_an_administrator_does_not_bring_back_who_has_left(
    admin_client: Client, agency: Agency
) -> None:
    ended = timezone.now() - dt.timedelta(days=2)
    row = named(agency, ended_at=ended)
    data = {**SETTINGS, "agencies": [agency.pk], "ended_at_0": "", "confirmed_at_0": "2026-01-01"}
    admin_client.post(change_url(row), data)
    admin_client.post(change_url(row), {"_ask": "1"})
    assert len(mail.outbox) == 1
    row.refresh_from_db()
    assert (row.ended_at, row.confirmed_at) == (ended, None)


def test_a_mail_server_that_says_no_is_told(
    admin_client: Client, agency: Agency, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    data = {**SETTINGS, "address": "leader@example.org", "agencies": [agency.pk]}
    answer = admin_client.post(ADD, data, follow=True)
    assert "确认邮件没有送出" in answer.content.decode()
    assert Subscription.objects.get().asked_at is None


def test_asking_needs_the_right_to_change(agency: Agency) -> None:
    row = named(agency)
    looker = make_user(permissions=["tracker.view_subscription"], responsible_for=[agency])
    assert logged_in(looker).post(change_url(row), {"_ask": "1"}).status_code == 403
    inspector = logged_in(in_role(INSPECTOR, agency))
    assert inspector.post(change_url(row), {"_ask": "1"}).status_code == 403
    assert mail.outbox == []


@pytest.mark.parametrize("stands", ["on", "off", "ended", "unconfirmed"])
def test_each_standing_has_its_rows(admin_client: Client, agency: Agency, stands: str) -> None:
    now = timezone.now()
    rows = {
        "on": named(agency, address="a@example.org", confirmed_at=now),
        "off": named(agency, address="b@example.org", confirmed_at=now, active=False),
        "ended": named(agency, address="c@example.org", ended_at=now),
        "unconfirmed": named(agency, address="d@example.org"),
    }
    answer = admin_client.get(LIST, {"stands": stands})
    assert list(answer.context["cl"].result_list) == [rows[stands]]


def test_who_named_it_and_has_left_is_said(admin_client: Client, agency: Agency) -> None:
    named(agency, created_by=make_user("wang"))
    User.objects.filter(username="wang").update(is_active=False)
    assert "wang（已停用）" in admin_client.get(LIST).content.decode()


def test_a_hostile_address_is_shown_as_text() -> None:
    Subscription.objects.create(address='"<script>alert(1)</script>"@example.org')
    html = logged_in(make_user(is_superuser=True)).get(LIST).content.decode()
    assert "<script>alert" not in html
    assert inline_code(html) == []
