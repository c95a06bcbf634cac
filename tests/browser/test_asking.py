"""A file that leaves a doubt, in a real browser: the list, the question, the answer."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.desk import expect_done, log_in
from tests.factories import make_agency, make_inspector
from tracker.models import Report, Upload
from tracker.services.ingestion import process_upload

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NAME = "云岫市岚溪区司法局"
TEXT = """岚溪区司法局法治政府建设年度报告
一、主要成效
全年培训三场，办结来件四十件。
二、下一步打算
（一）增设柜台。年底前增设柜台2个。
"""


@pytest.fixture(autouse=True)
def _storage(settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]  # pytest-django's wrapper is untyped


@pytest.mark.parametrize("has_scripts", [True, False])
def test_the_question_is_answered_and_the_report_is_stored(
    live_server: LiveServer, page: Page, monkeypatch: pytest.MonkeyPatch, has_scripts: bool
) -> None:
    # The worker's part is played here, when the test says so.
    monkeypatch.setattr("tracker.tasks.enqueue_uploads", lambda upload_ids: True)
    make_inspector(make_agency(NAME), username="inspector")
    log_in(page, live_server, "inspector")
    if not has_scripts:
        page.route("**/*.js", lambda route: route.abort())
    page.goto(f"{live_server.url}/admin/tracker/upload/add/")
    page.get_by_label("报告文件").set_input_files(
        FilePayload(name="报告.txt", mimeType="text/plain", buffer=TEXT.encode())
    )
    page.get_by_role("button", name="上传").click()
    if has_scripts:
        expect(page.locator("#upload-files")).to_contain_text("已上传，等待处理")
    else:
        expect_done(page, "已收到 1 个文件")
    process_upload(Upload.objects.get().pk)

    page.goto(f"{live_server.url}/admin/tracker/upload/")
    expect(page.locator("#result_list")).to_contain_text("文中没有找到报告年度")
    page.locator("#result_list").get_by_role("link", name="待补充").click()
    expect(page.get_by_label(NAME)).to_be_checked()
    expect(page.locator(".desk-facts")).to_contain_text("岚溪区司法局法治政府建设年度报告")
    page.get_by_role("button", name="确认并录入").click()  # the year is still missing
    assert Upload.objects.get().state == "asked"
    page.get_by_label("报告年度").fill("2024")
    page.get_by_role("button", name="确认并录入").click()
    expect_done(page, "已补充：报告.txt，正在录入")

    process_upload(Upload.objects.get().pk)
    report = Report.objects.get()
    assert (report.agency.name, report.report_year, report.commitments.count()) == (NAME, 2024, 1)
    page.goto(f"{live_server.url}/admin/tracker/report/{report.pk}/change/")
    expect(page.locator(".field-compliance")).to_contain_text("法定内容：成效、下一年度安排")
    expect(page.locator(".field-facts_read")).to_contain_text("人工指定")


@pytest.mark.parametrize("width", [1280, 768])
def test_the_pages_fit_a_narrow_window(live_server: LiveServer, page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    agency = make_agency(NAME)
    inspector = make_inspector(agency, username="inspector")
    facts = {
        "agency": {"value": "岚溪区司法局", "evidence": "岚溪区司法局" * 40, "confidence": 0.9},
        "title": {"value": "x" * 300, "evidence": "x" * 300, "confidence": 0.3},
    }
    upload = Upload.objects.create(
        filename="报告.txt",
        uploaded_by=inspector,
        state="asked",
        found={"facts": facts, "doubts": ["agency_namesakes"], "candidates": [agency.pk]},
    )
    log_in(page, live_server, "inspector")
    page.goto(f"{live_server.url}/admin/tracker/upload/{upload.pk}/change/")
    expect(page.get_by_role("button", name="确认并录入")).to_be_in_viewport()
    overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(overflow) <= 0
