"""A person at the desk: log in, decide with clicks and keys."""

from __future__ import annotations

from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.factories import PASSWORD


def log_in(page: Page, live_server: LiveServer, username: str) -> None:
    """As another person than before, if somebody was logged in."""
    page.context.clear_cookies()
    page.goto(f"{live_server.url}/admin/")
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.locator("#user-tools")).to_contain_text(username, ignore_case=True)


def open_queue(page: Page, live_server: LiveServer, query: str = "") -> None:
    """The list of what waits."""
    page.goto(f"{live_server.url}/admin/tracker/commitment/{query}")


def open_item(page: Page, heading: str) -> None:
    """From the list to the review page of a promise, until its keys work."""
    page.get_by_role("link", name=heading, exact=True).click()
    page.wait_for_url("**/review/**")


def expect_done(page: Page, words: str) -> None:
    """The line that says what was done, on the next page, whose keys work then."""
    expect(page.locator(".messagelist")).to_contain_text(words)
    page.wait_for_load_state("load")
