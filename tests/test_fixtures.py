"""The worker and the browser that other tests lean on."""

from __future__ import annotations

import time

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.db import DEFAULT_DB_ALIAS, DatabaseError, transaction
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.factories import make_inspector, make_pair, make_review
from tests.fixtures.database import empty_tables
from tracker.models import Review, Upload, User
from tracker.services.uploads import receive_upload
from tracker.tasks import enqueue_upload


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_a_real_worker_takes_a_message(celery_worker_process: object) -> None:
    upload = receive_upload(ContentFile("这不是年度报告。".encode()), filename="便条.txt")
    assert enqueue_upload(upload.pk)
    deadline = time.monotonic() + 120
    while upload.state not in (Upload.State.FAILED, Upload.State.DONE):
        assert time.monotonic() < deadline, upload.state
        time.sleep(0.05)
        upload.refresh_from_db()
    assert upload.state == Upload.State.FAILED
    assert upload.error_code


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_nothing_but_the_rights_outlives_a_test() -> None:
    rights = set(Permission.objects.values_list("pk", flat=True))
    for _again in range(2):  # the triggers that were in the way are there again
        pair = make_pair()
        with transaction.atomic():
            make_review(pair.commitments[0], make_inspector(pair.agency))
        with pytest.raises(DatabaseError, match="append-only"):
            Review.objects.all()._raw_delete(DEFAULT_DB_ALIAS)
        empty_tables()
        left = {
            m for m in apps.get_models(include_auto_created=True) if m._default_manager.exists()
        }
        assert left == {ContentType, Permission}
    assert set(Permission.objects.values_list("pk", flat=True)) == rights


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
