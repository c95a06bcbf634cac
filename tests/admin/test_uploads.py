"""The upload page and the list of what became of each file."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.admin.pages import logged_in
from tests.factories import make_agency, make_inspector, make_upload, make_user
from tracker import tasks
from tracker.models import Agency, Upload, User

pytestmark = pytest.mark.django_db
ADD = "/admin/tracker/upload/add/"


@pytest.fixture
def agency() -> Agency:
    return make_agency("青禾区市场监督管理局")


@pytest.fixture
def inspector(agency: Agency) -> User:
    return make_inspector(agency)


@pytest.fixture
def woken(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The uploads that a worker was told of; no broker is needed here."""
    ids: list[int] = []

    def enqueue(upload_id: int) -> bool:
        ids.append(upload_id)
        return True

    monkeypatch.setattr(tasks, "enqueue_upload", enqueue)
    return ids


def hand_in(client: Client, *names: str, **fields: Any) -> Any:
    files = [SimpleUploadedFile(name, f"内容 {name}".encode()) for name in names]
    return client.post(ADD, {"documents": files, **fields}, follow=True)


def test_many_files_at_once_each_become_a_row(inspector: User, woken: list[int]) -> None:
    answer = hand_in(logged_in(inspector), "一.txt", "二.docx", report_year="2024")
    assert "已收到 2 个文件" in answer.content.decode()
    rows = list(Upload.objects.order_by("pk"))
    assert [(u.filename, u.report_year, u.uploaded_by) for u in rows] == [
        ("一.txt", 2024, inspector),
        ("二.docx", 2024, inspector),
    ]
    assert sorted(woken) == [u.pk for u in rows]
    assert answer.content.decode().count("data-busy") == 2


def test_the_hints_are_handed_on(inspector: User, agency: Agency, woken: list[int]) -> None:
    hand_in(logged_in(inspector), "一.txt", agency_name=f" {agency.name} ")
    upload = Upload.objects.get()
    assert (upload.agency_name, upload.report_year) == (agency.name, None)


def test_an_empty_file_is_taken_in_so_that_its_row_says_what_is_wrong(
    inspector: User, woken: list[int]
) -> None:
    empty = SimpleUploadedFile("空.txt", b"")
    assert logged_in(inspector).post(ADD, {"documents": [empty]}).status_code == 302
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
    inspector: User, fields: dict[str, str], sentence: str
) -> None:
    make_agency("别处局")
    answer = hand_in(logged_in(inspector), "一.txt", **fields)
    assert sentence in answer.content.decode()
    assert not Upload.objects.exists()


def test_without_a_file_nothing_happens(inspector: User) -> None:
    answer = logged_in(inspector).post(ADD, {})
    assert answer.context["form"].errors["documents"]
    assert not Upload.objects.exists()


def test_known_agencies_in_scope_are_offered(inspector: User, agency: Agency) -> None:
    make_agency("别处局")
    html = logged_in(inspector).get(ADD).content.decode()
    assert f'<option value="{agency.name}">' in html
    assert "别处局" not in html


def test_a_broker_that_is_away_is_told_and_the_file_waits(
    inspector: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "enqueue_upload", lambda upload_id: False)
    answer = hand_in(logged_in(inspector), "一.txt")
    assert "处理队列暂时不可用" in answer.content.decode()
    assert Upload.objects.get().state == Upload.State.WAITING


def test_uploading_needs_its_own_right(agency: Agency) -> None:
    viewer = make_user(permissions=["tracker.view_upload"], responsible_for=[agency])
    client = logged_in(viewer)
    assert client.get(ADD).status_code == 403
    assert hand_in(client, "一.txt").status_code == 403
    assert not Upload.objects.exists()


def test_a_failure_stands_in_the_list_in_words(inspector: User) -> None:
    make_upload(
        user=inspector, state="failed", error_code="format", error_params={"suffix": ".xyz"}
    )
    make_upload(user=inspector, state="done", result="noop")
    html = logged_in(inspector).get(reverse("admin:tracker_upload_changelist")).content.decode()
    assert ".xyz" in html
    assert "无变化" in html
    assert "data-busy" not in html
