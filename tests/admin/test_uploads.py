"""The upload page and the list of what became of each file."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from tests.admin.pages import logged_in
from tests.factories import make_agency, make_upload, make_user
from tracker import tasks
from tracker.models import Agency, Batch, Upload, User
from tracker.services import storing

pytestmark = pytest.mark.django_db
ADD = "/admin/tracker/upload/add/"


def hand_in(client: Client, *names: str, **fields: Any) -> Any:
    files = [SimpleUploadedFile(name, f"内容 {name}".encode()) for name in names]
    return client.post(ADD, {"documents": files, **fields}, follow=True)


def test_many_files_at_once_each_become_a_row(uploader: User, woken: list[int]) -> None:
    answer = hand_in(logged_in(uploader), "一.txt", "二.docx", report_year="2024")
    assert "已收到 2 个文件" in answer.content.decode()
    rows = list(Upload.objects.order_by("pk"))
    assert [(u.filename, u.report_year, u.uploaded_by) for u in rows] == [
        ("一.txt", 2024, uploader),
        ("二.docx", 2024, uploader),
    ]
    assert sorted(woken) == [u.pk for u in rows]
    batch = Batch.objects.get()
    assert (batch.source, batch.created_by, batch.expected) == ("admin", uploader, 2)
    assert {u.batch for u in rows} == {batch}
    assert answer.redirect_chain == [(f"/admin/tracker/upload/progress/{batch.pk}/", 302)]
    html = logged_in(uploader).get(reverse("admin:tracker_upload_changelist")).content.decode()
    assert html.count("data-busy") == 2
    assert reverse("admin:tracker_upload_progress_all") in html


def test_two_files_with_the_same_words_are_one_and_none_is_missing(
    uploader: User, woken: list[int]
) -> None:
    files = [SimpleUploadedFile(name, b"same") for name in ("a.txt", "b.txt")]
    logged_in(uploader).post(ADD, {"documents": files})
    assert (Upload.objects.count(), Batch.objects.get().expected) == (1, 1)


def test_the_hints_are_handed_on(uploader: User, agency: Agency, woken: list[int]) -> None:
    hand_in(logged_in(uploader), "一.txt", agency_name=f" {agency.name} ")
    upload = Upload.objects.get()
    assert (upload.agency_name, upload.report_year) == (agency.name, None)


def test_an_empty_file_is_taken_in_so_that_its_row_says_what_is_wrong(
    uploader: User, woken: list[int]
) -> None:
    empty = SimpleUploadedFile("空.txt", b"")
    assert logged_in(uploader).post(ADD, {"documents": [empty]}).status_code == 302
    assert Upload.objects.get().filename == "空.txt"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"report_year": "二〇二四"}, "整数"),
        ({"report_year": "24"}, "1990"),
        ({"agency_name": "别处局"}, "不在您的责任范围内"),
    ],
)
def test_wrong_hints_are_told_before_anything_is_stored(
    uploader: User, fields: dict[str, str], sentence: str
) -> None:
    make_agency("别处局")
    answer = hand_in(logged_in(uploader), "一.txt", **fields)
    assert sentence in answer.content.decode()
    assert not Upload.objects.exists()


def test_without_a_file_nothing_happens(uploader: User) -> None:
    answer = logged_in(uploader).post(ADD, {})
    assert answer.context["form"].errors["documents"]
    assert not Upload.objects.exists()


def test_known_agencies_in_scope_are_offered(uploader: User, agency: Agency) -> None:
    make_agency("别处局")
    html = logged_in(uploader).get(ADD).content.decode()
    assert f'<option value="{agency.name}">' in html
    assert "别处局" not in html


def test_a_broker_that_is_away_is_told_and_the_file_waits(
    uploader: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "enqueue_uploads", lambda upload_ids: False)
    answer = hand_in(logged_in(uploader), "一.txt")
    assert "处理队列暂时不可用" in answer.content.decode()
    assert Upload.objects.get().state == Upload.State.WAITING


def test_uploading_needs_its_own_right(agency: Agency) -> None:
    viewer = make_user(permissions=["tracker.view_upload"], responsible_for=[agency])
    client = logged_in(viewer)
    assert client.get(ADD).status_code == 403
    assert hand_in(client, "一.txt").status_code == 403
    assert not Upload.objects.exists()


def test_a_failure_stands_in_the_list_in_words(uploader: User) -> None:
    make_upload(user=uploader, state="failed", error_code="format", error_params={"suffix": ".xyz"})
    make_upload(user=uploader, state="done", result="noop")
    html = logged_in(uploader).get(reverse("admin:tracker_upload_changelist")).content.decode()
    assert ".xyz" in html
    assert "无变化" in html
    assert "data-busy" not in html


@pytest.mark.sqlite
def test_a_full_disk_is_told_and_the_other_files_go_on(
    uploader: User,
    woken: list[int],
    monkeypatch: pytest.MonkeyPatch,
    settings: Settings,
    tmp_path: Path,
) -> None:
    settings.MEDIA_ROOT = tmp_path
    to_disk, taken = storing._to_disk, []

    def full_but_for_the_first(path: str) -> None:
        taken.append(path)
        if len(taken) > 1:
            raise OSError(errno.ENOSPC, "No space left on device")
        to_disk(path)

    monkeypatch.setattr(storing, "_to_disk", full_but_for_the_first)
    names = [f"{number}.txt" for number in range(8)]
    html = hand_in(logged_in(uploader), *names).content.decode()
    assert "已收到 1 个文件" in html
    assert "1.txt、2.txt、3.txt、4.txt、5.txt 等 7 个文件：服务器磁盘已满，文件没有保存" in html
    assert "有 7 个文件没有保存下来" in html  # the progress of the batch counts them as well
    assert woken == [Upload.objects.get().pk]
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1
