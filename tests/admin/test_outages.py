"""Pages that can't be had say why, and what was kept."""

from __future__ import annotations

import errno
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import InterfaceError, OperationalError
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from tests.admin.pages import inline_code, logged_in
from tests.factories import make_user
from tracker.admin.uploads import UploadAdmin
from tracker.models import Upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    client = logged_in(make_user(is_superuser=True))
    client.raise_request_exception = False
    return client


def failing(error: Exception) -> Callable[..., Any]:
    def view(*_args: object, **_kwargs: object) -> Any:
        raise error

    return view


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (OperationalError("connection refused"), 503, "数据库暂时不可用"),
        (InterfaceError("connection already closed"), 503, "已保存的文件、报告和复核不受影响"),
        (OSError(errno.ENOSPC, "No space left on device"), 507, "服务器磁盘已满"),
        (OSError(errno.EROFS, "Read-only file system"), 507, "只能读不能写"),
        (OSError(errno.EIO, "Input/output error"), 500, "Server Error"),
        (ValueError("of ours"), 500, "Server Error"),
    ],
)
def test_what_happened_is_said(
    client: Client, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int, words: str
) -> None:
    monkeypatch.setattr(UploadAdmin, "_receive", failing(error))
    files = [SimpleUploadedFile("一.txt", b"words")]
    answer = client.post(reverse("admin:tracker_upload_add"), {"documents": files})
    html = answer.content.decode()
    assert (answer.status_code, words in html) == (status, True)
    assert str(error) not in html
    assert inline_code(html) == []
    assert answer.has_header("Retry-After") is (status == 503)


def test_too_many_files_at_once_are_refused_before_any_is_stored(
    client: Client, settings: Settings
) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 2
    files = [SimpleUploadedFile(f"{number}.txt", b"words") for number in range(3)]
    answer = client.post(reverse("admin:tracker_upload_add"), {"documents": files})
    assert answer.status_code == 400
    assert "一次最多上传 2 个文件，这一次都没有保存" in answer.content.decode()
    assert not Upload.objects.exists()


def test_other_wrong_requests_are_answered_as_ever(client: Client, settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 1
    answer = client.post(reverse("admin:tracker_upload_add"), {"a": "1", "b": "2"})
    assert (answer.status_code, "Bad Request" in answer.content.decode()) == (400, True)
