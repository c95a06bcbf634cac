"""人工更正 in a real browser: an item cut in three, one set aside, and both taken back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.desk import expect_done, log_in
from tests.factories import make_inspector
from tests.services.correcting import (
    ADD,
    PIECES,
    RUN,
    TIDY,
    confirm,
    match_all,
    matched_pair,
    planned,
)
from tracker import tasks
from tracker.models import Report

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def plan(
    live_server: LiveServer, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> Report:
    settings.MEDIA_ROOT, settings.SECOND_REVIEW_SHARE = tmp_path, 0
    monkeypatch.setattr(tasks, "enqueue_jobs", lambda _ids: True)
    plan, _result, user = matched_pair()
    make_inspector(plan.agency, username="inspector")
    confirm(plan.commitments.get(text=RUN), user)
    return plan


def test_an_item_is_cut_one_set_aside_and_both_taken_back(
    live_server: LiveServer, page: Page, plan: Report
) -> None:
    log_in(page, live_server, "inspector")
    page.goto(f"{live_server.url}/admin/tracker/correction/report/{plan.pk}/")
    page.get_by_role("row", name="办好普法宣讲").get_by_role("link", name="拆分").click()
    for box in page.get_by_label("从这里分开").all():
        box.check()
    page.get_by_role("button", name="看看影响").click()
    expect(page.locator(".desk-effects")).to_contain_text("1 项已复核的结论将撤回")
    expect(page.locator(".desk-effects")).to_contain_text("原 3 项，更正后 5 项")
    page.get_by_label("说明").fill("三件事")
    page.get_by_role("button", name="保存更正").click()
    expect_done(page, "拆成 3 项")
    assert planned(plan) == [*PIECES, ADD, TIDY]

    page.get_by_role("row", name="增设咨询点").get_by_role("button", name="不是承诺").click()
    expect(page.locator(".desk-effects")).to_contain_text("没有已复核的结论受影响")
    page.get_by_role("button", name="保存更正").click()
    expect_done(page, "“增设咨询点”不是承诺")
    assert planned(plan) == [*PIECES, TIDY]

    for words in ("“增设咨询点”不是承诺", "拆成 3 项"):
        row = page.locator(".desk-corrections tr", has_text=words)
        row.get_by_role("button", name="撤回更正").click()
        page.get_by_role("button", name="撤回更正").click()
        expect_done(page, "已撤回更正")
        expect(page.locator(".desk-corrections tr", has_text=words)).to_contain_text("inspector 于")
    assert planned(plan) == [RUN, ADD, TIDY]
    match_all(plan)
    assert all(row.suggestion for row in plan.commitments.all())


def test_everything_is_reached_by_keys_and_fits_a_narrow_window(
    live_server: LiveServer, page: Page, plan: Report
) -> None:
    log_in(page, live_server, "inspector")
    for width, height in ((1366, 768), (768, 1024)):
        page.set_viewport_size({"width": width, "height": height})
        page.goto(f"{live_server.url}/admin/tracker/correction/report/{plan.pk}/")
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width
    button = page.get_by_role("row", name="增设咨询点").get_by_role("button", name="不是承诺")
    button.focus()
    page.keyboard.press("Enter")
    page.get_by_label("说明").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect_done(page, "不是承诺")
