"""Failed work, tried again by a press of a button: one row, many, or all of one reason."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.admin.pages import logged_in
from tests.factories import make_inspector, make_job, make_pair, make_upload, make_user
from tracker import tasks
from tracker.models import Batch, MatchJob, Upload
from tracker.services.batches import open_batch

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

FAILED: dict[str, Any] = {
    "state": "failed",
    "error_code": "gave_up",
    "error_params": {"attempts": 3},
    "attempts": 3,
}
Row = Upload | MatchJob
Woken = list[tuple[str, list[int]]]


@pytest.fixture
def woken(monkeypatch: pytest.MonkeyPatch) -> Woken:
    """What workers were told of; no broker is needed here."""
    calls: Woken = []
    for name in ("enqueue_uploads", "enqueue_jobs"):

        def enqueue(keys: Iterable[int], *, name: str = name) -> bool:
            calls.append((name, list(keys)))
            return True

        monkeypatch.setattr(tasks, name, enqueue)
    return calls


@pytest.fixture(params=["upload", "matchjob"])
def failed(request: pytest.FixtureRequest) -> Row:
    pair = make_pair(suggest=False)
    if request.param == "upload":
        return make_upload(report=pair.plan, **FAILED)
    return make_job(pair, **FAILED)


def name_of(row: Row) -> str:
    return str(row._meta.model_name)


def agency_of(row: Row) -> Any:
    report = row.plan_report if isinstance(row, MatchJob) else row.report
    assert report is not None
    return report.agency


def list_of(row: Row) -> str:
    return reverse(f"admin:tracker_{name_of(row)}_changelist")


def page_of(row: Row) -> str:
    return reverse(f"admin:tracker_{name_of(row)}_change", args=[row.pk])


def press(client: Client, url: str, **data: Any) -> str:
    answer = client.post(url, data, follow=True)
    assert answer.status_code == 200
    return str(answer.content.decode())


def state(row: Row) -> tuple[str, int, str]:
    row.refresh_from_db()
    return row.state, row.attempts, row.error_code


@pytest.mark.parametrize("way", ["list", "page", "action"])
def test_a_failed_row_waits_again_as_new(failed: Row, woken: Woken, way: str) -> None:
    client = logged_in(make_inspector(agency_of(failed)))
    html = client.get(list_of(failed)).content.decode()
    assert "次都中断了" in html
    assert f'name="_retry" value="{failed.pk}"' in html
    assert f'name="_retry" value="{failed.pk}"' in client.get(page_of(failed)).content.decode()
    url = page_of(failed) if way == "page" else list_of(failed)
    chosen: dict[str, Any] = {"action": "retry_selected", "_selected_action": [failed.pk]}
    html = press(client, url, **(chosen if way == "action" else {"_retry": failed.pk}))
    assert "已重新排队 1 项" in html
    assert state(failed) == ("waiting", 0, "")
    task = "enqueue_uploads" if isinstance(failed, Upload) else "enqueue_jobs"
    assert woken == [(task, [failed.pk])]
    assert 'name="_retry"' not in client.get(page_of(failed)).content.decode()


def test_a_second_press_says_that_there_is_nothing_to_do(failed: Row, woken: Woken) -> None:
    client = logged_in(make_inspector(agency_of(failed)))
    press(client, list_of(failed), _retry=failed.pk)
    assert "没有需要重试的失败项" in press(client, list_of(failed), _retry=failed.pk)
    assert len(woken) == 1


def test_a_broker_that_is_away_is_told(failed: Row, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("enqueue_uploads", "enqueue_jobs"):
        monkeypatch.setattr(tasks, name, lambda keys: False)
    client = logged_in(make_inspector(agency_of(failed)))
    assert "已记下重试，恢复后会自动处理" in press(client, list_of(failed), _retry=failed.pk)
    assert state(failed)[0] == "waiting"


def test_whoever_only_looks_has_no_button(failed: Row, woken: Woken) -> None:
    permissions = [f"tracker.view_{name_of(failed)}"]
    viewer = make_user(permissions=permissions, responsible_for=[agency_of(failed)])
    client = logged_in(viewer)
    assert "_retry" not in client.get(list_of(failed)).content.decode()
    assert "retry_selected" not in client.get(list_of(failed)).content.decode()
    for url in (list_of(failed), page_of(failed)):
        assert client.post(url, {"_retry": failed.pk}).status_code == 403
    chosen = {"action": "retry_selected", "_selected_action": [failed.pk]}
    client.post(list_of(failed), chosen)
    assert (state(failed)[0], woken) == ("failed", [])


def test_what_lies_out_of_scope_is_not_found(failed: Row, woken: Woken) -> None:
    client = logged_in(make_inspector(make_pair(suggest=False).agency))
    for url in (list_of(failed), page_of(failed)):
        assert client.post(url, {"_retry": failed.pk}).status_code == 404
    client.post(list_of(failed), {"action": "retry_selected", "_selected_action": [failed.pk]})
    assert (state(failed)[0], woken) == ("failed", [])


@pytest.mark.parametrize("wrong", ["", "abc", "-1", "9" * 30])
def test_an_impossible_row_is_not_found(wrong: str) -> None:
    client = logged_in(make_user(is_superuser=True))
    url = reverse("admin:tracker_upload_changelist")
    assert client.post(url, {"_retry": wrong}).status_code == 404


def test_a_press_needs_the_token_of_the_page(failed: Row) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user(is_superuser=True))
    for url in (list_of(failed), reverse("admin:tracker_upload_progress_all")):
        answer = client.post(url, {"_retry": failed.pk, "reason": "upload:gave_up"})
        assert answer.status_code == 403
    assert state(failed)[0] == "failed"


def test_a_file_that_was_never_stored_must_come_again(woken: Woken) -> None:
    root = make_user(is_superuser=True)
    row = Upload.objects.create(
        filename="大.pdf", state="failed", error_code="oversize", error_params={"limit": 50}
    )
    url = reverse("admin:tracker_upload_changelist")
    html = press(logged_in(root), url, _retry=row.pk)
    assert "有 1 个文件当时没有保存，不能重试；请重新上传" in html
    assert (state(row)[0], woken) == ("failed", [])


def test_all_of_one_reason_of_one_batch(woken: Woken) -> None:
    inspector = make_inspector(make_pair(suggest=False).agency)
    batch, other = (open_batch(Batch.Source.ADMIN, user=inspector) for _ in range(2))
    wanted = [make_upload(user=inspector, batch=batch, **FAILED).pk for _ in range(2)]
    make_upload(user=inspector, batch=other, **FAILED)
    make_upload(user=inspector, batch=batch, state="failed", error_code="empty")
    make_upload(batch=batch, **FAILED)  # another's, about nothing that the inspector may see
    client = logged_in(inspector)
    url = reverse("admin:tracker_upload_progress", args=[batch.pk])
    page = client.get(url).content.decode()
    assert 'name="reason" value="upload:gave_up"' in page
    assert f"?reason=gave_up&amp;batch={batch.pk}" in page
    assert "已重新排队 2 项" in press(client, url, reason="upload:gave_up")
    assert woken == [("enqueue_uploads", wanted)]
    everywhere = reverse("admin:tracker_upload_progress_all")
    assert "已重新排队 1 项" in press(client, everywhere, reason="upload:gave_up")


def test_all_pairs_of_one_reason_of_one_batch(woken: Woken) -> None:
    pairs = [make_pair(suggest=False) for _ in range(2)]
    jobs = [make_job(pair, **FAILED) for pair in pairs]
    batch = open_batch(Batch.Source.COMMAND)
    make_upload(batch=batch, report=pairs[0].result, state="done", result="insert")
    client = logged_in(make_user(is_superuser=True))
    url = reverse("admin:tracker_upload_progress", args=[batch.pk])
    press(client, url, reason="job:gave_up")
    assert woken == [("enqueue_jobs", [jobs[0].pk])]


@pytest.mark.parametrize("wrong", ["", "gave_up", "user:gave_up", "upload:"])
def test_a_reason_that_is_none_is_not_found(wrong: str) -> None:
    client = logged_in(make_user(is_superuser=True))
    url = reverse("admin:tracker_upload_progress_all")
    assert client.post(url, {"reason": wrong}).status_code == 404
