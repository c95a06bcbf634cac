"""Files handed in one by one by a script: the answers it gets, and what it may not do."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from tests.admin.pages import logged_in
from tests.factories import make_agency, make_inspector, make_report, make_upload, make_user
from tracker import tasks
from tracker.admin import upload_desk
from tracker.core.pipeline import EXTRACTOR_VERSION
from tracker.models import Agency, Batch, Report, Upload, User
from tracker.services.batches import open_batch
from tracker.services.storing import NotStored

pytestmark = pytest.mark.django_db
ADD = "/admin/tracker/upload/add/"


def hand_in(client: Client, name: str = "一.txt", content: str = "", **fields: Any) -> Any:
    file = SimpleUploadedFile(name, (content or f"内容 {name}").encode())
    data = {"documents": file, "number": 1, **fields}
    return client.post(ADD, data, headers={"Accept": "application/json"})


def states(client: Client, ids: str) -> Any:
    return client.get(reverse("admin:tracker_upload_states"), {"ids": ids})


def test_each_file_joins_the_batch_of_the_first(uploader: User, woken: list[int]) -> None:
    client = logged_in(uploader)
    first = hand_in(client, "一.txt").json()
    second = hand_in(client, "二.txt", batch=first["batch"], number=3).json()
    batch = Batch.objects.get()
    assert (batch.source, batch.created_by, batch.expected) == ("admin", uploader, 3)
    assert {u.pk for u in batch.uploads.all()} == {first["id"], second["id"]} == set(woken)
    assert (second["state"], second["busy"], second["same"]) == ("waiting", True, False)
    assert first["progress"] == reverse("admin:tracker_upload_progress", args=[batch.pk])
    hand_in(client, "一.txt", batch=batch.pk, number=2, again="on")  # said late: not fewer
    batch.refresh_from_db()
    assert batch.expected == 3


def test_the_same_file_twice_has_one_row_and_counts_once(uploader: User, woken: list[int]) -> None:
    client = logged_in(uploader)
    first = hand_in(client, "一.txt", "同样的内容").json()
    twin = hand_in(client, "一（副本）.txt", "同样的内容", batch=first["batch"], number=2).json()
    assert (twin["id"], twin["same"]) == (first["id"], True)
    assert Batch.objects.get().expected == 1


def test_a_file_taken_in_before_is_said_to_be(uploader: User, woken: list[int]) -> None:
    client = logged_in(uploader)
    known = hand_in(client, "一.txt").json()["id"]
    report = make_report()
    Report.objects.filter(pk=report.pk).update(extractor_version=EXTRACTOR_VERSION)
    Upload.objects.filter(pk=known).update(state="done", result="insert", report=report)
    line = hand_in(client, "一.txt").json()
    assert (line["id"], line["state"]) == (known, "done")
    assert "此前已录入过，没有变化" in line["words"]


def test_a_transfer_repeated_after_its_answer_was_lost_is_no_second_file(
    uploader: User, woken: list[int]
) -> None:
    client = logged_in(uploader)
    first = hand_in(client, "一.txt").json()
    again = hand_in(client, "一.txt", batch=first["batch"], number=1, again="on").json()
    assert (again["id"], again["same"]) == (first["id"], False)
    assert Batch.objects.get().expected == 1


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"agency_name": "别处局"}, "不在您的责任范围内"),
        ({"report_year": "24"}, "1990"),
        ({"number": 0}, "1"),
        ({"number": 10**9}, "1000"),
        ({"documents": ""}, "未提交文件|这个字段是必填项"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_stored(
    uploader: User, fields: dict[str, Any], sentence: str
) -> None:
    make_agency("别处局")
    answer = hand_in(logged_in(uploader), **fields)
    assert answer.status_code == 422
    assert any(words in answer.json()["error"] for words in sentence.split("|"))
    assert not Batch.objects.exists()


def test_several_files_in_one_request_are_refused(uploader: User) -> None:
    files = [SimpleUploadedFile(f"{n}.txt", b"x") for n in range(2)]
    answer = hand_in(logged_in(uploader), documents=files)
    assert (answer.status_code, Upload.objects.count()) == (422, 0)
    assert "只能上传一个文件" in answer.json()["error"]


@pytest.mark.parametrize("batch", ["foreign", "command", 999_999])
def test_only_ones_own_batch_takes_more_files(uploader: User, batch: object) -> None:
    if batch == "foreign":
        batch = open_batch(Batch.Source.ADMIN, user=make_user()).pk
    elif batch == "command":
        batch = open_batch(Batch.Source.COMMAND, user=uploader).pk
    assert hand_in(logged_in(uploader), batch=batch).status_code == 404
    assert not Upload.objects.exists()


def test_a_storage_that_takes_nothing_is_told(
    uploader: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise NotStored("disk_full")

    monkeypatch.setattr(upload_desk, "receive_upload", refuse)
    answer = hand_in(logged_in(uploader))
    assert answer.status_code == 507
    assert "服务器磁盘已满" in answer.json()["error"]
    assert answer.json()["batch"] == Batch.objects.get().pk  # the next file joins it


def test_a_file_over_the_limit_has_a_failed_row(
    uploader: User, settings: Settings, woken: list[int]
) -> None:
    settings.DOCUMENT_MEGABYTES = 0
    line = hand_in(logged_in(uploader)).json()
    assert (line["state"], line["busy"]) == ("failed", False)
    assert "没有保存" in line["words"]
    assert not woken


def test_a_broker_that_is_away_is_told(uploader: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "enqueue_uploads", lambda upload_ids: False)
    assert "处理队列暂时不可用" in hand_in(logged_in(uploader)).json()["warning"]


def test_it_takes_the_right_to_hand_in_and_the_token(agency: Agency, uploader: User) -> None:
    viewer = make_user(permissions=["tracker.view_upload"], responsible_for=[agency])
    assert hand_in(logged_in(viewer)).status_code == 403
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(uploader)
    assert hand_in(strict).status_code == 403
    assert hand_in(Client()).status_code == 302
    assert not Upload.objects.exists()


def test_lines_say_what_became_of_files(uploader: User, agency: Agency) -> None:
    report = make_report(agency)
    done = make_upload(user=uploader, state="done", result="insert", report=report)
    asked = make_upload(user=uploader, state="asked", found={"doubts": ["year_missing"]})
    failed = make_upload(
        user=uploader, state="failed", error_code="format", error_params={"suffix": ".xyz"}
    )
    ids = ",".join(str(upload.pk) for upload in (done, asked, failed))
    lines = {line["id"]: line for line in states(logged_in(uploader), ids).json()["lines"]}
    assert (lines[done.pk]["words"], lines[done.pk]["link"]) == ("新增", str(report))
    assert lines[done.pk]["url"] == reverse("admin:tracker_report_change", args=[report.pk])
    assert "文中没有找到报告年度" in lines[asked.pk]["words"]
    assert lines[asked.pk]["url"] == reverse("admin:tracker_upload_change", args=[asked.pk])
    assert ".xyz" in lines[failed.pk]["words"]
    assert "url" not in lines[failed.pk]


@pytest.mark.parametrize("ids", ["", ",", "x", "1;2", "²", "9" * 40, "-1", "1,,"])
def test_ids_that_are_none_find_nothing(uploader: User, ids: str) -> None:
    assert states(logged_in(uploader), ids).json() == {"lines": []}


def test_lines_of_others_are_not_shown(uploader: User) -> None:
    foreign = make_upload(user=make_inspector(make_agency()))
    assert states(logged_in(uploader), str(foreign.pk)).json() == {"lines": []}
    nobody = make_user(permissions=[])
    assert states(logged_in(nobody), str(foreign.pk)).status_code == 403


def test_a_thousand_lines_take_as_many_queries_as_one(
    uploader: User, agency: Agency, django_assert_max_num_queries: Any
) -> None:
    report = make_report(agency)
    rows = [make_upload(user=uploader, state="done", report=report) for _ in range(30)]
    client = logged_in(uploader)
    with django_assert_max_num_queries(8):
        states(client, ",".join(str(row.pk) for row in rows))
