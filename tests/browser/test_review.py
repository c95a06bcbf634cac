"""The review page in a real browser: three kinds of reviews by clicks and by keys."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.desk import expect_done, log_in, open_item, open_queue
from tests.factories import PROBLEMS, Pair, make_approver, make_inspector, make_pair
from tracker.models import Commitment
from tracker.services import reviews

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def pair(live_server: LiveServer) -> Pair:
    pair = make_pair()
    make_inspector(pair.agency, username="inspector")
    make_approver(pair.agency, username="approver")
    return pair


def again(commitment: Commitment) -> Commitment:
    return Commitment.objects.get(pk=commitment.pk)


def test_three_reviews_by_clicks(live_server: LiveServer, page: Page, pair: Pair) -> None:
    kept, partial, dropped = pair.commitments
    log_in(page, live_server, "inspector")
    open_queue(page, live_server)
    open_item(page, kept.heading)
    page.locator(".desk-passage input").first.check()
    page.locator('label[for="s-fulfilled"]').click()
    page.get_by_role("button", name="保存并下一条").click()
    expect_done(page, "已确认为“已兑现”")

    open_queue(page, live_server)
    open_item(page, partial.heading)
    page.locator('label[for="s-pending"]').click()
    page.get_by_label("待兑现的具体情况").select_option(label="部分兑现")
    page.get_by_label("备注").fill("少三册")
    page.get_by_role("button", name="保存并下一条").click()
    expect_done(page, "已确认为“部分兑现”")

    expect(page.locator("#promise-title")).to_be_visible()
    expect(page.get_by_role("heading", name=dropped.heading)).to_be_visible()
    page.locator('label[for="s-dropped"]').click()
    page.get_by_role("button", name="保存并下一条").click()
    expect(page.get_by_role("alert")).to_contain_text("必须写明理由")
    page.get_by_label("备注").fill("场地收回，不再扫描")
    page.get_by_role("button", name="保存并下一条").click()
    expect(page.get_by_role("alert")).to_contain_text("写明此事的一段原文")
    page.locator("aside .desk-passage", has_text=PROBLEMS[0]).locator("input").check()
    page.get_by_role("button", name="保存并下一条").click()
    expect_done(page, "等待另一人批准")
    assert again(dropped).review_state == "approval"
    assert [item["text"] for item in again(dropped).reviews.get().evidence] == [PROBLEMS[0]]

    log_in(page, live_server, "approver")
    open_queue(page, live_server)
    open_item(page, dropped.heading)
    expect(page.locator("#decision")).to_contain_text("场地收回，不再扫描")
    page.get_by_role("button", name="批准", exact=True).click()
    expect_done(page, "已确认为“不再推进”")
    assert [again(c).outcome for c in pair.commitments] == ["fulfilled", "partial", "dropped"]
    assert [again(c).status for c in pair.commitments] == ["fulfilled", "pending", "dropped"]


def test_three_reviews_by_keys_alone(live_server: LiveServer, page: Page, pair: Pair) -> None:
    kept, partial, dropped = pair.commitments
    log_in(page, live_server, "inspector")
    page.goto(f"{live_server.url}/admin/tracker/commitment/{dropped.pk}/review/")
    for key in ("1", "b", "m"):
        page.keyboard.press(key)
    page.keyboard.type("yd1 场地收回")  # letters and digits of the note decide nothing
    page.keyboard.press("Control+Enter")
    expect_done(page, "等待另一人批准")
    expect(page.get_by_role("heading", name=partial.heading)).to_be_visible()
    page.keyboard.press("p")
    page.keyboard.press("Enter")
    expect_done(page, "已确认为“部分兑现”")
    expect(page.get_by_role("heading", name=kept.heading)).to_be_visible()
    for key in ("1", "2", "3", "2", "y", "Enter"):
        page.keyboard.press(key)
    expect_done(page, "已确认为“已兑现”")
    assert again(dropped).reviews.get().note == "yd1 场地收回"
    assert [item["text"] for item in again(kept).reviews.get().evidence] == [
        row.text
        for row in kept.suggestion.candidates.filter(rank__in=[1, 3])  # type: ignore[union-attr]
    ]
    assert again(partial).outcome == "partial"


def test_keys_are_off_with_modifiers_and_while_composing(
    live_server: LiveServer, page: Page, pair: Pair
) -> None:
    log_in(page, live_server, "inspector")
    page.goto(f"{live_server.url}/admin/tracker/commitment/{pair.commitments[0].pk}/review/")
    page.keyboard.press("Alt+y")
    page.keyboard.press("Control+d")
    for change in ({"isComposing": True}, {"keyCode": 229}):
        page.locator("body").dispatch_event("keydown", {"key": "y", **change})
    expect(page.locator('input[name="status"]:checked')).to_have_count(0)
    page.keyboard.press("y")
    expect(page.locator("#s-fulfilled")).to_be_checked()
    page.keyboard.press("?")
    expect(page.get_by_text("选用或取消该段证据")).to_be_visible()


def test_the_page_works_without_scripts(live_server: LiveServer, page: Page, pair: Pair) -> None:
    kept = pair.commitments[0]
    log_in(page, live_server, "inspector")
    page.route("**/*.js", lambda route: route.abort())
    page.goto(f"{live_server.url}/admin/tracker/commitment/{kept.pk}/review/")
    page.locator(".desk-passage input").nth(1).check()
    page.locator('label[for="s-fulfilled"]').click()
    page.get_by_role("button", name="保存并下一条").click()
    expect_done(page, "已确认为“已兑现”")
    assert again(kept).outcome == "fulfilled"


def test_somebody_was_faster(live_server: LiveServer, page: Page, pair: Pair) -> None:
    kept = pair.commitments[0]
    faster = make_inspector(pair.agency, username="faster")
    log_in(page, live_server, "inspector")
    page.goto(f"{live_server.url}/admin/tracker/commitment/{kept.pk}/review/")
    page.keyboard.press("w")
    page.get_by_label("备注").fill("没有写到")
    reviews.decide(kept.pk, reviewer=faster, version=1, outcome="partial")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("alert")).to_contain_text("faster")
    expect(page.get_by_text("没有保存的内容")).to_be_visible()
    expect(page.get_by_label("重新打开的理由")).to_have_value("没有写到")
    assert again(kept).outcome == "partial"


def test_the_decision_is_in_view_on_a_small_screen(
    live_server: LiveServer, page: Page, pair: Pair
) -> None:
    page.set_viewport_size({"width": 1366, "height": 768})
    log_in(page, live_server, "inspector")
    page.goto(f"{live_server.url}/admin/tracker/commitment/{pair.commitments[0].pk}/review/")
    expect(page.get_by_role("button", name="保存并下一条")).to_be_in_viewport()
    overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(overflow) <= 0
