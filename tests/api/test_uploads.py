"""Programs hand in reports: once, through the same door as people."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests import factories
from tracker import tasks
from tracker.models import Batch, Upload, User
from tracker.services.keys import issue_key
from tracker.services.roles import INSPECTOR, ensure_roles
from tracker.services.storing import NotStored

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
PATH = "/api/v1/uploads"
TEXT = "云岫市示例局2024年法治政府建设年度报告".encode()


@pytest.fixture(autouse=True)
def woken(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Which uploads a worker was woken for."""
    found: list[int] = []
    monkeypatch.setattr(tasks, "enqueue_upload", lambda key: found.append(key) or True)  # type: ignore[func-returns-value]
    return found


@pytest.fixture
def owner(db: None) -> User:
    user = factories.make_user(responsible_for=[factories.make_region()])
    user.groups.add(ensure_roles()[INSPECTOR])
    return user


def send(words: str, content: bytes = TEXT, *, word: str = "", **fields: Any) -> Any:
    headers = {"Authorization": f"Bearer {words}"}
    headers |= {"Idempotency-Key": word} if word else {}
    file = SimpleUploadedFile("2024.txt", content)
    return Client().post(PATH, {"file": file, **fields}, headers=headers)


@pytest.fixture
def words(owner: User) -> str:
    return issue_key(owner, name="报送", may_upload=True)[1]


def test_a_file_becomes_a_row_and_a_worker_is_woken(words: str, owner: User, woken: Any) -> None:
    response = send(words, agency_name="云岫市示例局", report_year="2024")
    assert response.status_code == 202
    row = Upload.objects.get()
    body = response.json()
    assert (body["id"], body["state"], body["filename"]) == (row.pk, "waiting", "2024.txt")
    assert (row.uploaded_by, row.agency_name, row.report_year) == (owner, "云岫市示例局", 2024)
    assert row.batch is not None
    assert row.batch.source == Batch.Source.API
    assert woken == [row.pk]
    again = Client().get(f"{PATH}/{row.pk}", headers={"Authorization": f"Bearer {words}"})
    assert again.json() == body


@pytest.mark.parametrize(
    ("form", "field", "code"),
    [
        ({"reprot_year": "2024"}, "reprot_year", "unknown_parameter"),
        ({"report_year": ["2024", "2025"]}, "report_year", "repeated_parameter"),
        ({"other": SimpleUploadedFile("b.txt", TEXT)}, "other", "unknown_parameter"),
    ],
)
def test_a_part_that_would_be_lost_is_refused(
    words: str, form: dict[str, Any], field: str, code: str
) -> None:
    response = send(words, **form)
    assert response.status_code == 422
    [error] = response.json()["errors"]
    assert (error["field"], error["code"]) == (field, code)
    assert not Upload.objects.exists()


def test_two_files_at_once_are_refused(words: str) -> None:
    files = [SimpleUploadedFile(f"{year}.txt", TEXT) for year in (2023, 2024)]
    headers = {"Authorization": f"Bearer {words}"}
    response = Client().post(PATH, {"file": files}, headers=headers)
    assert response.status_code == 422
    assert response.json()["errors"][0]["code"] == "repeated_parameter"
    assert not Upload.objects.exists()


def test_the_same_word_is_the_same_call(words: str) -> None:
    first, again = send(words, word="2024-a"), send(words, word="2024-a")
    assert first.json()["id"] == again.json()["id"]
    other = send(words, TEXT + b" ", word="2024-a")
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")
    hints = send(words, word="2024-a", report_year="2024")
    assert hints.status_code == 409
    assert (Upload.objects.count(), Batch.objects.count()) == (1, 1)


def test_the_same_file_is_one_row_without_a_word_too(words: str) -> None:
    assert send(words).json()["id"] == send(words).json()["id"]


def test_a_word_belongs_to_its_owner(words: str) -> None:
    other = factories.make_user(is_superuser=True)
    send(words, word="a")
    assert send(issue_key(other, name="x", may_upload=True)[1], word="a").status_code == 202
    assert Upload.objects.count() == 2


@pytest.mark.parametrize(
    "fields", [{"report_year": "24"}, {"report_year": "x"}, {"agency_name": "名" * 201},
               {"agency_name": "a\0b"}, {"agency_name": "a\ufffdb"}],
)  # fmt: skip
def test_bad_hints(words: str, fields: dict[str, Any]) -> None:
    response = send(words, TEXT, **fields)
    assert (response.status_code, response.json()["code"]) == (422, "invalid_parameter")
    assert not Upload.objects.exists()


@pytest.mark.parametrize("word", ["x" * 101, "键", "a b"])
def test_bad_words(words: str, word: str) -> None:
    assert send(words, word=word.encode().decode("latin-1")).status_code == 422


def test_no_file(words: str) -> None:
    response = Client().post(PATH, {}, headers={"Authorization": f"Bearer {words}"})
    assert response.json()["errors"][0]["field"] == "file"


def test_a_key_for_reading_hands_nothing_in(owner: User) -> None:
    response = send(issue_key(owner, name="大屏")[1])
    assert (response.status_code, Upload.objects.count()) == (403, 0)


def test_a_cookie_needs_its_csrf_token(owner: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(owner)
    file = SimpleUploadedFile("2024.txt", TEXT)
    refused = client.post(PATH, {"file": file})
    assert (refused.status_code, refused.json()["code"]) == (403, "csrf_failed")
    client.get("/admin/password_change/")
    token = client.cookies["csrftoken"].value
    file = SimpleUploadedFile("2024.txt", TEXT)
    assert client.post(PATH, {"file": file}, headers={"X-CSRFToken": token}).status_code == 202


def test_without_key_and_cookie_a_key_is_asked_for(words: str) -> None:
    answer = Client(enforce_csrf_checks=True).post(PATH, {"file": SimpleUploadedFile("a", TEXT)})
    assert (answer.status_code, answer.json()["code"]) == (401, "not_authenticated")
    assert answer["WWW-Authenticate"] == "Bearer"


def test_a_form_that_is_none_is_a_problem(words: str) -> None:
    headers = {"Authorization": f"Bearer {words}"}
    answer = Client().post(PATH, b"x", content_type="multipart/form-data", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")


def test_a_storage_that_takes_nothing(words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_args: object, **_named: object) -> None:
        raise NotStored("disk_full")

    monkeypatch.setattr("tracker.services.handing_in.receive_upload", full)
    response = send(words, word="a")
    assert (response.status_code, response.json()["code"]) == (507, "disk_full")


def test_what_went_wrong_is_said(words: str, owner: User) -> None:
    row = factories.make_upload(user=owner, state="failed", error_code="encrypted")
    body = Client().get(f"{PATH}/{row.pk}", headers={"Authorization": f"Bearer {words}"}).json()
    assert (body["state"], body["error_code"]) == ("failed", "encrypted")
    assert any("\u4e00" <= c <= "\u9fff" for c in body["message"])
