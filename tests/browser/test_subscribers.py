"""The pages behind the links of a mail, on a phone: no log-in, one button, no scrolling aside."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.digest.samples import subscriber
from tests.factories import make_agency
from tracker.digest import links
from tracker.models import Subscription

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 360, "height": 640}
LONG = "a-very-long-name-of-a-leader-in-an-office-with-a-long-name@" + "long." * 8 + "example.org"


def go(page: Page, live_server: LiveServer, url: str) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]  # a literal
    page.goto(live_server.url + urlsplit(url).path)


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def test_confirm_then_leave(live_server: LiveServer, page: Page) -> None:
    row = Subscription.objects.create(address=LONG, asked_at=timezone.now())
    go(page, live_server, links.confirm_url(row))
    button = page.get_by_role("button", name="确认订阅")
    box = button.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    assert fits(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading")).to_have_text("已确认订阅")
    row.refresh_from_db()
    assert row.confirmed_at is not None

    go(page, live_server, links.unsubscribe_url(row))
    page.get_by_role("button", name="退订").click()
    expect(page.get_by_role("heading")).to_have_text("已退订")
    row.refresh_from_db()
    assert row.ended_at is not None
    assert fits(page)


def test_a_person_leaves_and_comes_back(live_server: LiveServer, page: Page) -> None:
    row = subscriber(make_agency(), email="reader@example.org")
    go(page, live_server, links.unsubscribe_url(row))
    page.get_by_role("button", name="退订").click()
    page.get_by_role("button", name="重新订阅").click()
    expect(page.get_by_role("heading")).to_have_text("已重新订阅")
    row.refresh_from_db()
    assert row.ended_at is None


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_broken_link_is_readable(live_server: LiveServer, page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of two
    go(page, live_server, "/weekly/confirm/broken/")
    expect(page.get_by_role("heading")).to_have_text("链接无效")
    expect(page.get_by_role("status")).to_be_visible()
    assert fits(page)
