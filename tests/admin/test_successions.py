"""机构沿革 in the admin: proposals confirmed and turned down, within the person's scope."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.admin.pages import logged_in
from tests.factories import make_agency, make_region, make_user
from tracker.models import Agency, AgencySuccession, User
from tracker.services.roles import ADMINISTRATOR, ensure_roles

pytestmark = pytest.mark.django_db

LIST = "admin:tracker_agencysuccession_changelist"


def administrator(*agencies: Agency) -> User:
    user = make_user(responsible_for=list(agencies), is_staff=True)
    user.groups.add(ensure_roles()[ADMINISTRATOR])
    return user


def proposal(before: Agency, after: Agency) -> AgencySuccession:
    reason = {"code": "told", "params": {"text": "原<b>某局</b>更名"}}
    return AgencySuccession.objects.create(
        predecessor=before, successor=after, since_year=2025, reasons=[reason]
    )


def act(client: Client, action: str, *rows: AgencySuccession) -> str:
    data = {"action": action, "_selected_action": [row.pk for row in rows]}
    return client.post(reverse(LIST), data, follow=True).content.decode()


def test_confirming_and_taking_back() -> None:
    region = make_region()
    before, after = make_agency(region=region), make_agency(region=region)
    user = administrator(before, after)
    client, row = logged_in(user), proposal(before, after)
    assert "待确认" in client.get(reverse(LIST)).content.decode()
    assert "已确认 1 条" in act(client, "confirm", row)
    row.refresh_from_db()
    assert (row.confirmed_by, row.declined_at) == (user, None)
    assert "已否定 1 条" in act(client, "decline", row)
    row.refresh_from_db()
    assert row.confirmed_at is None
    assert row.declined_at is not None


def test_reasons_are_shown_as_plain_text() -> None:
    before, after = make_agency(), make_agency()
    proposal(before, after)
    page = logged_in(make_user(is_superuser=True)).get(reverse(LIST)).content.decode()
    assert "&lt;b&gt;某局&lt;/b&gt;" in page
    assert "<b>某局" not in page


def test_one_who_answers_for_one_side_only_decides_nothing() -> None:
    before, after = make_agency(), make_agency()
    row = proposal(before, after)
    page = act(logged_in(administrator(before)), "confirm", row)
    assert "另有 1 条未处理" in page
    row.refresh_from_db()
    assert row.confirmed_at is None


@pytest.mark.parametrize(
    ("state", "shown"), [("proposed", 1), ("confirmed", 0), ("declined", 0), ("nonsense", 1)]
)
def test_filter(state: str, shown: int) -> None:
    proposal(make_agency(), make_agency())
    page = logged_in(make_user(is_superuser=True)).get(reverse(LIST), {"state": state})
    assert page.context["cl"].result_count == shown
