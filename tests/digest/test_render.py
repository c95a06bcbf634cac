from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser
from pytest_django import Settings

from tests import factories
from tests.digest.samples import MONDAY, promise, settle, small_world, subscriber
from tracker.core.types import Outcome
from tracker.digest.content import build_content
from tracker.digest.render import RenderedDigest, render_digest
from tracker.digest.subjects import subject_of
from tracker.models import Agency, Region

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _site(settings: Settings) -> None:
    settings.SITE_URL = "https://promises.example.org"


def mail_for(*scopes: Region | Agency) -> RenderedDigest:
    subject = subject_of(subscriber(*scopes), week="2026-W47")
    return render_digest(build_content(subject, now=MONDAY))


def visible_text(html: str) -> str:
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", html))


@pytest.fixture
def agency() -> Agency:
    made = factories.make_agency("测试甲局")
    small_world(made)
    return made


def test_subject_says_what_matters(agency: Agency) -> None:
    assert mail_for(agency).subject == "承诺周报 2026 年第 47 周：未兑现 5 项，本期确认兑现 1 项"


@pytest.mark.parametrize(
    "said",
    [
        "经人工确认：兑现 1 项，仍未兑现 2 项，不再推进 0 项；另有 1 项拟不再推进，等第二人批准。",
        "目前未兑现 5 项，占下一年度报告已提交的 7 项的 71.4%，其中 3 项尚未经人工确认。",
        "本期新增 1 项：未回应 1 项；目前总数相同。",
        "统计至 2026-11-16 09:30。",
        "待报告 1 项不在任何分母内",
    ],
)
def test_both_parts_say_the_same(agency: Agency, said: str) -> None:
    mail = mail_for(agency)
    assert said in mail.text
    assert re.sub(r"\s+", "", said) in visible_text(mail.html)


def test_every_figure_of_the_table_is_in_both_parts(agency: Agency) -> None:
    mail = mail_for(agency)
    assert (
        "未兑现 5 项；兑现率占全部 28.6%（2/7），占可核查 28.6%（2/7）；已复核 57.1%（4/7）"
        in mail.text
    )
    for figure in ("28.6%", "2/7", "已复核57.1%（4/7）"):
        assert figure in visible_text(mail.html)


@pytest.mark.parametrize("part", ["text", "html"])
def test_the_machines_view_stands_apart_and_last(agency: Agency, part: str) -> None:
    body = getattr(mail_for(agency), part)
    people, machine = body.split("系统建议，未复核")
    assert "编印办事画册" in machine
    assert "建议" not in people
    assert "加开夜间窗口" not in machine


def test_links_lead_to_this_site(agency: Agency) -> None:
    mail = mail_for(agency)
    links = re.findall(r'href="([^"]+)"', mail.html)
    assert links
    assert all(link.startswith("https://promises.example.org/") for link in links)
    assert sum("/admin/" not in link for link in links) == 1  # the one that ends it all
    assert "https://promises.example.org/admin/tracker/commitment/?queue=all" in mail.text


def test_hostile_text_is_escaped_in_html_and_kept_in_text() -> None:
    agency = factories.make_agency('<b onclick="x">局</b>')
    plan, result = (factories.make_report(agency, report_year=year) for year in (2024, 2025))
    hostile = "<script>alert(1)</script>&amp;\"'"
    promise(plan, result, heading=hostile, outcome=Outcome.PARTIAL)
    settle()
    mail = mail_for(agency)
    assert "<script" not in mail.html
    assert "<b onclick" not in mail.html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&amp;amp;&quot;&#x27;" in mail.html
    assert hostile in mail.text


@pytest.mark.parametrize("part", ["subject", "text", "html"])
def test_no_data_is_said_and_divides_by_nothing(part: str) -> None:
    agency = factories.make_agency()
    factories.make_commitment(factories.make_report(agency))
    settle()
    body = getattr(mail_for(agency), part)
    assert "没有可核对的承诺" in body or "尚无可核对的承诺" in body
    assert "%" not in re.sub(r'style="[^"]*"|width="[^"]*"', "", body)


def test_a_scope_without_agencies_is_said() -> None:
    mail = mail_for()
    assert "您的订阅范围内还没有单位" in mail.text
    assert "您的订阅范围内还没有单位" in mail.html


def test_html_needs_nothing_from_elsewhere(agency: Agency) -> None:
    html = mail_for(agency).html
    for tag in ("<img", "<style", "<script", "<link", "url("):
        assert tag not in html


def test_bars_stand_beside_their_figures(agency: Agency) -> None:
    html = mail_for(agency).html
    assert re.search(r'28\.6%</b>.{0,300}<td width="29%"', html, re.DOTALL)


def test_text_has_no_stray_blank_lines(agency: Agency) -> None:
    text = mail_for(agency).text
    assert "\n\n\n" not in text
    assert all(line == line.rstrip() for line in text.splitlines())


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 800])
def test_readable_at(width: int, browser: Browser) -> None:
    region = factories.make_region()
    for _ in range(12):
        small_world(factories.make_agency("测试" + "很长的单位名称" * 3 + str(_), region=region))
    html = mail_for(region).html
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.set_content(html)
    try:
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        smallest = page.evaluate(
            "Math.min(...[...document.querySelectorAll('p,td,th,span,a,h1,h2')]"
            ".filter(e => e.innerText.trim()).map(e => parseFloat(getComputedStyle(e).fontSize)))"
        )
        assert smallest >= 12
    finally:
        page.close()


@pytest.mark.parametrize("part", ["text", "html"])
def test_the_head_of_the_review_chain_is_printed(part: str) -> None:
    pair = factories.make_pair()
    assert "复核记录链头 0:0000000000000000" in getattr(mail_for(pair.agency), part)
    review = factories.make_review(pair.commitments[0], factories.make_user())
    assert f"--printed 1:{review.seal[:16]}" in getattr(mail_for(pair.agency), part)
