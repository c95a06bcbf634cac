"""处理进度 in a real browser: the page follows a real worker by itself, or without scripts."""

from __future__ import annotations

import pytest
from playwright.sync_api import FilePayload, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.desk import expect_done, log_in
from tests.factories import make_agency, make_inspector, make_upload
from tracker.management.demo.children import Child
from tracker.models import Batch, Report, Upload, User
from tracker.services.batches import open_batch
from tracker.tasks import enqueue_uploads

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NAME = "云岫市岚溪区司法局"
TEXT = f"""{NAME}{{year}}年法治政府建设年度报告
一、主要成效
全年培训三场，办结来件四十件。
二、{{next}}年工作打算
（一）增设柜台。年底前增设柜台2个。
"""


@pytest.fixture
def inspector(db: None) -> User:
    return make_inspector(make_agency(NAME), username="inspector")


def report(year: int) -> FilePayload:
    words = TEXT.format(year=year, next=year + 1).encode()
    return FilePayload(name=f"{year}.txt", mimeType="text/plain", buffer=words)


def hand_in(page: Page, live_server: LiveServer, *files: FilePayload) -> None:
    page.goto(f"{live_server.url}/admin/tracker/upload/add/")
    page.get_by_label("报告文件").set_input_files(list(files))
    page.get_by_role("button", name="上传").click()
    expect(page.locator("#upload-said")).to_contain_text(f"已上传 {len(files)} 个")
    page.get_by_role("link", name="处理进度").click()
    page.wait_for_url("**/progress/*/")


def waiting(user: User, number: int) -> tuple[Batch, list[Upload]]:
    batch = open_batch(Batch.Source.ADMIN, user=user, expected=number)
    return batch, [make_upload(user=user, batch=batch) for _ in range(number)]


def test_the_page_follows_a_real_worker_without_reloading(
    live_server: LiveServer,
    page: Page,
    inspector: User,
    monkeypatch: pytest.MonkeyPatch,
    celery_worker_process: Child,
) -> None:
    monkeypatch.setattr("tracker.tasks.enqueue_uploads", lambda upload_ids: True)
    log_in(page, live_server, "inspector")
    empty = FilePayload(name="空.txt", mimeType="text/plain", buffer=b"\n")
    hand_in(page, live_server, report(2024), report(2025), empty)
    figures = page.locator("#progress-figures")
    expect(figures).to_contain_text("读取报告 0/3")
    expect(page.locator("#progress-said")).to_have_text("正在处理，已完成 0%，失败 0 项。")
    page.evaluate("window.mark = 'still the same page'")

    enqueue_uploads(Upload.objects.values_list("pk", flat=True))
    expect(figures).to_contain_text("读取报告 3/3", timeout=30_000)
    expect(figures).to_contain_text("比对年度 1/1", timeout=30_000)
    expect(figures).to_contain_text("新增 2，更新 0，无变化 0")
    expect(figures).to_contain_text("用时")
    failures = page.locator("#progress-failures")
    expect(failures).to_contain_text("文件是空的，没有可录入的内容")
    said = "已全部处理完毕，失败 1 项，待补充 0 个文件。"
    expect(page.locator("#progress-said")).to_have_text(said)
    assert page.evaluate("window.mark") == "still the same page"
    assert Report.objects.count() == 2

    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.wait_for_timeout(3500)
    assert asked == []  # nothing is left to wait for

    failures.get_by_role("button", name="重试").click()
    expect_done(page, "已重新排队 1 项")
    assert Upload.objects.get(filename="空.txt").state == "waiting"
    page.goto(f"{live_server.url}/admin/tracker/upload/")
    page.get_by_role("link", name="处理进度").click()
    expect(page.locator("#progress-batches")).to_contain_text("网页上传")


def test_without_scripts_the_page_loads_again_by_itself(
    live_server: LiveServer, page: Page, inspector: User
) -> None:
    batch, rows = waiting(inspector, 2)
    log_in(page, live_server, "inspector")
    url = f"{live_server.url}/admin/tracker/upload/progress/{batch.pk}/"
    browser = page.context.browser
    assert browser is not None
    plain = browser.new_context(java_script_enabled=False, locale="zh-CN")
    plain.add_cookies(page.context.cookies())  # type: ignore[arg-type]  # the same shape
    window = plain.new_page()
    window.goto(url)
    figures = window.locator("#progress-figures")
    expect(figures).to_contain_text("读取报告 0/2")
    Upload.objects.filter(pk=rows[0].pk).update(state="done", result="insert")
    expect(figures).to_contain_text("读取报告 1/2")
    plain.close()


def test_a_server_that_is_away_is_said_and_asked_again(
    live_server: LiveServer, page: Page, inspector: User
) -> None:
    batch, rows = waiting(inspector, 2)
    log_in(page, live_server, "inspector")
    page.goto(f"{live_server.url}/admin/tracker/upload/progress/{batch.pk}/")
    away = "**/progress/*/?parts"

    def fail(route: Route) -> None:
        route.fulfill(status=503, body="away")

    page.route(away, fail)
    trouble = page.locator("#progress-trouble")
    expect(trouble).to_contain_text("暂时连不上服务器，正在重试；后台处理不受影响")
    page.unroute(away)
    Upload.objects.filter(pk=rows[0].pk).update(state="asked")
    expect(page.locator("#progress-figures")).to_contain_text("待补充 1")
    expect(trouble).to_be_hidden()
    page.context.clear_cookies()
    expect(trouble).to_contain_text("页面已停止更新，请刷新")


def test_the_keyboard_stays_where_it_was(
    live_server: LiveServer, page: Page, inspector: User
) -> None:
    batch, rows = waiting(inspector, 4)
    Upload.objects.filter(pk=rows[0].pk).update(state="failed", error_code="empty")
    log_in(page, live_server, "inspector")
    page.goto(f"{live_server.url}/admin/tracker/upload/progress/{batch.pk}/")
    page.get_by_role("link", name="等待处理").focus()
    Upload.objects.filter(pk=rows[1].pk).update(state="failed", error_code="empty")
    expect(page.locator("#progress-figures")).to_contain_text("失败 2")
    expect(page.get_by_role("link", name="等待处理")).to_be_focused()


@pytest.mark.parametrize("width", [1366, 768, 400])
def test_the_page_fits_the_window(
    live_server: LiveServer, page: Page, inspector: User, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 768})
    batch, rows = waiting(inspector, 6)
    for row, (state, code) in zip(
        rows,
        [("failed", "needs_ocr"), ("failed", "gave_up"), ("asked", ""), ("running", "")],
        strict=False,
    ):
        params = {"pages": "1、2、3", "attempts": 3}
        Upload.objects.filter(pk=row.pk).update(state=state, error_code=code, error_params=params)
    log_in(page, live_server, "inspector")
    for url in (f"progress/{batch.pk}/", "progress/"):
        page.goto(f"{live_server.url}/admin/tracker/upload/{url}")
        overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(overflow) <= 0
