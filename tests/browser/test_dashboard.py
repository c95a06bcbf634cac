"""统计看板 in a browser: charts under the strict policy, from a figure to its list, on paper."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.desk import log_in
from tests.factories import Pair
from tracker.models import Commitment, User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
URL = "/admin/tracker/commitment/dashboard/"


@pytest.fixture
def reader(pair: Pair, inspector: User) -> User:
    first = Commitment.objects.filter(pk=pair.commitments[0].pk)
    first.update(review_state="confirmed", outcome="fulfilled", status="fulfilled")
    return inspector


def test_from_the_first_page_to_the_list_behind_a_figure(
    page: Page, live_server: LiveServer, reader: User
) -> None:
    log_in(page, live_server, reader.username)
    page.goto(f"{live_server.url}{URL}")
    charts = page.locator(".desk-chart svg[role=img]")
    assert charts.count() >= 6
    expect(charts.first.locator("text").first).to_be_visible()
    # The style sheet overrules the colours that the charts came with.
    dot = page.locator('.desk-chart [fill="#1d4d63"]').first
    light = dot.evaluate("node => getComputedStyle(node).fill")
    page.emulate_media(color_scheme="dark")
    assert dot.evaluate("node => getComputedStyle(node).fill") != light
    panel = page.locator("section", has=page.locator("#panel-fulfilment-agency"))
    expect(panel.locator("tbody td").first).to_contain_text("33.3% 1/3")
    panel.locator("tbody td").first.get_by_role("link").first.click()
    expect(page.locator("#result_list tbody tr")).to_have_count(1)


@pytest.mark.parametrize("width", [768, 1366])
def test_nothing_runs_over_the_edge(
    page: Page, live_server: LiveServer, reader: User, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 768})
    log_in(page, live_server, reader.username)
    page.goto(f"{live_server.url}{URL}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    smallest = page.locator(".desk-chart text:not(:empty)").evaluate_all(
        "nodes => Math.min(...nodes.map(n => n.getBoundingClientRect().height))"
    )
    assert smallest >= 11  # the box of 12 px letters


def test_paper_has_the_figures_and_not_the_navigation(
    page: Page, live_server: LiveServer, reader: User
) -> None:
    log_in(page, live_server, reader.username)
    page.goto(f"{live_server.url}{URL}")
    page.emulate_media(media="print")
    expect(page.locator("#header")).to_be_hidden()
    expect(page.locator(".breadcrumbs")).to_be_hidden()
    expect(page.locator(".desk-chart svg").first).to_be_visible()
    expect(page.locator("table").first).to_be_visible()
