"""Handing files in with a real browser: dropped, sent one by one, cut off, sent again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Dialog, FilePayload, Locator, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.desk import log_in
from tests.factories import make_agency, make_inspector
from tracker.models import Batch, Upload, User
from tracker.services.ingestion import process_upload

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NAME = "云岫市岚溪区司法局"
TEXT = """{name}{year}法治政府建设年度报告
一、主要成效
全年培训三场，办结来件四十件。
二、下一步打算
（一）增设柜台。年底前增设柜台2个。
"""
SURE = TEXT.format(name=NAME, year="2024年")
UNSURE = TEXT.format(name=NAME, year="")

# What a drop from a folder is to a page: files in a DataTransfer.
DROP = """([place, files]) => {
  const carried = new DataTransfer();
  for (const [name, text] of files) carried.items.add(new File([text], name, { lastModified: 7 }));
  for (const type of ["dragenter", "dragover", "drop"]) {
    const event = new DragEvent(type, { dataTransfer: carried, bubbles: true, cancelable: true });
    document.querySelector(place).dispatchEvent(event);
  }
}"""


@pytest.fixture(autouse=True)
def inspector(db: None, settings: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> User:
    """The worker's part is played here, when a test says so."""
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]  # pytest-django's wrapper is untyped
    monkeypatch.setattr("tracker.tasks.enqueue_uploads", lambda upload_ids: True)
    return make_inspector(make_agency(NAME), username="inspector")


def open_page(page: Page, live_server: LiveServer) -> None:
    log_in(page, live_server, "inspector")
    page.goto(f"{live_server.url}/admin/tracker/upload/add/")


def drop(page: Page, *files: Sequence[str], place: str = "#upload-drop") -> None:
    page.evaluate(DROP, [place, [list(file) for file in files]])


def line(page: Page, name: str) -> Locator:
    return page.locator("#upload-files li", has_text=name)


def send(page: Page) -> None:
    page.get_by_role("button", name="上传", exact=True).click()


def test_dropped_files_are_sent_and_their_lines_say_what_became_of_them(
    live_server: LiveServer, page: Page
) -> None:
    open_page(page, live_server)
    drop(page, ("甲.txt", SURE), ("乙.txt", UNSURE), ("图.png", "x"), ("丙.txt", "天气预报"))
    expect(line(page, "图.png")).to_contain_text("这是图片，没有上传")
    expect(line(page, "甲.txt")).to_contain_text("待上传")
    send(page)
    for name in ("甲.txt", "乙.txt", "丙.txt"):
        expect(line(page, name)).to_contain_text("已上传，等待处理")
    assert Upload.objects.count() == 3
    assert Batch.objects.get().expected == 3

    for upload in Upload.objects.all():
        process_upload(upload.pk)
    expect(line(page, "甲.txt")).to_contain_text("已完成：新增")
    expect(line(page, "甲.txt").get_by_role("link")).to_have_text(f"{NAME} 2024")
    expect(line(page, "乙.txt")).to_contain_text("文中没有找到报告年度")
    expect(line(page, "丙.txt")).to_contain_text("失败：")
    said = "共 4 个文件：已上传 3 个，处理完毕 1 个，需要处理 3 个。"
    expect(page.get_by_role("status")).to_have_text(said)

    with page.context.expect_page() as opened:
        line(page, "乙.txt").get_by_role("link", name="去补充").click()
    answer = opened.value
    answer.get_by_label("报告年度").fill("2023")
    answer.get_by_role("button", name="确认并录入").click()
    answer.wait_for_url("**/upload/")
    answer.close()
    process_upload(Upload.objects.get(filename="乙.txt").pk)
    expect(line(page, "乙.txt")).to_contain_text("已完成：新增")
    page.get_by_role("link", name="处理进度").click()
    expect(page.locator("#progress-figures")).to_contain_text("新增 2")


def test_a_transfer_that_is_cut_is_sent_again(live_server: LiveServer, page: Page) -> None:
    open_page(page, live_server)
    stored: list[str] = []

    def answer_lost(route: Route) -> None:
        """The second request reaches the server, but its answer never comes back."""
        if route.request.method == "POST" and len(stored) < 2:
            stored.append(route.request.url)
            if len(stored) == 2:
                route.fetch()
                route.abort("connectionreset")
                return
        route.continue_()

    page.route("**/upload/add/", answer_lost)
    drop(page, ("甲.txt", SURE), ("乙.txt", UNSURE))
    send(page)
    expect(line(page, "乙.txt")).to_contain_text("传输中断")
    line(page, "乙.txt").get_by_role("button", name="重新上传").click()
    expect(line(page, "乙.txt")).to_contain_text("已上传，等待处理")
    assert Upload.objects.count() == 2
    assert Batch.objects.get().expected == 2


