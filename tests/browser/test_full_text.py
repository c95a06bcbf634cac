"""全文检索 in a browser: by keys alone, at both widths, in both themes."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.desk import log_in
from tests.browser.test_reports import check
from tests.factories import make_inspector, make_pair
from tracker.core.types import Outcome, ReviewState
from tracker.models import Commitment

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_from_the_head_of_any_page_to_the_passage(page: Page, live_server: LiveServer) -> None:
    pair = make_pair()
    row = pair.commitments[0]
    change = {"review_state": ReviewState.CONFIRMED.value, "outcome": Outcome.PARTIAL.value}
    Commitment.objects.filter(pk=row.pk).update(**change)
    make_inspector(pair.agency, username="cha")
    log_in(page, live_server, "cha")
    page.get_by_role("link", name="全文检索").click()
    expect(page.get_by_label("要找的词")).to_be_focused()
    check(page)
    page.keyboard.type("延时值守")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("找到")
    items = page.get_by_role("list", name="检索结果").get_by_role("listitem")
    expect(items.filter(has_text="部分兑现").first).to_contain_text(str(pair.agency))
    check(page)
    place = items.filter(has_text="系统找出，未复核").first.get_by_role("link", name="看原文所在处")
    place.focus()
    page.keyboard.press("Enter")
    expect(page.locator("p:target")).to_contain_text("延时值守")
    page.go_back()
    page.get_by_label("要找的词").fill("罚")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("两个字以上")
    check(page)
