"""Logs of real processes, as JSON: one shape, and ids that lead from a click to its tasks."""

from __future__ import annotations

import json
import logging
import secrets
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from config import logs
from config.celery import app
from config.requests import current_id, hand_on, let_go, take_over
from tests.fixtures.worker import answers, worker_command
from tests.health.running import lines_of, running, web
from tests.waiting import eventually
from tracker import tasks
from tracker.management.demo.children import free_port, wait_until
from tracker.models import Upload
from tracker.services.uploads import receive_upload

KEYS = {"time", "level", "logger", "process", "request_id", "task_id", "message"}
SECRET_TEXT = "二、下一年计划制定临江渔港管理办法。"


@pytest.mark.django_db(transaction=True)
def test_a_worker_s_lines_carry_the_task_and_the_request(
    test_environment: dict[str, str], broker_url: str, tmp_path: Path
) -> None:
    log, name = tmp_path / "worker.log", f"test-{secrets.token_hex(4)}@localhost"
    app.control.purge()
    upload = receive_upload(ContentFile(SECRET_TEXT.encode()), filename="渔港某某报告.txt")
    with running(worker_command(name), log=log, env=test_environment) as child:
        wait_until(lambda: answers(name), child=child, name="worker", log=log, patience=60)
        token = current_id.set("click-0001")
        try:
            assert tasks.enqueue_upload(upload.pk)
        finally:
            current_id.reset(token)
        app.tasks["tracker.tasks.canary"].apply_async()  # of no request
        eventually(
            lambda: log.read_text("utf-8").count(" succeeded in ") == 2,
            seconds=40,
            what="both done",
        )
        lines = lines_of(log)
    assert all(set(line) - {"exception"} == KEYS for line in lines)
    mine = [line for line in lines if line["request_id"] == "click-0001"]
    assert [line for line in mine if "process_upload" in line["message"]]
    assert len({line["task_id"] for line in mine}) == 1
    other = [line for line in lines if "canary" in line["message"]]
    assert {line["request_id"] for line in other} == {"-"}
    assert "-" not in {line["task_id"] for line in [*mine, *other]}
    text = log.read_text("utf-8")
    assert "渔港" not in text
    assert test_environment["SECRET_KEY"] not in text
    assert Upload.objects.get(pk=upload.pk).state != "waiting"


@pytest.mark.django_db(transaction=True)
def test_a_web_server_s_lines_and_its_answers(
    test_environment: dict[str, str], tmp_path: Path
) -> None:
    log, port = tmp_path / "web.log", free_port()
    with web(port, log=log, env=test_environment):
        site = f"http://127.0.0.1:{port}"
        assert answered(f"{site}/admin/login/?next=%E7%A7%98", request_id="page-0001") == 200
        assert answered(f"{site}/nothing/here/", request_id="page-0002") == 404
    lines = lines_of(log)
    assert all(set(line) - {"exception"} == KEYS for line in lines)
    told = {
        name: [
            (line["logger"], line["message"][:24]) for line in lines if line["request_id"] == name
        ]
        for name in ("page-0001", "page-0002")
    }
    assert told["page-0001"] == [("config.requests", "GET /admin/login/ 200 0.")]
    assert told["page-0002"] == [
        ("config.requests", "GET /nothing/here/ 404 0"),
        ("django.request", "Not Found: /nothing/here"),
    ]
    assert "gunicorn.error" in {line["logger"] for line in lines}
    assert "gunicorn.access" not in {line["logger"] for line in lines}
    assert "next=" not in log.read_text("utf-8")


def answered(url: str, *, request_id: str) -> int:
    """The status of the answer, which must carry the id."""
    asked = urllib.request.Request(url, headers={"X-Request-ID": request_id})
    try:
        answer = urllib.request.urlopen(asked, timeout=30)
    except urllib.error.HTTPError as error:
        answer = error
    with answer:
        assert answer.headers["X-Request-ID"] == request_id
        return int(answer.status)


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        ("0123456789abcdef0123456789abcdef", True),
        ("7b0e1c1e-0f5e-4f0e-9b8e-1c1e0f5e4f0e", True),
        ("", False),
        ("short", False),
        ("x" * 65, False),
        ("abcdefgh\nERROR forged", False),
        ("编号编号编号编号", False),
        ("abc def ghi jkl", False),
    ],
)
def test_only_a_well_formed_id_is_taken_over(client: Client, given: str, taken: bool) -> None:
    response = client.get("/healthz", HTTP_X_REQUEST_ID=given)
    assert (response["X-Request-ID"] == given) is taken
    assert len(response["X-Request-ID"]) >= 8
    assert current_id.get() == ""


def test_every_request_has_an_id_of_its_own(client: Client) -> None:
    assert len({client.get("/healthz")["X-Request-ID"] for _ in range(5)}) == 5


def test_a_path_makes_no_lines_of_its_own(
    client: Client, caplog: pytest.LogCaptureFixture, db: None
) -> None:
    caplog.set_level(logging.INFO, "config.requests")
    client.get("/a%0AERROR%20forged/?q=secret")
    [record] = [record for record in caplog.records if record.name == "config.requests"]
    assert "\n" not in record.getMessage()
    assert "secret" not in record.getMessage()


def test_a_signed_link_is_not_in_the_log(
    client: Client, caplog: pytest.LogCaptureFixture, db: None
) -> None:
    with caplog.at_level(logging.INFO, logger="config.requests"):
        client.get("/weekly/confirm/a-word-that-counts/")
    [line] = [entry.getMessage() for entry in caplog.records if entry.name == "config.requests"]
    assert line.startswith("GET /weekly/... 400")


def test_what_a_task_sends_carries_the_id_on() -> None:
    app.loader.import_default_modules()
    task = app.tasks["tracker.tasks.canary"]
    task.push_request(id="t1", request_id="click-0001")
    try:
        take_over(task=task)
        headers: dict[str, object] = {}
        hand_on(headers=headers)
        let_go()
    finally:
        task.pop_request()
    assert headers == {"request_id": "click-0001"}
    assert current_id.get() == ""


def test_a_message_outside_a_request_has_no_id() -> None:
    headers: dict[str, object] = {}
    hand_on(headers=headers)
    assert headers == {}


def test_a_line_of_json_keeps_chinese_and_drops_what_libraries_add() -> None:
    record = logging.LogRecord("x", logging.INFO, "f.py", 1, "上传 %s\n二", (7,), None)
    record.data = {"id": "t1", "args": "secret"}
    record.request = "secret"
    logs.Belonging().filter(record)
    line = logs.Json(json_ensure_ascii=False).format(record)
    assert "\n" not in line
    assert "上传 7" in line
    assert "secret" not in line
    assert json.loads(line)["task_id"] == "t1"


def test_an_exception_is_a_field() -> None:
    try:
        raise ValueError("why")
    except ValueError as error:
        record = logging.LogRecord("x", logging.ERROR, "f.py", 1, "m", (), None)
        record.exc_info = (ValueError, error, error.__traceback__)
    line = json.loads(logs.Json().format(record))
    assert line["exception"].endswith("ValueError: why")