def test_a_network_that_is_down_keeps_the_files_and_asks_before_leaving(
    live_server: LiveServer, page: Page
) -> None:
    open_page(page, live_server)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/upload/add/", hold)
    drop(page, ("甲.txt", SURE), ("乙.txt", UNSURE))
    send(page)
    expect(line(page, "甲.txt")).to_contain_text("正在上传")
    expect(line(page, "甲.txt").get_by_role("progressbar")).to_be_visible()
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.get_by_role("link", name="返回列表").click()
    expect(line(page, "甲.txt")).to_contain_text("正在上传")
    assert asked == ["beforeunload"]
    held.pop().abort()
    expect(line(page, "甲.txt")).to_contain_text("传输中断")
    expect(line(page, "乙.txt")).to_contain_text("正在上传")
    held.pop().abort()
    expect(line(page, "乙.txt")).to_contain_text("传输中断")
    page.unroute("**/upload/add/")
    page.get_by_role("button", name=re.compile("重新上传 甲")).click()
    page.get_by_role("button", name=re.compile("重新上传 乙")).click()
    expect(page.get_by_role("status")).to_contain_text("已上传 2 个")
    assert Batch.objects.count() == 1


def test_a_file_dropped_twice_is_noticed(live_server: LiveServer, page: Page) -> None:
    open_page(page, live_server)
    drop(page, ("甲.txt", SURE))
    drop(page, ("甲.txt", SURE), ("乙.txt", SURE), place="body")  # also beside the field
    expect(page.get_by_role("alert")).to_contain_text("甲.txt：这个文件已在列表中")
    send(page)
    expect(line(page, "乙.txt")).to_contain_text("内容相同，只录入一次")
    assert Upload.objects.count() == 1
    assert Batch.objects.get().expected == 1


def test_what_is_wrong_is_told_before_or_after_sending(
    live_server: LiveServer, page: Page, settings: object
) -> None:
    settings.DOCUMENT_MEGABYTES = 1  # type: ignore[attr-defined]  # pytest-django's wrapper
    open_page(page, live_server)
    drop(page, ("大.txt", "文" * 400_000), ("空.txt", ""), ("包.zip", "x"), ("甲.txt", SURE))
    expect(line(page, "大.txt")).to_contain_text("超过 1 MB，没有上传")
    expect(line(page, "空.txt")).to_contain_text("文件是空的")
    expect(line(page, "包.zip")).to_contain_text("这是压缩包")
    line(page, "大.txt").get_by_role("button", name="移除").click()
    expect(page.locator("#upload-files li")).to_have_count(3)
    page.get_by_text("指定单位或年度").click()
    page.get_by_label("指定报告年度").fill("24")
    page.evaluate("document.getElementById('upload-form').noValidate = true")
    send(page)
    expect(line(page, "甲.txt")).to_contain_text("1990")
    page.get_by_label("指定报告年度").fill("2024")
    line(page, "甲.txt").get_by_role("button", name="重新上传").click()
    expect(line(page, "甲.txt")).to_contain_text("已上传")
    assert Upload.objects.get().report_year == 2024


def test_a_login_that_ended_is_told(live_server: LiveServer, page: Page) -> None:
    open_page(page, live_server)
    drop(page, ("甲.txt", SURE))
    page.context.clear_cookies()
    send(page)
    expect(line(page, "甲.txt")).to_contain_text("登录已失效")
    assert not Upload.objects.exists()


@pytest.mark.parametrize("width", [360, 768, 1366])
def test_the_page_fits_and_keys_reach_everything(
    live_server: LiveServer, page: Page, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    open_page(page, live_server)
    page.get_by_label("报告文件").set_input_files(
        FilePayload(name=f"{'很长的名字' * 20}.txt", mimeType="text/plain", buffer=SURE.encode())
    )
    page.get_by_label("报告文件").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_text("指定单位或年度")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name=re.compile("移除"))).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#upload-files li")).to_contain_text("已上传，等待处理")
