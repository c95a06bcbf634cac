"""The worker and the browser that other tests lean on."""

from __future__ import annotations

import time

import pytest
from django.core.files.base import ContentFile
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tracker.models import Upload, User
from tracker.services.uploads import receive_upload
from tracker.tasks import enqueue_upload


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_a_real_worker_takes_a_message(celery_worker_process: object) -> None:
    upload = receive_upload(ContentFile("这不是年度报告。".encode()), filename="便条.txt")
    assert enqueue_upload(upload.pk)
    deadline = time.monotonic() + 30
    while upload.state not in (Upload.State.FAILED, Upload.State.DONE):
        assert time.monotonic() < deadline, upload.state
        time.sleep(0.05)
        upload.refresh_from_db()
    assert upload.state == Upload.State.FAILED
    assert upload.error_code


@pytest.mark.browser
def test_the_browser_logs_in_with_styles(live_server: LiveServer, page: Page) -> None:
    User.objects.create_superuser("inspector", password="a password for one test")
    page.goto(f"{live_server.url}/admin/")
    page.fill("#id_username", "inspector")
    page.fill("#id_password", "a password for one test")
    page.click("[type=submit]")
    expect(page.locator("#user-tools")).to_contain_text("INSPECTOR", ignore_case=True)
    header = page.evaluate("getComputedStyle(document.querySelector('#header')).display")
    assert header == "flex"  # a bare page without the stylesheet has block
