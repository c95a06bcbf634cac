"""Files in: a row each, taken once."""

from __future__ import annotations

import datetime as dt
import threading
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.db import close_old_connections
from django.utils import timezone
from pytest_django import Settings

from tests.factories import make_report, make_upload, make_user
from tracker.core.pipeline import EXTRACTOR_VERSION
from tracker.models import Report, Upload
from tracker.services.uploads import claim_upload, extend_lease, receive_upload, uploads_to_wake
from tracker.wording import read_error_text

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture(autouse=True)
def _storage(settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]  # pytest-django's wrapper is untyped


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
    ("state", "lease", "taken"),
    [
        ("waiting", None, True),
        ("running", -1, True),
        ("running", 60, False),
        ("done", None, False),
        ("failed", None, False),
        ("asked", None, False),
    ],
)
def test_claiming(state: str, lease: int | None, taken: bool) -> None:
    until = None if lease is None else timezone.now() + dt.timedelta(seconds=lease)
    upload = make_upload(state=state, lease_until=until, error_code="empty")
    claimed = claim_upload(upload.pk)
    assert (claimed is not None) is taken
    if claimed is not None:
        assert (claimed.state, claimed.attempts) == ("running", 1)
        assert claim_upload(upload.pk) is None


def test_a_row_whose_workers_keep_dying_fails_and_says_so() -> None:
    upload = make_upload(state="running", attempts=3, lease_until=timezone.now())
    assert claim_upload(upload.pk) is None
    upload.refresh_from_db()
    assert (upload.state, upload.error_code) == ("failed", "gave_up")
    assert upload.error_params == {"attempts": 3}


def test_claiming_a_row_that_is_gone() -> None:
    assert claim_upload(10**9) is None


@pytest.mark.django_db(transaction=True)
def test_many_claimers_one_gets_it() -> None:
    upload = make_upload()
    won: list[int] = []
    barrier = threading.Barrier(6)

    def claim(number: int) -> None:
        barrier.wait()
        if claim_upload(upload.pk) is not None:
            won.append(number)
        close_old_connections()
        from django.db import connection

        connection.close()

    threads = [threading.Thread(target=claim, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1


@pytest.mark.parametrize(
    ("state", "age", "lease", "due"),
    [
        ("waiting", 120, None, True),
        ("waiting", 5, None, False),  # its own message is still on the way
        ("running", 120, -1, True),
        ("running", 120, 60, False),
        ("done", 120, None, False),
        ("asked", 120, None, False),
    ],
)
def test_what_the_sweep_wakes(state: str, age: int, lease: int | None, due: bool) -> None:
    now = timezone.now()
    until = None if lease is None else now + dt.timedelta(seconds=lease)
    upload = make_upload(state=state, lease_until=until)
    Upload.objects.filter(pk=upload.pk).update(created_at=now - dt.timedelta(seconds=age))
    found = uploads_to_wake(older_than=dt.timedelta(seconds=60))
    assert found == ([upload.pk] if due else [])


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
    assert claim_upload(upload.pk) is None
    settings.DOCUMENT_MEGABYTES = 2
    taken = hand_in(large)
    assert taken.pk != upload.pk
    assert (taken.state, taken.file.size) == ("waiting", len(large))


def test_a_long_reading_keeps_its_row() -> None:
    upload = hand_in()
    claimed = claim_upload(upload.pk)
    assert claimed is not None
    Upload.objects.update(lease_until=timezone.now() + dt.timedelta(seconds=1))
    extend_lease(claimed)
    upload.refresh_from_db()
    assert upload.lease_until is not None
    assert upload.lease_until > timezone.now() + dt.timedelta(minutes=4)
    Upload.objects.update(attempts=2, lease_until=None)  # another worker has it
    extend_lease(claimed)
    upload.refresh_from_db()
    assert upload.lease_until is None
