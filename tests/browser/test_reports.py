"""The pages about reports in a browser: jumping by the outline, two years, problem and plan."""

from __future__ import annotations

from typing import Literal

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.desk import log_in
from tests.browser.test_review_access import LEAST, NAMELESS, TOO_FAINT
from tests.factories import ANSWERS, Pair, make_inspector, make_pair
from tracker.models import Recurrence, Remedy, Shortcoming

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SIZES = ({"width": 1366, "height": 768}, {"width": 768, "height": 1024})


@pytest.fixture
def pair(live_server: LiveServer, page: Page) -> Pair:
    """Two years with a shortcoming that was planned for and returns; an inspector looks."""
    pair = make_pair()
    earlier, later = (
        Shortcoming.objects.create(report=report, position=0, text=text, start=0, end=0)
        for report, text in ((pair.plan, "柜台排队时间偏长"), (pair.result, "柜台排队仍然偏长"))
    )
    Remedy.objects.create(shortcoming=earlier, commitment=pair.commitments[0], score=0.8)
    Recurrence.objects.create(earlier=earlier, later=later, score=0.9)
    make_inspector(pair.agency, username="cha")
    log_in(page, live_server, "cha")
    return pair


def check(page: Page) -> None:
    """Nothing sticks out sideways, nothing is too faint in either theme, all fields have names."""
    for size in SIZES:
        page.set_viewport_size(size)  # type: ignore[arg-type]  # a literal
        assert page.evaluate(SIDEWAYS) <= 0, size
    page.set_viewport_size(SIZES[0])  # type: ignore[arg-type]  # a literal
    themes: tuple[Literal["dark", "light"], ...] = ("dark", "light")
    for theme in themes:
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        page.wait_for_timeout(400)  # the stock sheet fades the colours of links
        assert page.evaluate(TOO_FAINT, LEAST) == [], theme
    assert page.evaluate(NAMELESS) == []


def test_from_a_report_to_its_promises_and_to_the_years(
    page: Page, live_server: LiveServer, pair: Pair
) -> None:
    page.goto(f"{live_server.url}/admin/tracker/report/{pair.plan.pk}/change/")
    check(page)
    last = pair.commitments[-1]
    page.locator(".desk-outline").get_by_role("link", name=last.heading).click()
    tag = page.locator(f"#p{last.pk}")
    expect(tag).to_be_in_viewport()
    expect(tag).to_contain_text("系统建议，未复核")
    expect(page.locator(".desk-outline")).to_be_in_viewport()
    page.get_by_role("link", name="两年对照").click()
    expect(page.locator("tbody tr").first).to_contain_text(ANSWERS[0])
    check(page)


def test_both_texts_open_behind_one_line(page: Page, live_server: LiveServer, pair: Pair) -> None:
    page.goto(f"{live_server.url}/admin/tracker/report/years/?report={pair.plan.pk}")
    texts = page.locator(".desk-texts .desk-fulltext")
    expect(texts.first).to_be_hidden()
    page.locator("summary").press("Enter")
    expect(texts).to_have_count(2)
    expect(texts.nth(1).locator("mark.offered").first).to_be_visible()
    check(page)


def test_problem_plan_and_result(page: Page, live_server: LiveServer, pair: Pair) -> None:
    page.goto(f"{live_server.url}/admin/tracker/report/{pair.plan.pk}/change/")
    page.get_by_role("link", name="不足整改对照").click()
    expect(page.locator("table")).to_contain_text("2025 年再现")
    check(page)
    page.get_by_label("只看").select_option("unplanned")
    page.get_by_role("button", name="查看").click()
    expect(page.locator("table")).to_contain_text("没有符合条件的不足")
    page.emulate_media(media="print")
    expect(page.locator(".desk-choose")).to_be_hidden()
    expect(page.get_by_text("系统对照，未复核。")).to_be_visible()
