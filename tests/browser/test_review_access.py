"""The review page for everybody: contrast, names, focus order, the first screen."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from tests.admin.pages import logged_in
from tests.admin.second import make_disputed, make_drawn
from tests.browser.desk import log_in
from tests.factories import Pair, make_approver, make_inspector, make_pair
from tracker.models import Commitment

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LEAST = 4.5  # to one: WCAG 2.1 AA for text of normal size

# Every visible text of the page with less contrast than that against the ground behind it.
TOO_FAINT = """(least) => {
  const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = (rgb) => rgb.slice(0, 3).map((v) => v / 255)
    .map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const colour = numbers(getComputedStyle(e).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const found = [];
  const walker = document.createTreeWalker(document.getElementById("main"), NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || element.closest(".visually-hidden, svg")) continue;
    if (!element.checkVisibility()) continue;
    const [a, b] = [light(numbers(getComputedStyle(element).color)), light(ground(element))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < least) found.push(`${ratio.toFixed(2)} ${node.data.trim().slice(0, 20)}`);
  }
  return found;
}"""
# Fields and buttons that a screen reader could not name.
NAMELESS = """() => {
  const fields = ["input:not([type=hidden])", "select", "textarea", "button"];
  const labels = (e) => Array.from(e.labels || []).map((label) => label.textContent).join("");
  return Array.from(document.querySelectorAll(fields.map((f) => `#content ${f}`).join()))
    .filter((e) => !(labels(e) + e.textContent + (e.ariaLabel || "")).trim())
    .map((e) => e.outerHTML.slice(0, 80));
}"""
PARTS = ["#search", "#offered", "aside", "#decision"]


@pytest.fixture
def pair(live_server: LiveServer, settings: Settings) -> Pair:
    settings.SECOND_REVIEW_SHARE = 1.0
    return make_pair()


def show(
    page: Page, live_server: LiveServer, item: Commitment, *, user: str, query: str = ""
) -> None:
    page.set_viewport_size({"width": 1366, "height": 768})
    log_in(page, live_server, user)
    page.goto(f"{live_server.url}/admin/tracker/commitment/{item.pk}/review/{query}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_can_be_read_and_every_field_has_a_name(
    live_server: LiveServer, page: Page, pair: Pair, scheme: str
) -> None:
    first, second = (make_inspector(pair.agency, username=name) for name in ("first", "second"))
    make_approver(pair.agency, username="third")
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    show(page, live_server, pair.commitments[1], user="second", query="?q=柜台")
    for key in ("1", "p", "?"):
        page.keyboard.press(key)
    seen = [(page.evaluate(TOO_FAINT, LEAST), page.evaluate(NAMELESS))]
    drawn = make_drawn(pair, first)
    show(page, live_server, drawn, user="second")
    seen.append((page.evaluate(TOO_FAINT, LEAST), page.evaluate(NAMELESS)))
    show(page, live_server, make_disputed(pair, drawn, logged_in(second)), user="third")
    seen.append((page.evaluate(TOO_FAINT, LEAST), page.evaluate(NAMELESS)))
    assert seen == [([], [])] * 3
    assert page.evaluate(TOO_FAINT, 22)  # nothing has so much: the look finds what it looks for


def test_the_focus_goes_as_the_page_is_read(
    live_server: LiveServer, page: Page, pair: Pair
) -> None:
    make_inspector(pair.agency, username="inspector")
    show(page, live_server, pair.commitments[0], user="inspector")
    page.locator("#id_q").focus()
    passed: list[int] = []
    for _ in range(60):
        where = page.evaluate(
            "(parts) => parts.findIndex((part) => document.activeElement.closest(part))", PARTS
        )
        if where >= 0 and where not in passed[-1:]:
            passed.append(where)
        page.keyboard.press("Tab")
    assert passed[: len(PARTS)] == list(range(len(PARTS)))


def test_the_first_screen_holds_promise_passages_and_decision(
    live_server: LiveServer, page: Page, pair: Pair
) -> None:
    make_inspector(pair.agency, username="second")
    drawn = make_drawn(pair, make_inspector(pair.agency, username="first"))
    show(page, live_server, drawn, user="second")
    for part in ("#promise-title", "h3", ".desk-marks", "#search", "#problems-title"):
        expect(page.locator(part).first).to_be_in_viewport(ratio=1)
    for number in range(3):
        expect(page.locator("#offered > li").nth(number)).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("button", name="保存并下一条")).to_be_in_viewport(ratio=1)
