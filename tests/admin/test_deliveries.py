"""周报投递: counts, what is overdue, and the two buttons."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.admin.pages import inline_code, logged_in
from tests.digest.samples import subscribe
from tests.factories import make_agency, make_region, make_user
from tracker.digest import weeks
from tracker.models import Agency, DigestDelivery, Region, Subscription, User
from tracker.services.roles import ADMINISTRATOR, ensure_roles

pytestmark = pytest.mark.django_db

LIST = "/admin/tracker/digestdelivery/"
State = DigestDelivery.State


def this_week() -> str:
    return weeks.week_of(timezone.now(), zone=weeks.zone_named("Asia/Shanghai"))


@pytest.fixture
def region() -> Region:
    return make_region()


@pytest.fixture
def agency(region: Region) -> Agency:
    return make_agency(region=region)


@pytest.fixture
def boss(region: Region) -> User:
    user = make_user("boss", responsible_for=[region])
    user.groups.add(ensure_roles()[ADMINISTRATOR])
    return user


def delivery(agency: Agency, **fields: Any) -> DigestDelivery:
    reader = make_user(responsible_for=[agency])
    values = {"week": this_week(), "attempts": 1, **fields}
    return DigestDelivery.objects.create(
        subscription=subscribe(reader), recipient=reader.email, **values
    )


def test_counts_lead_to_the_rows(boss: User, agency: Agency) -> None:
    for state, number in (("sent", 3), ("failed", 2), ("unclear", 1)):
        for _ in range(number):
            delivery(agency, state=state)
    delivery(make_agency(), state="failed")  # out of scope
    client = logged_in(boss)
    answer = client.get(LIST)
    counts = {state: number for state, _label, number in answer.context["counts"]}
    assert counts == dict.fromkeys(State.values, 0) | {"sent": 3, "failed": 2, "unclear": 1}
    html = answer.content.decode()
    for state, number in counts.items():
        assert f'href="?state__exact={state}"' in html
        rows = client.get(LIST, {"state__exact": state}).context["cl"].result_list
        assert len(rows) == number
    assert inline_code(html) == []


def test_the_servers_words_the_mark_and_the_next_try(boss: User, agency: Agency) -> None:
    later = timezone.now() + dt.timedelta(minutes=20)
    delivery(agency, state="pending", error="451 <b>greylisted</b>", lease_until=later)
    delivery(agency, state="unclear", message_id="<digest.x@example.org>", error="torn")
    html = logged_in(boss).get(LIST).content.decode()
    assert "451 &lt;b&gt;greylisted&lt;/b&gt;" in html
    assert "&lt;digest.x@example.org&gt;" in html
    assert timezone.localtime(later).strftime("%m-%d %H:%M 再试") in html


@pytest.mark.parametrize("act", ["_arrived", "_again"])
@pytest.mark.parametrize("state", State.values)
def test_each_button_in_each_state(boss: User, agency: Agency, state: str, act: str) -> None:
    row = delivery(agency, state=state)
    client = logged_in(boss)
    shown = f'name="{act}" value="{row.pk}"' in client.get(LIST).content.decode()
    possible = state in (("unclear",) if act == "_arrived" else ("unclear", "failed"))
    assert shown == possible
    client.post(LIST, {act: str(row.pk)})
    row.refresh_from_db()
    after = {"_arrived": "sent", "_again": "pending"}[act] if possible else state
    assert (row.state, row.settled_by == boss) == (after, possible)


def test_a_second_press_says_that_it_is_done(boss: User, agency: Agency) -> None:
    row = delivery(agency, state="unclear")
    client = logged_in(boss)
    first = client.post(LIST, {"_arrived": str(row.pk)}, follow=True)
    assert "已记为送达" in first.content.decode()
    second = client.post(LIST, {"_again": str(row.pk)}, follow=True)
    assert "状态已变" in second.content.decode()
    row.refresh_from_db()
    assert row.state == "sent"


def test_held_ones_are_explained_and_only_they(boss: User, agency: Agency) -> None:
    client = logged_in(boss)
    delivery(agency, state="failed")
    assert "对方会收到两封" not in client.get(LIST).content.decode()
    delivery(agency, state="unclear")
    assert "对方会收到两封" in client.get(LIST).content.decode()


def test_no_button_for_who_does_not_want_it_any_more(boss: User, agency: Agency) -> None:
    row = delivery(agency, state="failed")
    Subscription.objects.update(ended_at=timezone.now())
    client = logged_in(boss)
    assert "_again" not in client.get(LIST).content.decode()
    assert "不再订阅" in client.post(LIST, {"_again": str(row.pk)}, follow=True).content.decode()


def test_buttons_need_the_permission_and_the_scope(boss: User, agency: Agency) -> None:
    row = delivery(agency, state="unclear")
    foreign = delivery(make_agency(), state="unclear")
    looker = make_user(permissions=["tracker.view_digestdelivery"], responsible_for=[agency])
    client = logged_in(looker)
    assert "_arrived" not in client.get(LIST).content.decode()
    assert client.post(LIST, {"_arrived": str(row.pk)}).status_code == 403
    nobody = logged_in(make_user(responsible_for=[agency]))
    assert nobody.post(LIST, {"_arrived": str(row.pk)}).status_code == 403
    for key in (str(foreign.pk), "0", "x", "9" * 30, "²", ""):
        assert logged_in(boss).post(LIST, {"_again": key}).status_code == 404, key
    assert set(DigestDelivery.objects.values_list("state", flat=True)) == {"unclear"}


def test_many_failed_ones_at_once_but_no_held_ones(boss: User, agency: Agency) -> None:
    rows = [delivery(agency, state=state) for state in ("failed", "failed", "unclear", "sent")]
    data = {"action": "again_selected", "_selected_action": [row.pk for row in rows]}
    answer = logged_in(boss).post(LIST, data, follow=True)
    assert "2 封已重新排队" in answer.content.decode()
    states = list(DigestDelivery.objects.order_by("pk").values_list("state", flat=True))
    assert states == ["pending", "pending", "unclear", "sent"]


def test_what_is_overdue_stands_on_top(
    boss: User, agency: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = logged_in(boss)
    assert "仍未发出" not in client.get(LIST).content.decode()
    late = subscribe(make_user(responsible_for=[agency]), weekday=1, hour=0)
    hidden = subscribe(make_user(responsible_for=[make_agency()]), weekday=1, hour=0)
    long_ago = timezone.now() - dt.timedelta(days=30)
    Subscription.objects.update(created_at=long_ago)
    wednesday = weeks.moment_in(
        this_week(), weekday=3, hour=12, zone=weeks.zone_named("Asia/Shanghai")
    )
    monkeypatch.setattr("tracker.admin.digests.timezone.now", lambda: wednesday)
    html = client.get(LIST).content.decode()
    assert "有 1 封周报到点一小时仍未发出" in html
    assert late.recipient in html
    assert hidden.recipient not in html


def test_queries_do_not_grow(boss: User, agency: Agency) -> None:
    client = logged_in(boss)
    client.get(LIST)

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get(LIST).status_code == 200
        return len(caught)

    for state in ("failed", "unclear", "pending"):
        delivery(agency, state=state, settled_by=boss, settled_at=timezone.now())
    few = queries()
    for state in ("failed", "unclear", "pending") * 4:
        delivery(agency, state=state, settled_by=boss, settled_at=timezone.now())
    assert queries() == few
