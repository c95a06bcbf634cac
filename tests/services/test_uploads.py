"""Files in: a row each, taken once."""

from __future__ import annotations

import datetime as dt
import threading
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.db import connections
from django.utils import timezone
from pytest_django import Settings

from tests.factories import make_report, make_upload, make_user
from tracker.core.pipeline import EXTRACTOR_VERSION
from tracker.models import Report, Upload
from tracker.services import work
from tracker.services.uploads import receive_upload, uploads_unheard
from tracker.wording import read_error_text

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite, pytest.mark.usefixtures("storage")]


def hand_in(content: bytes = b"words", **hints: object) -> Upload:
    return receive_upload(ContentFile(content), filename="a.txt", **hints)  # type: ignore[arg-type]  # the table below gives each hint its type


@pytest.mark.parametrize(
    ("filename", "shown", "suffix"),
    [
        ("年度报告.txt", "年度报告.txt", ".txt"),
        ("../../etc/passwd", "etc/passwd", ""),
        ("某县人民政府/2024.txt", "某县人民政府/2024.txt", ".txt"),
        ("C:\\报告.DOCX", "报告.DOCX", ".docx"),
        ("x" * 400 + ".pdf", ("x" * 400 + ".pdf")[-255:], ".pdf"),
    ],
)
def test_the_file_is_kept_under_a_name_of_ours(filename: str, shown: str, suffix: str) -> None:
    user = make_user()
    upload = receive_upload(ContentFile(b"words"), filename=filename, user=user)
    upload.refresh_from_db()
    assert (upload.filename, upload.uploaded_by, upload.state) == (shown, user, "waiting")
    assert upload.file.read() == b"words"
    assert Path(upload.file.name or "").suffix == suffix
    assert ".." not in (upload.file.name or "")


@pytest.mark.parametrize(
    ("state", "again"),
    [
        ("waiting", "waiting"),
        ("running", "running"),
        ("failed", "waiting"),
        ("asked", "waiting"),
    ],
)
def test_the_same_file_is_one_row(state: str, again: str) -> None:
    first = hand_in()
    Upload.objects.filter(pk=first.pk).update(state=state, error_code="empty", attempts=3)
    second = hand_in()
    assert (second.pk, second.state, Upload.objects.count()) == (first.pk, again, 1)


def test_other_hints_are_another_wish() -> None:
    rows = {hand_in().pk, hand_in(agency_name="甲局").pk, hand_in(report_year=2024).pk}
    assert len(rows) == 3


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({}, "done"),
        ({"sha256": "0" * 64}, "done"),  # a newer version has come since: it stays
        ({"extractor_version": "old"}, "waiting"),
    ],
)
def test_a_file_that_was_read_is_read_again_only_for_a_reason(
    changes: dict[str, str], state: str
) -> None:
    upload = hand_in()
    report = make_report()
    fields = {"sha256": upload.sha256, "extractor_version": EXTRACTOR_VERSION} | changes
    Report.objects.filter(pk=report.pk).update(**fields)
    Upload.objects.filter(pk=upload.pk).update(state="done", report=report)
    assert hand_in().state == state


def test_an_older_version_can_be_asked_for_again() -> None:
    upload = hand_in()
    report = make_report()
    Upload.objects.filter(pk=upload.pk).update(state="done", report=report)
    assert hand_in(again=True).state == "waiting"


def test_another_person_with_the_same_file_has_a_row_of_their_own() -> None:
    first, second = make_user(), make_user()
    rows = {hand_in(user=first).pk, hand_in(user=second).pk, hand_in().pk}
    assert len(rows) == 3
    assert hand_in(user=second).uploaded_by == second


@pytest.mark.parametrize(
    "hints",
    [
        {"report_year": 0},
        {"report_year": -5},
        {"report_year": 70000},
        {"agency_name": "局" * 201},
    ],
)
def test_impossible_hints_are_refused(hints: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"agency_name|report_year"):
        hand_in(b"words", **hints)
    assert Upload.objects.count() == 0


def test_blanks_are_no_agency() -> None:
    assert hand_in(agency_name="   ").agency_name == ""


def test_a_file_whose_report_was_deleted_is_read_again() -> None:
    upload = hand_in()
    Upload.objects.filter(pk=upload.pk).update(state="done", report=None)
    assert hand_in().state == "waiting"


@pytest.mark.parametrize(
    ("state", "attempts", "age", "unheard"),
    [
        ("waiting", 0, 120, True),
        ("waiting", 0, 5, False),  # its own message is still on the way
        ("waiting", 1, 120, False),  # somebody heard
        ("running", 1, 120, False),
        ("done", 0, 120, False),
        ("asked", 0, 120, False),
    ],
)
def test_what_nobody_has_heard_of(state: str, attempts: int, age: int, unheard: bool) -> None:
    now = timezone.now()
    upload = make_upload(state=state, attempts=attempts)
    Upload.objects.filter(pk=upload.pk).update(handed_in_at=now - dt.timedelta(seconds=age))
    before = now - dt.timedelta(seconds=60)
    assert uploads_unheard(before=before, most=9) == ([upload.pk] if unheard else [])
    assert uploads_unheard(before=before, most=0) == []


def test_a_file_over_the_limit_is_not_stored(settings: Settings, tmp_path: Path) -> None:
    settings.DOCUMENT_MEGABYTES = 1
    large = b"x" * (2**20 + 1)
    upload = hand_in(large)
    assert (upload.state, upload.error_code, upload.error_params) == (
        *("failed", "oversize"),
        {"limit": 1},
    )
    assert not upload.file
    assert not list(tmp_path.rglob("*.*"))
    assert read_error_text(upload.error_code, upload.error_params).startswith("文件超过 1 MB")
    assert hand_in(large).pk == upload.pk
    assert work.claim(Upload.objects.filter(pk=upload.pk)) == []
    settings.DOCUMENT_MEGABYTES = 2
    taken = hand_in(large)
    assert taken.pk != upload.pk
    assert (taken.state, taken.file.size) == ("waiting", len(large))


@pytest.mark.parametrize("state", ["done", "failed"])
def test_a_file_asked_for_again_waits_as_new(state: str) -> None:
    upload = hand_in()
    Upload.objects.filter(pk=upload.pk).update(
        state=state, attempts=3, error_code="gave_up", claim="x", finished_at=timezone.now()
    )
    again = hand_in(again=True)
    assert {name: getattr(again, name) for name in work.ANEW} == work.ANEW


def test_a_worker_still_busy_with_a_file_that_is_asked_for_again_stores_nothing() -> None:
    upload = hand_in()
    (held,) = work.claim(Upload.objects.filter(pk=upload.pk))
    assert hand_in(again=True).state == "waiting"
    assert not work.finish(held, state="done")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("known", [True, False], ids=["a person", "the command line"])
def test_the_same_file_handed_in_by_one_person_at_once_is_one_row(known: bool) -> None:
    user = make_user() if known else None
    barrier = threading.Barrier(4)

    def upload() -> None:
        try:
            barrier.wait()
            hand_in(user=user)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=upload) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Upload.objects.count() == 1
