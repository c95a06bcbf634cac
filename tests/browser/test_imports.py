"""导入 in a real browser: template, dry run with an error, mended, confirmed; the sample's page."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.desk import expect_done, log_in
from tests.factories import make_region, make_user
from tests.papers.books import book_of
from tracker.models import Agency
from tracker.papers.xlsx import MEDIA_TYPE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HEADINGS = ["全称", "区划代码", "别称", "原名称", "更名年度"]


@pytest.fixture
def _root(db: None) -> None:
    make_user("root", is_superuser=True)
    make_region("北川市", code="980100")


def table(*rows: list[str]) -> FilePayload:
    return FilePayload(name="单位.xlsx", mimeType=MEDIA_TYPE, buffer=book_of([HEADINGS, *rows]))


def preview(page: Page, file: FilePayload) -> None:
    page.get_by_label("选择填好的表格").set_input_files(file)
    page.get_by_role("button", name="预览").click()
    expect(page.locator(".desk-import-counts")).to_be_visible()


def picture(page: Page, name: str) -> None:
    """Kept where PICTURES names a folder: for whoever changes how the page looks."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.mark.usefixtures("_root")
def test_a_table_is_seen_mended_and_confirmed(live_server: LiveServer, page: Page) -> None:
    page.set_viewport_size({"width": 1366, "height": 768})
    log_in(page, live_server, "root")
    picture(page, "welcome")
    page.get_by_role("link", name="导入单位").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="下载模板").click()
    assert download.value.suggested_filename == "agencies.xlsx"
    picture(page, "import-form")
    good = ["北川市司法局", "980100", "北川司法局、市司法局", "", ""]
    preview(page, table(good, ["北川市综合执法局", "980100", "", "北川市城管局", "2024"]))
    expect(page.get_by_text("没有名为“北川市城管局”的单位")).to_be_visible()
    expect(page.get_by_role("button", name="确认导入")).to_have_count(0)
    picture(page, "import-errors")
    preview(
        page,
        table(
            good,
            ["北川市城管局", "980100", "", "", ""],
            ["北川市综合执法局", "980100", "", "北川市城管局", "2024"],
        ),
    )
    assert not Agency.objects.exists()
    picture(page, "import-preview")
    page.get_by_role("button", name="确认导入 3 行").press("Enter")
    expect_done(page, "已导入：新增 3，修改 0，无变化 0。")
    assert Agency.objects.count() == 3
    picture(page, "agencies")
    page.get_by_role("link", name="北川市综合执法局").click()
    expect(page.get_by_text("2024 年起 · 待确认")).to_be_visible()
    picture(page, "agency")


@pytest.mark.usefixtures("_root")
def test_the_sample_is_loaded_with_a_button(
    live_server: LiveServer, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.tasks.enqueue_uploads", lambda upload_ids: True)
    log_in(page, live_server, "root")
    page.get_by_role("link", name="载入示例数据").click()
    picture(page, "samples")
    page.get_by_role("button", name="载入示例数据").click()
    page.wait_for_url("**/upload/progress/*/")
    expect(page.get_by_text("示例数据已载入，正在处理")).to_be_visible()
    page.goto(f"{live_server.url}/admin/")
    page.get_by_role("link", name="查看或移除").click()
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 768, "height": 900})
    picture(page, "samples-loaded-dark-768")
    page.get_by_role("button", name="确认移除示例数据").click()
    expect_done(page, "示例数据已移除：删除 6 个单位；0 个单位有复核记录，已隐藏。")
    assert not Agency.objects.exists()
